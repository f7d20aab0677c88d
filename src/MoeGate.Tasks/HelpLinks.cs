using System.Text.RegularExpressions;

namespace MoeGate.Tasks;

/// <summary>Where a finding is explained: by the project's own template, else on the pages in the package.</summary>
internal sealed class HelpLinks(string? template, string pages)
{
    /// <summary>The link; null where the pages are not there.</summary>
    public string? Of(string code)
    {
        if (!string.IsNullOrWhiteSpace(template)) return template!.Replace("{code}", Uri.EscapeDataString(code));
        if (code == GateRun.OwnCode) return Link("msbuild.md", "errors-without-a-verdict");
        return Heading(code) is { } heading ? Link("rules.md", Anchor(heading)) : Link("configuration.md", null);
    }

    private string? Heading(string code)
    {
        var page = Path.Combine(pages, "rules.md");
        return File.Exists(page) ? File.ReadLines(page).FirstOrDefault(l => l.StartsWith($"### {code}: ", StringComparison.Ordinal))?.Substring(4) : null;
    }

    private string? Link(string name, string? anchor)
    {
        var page = Path.Combine(pages, name);
        return File.Exists(page) ? new Uri(page).AbsoluteUri + (anchor is null ? "" : "#" + anchor) : null;
    }

    /// <summary>As Markdown viewers make them: lower case, hyphens for blanks, other punctuation left out.</summary>
    private static string Anchor(string heading) =>
        Uri.EscapeDataString(Regex.Replace(heading.ToLowerInvariant(), @"[^\w\- ]", "", RegexOptions.None, TimeSpan.FromSeconds(1)).Replace(' ', '-'));
}
