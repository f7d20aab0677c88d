using System.Globalization;
using MoeGate.Evidence;

namespace MoeGate.Metrics.Pruning;

public sealed class ExpertsKept() : CutSizeMetric(new("pruning.experts_kept", Unit.Experts, Better.Neither)
{
    Title = "Experts that the cut keeps",
    Formula = "n_keep: the plan's number, the stated count, or max(1, round-half-to-even(E·r)) of a ratio r",
    Source = "The expert report that MoeGate grew out of; the rounding is MoeGate's.",
    Explanation = """
        Pruning tools round a ratio in different ways, so the number itself is shown: compare it with what the tool kept, or state a
        count instead of a ratio. A plan alone is enough to measure it. Beside it stand the experts that stay, each with a 1.
        """,
})
{
    protected override Reading Read(int[] kept, EvidenceSet evidence) =>
        Reading.Of(kept.Length) with { Items = [.. kept.Select(e => new Item(e.ToString(CultureInfo.InvariantCulture), 1))] };
}
