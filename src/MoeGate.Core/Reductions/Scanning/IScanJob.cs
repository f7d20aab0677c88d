namespace MoeGate.Reductions.Scanning;

/// <summary>The reading of one tensor in passes over its chunks. Chunks of a pass are read by any thread in any order.</summary>
internal interface IScanJob : IDisposable
{
    string Subject { get; }

    /// <summary>Chunks of the present pass.</summary>
    int Chunks { get; }

    /// <summary>Bytes of all passes that can be foreseen.</summary>
    long Bytes { get; }

    /// <summary>Bytes that were foreseen and fall away.</summary>
    long Spared { get; }

    /// <summary>Bytes of the chunk.</summary>
    long BytesOf(int chunk);

    /// <summary>Whether all passes have ended.</summary>
    bool IsDone { get; }

    /// <summary>Reads one chunk in the present pass.</summary>
    /// <param name="chunk">Its number.</param>
    /// <param name="thread">The number of the thread that reads it.</param>
    /// <param name="readers">That thread's own.</param>
    /// <param name="cancellation">Asked now and then.</param>
    void Read(int chunk, int thread, Readers readers, CancellationToken cancellation);

    /// <summary>Ends the present pass, whose chunks are all read.</summary>
    /// <returns>Whether there is another pass.</returns>
    bool Next();
}

/// <summary>One thread's buffers.</summary>
internal sealed class Readers : IDisposable
{
    private TileReader? tiles;
    private PairReader? pairs;

    public TileReader Tiles => tiles ??= new TileReader();

    public PairReader Pairs => pairs ??= new PairReader();

    public void Dispose()
    {
        tiles?.Dispose();
        pairs?.Dispose();
    }
}
