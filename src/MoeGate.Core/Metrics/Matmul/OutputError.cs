using MoeGate.Reductions;

namespace MoeGate.Metrics.Matmul;

/// <summary>The error where it arrives.</summary>
public sealed class OutputError : MetricFamily
{
    public override IEnumerable<Metric> Metrics =>
    [
        new MatmulMetric(new("matmul.output_error", Unit.Ratio, Better.Lower)
        {
            Title = "Error of the matrix's output under real activations, as a share of its energy",
            Formula = "‖A·(Ŵ−W)ᵀ‖² ÷ ‖A·Wᵀ‖², A = the tokens × dimensions that enter",
            Source = "The objective of layer-wise quantization, as in Frantar et al., GPTQ (2022); MoeGate.",
            Explanation = """
                What the next layer sees of the weight error; 0.01 is 1 % of the output's energy. Unlike products of column figures it takes
                in that errors of columns add up or cancel, so a low matmul.contribution.mean with a high value here means errors that pull
                one way. Missing where an activation is not finite: the product is then not known. Not for an importance matrix, and not
                applicable where the output is 0.
                """,
            Remedy = "Give the tensor more bits, or quantize it with an importance matrix taken on text like the one that these activations come from.",
        },
        Reduce.Output,
        Read),
    ];

    private static Reading Read(TensorSums tensor, ActivationSums activation)
    {
        if (activation.Values is { NonFinite: > 0 } values) return Reading.Missing($"{values.NonFinite} activations are not finite");
        if (tensor.Output is not { } sums) return Reading.Missing("its output was not computed");
        if (activation.Tokens == 0) return Reading.NotApplicable("no tokens");
        if (sums.Output == 0) return Reading.NotApplicable("the output is 0 for every token");
        var reading = Reading.Of(sums.Error / sums.Output);
        return ColumnErrors.Notes(tensor, activation) is { Length: > 0 } notes ? reading with { Note = notes } : reading;
    }
}
