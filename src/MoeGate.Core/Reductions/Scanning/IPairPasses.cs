namespace MoeGate.Reductions.Scanning;

/// <summary>What the readings of a tensor beside its reference are done by, as <see cref="ITensorPasses"/> of one by itself.</summary>
internal interface IPairPasses : IDisposable
{
    /// <summary>The chunks that suit it.</summary>
    IReadOnlyList<Chunk> Chunks { get; }

    /// <summary>The first reading of a chunk.</summary>
    /// <param name="power">The mean square of what enters each column; null where nobody asks or nobody knows.</param>
    PairChunk First(Chunk chunk, double[]? power, int thread, Readers readers, CancellationToken cancellation);

    /// <summary>Ends the first reading.</summary>
    /// <returns>Counts of the sizes of all errors; null where nobody wants them.</returns>
    OrderHistogram? EndFirst();

    /// <summary>Begins the second reading, which tells apart what is selected.</summary>
    void BeginSecond(OrderSelection sizes);

    /// <summary>The second reading of a chunk.</summary>
    void Second(Chunk chunk, int thread, Readers readers, CancellationToken cancellation);

    /// <summary>Ends the second reading: what it told apart is in the selection that it began with.</summary>
    void EndSecond();
}
