using MoeGate.Reductions;

namespace MoeGate.Metrics.Structure;

public sealed class DuplicateExperts() : ExpertContentMetric(new("structure.duplicate_experts", Unit.None, Better.Lower)
{
    Title = "Experts that are byte for byte copies of others of their layer",
    Formula = "|{e : a matrix of expert e has the stored bytes of that of some d < e}| of the layer",
    Source = Own,
    Explanation = """
        0 is healthy: experts that were trained differ in every matrix. A copy is an expert that was lost in the cutting or the merging, and
        another one written in its place. Each is named: blk.3.expert[17] where all its matrices are copies of the same expert's, else the
        matrix at fault, such as blk.3.ffn_down_exps[17]; beside it stands the first expert that has the same bytes. Bytes are compared by a
        digest of 128 bits. Experts of zeros or of one number are counted by structure.zero_experts and structure.constant_experts.
        Vectors are exempt. Missing where the type cannot be decoded; a sample shows that experts differ, and never that they do not.
        """,
    Remedy = "Cut or merge again, and check how the list of kept experts is turned into slices: an index that repeats, or a stride that is off by one.",
})
{
    private protected override Reduce Needed => Reduce.Digest;

    private protected override IEnumerable<Suspect> Suspects(IReadOnlyList<TensorSums> slices)
    {
        var first = new Dictionary<UInt128, int>();
        for (var s = 0; s < slices.Count; s++)
        {
            var weights = slices[s].Weights;
            if (slices[s].NonFinite == 0 && weights.Min == weights.Max) continue;
            if (!first.TryAdd(slices[s].Digest!.Value, s)) yield return new Suspect(s, first[slices[s].Digest!.Value]);
        }
    }
}
