namespace MoeGate.Metrics.Matmul;

/// <summary>Runs of 256 columns, as k-quants store them; the last may be shorter.</summary>
/// <param name="Power">Mean over its columns of RMS².</param>
/// <param name="Mse">Mean over its columns of the mean squared error.</param>
internal sealed record SuperBlock(int First, int Last, double Power, double Mse)
{
    public const int Columns = 256;
    public const string Definition = "a super-block is 256 columns, the last one what is left";

    /// <summary>Powers below do not count as any.</summary>
    public const double LeastPower = 1e-10;

    public string Range => $"{Spread.Number(First)}-{Spread.Number(Last)}";

    public static SuperBlock[] Of(ColumnErrors columns)
    {
        var blocks = new SuperBlock[(columns.Rms.Length + Columns - 1) / Columns];
        for (var b = 0; b < blocks.Length; b++)
        {
            int first = b * Columns, end = Math.Min(columns.Rms.Length, first + Columns);
            double power = 0, mse = 0;
            for (var j = first; j < end; j++)
            {
                power += columns.Rms[j] * columns.Rms[j];
                mse += columns.Rmse[j] * columns.Rmse[j];
            }

            blocks[b] = new SuperBlock(first, end - 1, power / (end - first), mse / (end - first));
        }

        return blocks;
    }
}
