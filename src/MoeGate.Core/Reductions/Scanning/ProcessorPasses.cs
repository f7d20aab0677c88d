namespace MoeGate.Reductions.Scanning;

/// <summary>The readings of a tensor by the processor: each thread counts into its own.</summary>
/// <param name="request">What is wanted.</param>
/// <param name="drawn">The rows of the sample, of each slice; null for all.</param>
/// <param name="threads">How many threads may come.</param>
internal sealed class ProcessorPasses(ScanRequest request, long[]?[] drawn, int threads) : ITensorPasses
{
    private readonly Reduce needs = request.Whole | request.Experts;
    private readonly OrderHistogram?[] order = new OrderHistogram?[threads];
    private readonly OrderHistogram?[] offsets = new OrderHistogram?[threads];
    private OrderSelection? selected, selectedOffsets;
    private OrderSelection?[] selections = [], selectionsOfOffsets = [];
    private double threshold;

    public IReadOnlyList<Chunk> Chunks { get; } = Chunk.Cut(request.Tensor, drawn, Chunk.RowsOf(request.Tensor.Columns));

    public ChunkSums First(Chunk chunk, int thread, Readers readers, CancellationToken cancellation)
    {
        var slice = request.Tensor.Slices[chunk.Slice];
        var first = new FirstPass(
            needs,
            request.Tensor,
            request.Whole.HasFlag(Reduce.Order) ? order[thread] ??= new() : null,
            request.Whole.HasFlag(Reduce.GroupOrder) ? offsets[thread] ??= new() : null,
            ContentPass.For(needs, slice, chunk, drawn[chunk.Slice]));
        readers.Tiles.Read(slice, chunk, drawn[chunk.Slice], first.Add, cancellation);
        return first.ToSums();
    }

    public (OrderHistogram? Weights, OrderHistogram? Offsets) EndFirst() => (OrderHistogram.Merged(order), OrderHistogram.Merged(offsets));

    public void BeginSecond(OrderSelection? weights, OrderSelection? offsets, double signThreshold)
    {
        (selected, selectedOffsets, threshold) = (weights, offsets, signThreshold);
        selections = new OrderSelection?[threads];
        selectionsOfOffsets = new OrderSelection?[threads];
    }

    public SignCounts Second(Chunk chunk, int thread, Readers readers, CancellationToken cancellation)
    {
        var second = new SecondPass(
            selected is null ? null : selections[thread] ??= selected.Fork(),
            selectedOffsets is null ? null : selectionsOfOffsets[thread] ??= selectedOffsets.Fork(),
            threshold);
        readers.Tiles.Read(request.Tensor.Slices[chunk.Slice], chunk, drawn[chunk.Slice], (tile, _, _) => second.Add(tile.Decode()), cancellation);
        return second.Signs();
    }

    public void EndSecond()
    {
        selected?.Join(selections);
        selectedOffsets?.Join(selectionsOfOffsets);
        (selected, selectedOffsets, selections, selectionsOfOffsets) = (null, null, [], []);
    }

    public void Dispose()
    {
        foreach (var one in order.Concat(offsets)) one?.Dispose();
        foreach (var one in selections.Concat(selectionsOfOffsets)) one?.Dispose();
    }
}
