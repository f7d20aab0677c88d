using MoeGate.Tests.Support;

namespace MoeGate.Tests.Evidence;

/// <summary>Expert statistics with one fault, marked by <c>¦</c>.</summary>
public class MalformedProfile
{
    [Theory]
    [InlineData("{\n\"3\": {\"total_tokens\": 2, \"activation_counts\": [1, 1¦", "malformed JSON: the file is truncated: it ends inside a value")]
    [InlineData("{\n\"3\": {\"total_tokens\": 2, \"activation_counts\": [1, 1], \"reap\": [1, ¦NaN]}}", "malformed JSON: non-finite number (NaN or Infinity)")]
    [InlineData("{\n\"3\": {\"total_tokens\": 2, \"activation_counts\": [1, 1], \"reap\": [1, ¦Infinity]}}", "malformed JSON: non-finite number (NaN or Infinity)")]
    [InlineData("{\n\"3\": {\"total_tokens\": 2, \"activation_counts\": [1, 1], \"reap\": [1, ¦1e999]}}", "reap: non-finite number 1e999")]
    [InlineData("{\n\"3\": {\"total_tokens\": 2, \"activation_counts\": [1, 1], \"reap\": [1, ¦-0.5]}}", "reap: negative number -0.5")]
    [InlineData("{\n\"3\": {\"total_tokens\": 2, \"activation_counts\": [1, 1], \"reap\": [1, ¦\"2\"]}}", "reap: expected a number, found a string")]
    [InlineData("{\n\"3\": {\"total_tokens\": 2, \"activation_counts\": [1, 1], \"reap\": [1, ¦null]}}", "reap: expected a number, found null")]
    [InlineData("{\n\"3\": {\"total_tokens\": 2, \"activation_counts\": [1, 1], \"reap\": ¦{\"0\": 1}}}", "layer 3: \"reap\": expected an array, found an object")]
    [InlineData("{\n\"3\": {\"total_tokens\": 2, \"activation_counts\": [1, ¦-1], \"reap\": [1, 1]}}", "activation_counts: negative number -1")]
    [InlineData("{\n\"3\": {\"total_tokens\": 2, \"activation_counts\": [1, ¦0.5], \"reap\": [1, 1]}}", "activation_counts: 0.5 is not a whole number")]
    [InlineData("{\n\"3\": {\"total_tokens\": 2, \"activation_counts\": [1, ¦1e19], \"reap\": [1, 1]}}", "activation_counts: 1e19 is too large a count")]
    [InlineData("{\n\"3\": {\"total_tokens\": 2, \"activation_counts\": [1, ¦9223372036854775808], \"reap\": [1, 1]}}", "activation_counts: 9223372036854775808 is too large a count")]
    [InlineData("{\n\"3\": {\"total_tokens\": 2, \"activation_counts\": [1, ¦[1]], \"reap\": [1, 1]}}", "activation_counts: expected a number, found an array")]
    [InlineData("{\n\"3\": {\"total_tokens\": ¦2.5, \"activation_counts\": [1, 1], \"reap\": [1, 1]}}", "total_tokens: 2.5 is not a whole number")]
    [InlineData("{\n\"3\": {\"total_tokens\": 2, \"activation_counts\": [1, 1], \"reap\": [1, 2, 3]¦}}", "layer 3: \"reap\" has 3 values, \"activation_counts\" has 2")]
    [InlineData("{\n\"3\": {\"total_tokens\": 2, \"activation_counts\": [1, 1], \"avg_gate_weight\": [1], \"reap\": [1, 2]¦}}", "layer 3: \"avg_gate_weight\" has 1 values, \"activation_counts\" has 2")]
    [InlineData("{\n\"3\": {\"total_tokens\": 2, \"activation_counts\": [], \"reap\": []¦}}", "layer 3: \"activation_counts\" is empty")]
    [InlineData("{\n\"3\": {\"total_tokens\": 2, \"activation_counts\": [1, 1], \"saliency\": [1, 1]¦}}", "layer 3 has neither \"reap\" nor \"importance_score\"; its keys are \"activation_counts\", \"saliency\", \"total_tokens\"")]
    [InlineData("{\n\"3\": {\"total_tokens\": 2, \"reap\": [1, 1]¦}}", "layer 3 lacks \"activation_counts\"; its keys are \"reap\", \"total_tokens\"")]
    [InlineData("{\n\"3\": {\"activation_counts\": [1, 1], \"reap\": [1, 1]¦}}", "layer 3 lacks \"total_tokens\"; its keys are \"activation_counts\", \"reap\"")]
    [InlineData("{\n\"3\": {\"total_tokens\": 2, \"activation_counts\": [1, 3], \"reap\": [1, 1]¦}}", "layer 3: 3 tokens routed to expert 1 of 2 tokens in all")]
    [InlineData("{\n\"3\": {\"total_tokens\": 2, ¦\"total_tokens\": 2}}", "layer 3: duplicate key \"total_tokens\"")]
    [InlineData("{\n\"3\": ¦[1, 2]}", "expected the statistics of layer 3 as an object, found an array")]
    [InlineData("{\n\"layer_3\": ¦{}}", "layer key \"layer_3\" is not a whole number")]
    [InlineData("{\n\"-3\": ¦{}}", "layer key \"-3\" is not a whole number")]
    [InlineData("{\n\"3.0\": ¦{}}", "layer key \"3.0\" is not a whole number")]
    [InlineData("{\n\"3000000000\": ¦{}}", "layer key \"3000000000\" is not a whole number")]
    [InlineData("{\n\"3\": {\"total_tokens\": 2, \"activation_counts\": [1, 1], \"reap\": [1, 1]},\n¦\"3\": {}}", "duplicate key \"3\"")]
    [InlineData("{\n\"3\": {\"total_tokens\": 2, \"activation_counts\": [1, 1], \"reap\": [1, 1]},\n¦\"03\": {}}", "duplicate layer 3")]
    [InlineData("{\n\"note\": 1, ¦\"note\": 2}", "duplicate key \"note\"")]
    [InlineData("{ \n¦}", "no layers: the object is empty")]
    [InlineData("{\n\"note\": 1, \"tokens\": 5¦}", "no layers; its keys are \"note\", \"tokens\"")]
    [InlineData("\n¦[]", "expected an object of layers, found an array")]
    [InlineData("\n¦7", "expected an object of layers, found the number 7")]
    [InlineData("{\n\"3\": {\"total_tokens\": 2, \"activation_counts\": [1, 1], \"reap\": [1, 1]}}\n¦{", "malformed JSON: '{' is invalid after a single JSON value")]
    [InlineData("{\n¦// a comment\n}", "malformed JSON: '/' is invalid after a value")]
    [InlineData("{\n\"3\": {\"total_tokens\": 2, \"activation_counts\": [1, 1,¦]}}", "malformed JSON: The JSON array contains a trailing comma")]
    public void IsRefusedWithItsPlaceAndFault(string marked, string fault)
    {
        var at = Marked.At(marked);
        using var folder = new TestFolder();
        var path = folder.Write("stats.json", at.Text);
        Refused.With(Moegate.Run("check", "--experts", path), Refused.AsEvidence, at.In(path) + fault);
        Refused.With(Moegate.Run("measure", "--experts", Sample.Path("calibration.json"), "--held-out", path), Refused.AsEvidence, at.In(path) + fault);
        Refused.With(Moegate.Run("analyze", "experts", path), Refused.AsEvidence, at.In(path) + fault);
    }

    [Fact]
    public void WithMoreExpertsThanAMillionIsRefused()
    {
        using var folder = new TestFolder();
        var path = folder.Write("stats.json", "{\"3\": {\"activation_counts\": [" + string.Join(',', Enumerable.Repeat('1', (1 << 20) + 1)) + "]}}");
        Refused.With(Moegate.Run("check", "--experts", path), Refused.AsEvidence, $"{path}:1:2097182: layer 3: \"activation_counts\" has more than 1048576 values");
    }
}
