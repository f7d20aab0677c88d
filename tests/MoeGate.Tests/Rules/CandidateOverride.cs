using MoeGate.Tests.Support;

namespace MoeGate.Tests.Rules;

public class CandidateOverride
{
    private const string Configuration = """
        { "evidence": { "experts": "stats.json" },
          "rules": [{ "id": "T1", "metric": "profile.tokens", "assert": "min >= 11", "title": "kept" }],
          "overrides": [{ "candidate": "**/*-Q2_K*.gguf", "rules": [{ "id": "T1", "assert": "min >= 1" }] },
                        { "candidate": "**/small-*", "rules": [{ "id": "T2", "metric": "profile.tokens", "assert": "min >= 100" }] }] }
        """;

    [Theory]
    [InlineData("model-Q2_K.gguf", 0)]
    [InlineData("out/deep/model-Q2_K_S.gguf", 0)]
    [InlineData("out/model-Q4_K.gguf", 1)]
    [InlineData("out/small-Q2_K.gguf", 1)]
    [InlineData(null, 1)]
    public void AppliesToTheCandidatesThatItsGlobMatches(string? candidate, int exitCode)
    {
        using var folder = new TestFolder();
        folder.Write("stats.json", SmallProfile.Text);
        var path = folder.Write("moegate.json", Configuration);
        string[] more = candidate is null ? [] : ["--candidate", folder.Write(candidate, new GgufBuilder().Build())];
        Assert.Equal(exitCode, Moegate.Run(["check", path, .. more]).ExitCode);
    }

    [Fact]
    public void AppliesToTheCandidateOfTheConfiguration()
    {
        using var folder = new TestFolder();
        folder.Write("stats.json", SmallProfile.Text);
        folder.Write("out/model-Q2_K.gguf", new GgufBuilder().Build());
        var path = folder.Write("moegate.json", Configuration.Replace("\"experts\"", "\"candidate\": \"out/model-Q2_K.gguf\", \"experts\"", StringComparison.Ordinal));
        Assert.Equal(0, Moegate.Run("check", path).ExitCode);
    }

    [Theory]
    [InlineData("{ \"overrides\": [{ \"candidate\": \"*.never\", \"rules\": [\n { \"id\": \"T1\", \"metric\": ¦\"x\", \"assert\": \"min >= 1\" }] }] }", "metric \"x\" is not known")]
    [InlineData("{ \"overrides\": [{ \"candidate\": \"*.never\", \"rules\": [\n { \"id\": ¦\"T1\", \"assert\": \"min >= 1\" }] }] }", "rule T1 lacks \"metric\"")]
    [InlineData("{ \"overrides\": [{ \"candidate\": \"*.never\", \"rules\": [\n { \"id\": ¦\"MG9\", \"enabled\": false }] }] }", "\"MG9\": MG is the prefix")]
    public void IsCheckedEvenWhereItDoesNotApply(string marked, string fault)
    {
        var at = Marked.At(marked);
        using var folder = new TestFolder();
        var path = folder.Write("moegate.json", at.Text);
        Refused.With(Moegate.Run("check", path), Refused.AsUsage, at.In(path) + fault);
    }
}
