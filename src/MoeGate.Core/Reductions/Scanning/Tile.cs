using System.Runtime.InteropServices;
using MoeGate.Blocks;

namespace MoeGate.Reductions.Scanning;

/// <summary>Weights of one row that are at hand: as they are stored, and decoded for those who ask.</summary>
internal readonly ref struct Tile(WeightType type, ReadOnlySpan<byte> stored, Span<float> room)
{
    private readonly ReadOnlySpan<byte> stored = stored;
    private readonly Span<float> room = room;

    public int Length => room.Length;

    /// <summary>The weights as floats, decoded at every call; singles are floats where they lie.</summary>
    public ReadOnlySpan<float> Decode()
    {
        if (ReferenceEquals(type, WeightTypes.F32)) return MemoryMarshal.Cast<byte, float>(stored);
        type.Decoder!.Decode(stored, room);
        return room;
    }

    /// <summary>Their moments, from the stored form where there is a shorter way from it.</summary>
    public Moments Moments(out long nonFinite) => ReferenceEquals(type, WeightTypes.BF16)
        ? WeightMoments.Of(MemoryMarshal.Cast<byte, BF16>(stored), out nonFinite)
        : WeightMoments.Of(Decode(), out nonFinite);
}
