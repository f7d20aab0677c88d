using MoeGate.Metrics;
using MoeGate.Rules;
using MoeGate.Tests.Support;

namespace MoeGate.Tests.Rules;

public class SelectedSubjects
{
    private static readonly string[] subjects =
    [
        "model", "model[Q4_K_M]", "blk.0", "blk.1", "blk.2", "blk.3", "blk.3.expert[17]", "blk.3.ffn_down_exps", "blk.3.ffn_down_exps[4]", "blk.3.ffn_up", "moe.1", "token_embd",
    ];

    [Theory]
    [InlineData("""{"layer": 3}""", "blk.3 blk.3.expert[17] blk.3.ffn_down_exps blk.3.ffn_down_exps[4] blk.3.ffn_up")]
    [InlineData("""{"layer": "0-1"}""", "blk.0 blk.1 moe.1")]
    [InlineData("""{"layer": " 0 - 1 "}""", "blk.0 blk.1 moe.1")]
    [InlineData("""{"layer": "!1-3"}""", "blk.0")]
    [InlineData("""{"layer": ["0-2", "!1"]}""", "blk.0 blk.2")]
    [InlineData("""{"layer": ["0", 2]}""", "blk.0 blk.2")]
    [InlineData("""{"layer": "0%-50%"}""", "blk.0 blk.1 moe.1")]
    [InlineData("""{"layer": "50%-100%", "subject": "blk.?"}""", "blk.2 blk.3")]
    [InlineData("""{"layer": "!25%-100%"}""", "blk.0")]
    [InlineData("""{"expert": "4-17"}""", "blk.3.expert[17] blk.3.ffn_down_exps[4]")]
    [InlineData("""{"expert": "!17"}""", "blk.3.ffn_down_exps[4]")]
    [InlineData("""{"role": "ffn_*_exps"}""", "blk.3.ffn_down_exps blk.3.ffn_down_exps[4]")]
    [InlineData("""{"role": ["ffn_up", "token*"]}""", "blk.3.ffn_up token_embd")]
    [InlineData("""{"type": "Q4*"}""", "model[Q4_K_M]")]
    [InlineData("""{"tensor": "blk.3.ffn_*"}""", "blk.3.ffn_down_exps blk.3.ffn_down_exps[4] blk.3.ffn_up")]
    [InlineData("""{"subject": "model*"}""", "model model[Q4_K_M]")]
    [InlineData("""{"subject": "blk.3.*", "role": "ffn_up"}""", "blk.3.ffn_up")]
    [InlineData("""{"layer": "9"}""", "")]
    [InlineData("""{}""", "model model[Q4_K_M] blk.0 blk.1 blk.2 blk.3 blk.3.expert[17] blk.3.ffn_down_exps blk.3.ffn_down_exps[4] blk.3.ffn_up moe.1 token_embd")]
    public void AreThoseThatMatchEveryPart(string select, string expected)
    {
        var selection = Selection.Parse(RuleText.Json(select));
        var all = subjects.Select(Subject.Parse).ToList();
        var shares = new LayerShare(all, null);
        Assert.Equal(expected, string.Join(' ', all.Where(s => selection.Matches(s, shares))));
    }

    [Theory]
    [InlineData("0%-12.5%", null, "3 4")]
    [InlineData("0%-12.5%", 20, "")]
    [InlineData("15%-25%", 20, "3 4")]
    [InlineData("87.5%-100%", null, "17 18")]
    [InlineData("0%-100%", null, "3 4 5 6 7 8 9 10 11 12 13 14 15 16 17 18")]
    [InlineData("0%-100%", 10, "3 4 5 6 7 8 9 10 11 12 13 14 15 16 17 18")]
    public void ByShareCountInTheModelsLayersWhereTheyAreKnown(string share, int? modelLayers, string expected)
    {
        var layers = Enumerable.Range(3, 16).ToList();
        var selection = Selection.Parse(RuleText.Json($$"""{"layer": "{{share}}"}"""));
        var shares = new LayerShare(layers.Select(Subject.OfLayer), modelLayers);
        Assert.Equal(expected, string.Join(' ', layers.Where(l => selection.Matches(Subject.OfLayer(l), shares))));
    }

    [Fact]
    public void CoverEveryLayerOnceInSharesThatMeet()
    {
        for (var count = 1; count <= 100; count++)
        {
            var shares = new LayerShare(Enumerable.Range(0, count).Select(Subject.OfLayer), null);
            var thirds = ((string[])["0%-33.3%", "33.3%-66.7%", "66.7%-100%"]).Select(s => Selection.Parse(RuleText.Json($$"""{"layer": "{{s}}"}"""))).ToList();
            Assert.All(Enumerable.Range(0, count), layer => Assert.Single(thirds, t => t.Matches(Subject.OfLayer(layer), shares)));
        }
    }
}
