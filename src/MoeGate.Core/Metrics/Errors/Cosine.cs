using MoeGate.Reductions;

namespace MoeGate.Metrics.Errors;

public sealed class Cosine : MetricFamily
{
    public override IEnumerable<Metric> Metrics =>
    [
        Error.Metric(new("error.cosine", Unit.Ratio, Better.Higher)
        {
            Title = "Cosine between the weights and what has become of them",
            Formula = "Σwŵ ÷ √(Σw²·Σŵ²)",
            Source = "The usual definition.",
            Explanation = """
                1 for equal weights, and blind to their scale: 0.997 is usual for q4_K, 0.96 for q2_K, 0.87 for iq1_s. About 0 for other weights,
                negative for a wrong sign. Not applicable where the reference is all zeros; missing where only the candidate is.
                """,
            Remedy = "Near 0, look for experts or rows that changed places, or a wrong reference.",
        },
        ReducePair.Errors,
        c => c.Sums.Errors switch
        {
            { IsExact: true, Reference: > 0 } => 1,
            { Reference: 0 } => Reading.NotApplicable("the reference is all zeros"),
            { Candidate: 0 } => Reading.Missing("the candidate is all zeros, and the reference is not"),
            var sums => Math.Clamp(sums.Product / (Math.Sqrt(sums.Reference) * Math.Sqrt(sums.Candidate)), -1, 1),
        }),
    ];
}
