using System.Globalization;
using System.Text.RegularExpressions;

namespace MoeGate.Tests.Reports;

/// <summary>Names that somebody would write into a model's files to do harm where they are printed, and what harmless means.</summary>
internal static partial class Hostile
{
    public static IReadOnlyList<string> Names { get; } =
    [
        "::error::pwned",
        "::set-output name=verdict::pass",
        " \t ::stop-commands::x",
        "\u00A0::error::after a space that does not break",
        "x\n::error::on the next line",
        "x\r::error::after a return",
        "x\u2028::error::after a line separator",
        "x\u0085::error::after a next line",
        "x\v::error::after a tab of lines",
        "##[error]pwned",
        "##vso[task.complete result=Succeeded;]pwned",
        "##teamcity[buildStatus text='pwned']",
        "# ##[##[error]",
        "<script>alert(1)</script>",
        "</details><img src=x onerror=alert(1)>",
        "\"><svg onload='alert(1)'>",
        "&lt;b&gt;&#60;script&#62;",
        "]]>",
        "--><!--",
        "a | b | c",
        @"a \| b \\| c \",
        "`code` ``code`` `",
        "`<b>`|`<i>`",
        "*bold* _thin_ ~~no~~",
        "[x](javascript:1) ![x](http://example.com/x.png)",
        "@everyone",
        "$\\href{javascript:1}{x}$",
        "\u001b[31mred\u001b[0m \u001b]8;;http://example.com\u0007link\u001b]8;;\u0007",
        "nothing \u0000 in between",
        "back\b\b\b\bspace",
        "\u007f\u009b31m",
        "\u202Eright to left",
        "\u2066isolated\u2069 \u200F\u061C",
        "\uFEFFmark \uFFFE\uFFFF",
        "high \uD83D alone",
        "low \uDE00 alone",
        "語🧩\U000E0041",
        "%0A::error::%25",
        "moegate.json(1,1): error MG101: pwned",
        "a,b:c;d=e",
        "../../etc/passwd",
        new string('=', 5) + string.Concat(Enumerable.Repeat("x ", 45)) + "::error::where a line is wrapped " + string.Concat(Enumerable.Repeat("y ", 37)) + "::error::again",
        string.Concat(Enumerable.Repeat("::error::x ", 40)),
        string.Concat(Enumerable.Repeat("##[error] ", 40)),
        new string('x', 100_000),
        string.Concat(Enumerable.Repeat("🧩", 50_000)),
        "",
        " ",
    ];

    /// <summary>All names in one.</summary>
    public static string Everything { get; } = string.Join(" ", Names.Select(n => n.Length > 2000 ? n[..100] : n));

    /// <summary>Text of a report, on a terminal or in a log: no control characters, and no line that a CI runner obeys.</summary>
    /// <param name="text">The report.</param>
    /// <param name="commands">Workflow commands that are our own.</param>
    /// <param name="color">Whether it may hold our own colours.</param>
    public static void MustBeHarmless(string text, int commands = 0, bool color = false)
    {
        if (color) text = Colors().Replace(text, "");
        for (var i = 0; i < text.Length; i++)
            if (IsControl(text[i])) Assert.Fail($"U+{(int)text[i]:X4} in {Around(text, i)}");
        foreach (var mark in new[] { "##[", "##vso[", "##teamcity[" })
            if (text.Contains(mark, StringComparison.OrdinalIgnoreCase)) Assert.Fail(Around(text, text.IndexOf(mark, StringComparison.OrdinalIgnoreCase)));
        var found = text.Split('\n').Where(l => l.TrimStart().StartsWith("::", StringComparison.Ordinal)).ToList();
        Assert.True(found.Count == commands, string.Join("\n", found));
    }

    private static bool IsControl(char c) => c is not ('\n' or (>= ' ' and <= '~')) && CharUnicodeInfo.GetUnicodeCategory(c) is UnicodeCategory.Control or UnicodeCategory.LineSeparator or UnicodeCategory.ParagraphSeparator
        || c is (>= '\u202A' and <= '\u202E') or (>= '\u2066' and <= '\u2069') or '\u200E' or '\u200F' or '\u061C' or '\uFEFF';

    private static string Around(string text, int at) => text[Math.Max(0, at - 60)..Math.Min(text.Length, at + 60)];

    [GeneratedRegex("\u001b\\[(0|1|31|32|33|90)m", RegexOptions.ExplicitCapture, 10_000)]
    private static partial Regex Colors();
}
