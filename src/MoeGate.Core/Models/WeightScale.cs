using System.Numerics;
using System.Runtime.InteropServices;
using MoeGate.Formats.Tensors;

namespace MoeGate.Models;

/// <summary>
/// The factors that 8-bit weights are multiplied with, stored in a tensor of their own. They are read when they are needed and held as
/// long as there is room, so memory does not grow with the model. Any thread may use it.
/// </summary>
/// <param name="entry">Where the factors are.</param>
/// <param name="first">The first that is of these weights.</param>
/// <param name="fromRow">The row of the stored weights at which the grid begins.</param>
/// <param name="grid">How they lie over the weights.</param>
public sealed class WeightScale(TensorEntry entry, long first, long fromRow, ScaleGrid grid)
{
    /// <summary>Factors at hand at once.</summary>
    private const int Most = 1 << 16;

    private readonly WeakReference<Factors> near = new(Factors.None);

    public TensorEntry Entry => entry;

    public ScaleGrid Grid => grid;

    /// <summary>The same factors over other rows and columns; null where the weights would be of other blocks.</summary>
    public WeightScale? Reshaped(long columns, long rows, TensorEntry from) =>
        grid.Count == 1 ? new(entry, first, 0, ScaleGrid.Single(rows, columns))
        : columns == from.Rows && rows == from.Columns && (columns == 1 || rows == 1) ? new(entry, first, 0, grid.Transposed)
        : null;

    /// <summary>Multiplies weights in single precision: those of a part of a row, or of some whole rows.</summary>
    /// <param name="weights">As they are stored.</param>
    /// <param name="row">The first row, in the stored tensor.</param>
    /// <param name="column">The first column.</param>
    /// <param name="columns">The length of a row.</param>
    public void Apply(Span<float> weights, long row, long column, long columns)
    {
        for (var block = row - fromRow; weights.Length > 0; block++)
        {
            var width = (int)Math.Min(columns - column, weights.Length);
            ApplyToRow(weights[..width], block / grid.BlockRows * grid.Columns, column);
            weights = weights[width..];
            column = 0;
        }
    }

    /// <summary>The factors of a row's weights, one for each <see cref="ScaleGrid.BlockColumns"/> of them.</summary>
    /// <param name="row">The row, in the stored tensor.</param>
    /// <param name="factors">Room for <see cref="ScaleGrid.Columns"/> of them.</param>
    public void FactorsOf(long row, Span<float> factors)
    {
        var line = (row - fromRow) / grid.BlockRows * grid.Columns;
        for (var block = 0; block < factors.Length; block++) factors[block] = Factor(line + block);
    }

    private void ApplyToRow(Span<float> weights, long factors, long column)
    {
        while (weights.Length > 0)
        {
            var block = column / grid.BlockColumns;
            var width = (int)Math.Min((block + 1) * grid.BlockColumns - column, weights.Length);
            Multiply(weights[..width], Factor(factors + block));
            weights = weights[width..];
            column += width;
        }
    }

    private static void Multiply(Span<float> weights, float factor)
    {
        // Each weight by itself, so the lanes change nothing.
        var vectors = MemoryMarshal.Cast<float, Vector<float>>(weights);
        foreach (ref var vector in vectors) vector *= factor;
        foreach (ref var weight in weights[(vectors.Length * Vector<float>.Count)..]) weight *= factor;
    }

    private float Factor(long index)
    {
        if (!near.TryGetTarget(out var factors) || !factors.Has(index)) near.SetTarget(factors = Read(index / Most * Most));
        return factors.Values[index - factors.From];
    }

    private Factors Read(long from)
    {
        var values = new float[Math.Min(Most, grid.Count - from)];
        var stored = new byte[entry.Type.BytesOf(values.Length)];
        entry.File.Read(entry.Offset + entry.Type.BytesOf(first + from), stored);
        entry.Type.Decoder!.Decode(stored, values);
        return new Factors(from, values);
    }

    private sealed record Factors(long From, float[] Values)
    {
        public static Factors None { get; } = new(0, []);

        public bool Has(long index) => index >= From && index - From < Values.Length;
    }
}
