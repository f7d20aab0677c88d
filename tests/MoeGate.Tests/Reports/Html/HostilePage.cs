using System.Security.Cryptography;
using System.Text;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;

namespace MoeGate.Tests.Reports.Html;

/// <summary>A page full of names that somebody wrote to do harm.</summary>
public partial class HostilePage
{
    public static TheoryData<int> All => [.. Enumerable.Range(0, Hostile.Names.Count)];

    [Theory]
    [MemberData(nameof(All))]
    public void HasTheTagsOfAHarmlessOne(int name)
    {
        // What is empty is left out, with its element.
        var harmless = Hostile.Names[name].Length == 0 ? "" : "harmless";
        Assert.Equal(Tags(harmless), Tags(Hostile.Names[name]));
    }

    [Theory]
    [MemberData(nameof(All))]
    public void HasDataThatCannotEndTheirElement(int name)
    {
        var html = Page(Hostile.Names[name]);
        Hostile.MustBeHarmless(html);
        var data = Data().Match(html).Groups["json"].Value;
        Assert.DoesNotContain('<', data);
        Hostile.MustBeHarmless(string.Join('\n', JsonNode.Parse(data)!["subjects"]!.AsArray().Select(s => (string)s![0]!)));
    }

    [Fact]
    public void AllowsItsOwnStyleAndScriptAlone()
    {
        var html = Page("harmless");
        var policy = Regex.Match(html, "Content-Security-Policy\" content=\"(?<text>[^\"]*)\"", RegexOptions.ExplicitCapture, TimeSpan.FromSeconds(10)).Groups["text"].Value;

        Assert.Equal($"default-src 'none'; style-src {Hash(html, "<style>", "</style>")}; script-src {Hash(html, "<script>", "</script>")}; base-uri 'none'; form-action 'none'", policy);
        Assert.DoesNotMatch(@"https?://(?!www\.w3\.org/2000/svg)|\sstyle=|\son[a-z]+=|url\(|@import", html);
    }

    private static string Hash(string html, string start, string end)
    {
        var from = html.IndexOf(start, StringComparison.Ordinal) + start.Length;
        return $"'sha256-{Convert.ToBase64String(SHA256.HashData(Encoding.UTF8.GetBytes(html[from..html.IndexOf(end, from, StringComparison.Ordinal)])))}'";
    }

    private static string Page(string name) => Written.By("html", HostileVerdict.Of(name));

    private static List<string> Tags(string name) => [.. Tag().Matches(Code().Replace(Page(name), "")).Select(m => m.Groups["name"].Value)];

    [GeneratedRegex("<(?<name>/?[A-Za-z!][A-Za-z0-9]*)[^>]*>", RegexOptions.ExplicitCapture, 10_000)]
    private static partial Regex Tag();

    /// <summary>The style and the script are our own.</summary>
    [GeneratedRegex("<style>.*?</style>|<script>.*?</script>", RegexOptions.Singleline, 10_000)]
    private static partial Regex Code();

    [GeneratedRegex("<script type=\"application/json\" id=\"data\">(?<json>.*?)</script>", RegexOptions.Singleline | RegexOptions.ExplicitCapture, 10_000)]
    private static partial Regex Data();
}
