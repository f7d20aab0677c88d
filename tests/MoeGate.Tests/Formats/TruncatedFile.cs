using MoeGate.Tests.Support;

namespace MoeGate.Tests.Formats;

/// <summary>A valid file cut off behind every byte: refused in one line, or valid where only blanks are gone.</summary>
public class TruncatedFile
{
    [Fact]
    public void IsRefusedAsAProfile() => Cut(SmallProfile.Text, Refused.AsEvidence, path => ["measure", "--experts", path]);

    [Fact]
    public void IsRefusedAsSaliencySums() =>
        Cut(SmallProfile.Sums(10, (1, [9, 6, 4, 1], [0.9, 0.5, 0.4, 0.1])) + "\n", Refused.AsEvidence, path => ["measure", "--experts", path]);

    [Theory]
    [InlineData("""[[0, 1], [2, 3]]""")]
    [InlineData("""{"1": [0, 1], "2": [2, 3]}""")]
    [InlineData("""{"n_expert": 4, "metric": "sal", "keep": {"1": [0, 1], "2": [2, 3]}}""")]
    public void IsRefusedAsAPlan(string plan) => Cut(plan + "\n", Refused.AsEvidence, path => ["measure", "--plan", path]);

    [Fact]
    public void IsRefusedAsAnArchitecture() => Cut(Sample.Text("architecture.json"), Refused.AsEvidence, path => ["measure", "--architecture", path]);

    [Fact]
    public void IsRefusedAsAConfiguration() => Cut(Sample.Text("moegate.json"), Refused.AsUsage, path => ["config", path]);

    private static void Cut(string text, int exitCode, Func<string, string[]> args)
    {
        using var folder = new TestFolder();
        var path = folder["file.json"];
        for (var length = 0; length <= text.Length; length++)
        {
            folder.Write("file.json", text[..length]);
            var run = Moegate.Run(args(path));
            if (length >= text.TrimEnd().Length) Assert.True(run.ExitCode == 0, $"{length}: {run.Error}");
            else if (length == 0) Refused.With(run, exitCode, path + ": is empty");
            else
            {
                Refused.With(run, exitCode, $"{path}:{text[..length].Count(c => c == '\n') + 1}:");
                if (!IsHalfAComment(text[..length])) Assert.EndsWith(": malformed JSON: the file is truncated: it ends inside a value\n", run.Error, StringComparison.Ordinal);
            }
        }
    }

    private static bool IsHalfAComment(string cut) => cut.EndsWith(" /", StringComparison.Ordinal);
}
