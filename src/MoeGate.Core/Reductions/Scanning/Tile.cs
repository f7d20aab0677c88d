using System.Runtime.InteropServices;
using MoeGate.Blocks;
using MoeGate.Models;

namespace MoeGate.Reductions.Scanning;

/// <summary>Weights of one row that are at hand: as they are stored, and decoded for those who ask.</summary>
/// <param name="slice">What the row is of.</param>
/// <param name="row">Which of its rows.</param>
/// <param name="column">The first column.</param>
/// <param name="stored">The bytes of the weights.</param>
/// <param name="room">As many floats.</param>
internal readonly ref struct Tile(WeightSlice slice, long row, long column, ReadOnlySpan<byte> stored, Span<float> room)
{
    private readonly ReadOnlySpan<byte> stored = stored;
    private readonly Span<float> room = room;

    public int Length => room.Length;

    /// <summary>The bytes as the file has them.</summary>
    public ReadOnlySpan<byte> Stored => stored;

    /// <summary>The weights as floats, decoded at every call; singles are floats where they lie.</summary>
    public ReadOnlySpan<float> Decode()
    {
        if (ReferenceEquals(slice.Entry.Type, WeightTypes.F32)) return MemoryMarshal.Cast<byte, float>(stored);
        slice.Decode(stored, room, row, column);
        return room;
    }

    public bool IsBFloat16 => ReferenceEquals(slice.Entry.Type, WeightTypes.BF16);

    /// <summary>The weights as they are stored, where they are bfloat16.</summary>
    public ReadOnlySpan<BF16> BFloat16 => MemoryMarshal.Cast<byte, BF16>(stored);
}
