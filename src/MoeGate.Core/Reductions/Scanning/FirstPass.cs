using MoeGate.Models;

namespace MoeGate.Reductions.Scanning;

/// <summary>What the first reading of a chunk gives: everything that needs no other part of the tensor.</summary>
internal sealed class FirstPass
{
    private readonly GroupReduction? groups;
    private readonly ColumnReduction? columns;
    private readonly OrderHistogram? order;
    private readonly FloatBuffer? importance;
    private readonly ContentPass? content;
    private readonly bool wantsRows;
    private Moments row = new();
    private Moments rowMeans = new(), rowStds = new(), rowRanges = new();
    private Moments all = new();
    private long rows, nonFiniteOfRow;
    private float[] finite = [];

    /// <param name="needs">What is wanted.</param>
    /// <param name="tensor">The tensor that the chunk is of.</param>
    /// <param name="order">The thread's own count of weights; null where nobody wants percentiles.</param>
    /// <param name="offsets">The thread's own count of offset importances; likewise.</param>
    /// <param name="content">What looks at the content; likewise.</param>
    public FirstPass(Reduce needs, WeightTensor tensor, OrderHistogram? order, OrderHistogram? offsets, ContentPass? content)
    {
        this.order = order;
        this.content = content;
        wantsRows = needs.HasFlag(Reduce.Rows);
        importance = offsets is null ? null : new FloatBuffer(offsets.Add);
        groups = needs.HasFlag(Reduce.Groups) || offsets is not null ? new GroupReduction(importance) : null;
        columns = needs.HasFlag(Reduce.Columns) ? new ColumnReduction(checked((int)tensor.Columns)) : null;
    }

    public long NonFinite { get; private set; }

    /// <summary>Takes in a tile.</summary>
    public void Add(Tile tile, long column, bool endsRow)
    {
        // Decoded once; bfloat16 not even that where only its moments are wanted, and they are the same either way.
        var decoded = !tile.IsBFloat16 || groups is not null || columns is not null || order is not null ? tile.Decode() : default;
        row.Merge(tile.IsBFloat16 ? WeightMoments.Of(tile.BFloat16, out var nonFinite) : WeightMoments.Of(decoded, out nonFinite));
        NonFinite += nonFinite;
        nonFiniteOfRow += nonFinite;
        content?.Add(tile, nonFinite, column);
        if (decoded.Length > 0) Add(decoded, nonFinite, column);
        if (endsRow) EndRow();
    }

    private void Add(ReadOnlySpan<float> weights, long nonFinite, long column)
    {
        groups?.Add(weights);
        columns?.Add(weights, (int)column);
        order?.Add(nonFinite == 0 ? weights : FiniteOf(weights));
    }

    private ReadOnlySpan<float> FiniteOf(ReadOnlySpan<float> weights)
    {
        if (finite.Length < weights.Length) finite = new float[weights.Length];
        return Finite.Of(weights, finite);
    }

    /// <summary>The sums of the chunk.</summary>
    public ChunkSums ToSums()
    {
        importance?.Flush();
        return new ChunkSums(
            rows,
            NonFinite,
            all,
            wantsRows ? new RowSums(rowMeans, rowStds, rowRanges) : null,
            groups?.ToSums(),
            columns,
            content?.ToSums());
    }

    private void EndRow()
    {
        rows++;
        groups?.EndRow();
        content?.EndRow(row, nonFiniteOfRow == 0);
        if (row.Count > 0)
        {
            all.Merge(row);
            if (wantsRows)
            {
                rowMeans.Add(row.Mean);
                rowStds.Add(row.Std);
                rowRanges.Add(row.Max - row.Min);
            }
        }

        row = new Moments();
        nonFiniteOfRow = 0;
    }
}
