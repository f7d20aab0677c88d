using MoeGate.Reductions;

namespace MoeGate.Metrics.Matmul;

/// <summary>Power and weight error by super-block.</summary>
public sealed class SuperBlockFigures : MetricFamily
{
    public override IEnumerable<Metric> Metrics =>
    [
        Power("mean", "Mean power", m => m.Mean),
        Power("std", "Spread of the power", m => m.Std),
        Power("min", "Least power", m => m.Min),
        Power("max", "Greatest power", m => m.Max),
        Mse("mean", "Mean squared weight error", m => m.Mean),
        Mse("min", "Least mean squared weight error", m => m.Min),
        Mse("max", "Greatest mean squared weight error", m => m.Max),
        ColumnErrors.Metric(new("matmul.superblock_top", Unit.None, Better.Neither)
        {
            Title = "The five super-blocks that contribute most to the error of the product",
            Formula = $"greatest power × MSE, with the five super-blocks of greatest; {SuperBlock.Definition}",
            Source = ColumnErrors.Origin,
            Explanation = """
                The value is that of the first, and where it stands are its columns, counted from 0. One block far ahead of the others is
                usually one outlying dimension in it: column_rms.top names it.
                """,
        },
        c =>
        {
            var blocks = SuperBlock.Of(c);
            var top = Spread.Greatest([.. blocks.Select(b => b.Power * b.Mse)], 5);
            return Reading.Of(blocks[top[0]].Power * blocks[top[0]].Mse) with
            {
                At = blocks[top[0]].Range,
                Items = [.. top.Select(b => new Item(blocks[b].Range, blocks[b].Power * blocks[b].Mse))],
            };
        }),
    ];

    private static MatmulMetric Power(string name, string title, Func<Moments, double> figure) => ColumnErrors.Metric(
        new($"matmul.superblock_power.{name}", Unit.None, Better.Neither)
        {
            Title = $"{title} of what enters a super-block",
            Formula = $"{name} over super-blocks of the power, the mean over its columns of RMSⱼ²; {SuperBlock.Definition}",
            Source = ColumnErrors.Origin,
            Explanation = "The power that meets the weights of a block. In squared activations: compare blocks with each other, and a layer with itself.",
        },
        c => figure(Spread.Of(SuperBlock.Of(c).Select(b => b.Power))));

    private static MatmulMetric Mse(string name, string title, Func<Moments, double> figure) => ColumnErrors.Metric(
        new($"matmul.superblock_mse.{name}", Unit.None, Better.Neither)
        {
            Title = $"{title} of a super-block",
            Formula = $"{name} over super-blocks of the MSE, the mean over its columns of RMSEⱼ²; {SuperBlock.Definition}",
            Source = ColumnErrors.Origin,
            Explanation = "Usually much the same in every block, so that the power decides. In squared weights: compare it within a tensor.",
        },
        c => figure(Spread.Of(SuperBlock.Of(c).Select(b => b.Mse))));
}
