using System.Runtime.InteropServices;
using MoeGate.Blocks;

namespace MoeGate.Reductions.Scanning;

/// <summary>Weights of one row that are at hand: as they are stored, and decoded for those who ask.</summary>
internal readonly ref struct Tile(WeightType type, ReadOnlySpan<byte> stored, Span<float> room)
{
    private readonly ReadOnlySpan<byte> stored = stored;
    private readonly Span<float> room = room;

    public int Length => room.Length;

    /// <summary>The bytes as the file has them.</summary>
    public ReadOnlySpan<byte> Stored => stored;

    /// <summary>The weights as floats, decoded at every call; singles are floats where they lie.</summary>
    public ReadOnlySpan<float> Decode()
    {
        if (ReferenceEquals(type, WeightTypes.F32)) return MemoryMarshal.Cast<byte, float>(stored);
        type.Decoder!.Decode(stored, room);
        return room;
    }

    public bool IsBFloat16 => ReferenceEquals(type, WeightTypes.BF16);

    /// <summary>The weights as they are stored, where they are bfloat16.</summary>
    public ReadOnlySpan<BF16> BFloat16 => MemoryMarshal.Cast<byte, BF16>(stored);
}
