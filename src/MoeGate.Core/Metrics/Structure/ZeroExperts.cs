using MoeGate.Reductions;

namespace MoeGate.Metrics.Structure;

public sealed class ZeroExperts() : ExpertContentMetric(new("structure.zero_experts", Unit.None, Better.Lower)
{
    Title = "Experts whose weights are all zero",
    Formula = "|{e : every weight of a matrix of expert e is 0}| of the layer",
    Source = Own,
    Explanation = """
        0 is healthy. The router still sends tokens to such an expert, and they come back as nothing. Each is named: blk.3.expert[17] where
        all its matrices are zero, else the matrix at fault, such as blk.3.ffn_down_exps[17]; beside it stands how many matrices that are.
        ggml's own check of a file looks at scales alone and passes it.
        Vectors are exempt. Missing where the type cannot be decoded; a sample shows that an expert is not zero, and never that it is.
        """,
    Remedy = "Convert or cut again from the original; look for a part of the file that was never written, or a merge that met a missing expert.",
})
{
    private protected override IEnumerable<Suspect> Suspects(IReadOnlyList<TensorSums> slices)
    {
        for (var s = 0; s < slices.Count; s++)
            if (slices[s] is { NonFinite: 0, Weights: { Count: > 0, Min: 0, Max: 0 } })
                yield return new Suspect(s);
    }
}
