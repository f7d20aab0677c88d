using System.Buffers;
using System.Buffers.Binary;

namespace MoeGate.Formats.Tensors;

/// <summary>
/// Walks the little-endian header of a binary file through one pooled buffer, so that a header of any size is read once and never
/// held. Nothing is allocated for a length that the file states before that many bytes are known to remain.
/// </summary>
internal sealed class HeaderReader(DataFile file, long position = 0) : IDisposable
{
    private const int Buffer = 64 * 1024;

    private readonly byte[] buffer = ArrayPool<byte>.Shared.Rent(Buffer);
    private long start;     // of buffer[0] in the file
    private int filled;

    public long Position { get; private set; } = position;

    public long Remaining => file.Length - Position;

    public byte U8(string what) => Take(1, what)[0];

    public ushort U16(string what) => BinaryPrimitives.ReadUInt16LittleEndian(Take(2, what));

    public uint U32(string what) => BinaryPrimitives.ReadUInt32LittleEndian(Take(4, what));

    public int I32(string what) => BinaryPrimitives.ReadInt32LittleEndian(Take(4, what));

    public ulong U64(string what) => BinaryPrimitives.ReadUInt64LittleEndian(Take(8, what));

    public long I64(string what) => BinaryPrimitives.ReadInt64LittleEndian(Take(8, what));

    public float F32(string what) => BinaryPrimitives.ReadSingleLittleEndian(Take(4, what));

    public double F64(string what) => BinaryPrimitives.ReadDoubleLittleEndian(Take(8, what));

    /// <summary>So many bytes; the caller has bounded their number.</summary>
    public byte[] Bytes(int count, string what)
    {
        Need(count, what);
        var bytes = new byte[count];
        file.Read(Position, bytes);
        Position += count;
        return bytes;
    }

    /// <summary>Passes over bytes, which must be there.</summary>
    public void Skip(long count, string what)
    {
        Need(count, what);
        Position += count;
    }

    /// <summary>Throws unless so many bytes remain.</summary>
    public void Need(long count, string what)
    {
        if (count > Remaining) throw Error($"truncated: {what} needs {count} bytes, and {Remaining} remain", "fetch the file again");
    }

    /// <summary>An exception at the place that was reached, or at one before.</summary>
    public InputException Error(string what, string? remedy = null, long? at = null) =>
        new(InputKind.Evidence, new Place(file.Shown, Offset: at ?? Position), what, remedy);

    public void Dispose() => ArrayPool<byte>.Shared.Return(buffer);

    /// <summary>A few bytes of the buffer, which is refilled where it holds too few.</summary>
    private ReadOnlySpan<byte> Take(int count, string what)
    {
        Need(count, what);
        if (Position < start || Position + count > start + filled)
        {
            start = Position;
            filled = (int)Math.Min(buffer.Length, Remaining);
            file.Read(start, buffer.AsSpan(0, filled));
        }

        var bytes = buffer.AsSpan((int)(Position - start), count);
        Position += count;
        return bytes;
    }
}
