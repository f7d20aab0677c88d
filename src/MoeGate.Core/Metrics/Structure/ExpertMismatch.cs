using MoeGate.Reductions.Pairing;

namespace MoeGate.Metrics.Structure;

public sealed class ExpertMismatch() : KinshipMetric(new("structure.expert_mismatch", Unit.None, Better.Lower)
{
    Title = "Matrices of experts that are another expert's, or nobody's",
    Formula = "|{(matrix, i) : the parent of matrix i ≠ the parent of expert i}| + |{i : the parent of i is that of another before it}|",
    Source = Own,
    Explanation = """
        0 is healthy. Each matrix of an expert is compared with the same matrix of all experts of the reference, by the direction of a
        few thousand of its weights, which quantization moves only by noise. Experts that differ by less than that noise are not told
        apart. Most of its matrices decide whose child an expert is; a matrix that cannot be that expert's changed places with another,
        was overwritten, or was shuffled. Experts that were removed or reordered as a whole are healthy. Beside each stands the expert
        of the reference whose content it is, -1 for none. Two children of one parent mean that an expert was kept twice. A matrix of
        zeros says nothing, and is counted by structure.zero_experts.
        """,
    Remedy = "Convert or cut again; cut all matrices of the experts with the same ids, in the same order.",
})
{
    private protected override Reading? Read(LayerKinship kin, Observation observed)
    {
        var strays = kin.Strays.ToList();
        var seen = new HashSet<int>();
        foreach (var (expert, parent) in kin.Experts.Zip(kin.Parents))
            if (parent is { } p && !seen.Add(p))
                strays.Add(new Stray($"blk.{kin.Layer}.expert[{expert}]", p, null));
        return Read(strays, "its expert came from", kin.Unknown ?? (kin.Parents.Contains(null) && strays.Count == 0 ? "of some experts the parent is not known" : null));
    }
}
