using MoeGate.Tests.Support;

namespace MoeGate.Tests.Rules.Baselines;

public sealed class MalformedBaseline : IDisposable
{
    private const string Head = """{ "schema": "moegate.baseline/1", "tool": {"name": "moegate", "version": "0.1.0"}, "evidence": [], """;

    private readonly TestFolder folder = new();

    [Theory]
    [InlineData("", "is empty")]
    [InlineData("[]", ":1:1: is not a baseline: it has no \"schema\"; give a file that moegate baseline save wrote")]
    [InlineData("{}", ":1:1: is not a baseline")]
    [InlineData("""{ "schema": "moegate.results/1" }""", ":1:13: \"moegate.results/1\" is not moegate.baseline/1; make a baseline of results with moegate baseline save --metrics FILE")]
    [InlineData("""{ "schema": "moegate.baseline/2" }""", ":1:13: \"moegate.baseline/2\" is not moegate.baseline/1")]
    [InlineData(Head + """ "history": [], "metrics": [] }""", ":1:1: the baseline lacks \"measurements\"; add it")]
    [InlineData(Head + """ "history": [], "metrics": [], "measurements": [{ "metric": "profile.dead", "subject": "blk.0", "value": 1 }] }""", "does not say by which definition profile.dead was measured")]
    [InlineData(Head + """ "history": [], "metrics": [{ "id": "profile.dead", "definition": 1 }], "measurements": [{ "metric": "profile.dead", "subject": "blk.0" }] }""", "has to have either a value or the reason why it is exact")]
    [InlineData(Head + """ "history": [], "metrics": [{ "id": "profile.dead", "definition": 1 }], "measurements": [{ "metric": "profile.dead", "subject": "blk.0", "value": 1, "unit": "tokens" }] }""", "profile.dead is measured in experts, not in tokens")]
    [InlineData(Head + """ "history": [], "metrics": [{ "id": "profile.dead", "definition": 1 }], "measurements": [{ "metric": "profile.dead", "subject": "blk.0", "value": 1 }, { "metric": "profile.dead", "subject": "blk.0", "value": 2 }] }""", "profile.dead of blk.0 is there twice")]
    [InlineData(Head + """ "history": [], "metrics": [{ "id": "profile.dead", "definition": 1e99 }], "measurements": [] }""", "expected a whole number from 0")]
    [InlineData(Head + """ "history": [{ "date": "yesterday", "version": "1", "reason": "x", "changed": 0, "new": 0, "gone": 0 }], "metrics": [], "measurements": [] }""", "\"yesterday\" is not a date; write YYYY-MM-DD")]
    [InlineData(Head + """ "history": [], "metrics": [], "measurements": [{ "metric": "profile.dead", "subject": "blk.0", "value": 1e999 }] }""", "non-finite number")]
    [InlineData(Head + """ "history": [""", "baseline.json:1:113: ")]
    public void IsRefusedInOneLine(string text, string fault)
    {
        var run = Check(text);
        Assert.Equal((3, ""), (run.ExitCode, run.Out));
        Assert.StartsWith("moegate: " + folder["baseline.json"], run.Error, StringComparison.Ordinal);
        Assert.Contains(fault, run.Error, StringComparison.Ordinal);
        Assert.Single(run.Error.TrimEnd('\n').Split('\n'));
    }

    [Fact]
    public void IsRefusedBeforeTheEvidenceIsRead()
    {
        folder.Write("baseline.json", "{}");
        Assert.Contains("is not a baseline", Moegate.Run("check", "--experts", folder["nowhere.json"], "--baseline", folder["baseline.json"]).Error, StringComparison.Ordinal);
    }

    [Fact]
    public void ThatIsNotThereSaysHowToMakeIt() =>
        Refused.With(Moegate.Run("check", "--experts", folder.Write("stats.json", SmallProfile.Text), "--baseline", folder["nowhere.json"]), Refused.AsEvidence, folder["nowhere.json"] + ": no such baseline; moegate baseline save writes it");

    [Fact]
    public void OfAMetricThatThisVersionDoesNotKnowIsReadWithoutIt() =>
        Assert.Equal(0, Check(Head + """ "history": [], "metrics": [{ "id": "gone.metric", "definition": 1 }], "measurements": [{ "metric": "gone.metric", "subject": "model", "value": 1, "unit": "x" }] }""").ExitCode);

    public void Dispose() => folder.Dispose();

    private Moegate Check(string baseline)
    {
        folder.Write("baseline.json", baseline);
        folder.Write("stats.json", SmallProfile.Text);
        folder.Write("moegate.json", """{ "evidence": { "experts": "stats.json" }, "rules": [{ "id": "T1", "metric": "profile.tokens", "assert": "min >= 1" }] }""");
        return Moegate.Run("check", folder["moegate.json"], "--baseline", folder["baseline.json"]);
    }
}
