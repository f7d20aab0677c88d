using System.Buffers;
using MoeGate.Evidence;
using MoeGate.Formats;
using MoeGate.Formats.Tensors;

namespace MoeGate.Reductions;

/// <summary>The tokens of an activation source, read some at a time through pooled buffers.</summary>
internal sealed class ActivationRows : IDisposable
{
    /// <summary>More dimensions than any model has; the memory for figures of each is bounded by it.</summary>
    public const int MostDimensions = 1 << 20;

    /// <summary>Values read at once, unless one token has more.</summary>
    private const int AtOnce = 1 << 16;

    private readonly TensorEntry entry;
    private readonly byte[] bytes;
    private readonly float[] values;

    /// <exception cref="InputException">More dimensions than can be, or stored in a type that cannot be decoded.</exception>
    public ActivationRows(ActivationFile file)
    {
        entry = file.Entry;
        var place = new Place(entry.File.Shown, Offset: entry.Offset);
        if (entry.Columns > MostDimensions)
            InputException.Throw(InputKind.Evidence, place, $"{entry.Columns} dimensions per token, and no model has more than {MostDimensions}", "check that rows are tokens");
        if (entry.Type.Decoder is null)
            InputException.Throw(InputKind.Evidence, place, $"activations stored as {entry.Type}, which this version cannot decode", "store them as f32");
        Dimensions = (int)entry.Columns;
        AtMost = (int)Math.Min(Math.Max(1, AtOnce / Math.Max(1, Dimensions)), Math.Max(1, Tokens));
        bytes = ArrayPool<byte>.Shared.Rent((int)entry.Type.BytesOf((long)AtMost * Dimensions));
        values = ArrayPool<float>.Shared.Rent(AtMost * Dimensions);
    }

    public long Tokens => entry.Rows;

    public int Dimensions { get; }

    /// <summary>How many tokens one call may read.</summary>
    public int AtMost { get; }

    /// <summary>Some tokens, one after the other; what the call before gave is overwritten.</summary>
    public ReadOnlySpan<float> Read(long first, int tokens)
    {
        Read(first, values.AsSpan(0, tokens * Dimensions));
        return values.AsSpan(0, tokens * Dimensions);
    }

    /// <summary>Some tokens, into a buffer of the caller's.</summary>
    public void Read(long first, Span<float> into)
    {
        var stored = bytes.AsSpan(0, (int)entry.Type.BytesOf(into.Length));
        entry.File.Read(entry.Offset + entry.Type.BytesOf(first * Dimensions), stored);
        entry.Type.Decoder!.Decode(stored, into);
    }

    public void Dispose()
    {
        ArrayPool<byte>.Shared.Return(bytes);
        ArrayPool<float>.Shared.Return(values);
    }
}
