namespace MoeGate.Metrics.Activations;

/// <summary>Activations beyond all others.</summary>
public sealed class Massive : MetricFamily
{
    public override IEnumerable<Metric> Metrics =>
    [
        new ActivationMetric(new("activation.massive", Unit.Dimensions, Better.Neither)
        {
            Title = "Dimensions with massive activations",
            Formula = "|{j : some |aₜⱼ| > 100 and > 1000 · median |a|}|, the median over the whole source",
            Source = "Sun et al., Massive Activations in Large Language Models (2024); MoeGate.",
            Explanation = """
                Beside the number stand the dimensions, each with its RMS. Many large models have a few. They are part of how the model
                works: errors in the columns that they meet cost more than all others, and activations that are quantized along with them
                lose everything small. Not for an importance matrix.
                """,
        },
        needsValues: true,
        sums => sums.Values!.All.Count == 0
            ? Reading.Missing("no activation is finite")
            : Reading.Of(sums.Values.Massive.Count) with { Items = [.. sums.Values.Massive.Select(j => new Item(Spread.Number(j), Math.Sqrt(sums.MeanSquare[j])))] }),
    ];
}
