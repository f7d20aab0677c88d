namespace MoeGate.Metrics.Matmul;

/// <summary>Whether errors sit where the power is.</summary>
public sealed class Correlation : MetricFamily
{
    public override IEnumerable<Metric> Metrics =>
    [
        ColumnErrors.Metric(new("matmul.correlation", Unit.None, Better.Neither)
        {
            Title = "Correlation of activation power and weight error over columns",
            Formula = "Pearson's correlation over j of RMSⱼ of the activation and RMSEⱼ of the weights",
            Source = ColumnErrors.Origin,
            Explanation = """
                Above 0, the columns that meet strong activations are also those that quantize badly, and the error of the product is larger
                than the weight error says. 0 is what chance gives, give or take 1 ÷ √columns; below 0 is good luck, or the work of an
                importance matrix. Not applicable where activations or errors are the same in every column.
                """,
        },
        c => Spread.Correlation(c.Rms, c.Rmse, "activations or errors are the same in every column")),
        ColumnErrors.Metric(new("matmul.superblock_correlation", Unit.None, Better.Neither)
        {
            Title = "Correlation of activation power and weight error over super-blocks",
            Formula = $"Pearson's correlation of √power and √MSE over super-blocks with power > 1e-10; {SuperBlock.Definition}",
            Source = ColumnErrors.Origin,
            Explanation = """
                As matmul.correlation, for the blocks in which k-quants store weights. With few blocks chance reaches far from 0: give or take
                1 ÷ √blocks. Not applicable with fewer than 3 such blocks, and where powers or errors are the same in every block.
                """,
        },
        c =>
        {
            SuperBlock[] blocks = [.. SuperBlock.Of(c).Where(b => b.Power > SuperBlock.LeastPower)];
            return blocks.Length < 3
                ? Reading.NotApplicable($"{(blocks.Length == 1 ? "1 super-block" : $"{blocks.Length} super-blocks")} with power; it needs 3")
                : Spread.Correlation([.. blocks.Select(b => Math.Sqrt(b.Power))], [.. blocks.Select(b => Math.Sqrt(b.Mse))], "powers or errors are the same in every super-block");
        }),
    ];
}
