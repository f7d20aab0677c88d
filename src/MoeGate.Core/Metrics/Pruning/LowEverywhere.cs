using System.Globalization;
using MoeGate.Evidence;

namespace MoeGate.Metrics.Pruning;

public sealed class LowEverywhere() : ModelMetric(new("pruning.low_everywhere", Unit.Experts, Better.Neither)
{
    Title = "Expert ids that rank in the lowest tenth of three layers or more",
    Formula = "|{e : e is among the max(1, round-half-to-even(E/10)) lowest scores, ties to the lowest id, of ≥ 3 layers}|",
    Source = "The expert report that MoeGate grew out of; the number expected by chance is MoeGate's (Poisson-binomial over the layers).",
    Explanation = """
        Expert 5 of one layer has nothing to do with expert 5 of another, so chance alone fills this list: about 54 ids for 128 experts
        in 23 layers, and nearly every id in a deep model. The number expected by chance stands beside it, and only a list of quite
        another length says anything, for instance that the profiler orders its experts by load. The ids are listed with their number
        of layers. Not applicable below three layers.
        """,
})
{
    private const int Layers = 3;

    public override EvidenceKind Needs => EvidenceKind.Experts;

    protected override Reading Read(EvidenceSet evidence)
    {
        var layers = evidence.Layers.Where(l => l.Statistics is { Tokens: > 0 }).ToList();
        if (layers.Count < Layers) return Reading.NotApplicable("needs three profiled layers or more");

        var times = new int[layers.Max(l => l.Scores.Length)];
        foreach (var layer in layers)
            foreach (var expert in Lowest(layer.Scores))
                times[expert]++;

        var low = Enumerable.Range(0, times.Length).Where(e => times[e] >= Layers).OrderByDescending(e => times[e]).ThenBy(e => e);
        Item[] items = [.. low.Select(e => new Item(e.ToString(CultureInfo.InvariantCulture), times[e]))];
        return Reading.Of(items.Length) with { Items = items, Expected = ByChance([.. layers.Select(l => l.Scores.Length)]) };
    }

    private static int Tenth(int experts) => Math.Max(1, (int)Math.Round(experts / 10m, MidpointRounding.ToEven));

    private static int[] Lowest(double[] scores) => LayerEvidence.Rank(Array.ConvertAll(scores, s => -s))[..Tenth(scores.Length)];

    /// <summary>Σ over experts of the probability that chance puts it among the lowest of three or more layers that have it.</summary>
    private static double ByChance(int[] sizes)
    {
        var expected = 0.0;
        for (var expert = 0; expert < sizes.Max(); expert++)
        {
            double none = 1, one = 0, two = 0, more = 0;
            foreach (var experts in sizes)
            {
                if (expert >= experts) continue;
                var p = (double)Tenth(experts) / experts;
                (none, one, two, more) = (none * (1 - p), one * (1 - p) + none * p, two * (1 - p) + one * p, more + two * p);
            }

            expected += more;
        }

        return expected;
    }
}
