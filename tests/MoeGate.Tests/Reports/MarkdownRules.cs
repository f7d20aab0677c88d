using System.Buffers;
using System.Text.RegularExpressions;

namespace MoeGate.Tests.Reports;

/// <summary>What GitHub must find in a markdown report: our own headings, tables and fold, and nothing that a name brought along.</summary>
internal static partial class MarkdownRules
{
    private static readonly SearchValues<char> markup = SearchValues.Create("<>*[]~$\\");

    private static readonly string[] own = ["<details><summary>Passed</summary>", "</details>"];

    /// <summary>Fails at the first line that holds anything but text in our own frame.</summary>
    public static void Check(string text)
    {
        var columns = 0;
        foreach (var line in text.Split('\n'))
        {
            if (line.StartsWith('|'))
            {
                // A pipe separates cells unless there is a backslash right before it, in code as elsewhere.
                var cells = Pipe().Count(line) - 1;
                if (columns == 0) columns = cells;
                Assert.True(cells == columns, $"{cells} cells instead of {columns}: {line}");
                foreach (var cell in Pipe().Split(line)) CheckText(cell);
            }
            else
            {
                columns = 0;
                if (!own.Contains(line)) CheckText(line);
            }
        }
    }

    private static void CheckText(string text)
    {
        Assert.True(text.Count(c => c == '`') % 2 == 0, "a backtick without its partner: " + text);
        var prose = Code().Replace(text, "");
        Assert.True(!Bold().Replace(prose, "").AsSpan().ContainsAny(markup), "markup: " + prose);
        Assert.DoesNotMatch(@"@|&#64;\w", prose);
        Assert.DoesNotMatch(@"&(?!#\d+;)", prose);
    }

    [GeneratedRegex(@"(?<!\\)\|", RegexOptions.ExplicitCapture, 10_000)]
    private static partial Regex Pipe();

    [GeneratedRegex("`[^`]+`", RegexOptions.ExplicitCapture, 10_000)]
    private static partial Regex Code();

    [GeneratedRegex(@"^\*\*[A-Za-z][\w-]*\*\*", RegexOptions.ExplicitCapture, 10_000)]
    private static partial Regex Bold();
}
