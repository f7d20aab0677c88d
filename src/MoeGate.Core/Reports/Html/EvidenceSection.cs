using MoeGate.Metrics;
using MoeGate.Rules;

namespace MoeGate.Reports.Html;

/// <summary>What was read.</summary>
internal static class EvidenceSection
{
    public static void Write(Markup page, Verdict verdict)
    {
        page.Write($"""<section id="evidence"><h2>Evidence</h2><div class="scroll" tabindex="0" role="region" aria-label="Evidence"><table><thead><tr><th>what</th><th>file or figure</th><th>format</th><th class="r">size</th></tr></thead><tbody>""");
        foreach (var evidence in verdict.Metrics.Evidence)
        {
            var what = string.Join(" · ", new[] { evidence.Value, evidence.Path }.OfType<string>());
            page.Write($"""<tr><td>{evidence.Role}</td><td>{what}</td><td>{evidence.Format}</td><td class="r">{(evidence.Bytes is { } bytes ? Figure.Size(bytes) : "")}</td></tr>""");
        }

        page.Write($"</tbody></table></div></section>\n");
    }
}
