using MoeGate.Blocks;
using MoeGate.Models;

namespace MoeGate.Reductions.Pairing;

/// <summary>
/// Rows of the reference that rows of the candidate came from: runs of stored rows one after the other, or those in another order.
/// Converters join, split and reorder rows; they never mix two.
/// </summary>
/// <param name="Runs">At least one, all of one row length.</param>
public sealed record RowRuns(params IReadOnlyList<WeightSlice> Runs)
{
    /// <summary>For each row of the candidate its row among those of the runs; null where they are the same.</summary>
    public int[]? Order { get; init; }

    /// <summary>What the converter added to each weight: some store a norm as its distance from 1.</summary>
    public float Shift { get; init; }

    /// <summary>Whether the converter stored −exp of each weight, as it does the decays of state-space layers.</summary>
    public bool IsNegatedExponential { get; init; }

    /// <summary>Whether the converter left the weights as they were.</summary>
    public bool IsAsStored => Shift == 0 && !IsNegatedExponential;

    /// <summary>Does to decoded weights what the converter did.</summary>
    public void Convert(Span<float> weights)
    {
        if (IsAsStored) return;
        foreach (ref var weight in weights) weight = IsNegatedExponential ? -MathF.Exp(weight) : weight + Shift;
    }

    public long Columns => Runs[0].Entry.Columns;

    public long Rows => Order?.Length ?? Stored;

    /// <summary>Rows of all runs, whether they are used or not.</summary>
    public long Stored => Runs.Sum(r => r.Rows);

    public WeightType Type => Runs[0].Entry.Type;

    /// <summary>Whether all of them can be decoded.</summary>
    public bool IsDecodable => Runs.All(r => r.Undecodable is null);

    /// <summary>Stored bytes of the rows that are used.</summary>
    public long Bytes => Order is null ? Runs.Sum(r => r.Bytes) : Order.Length * Type.BytesOf(Columns);

    /// <summary>The run that holds a row of the candidate, the row in it, and how many rows follow there in the same order, itself included.</summary>
    public (WeightSlice Run, long Row, long Following) Find(long row)
    {
        var stored = Order is null ? row : Order[row];
        foreach (var run in Runs)
        {
            if (stored < run.Rows) return (run, stored, Order is null ? run.Rows - stored : 1);
            stored -= run.Rows;
        }

        throw new ArgumentOutOfRangeException(nameof(row));
    }
}
