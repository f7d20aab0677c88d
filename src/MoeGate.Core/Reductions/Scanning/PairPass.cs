namespace MoeGate.Reductions.Scanning;

/// <summary>What the first reading of a chunk beside its reference gives.</summary>
/// <param name="columns">The length of a row.</param>
/// <param name="power">The mean square of what enters each column; null where nobody asks or nobody knows.</param>
/// <param name="byColumn">Whether errors are summed by column.</param>
/// <param name="order">The thread's own count of the sizes of errors; null where nobody wants percentiles.</param>
internal sealed class PairPass(long columns, double[]? power, bool byColumn, OrderHistogram? order)
{
    private readonly double[]? squares = byColumn ? new double[columns] : null;
    private readonly RowFront rows = new();
    private readonly float[] sizes = new float[order is null ? 0 : TileReader.Tile];
    private ErrorSums all, row;
    private WeightedErrors weighted;
    private long nonFinite;

    /// <summary>Takes in whole rows, or a part of one.</summary>
    public void Add(ReadOnlySpan<float> reference, ReadOnlySpan<float> candidate, long column)
    {
        var width = (int)Math.Min(columns, reference.Length);
        for (var at = 0; at < reference.Length; at += width)
        {
            ReadOnlySpan<float> w = reference.Slice(at, width), c = candidate.Slice(at, width);
            row = row.With(WeightErrors.Of(w, c, out var bad));
            nonFinite += bad;
            if (power is not null) weighted = weighted.With(WeightErrors.Weighted(w, c, power.AsSpan((int)column, width)));
            if (squares is not null) AddColumns(w, c, squares.AsSpan((int)column, width));
            if (column + width == columns) EndRow();
        }

        order?.Add(Sizes(reference, candidate, sizes));
    }

    /// <summary>|e| of the pairs that are finite.</summary>
    public static ReadOnlySpan<float> Sizes(ReadOnlySpan<float> reference, ReadOnlySpan<float> candidate, float[] room)
    {
        var count = 0;
        for (var i = 0; i < reference.Length; i++)
        {
            room[count] = (float)Math.Abs(candidate[i] - (double)reference[i]);
            if (float.IsFinite(reference[i]) && float.IsFinite(candidate[i])) count++;
        }

        return room.AsSpan(0, count);
    }

    /// <summary>The sums of the chunk.</summary>
    public PairChunk ToSums() => new(nonFinite, all, power is null ? new WeightedErrors(0, 0, 0) : weighted, rows, squares);

    private static void AddColumns(ReadOnlySpan<float> reference, ReadOnlySpan<float> candidate, Span<double> squares)
    {
        for (var i = 0; i < squares.Length; i++)
        {
            var e = candidate[i] - (double)reference[i];
            if (double.IsFinite(e)) squares[i] += e * e;
        }
    }

    private void EndRow()
    {
        rows.Add(row.Square, row.Reference);
        all = all.With(row);
        row = default;
    }
}

/// <summary>The sums of one chunk, or of several one after the other.</summary>
/// <param name="ByRow">The rows that may be the worst, and how many there are in all.</param>
internal sealed record PairChunk(long NonFinite, ErrorSums Errors, WeightedErrors Weighted, RowFront ByRow, double[]? ByColumn)
{
    /// <summary>Joined with the sums of the rows that come after.</summary>
    public PairChunk With(PairChunk later)
    {
        ByRow.Add(later.ByRow);
        for (var j = 0; j < ByColumn?.Length; j++) ByColumn[j] += later.ByColumn![j];
        return this with { NonFinite = NonFinite + later.NonFinite, Errors = Errors.With(later.Errors), Weighted = Weighted.With(later.Weighted) };
    }
}
