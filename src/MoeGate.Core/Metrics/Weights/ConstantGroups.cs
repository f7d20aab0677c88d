using MoeGate.Reductions;

namespace MoeGate.Metrics.Weights;

public sealed class ConstantGroups : MetricFamily
{
    public override IEnumerable<Metric> Metrics =>
    [
        Tensors.Unquantized(
            new("group.constant", Unit.Groups, Better.Neither)
            {
                Title = "Groups of 16 that are one and the same weight, not 0",
                Formula = "|{groups along the row : max w − min w ≤ 1e-10, and not all w = 0}|",
                Source = Tensors.Own,
                Explanation = """
                    0 in trained models whose weights are not tiny. Such groups have no range, so they are left out of the offset importance and
                    of the 4-level proxies; this says how many. Rows that end in a single weight have one each.
                    """,
            },
            Reduce.Groups,
            sums => sums.ByGroup!.Constant),
    ];
}
