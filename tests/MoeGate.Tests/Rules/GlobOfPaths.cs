using System.Text.RegularExpressions;
using MoeGate.Formats;

namespace MoeGate.Tests.Rules;

public class GlobOfPaths
{
    [Theory]
    [InlineData("*.gguf", "a.gguf", true)]
    [InlineData("*.gguf", "out/a.gguf", false)]
    [InlineData("out/*.gguf", "out/a.gguf", true)]
    [InlineData("out/*.gguf", "out/x/a.gguf", false)]
    [InlineData("out/?.gguf", "out/a.gguf", true)]
    [InlineData("out?a.gguf", "out/a.gguf", false)]
    [InlineData("**/a.gguf", "a.gguf", true)]
    [InlineData("**/a.gguf", "x/y/a.gguf", true)]
    [InlineData("**/a.gguf", "x/ya.gguf", false)]
    [InlineData("**/*-Q2_K*.gguf", "/abs/out/model-Q2_K_S.gguf", true)]
    [InlineData("**/*-Q2_K*.gguf", "out/model-Q2_K/part.gguf", false)]
    [InlineData("out/**", "out/x/y", true)]
    [InlineData("out/**", "other/x", false)]
    [InlineData("out/**/a.gguf", "out/a.gguf", true)]
    [InlineData("out/**/a.gguf", "out/x/y/a.gguf", true)]
    [InlineData("out/**/a.gguf", "out/xa.gguf", false)]
    [InlineData("**/out/**/*.gguf", "x/out/y/z/a.gguf", true)]
    [InlineData("**", "any/thing", true)]
    [InlineData("a**b", "a/x/b", true)]
    [InlineData("out/*.gguf", "out\\a.gguf", true)]
    [InlineData("out\\*.gguf", "out/a.gguf", true)]
    public void StopsAtASlashButForTwoStars(string pattern, string path, bool matches) => Assert.Equal(matches, Glob.MatchesPath(pattern, path));

    [Fact]
    public void AgreesWithTheRegularExpressionThatItStandsFor()
    {
        var random = new Random(11);
        string[] pieces = ["*", "**", "**/", "?", "a", "b", "/", "/"];
        for (var i = 0; i < 30_000; i++)
        {
            var pattern = string.Concat(Enumerable.Range(0, random.Next(7)).Select(_ => pieces[random.Next(pieces.Length)]));
            if (pattern.Contains("***", StringComparison.Ordinal)) continue;
            var path = new string([.. Enumerable.Range(0, random.Next(8)).Select(_ => "ab/"[random.Next(3)])]);
            var expected = Regex.IsMatch(path, Translate(pattern), RegexOptions.Singleline | RegexOptions.ExplicitCapture, TimeSpan.FromSeconds(5));
            Assert.True(expected == Glob.MatchesPath(pattern, path), $"{pattern} {(expected ? "must" : "must not")} match {path}");
        }
    }

    private static string Translate(string pattern)
    {
        var expression = Regex.Replace(pattern, @"(?<![^/])\*\*/|\*\*|\*|\?", m => m.Value switch { "**/" => "(.*/)?", "**" => ".*", "*" => "[^/]*", _ => "[^/]" }, RegexOptions.ExplicitCapture, TimeSpan.FromSeconds(5));
        return @"\A" + expression + @"\z";
    }
}
