using MoeGate.Evidence;

namespace MoeGate.Metrics.Size;

public sealed class ProjectedBytes() : Metric(new("size.projected_bytes", Unit.Bytes, Better.Lower)
{
    Title = "Bytes that the model would take in each quantization mix",
    Formula = "params · bpw ÷ 8 for each mix, with params_kept where there is a cut",
    Source = "The expert report that MoeGate grew out of; bits per weight (bpw) measured on a dense model of 8 B parameters.",
    Explanation = """
        An estimate before anything is quantized: Q8_0 8.50, Q6_K 6.56, Q5_K_M 5.70, Q4_K_M 4.89, Q3_K_M 4.00, Q2_K 3.16 bits per weight.
        These are rates of whole files of a dense model; a MoE model may come out somewhat differently, and only the finished file tells.
        Not applicable where the number of parameters is not known.
        """,
    Remedy = "Prune more, or choose a smaller mix.",
})
{
    public override Scope Home => Scope.Model;

    public override EvidenceKind Needs => EvidenceKind.Model;

    public override IEnumerable<Measurement> Measure(Observation observed, CancellationToken cancellation) =>
        QuantizationMixes.All.Select(mix => new Measurement(this, Subject.OfMix(mix.Name), Of(observed.Evidence, mix)));

    internal static Reading Of(EvidenceSet evidence, QuantizationMix mix)
    {
        var isCut = evidence.Plan is not null || evidence.Keep is not null;
        var weights = isCut ? ParamsKept.Of(evidence) : Params.Of(evidence.Architecture!);
        return weights.Value is { } count ? count * mix.BitsPerWeight / 8 : weights;
    }
}
