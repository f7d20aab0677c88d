using MoeGate.Rules;

namespace MoeGate.Reports.Html;

/// <summary>
/// A page for the person who decides: the verdict and its reasons, then what the figures look like, then all of them. One file without
/// network; without script it lacks only the theme switch, the readings under the pointer, and the far pages of the table.
/// </summary>
public sealed class HtmlReport : Reporter
{
    public override string Format => "html";

    public override string About => "a page for a person, in one file: the verdict with its reasons, plots, and every figure";

    public override IReadOnlyList<string> Metrics => PlotSection.Metrics;

    public override void Write(Verdict verdict, TextWriter writer, ReportStyle style)
    {
        var page = new Markup(writer);
        Head.Write(page, verdict);
        VerdictSection.Write(page, verdict);
        FindingSection.Write(page, verdict);
        PassedSection.Write(page, verdict);
        PlotSection.Write(page, verdict);
        MeasurementSection.Write(page, verdict);
        EvidenceSection.Write(page, verdict);
        page.Write($"</main>\n<footer><p>moegate {verdict.Version}</p></footer>\n<div id=\"tip\" role=\"status\" aria-live=\"polite\"></div>\n");
        Head.WriteScript(page);
        page.Write($"</body>\n</html>\n");
    }
}
