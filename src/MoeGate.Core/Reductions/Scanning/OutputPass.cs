using MoeGate.Evidence;

namespace MoeGate.Reductions.Scanning;

/// <summary>
/// Takes rows and their errors once more for each block of tokens, and multiplies both with those tokens. Chunks run on any thread and
/// are joined in their order.
/// </summary>
internal sealed class OutputPass
{
    private readonly ActivationBlocks blocks;
    private readonly OutputSums[] parts;
    private readonly OutputRoom?[] rooms;
    private TokenBlock? tokens;
    private double error, output;
    private long block;

    /// <param name="input">What enters the tensor: as many columns as it has.</param>
    /// <param name="chunks">Of the tensor.</param>
    /// <param name="threads">How many threads there are.</param>
    public OutputPass(ActivationFile input, int chunks, int threads)
    {
        blocks = new ActivationBlocks(input);
        parts = new OutputSums[chunks];
        rooms = new OutputRoom?[threads];
    }

    /// <summary>How often all rows are read: once for each block of tokens.</summary>
    public static long Passes(ActivationFile input) => new ActivationBlocks(input).Count;

    /// <summary>What the blocks of tokens so far gave.</summary>
    public OutputSums Sums => new(error, output);

    /// <summary>Multiplies the rows of one chunk.</summary>
    /// <param name="index">The chunk's number.</param>
    /// <param name="thread">The thread's number.</param>
    /// <param name="read">Puts the rows of the chunk and their errors into the room.</param>
    /// <param name="cancellation">Asked during the work.</param>
    public void Read(int index, int thread, Action<OutputRoom> read, CancellationToken cancellation)
    {
        var room = rooms[thread] ??= new OutputRoom(Tokens(cancellation), cancellation);
        room.Begin();
        read(room);
        parts[index] = room.End();
    }

    /// <summary>Ends the block of tokens; whether there is another, for which all rows are to be read again.</summary>
    public bool Next()
    {
        foreach (var part in parts) (error, output) = (error + part.Error, output + part.Output);
        Array.Clear(parts);
        Array.Clear(rooms);
        tokens = null;
        return ++block < blocks.Count;
    }

    /// <summary>The tokens of the present block, read by the thread that needs them first.</summary>
    private TokenBlock Tokens(CancellationToken cancellation)
    {
        lock (blocks) return tokens ??= blocks.Read(block, cancellation);
    }
}
