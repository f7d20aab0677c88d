namespace MoeGate.Reductions.Scanning;

/// <summary>The sums of one chunk, or of several one after the other.</summary>
internal sealed record ChunkSums(long Rows, long NonFinite, Moments Weights, RowSums? ByRow, GroupSums? ByGroup, ColumnReduction? Columns, ContentSums? Content = null)
{
    /// <summary>Joined with the sums of the rows that come after; the columns' sums are added into the first one's.</summary>
    public ChunkSums With(ChunkSums later)
    {
        var weights = Weights;
        weights.Merge(later.Weights);
        if (later.Columns is not null) Columns?.Merge(later.Columns);
        return new ChunkSums(
            Rows + later.Rows,
            NonFinite + later.NonFinite,
            weights,
            ByRow?.With(later.ByRow!),
            ByGroup?.With(later.ByGroup!),
            Columns,
            Content?.With(later.Content!));
    }

    /// <summary>As a tensor's or a slice's sums, without what a second pass adds.</summary>
    public TensorSums ToSums(long columns, bool withColumns) => new()
    {
        Rows = Rows,
        Columns = columns,
        NonFinite = NonFinite,
        Weights = Weights,
        ByRow = ByRow,
        ByGroup = ByGroup,
        ByColumn = withColumns ? Columns?.ToSums() : null,
        Digest = Content?.Digest,
        Faults = Content?.Faults,
        ZeroRows = Content?.ZeroRows,
    };
}
