using MoeGate.Reductions.Kernels;

namespace MoeGate.Tests.Gpu;

/// <summary>Rows that the processor has decoded all at once.</summary>
internal readonly struct DecodedRows(int columns, float[] weights, float[]? reference = null, double[]? power = null) : IRows
{
    public float Weight(int row, int column) => weights[row * columns + column];

    public float Reference(int row, int column) => reference?[row * columns + column] ?? 0;

    public double Power(int column) => power?[column] ?? 0;
}
