using MoeGate.Metrics;
using MoeGate.Rules;
using MoeGate.Tests.Support;

namespace MoeGate.Tests.Rules;

public class SelectionThatMatchesNothing
{
    [Fact]
    public void IsNoData()
    {
        var finding = Judge("min >= 1");
        Assert.Equal((Outcome.NoData, Level.Error), (finding.Outcome, finding.Level));
        Assert.Equal("profile.tokens: no data: selects nothing: no layer of 2 measured has layer 9", finding.Message);
    }

    [Theory]
    [InlineData("count <= 0", Outcome.Pass)]
    [InlineData("count >= 1", Outcome.Fail)]
    public void IsACountOfZero(string assertion, Outcome outcome)
    {
        var finding = OfTypes($$"""{"id": "T1", "metric": "weight.mean", "assert": "{{assertion}}", "select": {"type": "Q4_K"} }""");
        Assert.Equal((outcome, 0.0), (finding.Outcome, finding.Actual));
    }

    /// <summary>Of whole tensors and of their experts alike.</summary>
    [Theory]
    [InlineData("tensor", "count <= 0", "q2_K", "pass")]
    [InlineData("expert", "count <= 0", "q2_K", "pass")]
    [InlineData("expert", "count <= 0", "f32", "fail")]
    [InlineData("tensor", "max <= 0", "q2_K", "notApplicable")]
    [InlineData("expert", "max <= 0", "q2_K", "notApplicable")]
    public void OfTypesIsNoMistakeInAnyScope(string scope, string assertion, string type, string outcome)
    {
        using var folder = new TestFolder();
        folder.Write("m.gguf", new GgufBuilder().Tensor("blk.0.ffn_down_exps.weight", [2, 2, 2], 1, 2, 3, 4, 5, 6, 7, 8).Build());
        foreach (var metric in (string[])["type.bits_per_weight", "weight.max"])
        {
            folder.Write("moegate.json", $$"""{ "evidence": { "candidate": "m.gguf" }, "rules": [{ "id": "T1", "metric": "{{metric}}", "scope": "{{scope}}", "select": { "type": "{{type}}" }, "assert": "{{assertion}}" }] }""");
            var run = Moegate.Run("check", folder["moegate.json"], "--report", "json");
            var finding = System.Text.Json.Nodes.JsonNode.Parse(run.Out)!["findings"]!.AsArray().Single(f => (string)f!["rule"]! == "T1")!;
            Assert.Equal((metric, outcome), (metric, (string)finding["outcome"]!));
        }
    }

    /// <summary>Errors of a type are no limit for a mix; that a type is there at all is told of each.</summary>
    [Theory]
    [InlineData("error.relative_rmse", "f32", false)]
    [InlineData("error.worst_row", "q8_0", false)]
    [InlineData("error.worst_row", "f32,q8_0", true)]
    [InlineData("error.worst_deficit", "q8_0", true)]
    [InlineData("type.bits_per_weight", "q8_0", true)]
    public void IsAllThatALimitOfOneTypeFindsInAMix(string metric, string types, bool isJudged)
    {
        var rule = RuleText.Judged($$"""{"id": "T1", "metric": "{{metric}}", "assert": "count <= 0", "select": {"type": [{{string.Join(", ", types.Split(',').Select(t => $"\"{t}\""))}}] } }""", Figures.Of(metric, (Subject.Parse("blk.0.ffn_down_exps").OfType("f32+q8_0"), 1)));
        Assert.Equal(isJudged ? Outcome.Fail : Outcome.Pass, rule.Outcome);
    }

    /// <summary>A type may be absent, and a policy is about that; a role or a layer that is not there is a slip of the pen.</summary>
    [Theory]
    [InlineData("\"role\": \"ffn_donw\"")]
    [InlineData("\"layer\": 9")]
    [InlineData("\"type\": \"bf16\", \"tensor\": \"none\"")]
    public void IsNoDataWhereMoreThanATypeIsNotThere(string select) =>
        Assert.Equal(Outcome.NoData, OfTypes($$"""{"id": "T1", "metric": "weight.mean", "assert": "count <= 0", "select": { {{select}} } }""").Outcome);

    [Theory]
    [InlineData("BF16")]
    [InlineData("bf*")]
    public void IsNotWhatATypeInEitherCaseDoes(string type) =>
        Assert.Equal(Outcome.Fail, OfTypes($$"""{"id": "T1", "metric": "weight.mean", "assert": "count <= 0", "select": {"type": "{{type}}"} }""").Outcome);

    [Fact]
    public void IsNoDataEvenForACountOfWhatWasNotMeasured()
    {
        var finding = RuleText.Judged("""{"id": "T1", "metric": "profile.dead", "assert": "count <= 0"}""", Figures.OfLayers("profile.tokens", 1));
        Assert.Equal(Outcome.NoData, finding.Outcome);
        Assert.StartsWith("profile.dead: no data: nothing was measured", finding.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void DoesNotFindAnotherScope()
    {
        var finding = RuleText.Judged("""{"id": "T1", "metric": "profile.tokens", "assert": "min >= 1", "scope": "model"}""", Figures.OfLayers("profile.tokens", 1));
        Assert.Equal(Outcome.NoData, finding.Outcome);
    }

    private static Finding OfTypes(string rule) =>
        RuleText.Judged(rule, Figures.Of("weight.mean", (Subject.Parse("blk.0.ffn_down").OfType("bf16"), 1)));

    private static Finding Judge(string assertion) =>
        RuleText.Judged($$"""{"id": "T1", "metric": "profile.tokens", "assert": "{{assertion}}", "select": {"layer": 9} }""", Figures.OfLayers("profile.tokens", 5, 6));
}
