using MoeGate.Reductions.Pairing;

namespace MoeGate.Reductions.Scanning;

/// <summary>The readings of a tensor beside its reference by the processor: each thread counts into its own.</summary>
/// <param name="pair">What is read.</param>
/// <param name="needs">What is wanted.</param>
/// <param name="drawn">The rows of the sample, of each slice; null for all.</param>
/// <param name="threads">How many threads may come.</param>
internal sealed class ProcessorPairPasses(TensorPair pair, ReducePair needs, long[]?[] drawn, int threads) : IPairPasses
{
    private readonly OrderHistogram?[] order = new OrderHistogram?[threads];
    private OrderSelection? selected;
    private OrderSelection?[] selections = [];

    public IReadOnlyList<Chunk> Chunks { get; } = Cut(pair, drawn);

    /// <summary>The chunks of the slices whose origin is known.</summary>
    public static Chunk[] Cut(TensorPair pair, long[]?[] drawn) =>
        Chunk.Cut(pair.Candidate, drawn, Chunk.RowsOf(pair.Candidate.Columns), slice => pair.Origins[slice] is not null);

    public PairChunk First(Chunk chunk, double[]? power, int thread, Readers readers, CancellationToken cancellation)
    {
        var first = new PairPass(pair.Candidate.Columns, power, needs.HasFlag(ReducePair.Columns), needs.HasFlag(ReducePair.Order) ? order[thread] ??= new() : null);
        readers.Pairs.Read(pair, chunk, drawn[chunk.Slice], (reference, candidate, _, column) => first.Add(reference, candidate, column), cancellation);
        return first.ToSums();
    }

    public OrderHistogram? EndFirst() => OrderHistogram.Merged(order);

    public void BeginSecond(OrderSelection sizes) => (selected, selections) = (sizes, new OrderSelection?[threads]);

    public void Second(Chunk chunk, int thread, Readers readers, CancellationToken cancellation)
    {
        var sizes = new float[TileReader.Tile];
        var selection = selections[thread] ??= selected!.Fork();
        readers.Pairs.Read(pair, chunk, drawn[chunk.Slice], (reference, candidate, _, _) => selection.Refine(PairPass.Sizes(reference, candidate, sizes)), cancellation);
    }

    public void EndSecond()
    {
        selected?.Join(selections);
        (selected, selections) = (null, []);
    }

    public void Dispose()
    {
        foreach (var one in order) one?.Dispose();
        foreach (var one in selections) one?.Dispose();
    }
}
