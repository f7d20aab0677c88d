using MoeGate.Reductions;

namespace MoeGate.Metrics.Structure;

public sealed class ConstantExperts() : ExpertContentMetric(new("structure.constant_experts", Unit.None, Better.Lower)
{
    Title = "Experts whose weights are all the same number",
    Formula = "|{e : every weight of a matrix of expert e is one c ≠ 0}| of the layer",
    Source = Own,
    Explanation = """
        0 is healthy. Such a matrix holds nothing that was learned: a buffer that was filled and never written, or blocks whose codes were
        lost while their scales stayed. Each is named: blk.3.expert[17] where all its matrices are constant, else the matrix at fault, such
        as blk.3.ffn_down_exps[17]; beside it stands how many matrices that are. Experts of zeros are counted by structure.zero_experts.
        Vectors are exempt. Missing where the type cannot be decoded; a sample shows that an expert varies, and never that it does not.
        """,
    Remedy = "Convert or cut again from the original, and check that the disk was not full when the file was written.",
})
{
    private protected override IEnumerable<Suspect> Suspects(IReadOnlyList<TensorSums> slices)
    {
        for (var s = 0; s < slices.Count; s++)
            if (slices[s] is { NonFinite: 0, Weights.Count: > 0 } sums && sums.Weights.Min == sums.Weights.Max && sums.Weights.Max != 0)
                yield return new Suspect(s);
    }
}
