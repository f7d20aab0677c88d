using System.Text.RegularExpressions;
using MoeGate.Tests.Support;

namespace MoeGate.Tests.Docs;

/// <summary>Every relative link of a page leads to a file of the repository, and where it names a heading, to one that is there.</summary>
public partial class LinkBetweenPages
{
    public static TheoryData<string> Pages =>
    [
        "README.md", "CHANGELOG.md",
        .. new[] { "docs", "samples" }
            .SelectMany(folder => Directory.EnumerateFiles(Repository.File(folder), "*.md", SearchOption.AllDirectories))
            .Select(file => Path.GetRelativePath(Repository.Root, file).Replace('\\', '/'))
            .Order(StringComparer.Ordinal),
    ];

    [Theory]
    [MemberData(nameof(Pages))]
    public void LeadsToWhatIsThere(string page) =>
        Assert.Empty(Links(Prose(Repository.File(page))).Select(link => Fault(Repository.File(page), link)).OfType<string>());

    /// <summary>A page that no link leads to is read by nobody.</summary>
    [Fact]
    public void LeadsFromTheFrontPageToEveryOther()
    {
        var reached = new HashSet<string>(StringComparer.Ordinal);
        var next = new Queue<string>([Repository.File("README.md")]);
        while (next.TryDequeue(out var page))
            if (reached.Add(page))
                foreach (var link in Links(Prose(page)))
                    if (Path.GetFullPath(Path.Join(Path.GetDirectoryName(page), link.Split('#')[0])) is var target && target.EndsWith(".md", StringComparison.Ordinal) && File.Exists(target))
                        next.Enqueue(target);
        Assert.Empty(Directory.EnumerateFiles(Repository.File("docs"), "*.md", SearchOption.AllDirectories).Where(f => !reached.Contains(f)).Select(Path.GetFileName));
    }

    [Fact]
    public void IsReadFromTextAndNotFromCode() =>
        Assert.Equal(["a.md", "b.md#c"], Links(["see [a](a.md), `[x](y.md)` and [`b`](b.md#c)", "[out](https://example.org/z.md)"]));

    [Theory]
    [InlineData("## The results document", "the-results-document")]
    [InlineData("### MG101: Expert loads, as `a_b` says", "mg101-expert-loads-as-a_b-says")]
    [InlineData("# [Linked](x.md) & more", "linked--more")]
    public void NamesAHeadingAsRenderersDo(string heading, string anchor) => Assert.Equal(anchor, Anchor(heading));

    /// <summary>What is wrong with a link; null where nothing is.</summary>
    private static string? Fault(string page, string link)
    {
        var (file, anchor) = link.Split('#', 2) is [var before, var after] ? (before, after) : (link, null);
        var target = file.Length == 0 ? page : Path.GetFullPath(Path.Join(Path.GetDirectoryName(page), file));
        if (!File.Exists(target) && !Directory.Exists(target)) return $"{link}: no such file";
        if (Path.GetRelativePath(Repository.Root, target).StartsWith("..", StringComparison.Ordinal)) return $"{link}: leaves the repository";
        return anchor is null || Anchors(target).Contains(anchor) ? null : $"{link}: no such heading";
    }

    /// <summary>The lines that are not code.</summary>
    private static List<string> Prose(string path)
    {
        var isCode = false;
        var lines = new List<string>();
        foreach (var line in File.ReadLines(path))
        {
            if (line.StartsWith("```", StringComparison.Ordinal)) isCode = !isCode;
            else if (!isCode) lines.Add(line);
        }

        return lines;
    }

    private static IEnumerable<string> Links(IEnumerable<string> lines) =>
        lines.SelectMany(line => Target().Matches(Code().Replace(line, "")))
            .Select(m => m.Groups["target"].Value)
            .Where(target => !target.Contains(':', StringComparison.Ordinal));

    /// <summary>Headings of one text are numbered from the second on.</summary>
    private static HashSet<string> Anchors(string path)
    {
        var all = new HashSet<string>(StringComparer.Ordinal);
        foreach (var anchor in Prose(path).Where(l => l.StartsWith('#')).Select(Anchor))
        {
            var number = 1;
            for (var name = anchor; !all.Add(name); number++) name = $"{anchor}-{number}";
        }

        return all;
    }

    private static string Anchor(string heading) =>
        new([.. Linked().Replace(heading.TrimStart('#').Trim(), "${text}").ToLowerInvariant()
            .Where(c => char.IsLetterOrDigit(c) || c is ' ' or '-' or '_').Select(c => c == ' ' ? '-' : c)]);

    [GeneratedRegex("`[^`]*`", RegexOptions.CultureInvariant, matchTimeoutMilliseconds: 1000)]
    private static partial Regex Code();

    [GeneratedRegex(@"\]\((?<target>[^)\s]+)\)", RegexOptions.CultureInvariant | RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: 1000)]
    private static partial Regex Target();

    [GeneratedRegex(@"\[(?<text>[^\]]*)\]\([^)]*\)", RegexOptions.CultureInvariant | RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: 1000)]
    private static partial Regex Linked();
}
