using MoeGate.Evidence;
using MoeGate.Models;

namespace MoeGate.Reductions.Scanning;

/// <summary>
/// Reads rows once more for each block of tokens, and multiplies them and the errors of their clamped proxy with those tokens. Chunks
/// run on any thread and are joined in their order.
/// </summary>
internal sealed class OutputPass
{
    /// <summary>Weights of whole rows that are multiplied at once.</summary>
    private const int AtOnce = 1 << 18;

    private readonly ActivationBlocks blocks;
    private readonly OutputSums[] parts;
    private readonly Room?[] rooms;
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
        rooms = new Room?[threads];
    }

    /// <summary>How often all rows are read: once for each block of tokens.</summary>
    public static long Passes(ActivationFile input) => new ActivationBlocks(input).Count;

    /// <summary>What the blocks of tokens so far gave.</summary>
    public OutputSums Sums => new(error, output);

    public void Read(int index, int thread, WeightSlice slice, Chunk chunk, long[]? drawn, TileReader reader, CancellationToken cancellation)
    {
        var room = rooms[thread] ??= new Room(Tokens(cancellation), (int)slice.Entry.Columns);
        room.Begin();
        reader.Read(slice, chunk, drawn, (tile, _, _) => room.Take(tile.Decode(), cancellation), cancellation);
        parts[index] = room.End(cancellation);
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

    /// <summary>What one thread multiplies with: whole rows and their errors, some at a time.</summary>
    private sealed class Room(TokenBlock tokens, int columns)
    {
        private readonly float[] weights = new float[Math.Max(1, AtOnce / Math.Max(1, columns)) * columns];
        private readonly float[] errors = new float[Math.Max(1, AtOnce / Math.Max(1, columns)) * columns];
        private readonly OutputReduction product = new(tokens);
        private int filled;

        public void Begin() => product.Clear();

        public void Take(ReadOnlySpan<float> tile, CancellationToken cancellation)
        {
            tile.CopyTo(weights.AsSpan(filled));
            Span<double> wide = stackalloc double[GroupSums.Size];
            for (var at = 0; at < tile.Length; at += GroupSums.Size)
            {
                var length = Math.Min(GroupSums.Size, tile.Length - at);
                Proxy.Clamped(tile.Slice(at, length), wide);
                for (var i = 0; i < length; i++) errors[filled + at + i] = (float)wide[i];
            }

            filled += tile.Length;
            if (filled == weights.Length) Multiply(cancellation);
        }

        public OutputSums End(CancellationToken cancellation)
        {
            Multiply(cancellation);
            return product.Sums;
        }

        private void Multiply(CancellationToken cancellation)
        {
            product.Add(weights.AsSpan(0, filled), errors.AsSpan(0, filled), cancellation);
            filled = 0;
        }
    }
}
