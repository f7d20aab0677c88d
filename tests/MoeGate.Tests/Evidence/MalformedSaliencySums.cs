using MoeGate.Tests.Support;

namespace MoeGate.Tests.Evidence;

/// <summary>Saliency sums with one fault, marked by <c>¦</c>.</summary>
public class MalformedSaliencySums
{
    [Theory]
    [InlineData("{\"n_expert\": 3, \"tokens\": 9,\n\"layers\": {\"3\": {\"cnt\": [1, 1], \"sal\": [1, 1]}}¦}", "declares n_expert 3, but layer 3 has 2 experts")]
    [InlineData("{\"tokens\": 1,\n\"layers\": {\"3\": {\"cnt\": [1, 2], \"sal\": [1, 1]}}¦}", "layer 3: 2 tokens routed to expert 1 of 1 tokens in all")]
    [InlineData("{\n\"layers\": {\"3\": {\"cnt\": [1, 1], \"sal\": [1, 1]}}¦}", "lacks \"tokens\"")]
    [InlineData("{\"tokens\": 9,\n\"layers\": {\"3\": {\"cnt\": [1, 1], \"reap\": [1, 1]¦}}}", "layer 3 has neither \"sal\" nor \"importance_score\"; its keys are \"cnt\", \"reap\"")]
    [InlineData("{\"tokens\": 9,\n\"layers\": {\"3\": {\"activation_counts\": [1, 1], \"sal\": [1, 1]¦}}}", "layer 3 lacks \"cnt\"; its keys are \"activation_counts\", \"sal\"")]
    [InlineData("{\"tokens\": 9,\n\"layers\": {\"3\": {\"cnt\": [1, 1], \"sal\": [1]¦}}}", "layer 3: \"sal\" has 1 values, \"cnt\" has 2")]
    [InlineData("{\"tokens\": 9,\n\"layers\": {\"3\": {\"cnt\": [1, 1], \"sal\": [1, ¦-1]}}}", "sal: negative number -1")]
    [InlineData("{\"tokens\": 9,\n\"layers\": {¦\"x\": {}}}", "layer key \"x\" is not a whole number")]
    [InlineData("{\"tokens\": 9,\n\"layers\": {\"3\": {\"cnt\": [1], \"sal\": [1]}, ¦\"3\": {}}}", "duplicate layer 3")]
    [InlineData("{\"tokens\": 9,\n\"layers\": {}¦}", "no layers; its keys are \"layers\", \"tokens\"")]
    [InlineData("{\"tokens\": 9,\n\"layers\": ¦[]}", "expected an object of layers, found an array")]
    [InlineData("{\"tokens\": ¦-9}", "tokens: negative number -9")]
    [InlineData("{\"tokens\": 9, \"layers\": {\"3\": {\"cnt\": [1], \"sal\": [1]}},\n¦\"4\": {}}", "layers stand both at the top and under \"layers\"")]
    [InlineData("{\"4\": {\"total_tokens\": 1, \"activation_counts\": [1], \"reap\": [1]},\n¦\"layers\": {}}", "layers stand both at the top and under \"layers\"")]
    public void AreRefusedWithTheirPlaceAndFault(string marked, string fault)
    {
        var at = Marked.At(marked);
        using var folder = new TestFolder();
        var path = folder.Write("sums.json", at.Text);
        Refused.With(Moegate.Run("check", "--experts", path), Refused.AsEvidence, at.In(path) + fault);
    }

    [Fact]
    public void MayHoldMetadataBeforeAndBehindTheLayers()
    {
        const string layers = """ "layers": {"3": {"cnt": [1, 1], "gate": [1, 1], "sal": [1, 1]}}, "tokens": 2""";
        Assert.Single(SmallProfile.Read("{" + layers + """, "source": {"host": ["a"]}}""").Layers);
        Assert.Single(SmallProfile.Read("""{"source": {"host": ["a"]}, """ + layers + "}").Layers);
    }
}
