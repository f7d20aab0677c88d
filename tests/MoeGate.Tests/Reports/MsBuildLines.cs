using System.Text.RegularExpressions;
using MoeGate.Formats;
using MoeGate.Rules;
using MoeGate.Tests.Support;

namespace MoeGate.Tests.Reports;

/// <summary>Lines as MSBuild parses them, and nothing else.</summary>
public partial class MsBuildLines
{
    private static readonly Rule rule = RichVerdict.Own("T1", 7, "profile.dispersion", "min >= 0.5");

    [Fact]
    public void AreOfTheCanonicalForm()
    {
        var lines = Lines(RichVerdict.Verdict);
        Assert.Equal(13, lines.Count);
        Assert.All(lines, l => Assert.Matches(Canonical(), l));
    }

    [Fact]
    public void OfARealRunAreOfTheCanonicalForm()
    {
        var run = Moegate.Run("check", Repository.File("samples", "experts", "broken.json"), "--report", "msbuild");
        Assert.Equal((1, ""), (run.ExitCode, run.Error));
        Assert.All(run.Out.TrimEnd('\n').Split('\n'), l => Assert.Matches(Canonical(), l));
    }

    [Fact]
    public void AreNoneWhereNothingIsWrong()
    {
        Assert.Equal("", Written.By("msbuild", RichVerdict.Passed));
        Assert.Equal("", Written.By("msbuild", RichVerdict.Empty));
        Assert.Equal("", Moegate.Run("check", "--candidate", Repository.File("samples", "weights", "model.gguf"), "--report", "msbuild").Out);
    }

    [Fact]
    public void SayFileLineLevelCodeAndText()
    {
        var match = Canonical().Match(Assert.Single(Lines(RichVerdict.Of([RichVerdict.Finding(rule, Outcome.Warning, message: "what: it is")]))));
        Assert.Equal(["gates/moegate.json(7,5)", "warning", "T1", " what: it is"], new[] { "ORIGIN", "CATEGORY", "CODE", "TEXT" }.Select(g => match.Groups[g].Value));
    }

    [Theory]
    [InlineData("a\nb: error X1: c")]
    [InlineData("a\r\nb")]
    [InlineData("a\u2028b\u2029c\u0085d\vd\fe")]
    public void OfAMessageWithLineBreaksAreOne(string message) => Assert.Single(Lines(RichVerdict.Of([RichVerdict.Finding(rule, Outcome.Fail, message: message)])));

    [Theory]
    [InlineData("x: warning W1: y.json")]
    [InlineData("a:b.json")]
    [InlineData("::error::.json")]
    [InlineData("error X1: a.json")]
    [InlineData(@"C:\gates: error X1: a.json")]
    public void KeepTheirLevelAndCodeWhateverTheFileIsCalled(string path)
    {
        var match = Canonical().Match(Assert.Single(Lines(RichVerdict.Of([RichVerdict.Finding(rule with { Place = new Place(path, 7, 5) }, Outcome.Fail)]))));
        Assert.Equal(("error", "T1"), (match.Groups["CATEGORY"].Value, match.Groups["CODE"].Value));
    }

    private static List<string> Lines(Verdict verdict) => [.. Written.By("msbuild", verdict).Split(['\n', '\r', '\u2028', '\u2029', '\u0085', '\v', '\f'], StringSplitOptions.RemoveEmptyEntries)];

    /// <summary>The form as MSBuild's CanonicalError reads it, with its names.</summary>
    [GeneratedRegex(@"^\s*(((?<ORIGIN>(((\d+>)?[a-zA-Z]?:[^:]*)|([^:]*))):)|())(?<SUBCATEGORY>(()|([^:]*? )))(?<CATEGORY>(error|warning))( \s*(?<CODE>[^: ]*))?\s*:(?<TEXT>.*)$", RegexOptions.IgnoreCase | RegexOptions.ExplicitCapture, 10_000)]
    private static partial Regex Canonical();
}
