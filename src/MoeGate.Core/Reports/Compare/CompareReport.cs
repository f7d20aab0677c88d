using MoeGate.Metrics;
using MoeGate.Models;
using MoeGate.Reports.Weights;

namespace MoeGate.Reports.Compare;

/// <summary>
/// What has become of a model's weights: the candidate beside the model that it came from, worst first, from the whole down to experts.
/// A pure function of what was observed and measured.
/// </summary>
public static class CompareReport
{
    /// <summary>What the report is made of: errors, and what they do under an importance matrix or activations where there are such.</summary>
    public static IReadOnlyList<Metric> Metrics { get; } = [.. Catalog.All.Where(m => m.Id is ComparedModel.Key or "error.importance_weighted" or "matmul.output_error")];

    /// <summary>What is read: all of every tensor, and of stacked ones each expert's slice.</summary>
    public static Wish Wants(Metric metric, WeightTensor tensor) => metric is ErrorMetric ? Wish.Whole | Wish.Experts : Wish.Whole;

    /// <param name="observed">The candidate's tensors, and their errors.</param>
    /// <param name="metrics">What was measured on them.</param>
    /// <param name="writer">Where to.</param>
    /// <param name="style">Colour or none; verbose for every line of every table.</param>
    public static void Write(Observation observed, MetricSet metrics, TextWriter writer, ReportStyle style)
    {
        var model = new ComparedModel(observed, metrics, style.Verbose);
        var page = new Page(writer, style, WeightReport.Width);
        FilesSection.Write(page, model);
        TotalSection.Write(page, model);
        GroupSection.Types(page, model);
        GroupSection.Roles(page, model);
        GroupSection.Layers(page, model);
        TensorSection.Write(page, model);
        ExpertSection.Write(page, model);
        LeftSection.Write(page, model);
    }
}
