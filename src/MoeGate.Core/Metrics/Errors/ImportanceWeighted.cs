using MoeGate.Reductions;

namespace MoeGate.Metrics.Errors;

public sealed class ImportanceWeighted : MetricFamily
{
    public override IEnumerable<Metric> Metrics =>
    [
        Error.Metric(new("error.importance_weighted", Unit.Ratio, Better.Lower)
        {
            Title = "Error of the weights where their inputs are strong, as a share of the energy",
            Formula = "Σ E[aⱼ²]·eᵢⱼ² ÷ Σ E[aⱼ²]·wᵢⱼ², E[aⱼ²] = the mean square of what enters column j",
            Source = "What llama.cpp's quantizers minimise with an importance matrix; MoeGate.",
            Explanation = """
                The error of the output if what enters were independent from column to column. Below error.relative_rmse squared the
                quantizer has spent precision where it counts. An expert that the calibration never reached has no weights to weigh
                with: it is missing, and left out of the figure of its tensor, which says so.
                """,
            Remedy = "Quantize with the importance matrix, or give the tensor more bits.",
        },
        ReducePair.Importance,
        c => c.Sums.Weighted switch
        {
            null => Reading.Missing("the importance matrix has no data of this expert"),
            { Reference: > 0 } weighted => Reading.Of(weighted.Error / weighted.Reference) with { Note = weighted.Unknown > 0 ? $"without {weighted.Unknown} {(weighted.Unknown == 1 ? "expert that was" : "experts that were")} never calibrated" : null },
            { Unknown: > 0, Reference: 0 } => Reading.Missing("the importance matrix has no data of any of its experts"),
            _ => Reading.NotApplicable("nothing enters it"),
        }),
    ];
}
