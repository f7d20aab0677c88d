using MoeGate.Evidence;
using MoeGate.Formats;
using MoeGate.Metrics;

namespace MoeGate.Reports.Experts;

/// <summary>
/// The expert report: is the profile believable, how are scores spread, what would a cut keep at every ratio, what would it save.
/// A pure function of the evidence.
/// </summary>
public static class ExpertReport
{
    /// <param name="evidence">A profile and a cut of it, and whatever else there is.</param>
    /// <param name="writer">Where to.</param>
    /// <param name="style">Colour or none.</param>
    /// <param name="cancellation">Asked during long work.</param>
    public static void Write(EvidenceSet evidence, TextWriter writer, ReportStyle style, CancellationToken cancellation = default)
    {
        var metrics = Measuring.Measure(evidence, Catalog.All, cancellation);
        var page = new Page(writer, style);
        page.Title($"Expert statistics: {Plain.Text(evidence.Profile!.Shown)}{(evidence.Profile.Shards.Count > 1 ? $" and {evidence.Profile.Shards.Count - 1} more shards" : "")}");
        ProfileSection.Write(page, evidence, metrics);
        ScoreSection.Write(page, evidence, metrics);
        SweepSection.Write(page, evidence, cancellation);
        CutSection.Write(page, evidence, metrics);
        SizeSection.Write(page, evidence, metrics);
        LowExpertsSection.Write(page, evidence, metrics);
    }
}
