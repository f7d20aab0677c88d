namespace MoeGate.Reductions.Scanning;

/// <summary>
/// What the readings of a tensor's chunks are done by: the processor, or a device. A job asks for them without knowing by which. Chunks of a
/// reading come on any thread in any order; everything else comes between readings.
/// </summary>
internal interface ITensorPasses : IDisposable
{
    /// <summary>The chunks that suit it.</summary>
    IReadOnlyList<Chunk> Chunks { get; }

    /// <summary>The first reading of a chunk.</summary>
    ChunkSums First(Chunk chunk, int thread, Readers readers, CancellationToken cancellation);

    /// <summary>Ends the first reading.</summary>
    /// <returns>Counts of all weights, and of all offset importances; null where nobody wants them.</returns>
    (OrderHistogram? Weights, OrderHistogram? Offsets) EndFirst();

    /// <summary>Begins the second reading.</summary>
    /// <param name="weights">What is to be told apart of the weights; null where nothing is.</param>
    /// <param name="offsets">Likewise of the offset importances; null also where nobody wants the signs of group means.</param>
    /// <param name="signThreshold">Group means above it are positive.</param>
    void BeginSecond(OrderSelection? weights, OrderSelection? offsets, double signThreshold);

    /// <summary>The second reading of a chunk.</summary>
    SignCounts Second(Chunk chunk, int thread, Readers readers, CancellationToken cancellation);

    /// <summary>Ends the second reading: what it told apart is in the selections that it began with.</summary>
    void EndSecond();
}

/// <summary>Groups of positive, negative and other means.</summary>
internal readonly record struct SignCounts(long Positive, long Negative, long NearZero);
