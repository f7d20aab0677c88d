using MoeGate.Models;
using MoeGate.Reductions.Kernels;

namespace MoeGate.Reductions.Scanning;

/// <summary>Joins the sums of a tile's rows in their order, and looks at what only the bytes or whole rows tell.</summary>
internal sealed class DeviceRowJoin
{
    private readonly bool wantsRows;
    private readonly ContentPass? content;
    private readonly WeightSlice slice;
    private readonly Chunk chunk;
    private readonly long[]? drawn;
    private Moments all = new(), rowMeans = new(), rowStds = new(), rowRanges = new();
    private Moments means = new(), stds = new(), ranges = new(), offsets = new(), intraRow = new();
    private GroupRowSums groupTotals;
    private long nonFinite;

    /// <param name="needs">What is wanted.</param>
    /// <param name="slice">The slice that the tile is of.</param>
    /// <param name="chunk">Which of its rows.</param>
    /// <param name="drawn">The rows of the sample; null for all.</param>
    public DeviceRowJoin(Reduce needs, WeightSlice slice, Chunk chunk, long[]? drawn)
    {
        (this.slice, this.chunk, this.drawn) = (slice, chunk, drawn);
        wantsRows = needs.HasFlag(Reduce.Rows);
        content = ContentPass.For(needs, slice, chunk, drawn);
    }

    /// <param name="rows">Of each row.</param>
    /// <param name="groups">Of the groups of each row; null where nobody asked.</param>
    /// <param name="columns">Of the columns; likewise.</param>
    /// <param name="stored">The rows as they are stored.</param>
    public ChunkSums Join(WeightSums[] rows, GroupRowSums[]? groups, ColumnReduction? columns, ReadOnlySpan<byte> stored)
    {
        var rowBytes = (int)slice.Entry.Type.BytesOf(slice.Entry.Columns);
        for (var row = 0; row < rows.Length; row++)
        {
            var weights = rows[row].Finite.ToMoments();
            if (content is not null) Look(row, rows[row].NonFinite, weights, stored.Slice(row * rowBytes, rowBytes));
            Add(weights, rows[row].NonFinite);
            if (groups is not null) Add(groups[row]);
        }

        return new ChunkSums(
            rows.Length,
            nonFinite,
            all,
            wantsRows ? new RowSums(rowMeans, rowStds, rowRanges) : null,
            groups is null ? null : Groups(),
            columns,
            content?.ToSums());
    }

    private void Look(int row, long strangers, in Moments weights, ReadOnlySpan<byte> stored)
    {
        // Only a row with strangers is decoded here, to find them.
        var room = strangers > 0 ? new float[slice.Entry.Columns] : [];
        content!.Add(new Tile(slice, drawn is null ? chunk.First + row : drawn[chunk.First + row], 0, stored, room), strangers, 0);
        content.EndRow(weights, strangers == 0);
    }

    private void Add(in Moments weights, long strangers)
    {
        nonFinite += strangers;
        if (weights.Count == 0) return;
        all.Merge(weights);
        rowMeans.Add(weights.Mean);
        rowStds.Add(weights.Std);
        rowRanges.Add(weights.Max - weights.Min);
    }

    private void Add(in GroupRowSums row)
    {
        if (row.Means.Count == 0) return;
        var ofRow = row.Means.ToMoments();
        intraRow.Add(ofRow.Std);
        means.Merge(ofRow);
        stds.Merge(row.Stds.ToMoments());
        ranges.Merge(row.Ranges.ToMoments());
        offsets.Merge(row.Offsets.ToMoments());
        groupTotals.Above1 += row.Above1;
        groupTotals.Above2 += row.Above2;
        groupTotals.Above3 += row.Above3;
        groupTotals.Constant += row.Constant;
        groupTotals.ErrorNoOffset += row.ErrorNoOffset;
        groupTotals.ErrorOffset += row.ErrorOffset;
        groupTotals.ErrorClamped += row.ErrorClamped;
    }

    private GroupSums Groups() => new()
    {
        Means = means,
        Stds = stds,
        Ranges = ranges,
        OffsetImportance = offsets,
        Above = [groupTotals.Above1, groupTotals.Above2, groupTotals.Above3],
        Constant = groupTotals.Constant,
        IntraRowStd = intraRow,
        ErrorNoOffset = groupTotals.ErrorNoOffset,
        ErrorOffset = groupTotals.ErrorOffset,
        ErrorClamped = groupTotals.ErrorClamped,
    };
}
