using System.Buffers.Binary;

namespace MoeGate.Tests.Gpu.Ptx;

/// <summary>
/// Memory in pieces that lie far apart, so that an address outside of all of them is found out. The upper half of an address is the number of
/// a piece, counted from 1.
/// </summary>
internal sealed class PtxMemory
{
    private readonly List<(byte[] Bytes, string Name, bool IsShared)> pieces = [];

    /// <summary>Makes a piece known.</summary>
    /// <param name="isShared">Whether a group of threads shares it, which has instructions of its own.</param>
    /// <returns>Its address.</returns>
    public ulong Add(byte[] bytes, string name, bool isShared = false)
    {
        pieces.Add((bytes, name, isShared));
        return (ulong)pieces.Count << 32;
    }

    /// <param name="isShared">Whether the instruction is one for shared memory.</param>
    public ulong Load(ulong address, int bytes, bool isShared)
    {
        Span<byte> value = stackalloc byte[sizeof(ulong)];
        value.Clear();
        At(address, bytes, isShared).CopyTo(value);
        return BinaryPrimitives.ReadUInt64LittleEndian(value);
    }

    /// <inheritdoc cref="Load"/>
    public void Store(ulong address, int bytes, bool isShared, ulong bits)
    {
        Span<byte> value = stackalloc byte[sizeof(ulong)];
        BinaryPrimitives.WriteUInt64LittleEndian(value, bits);
        value[..bytes].CopyTo(At(address, bytes, isShared));
    }

    private Span<byte> At(ulong address, int bytes, bool isShared)
    {
        var (piece, offset) = ((int)(address >> 32) - 1, (uint)address);
        if (piece < 0 || piece >= pieces.Count) throw new PtxFault($"there is no memory at {address:x}");
        var (all, name, shared) = pieces[piece];
        if (offset + (ulong)bytes > (ulong)all.Length) throw new PtxFault($"{bytes} bytes at {offset} are outside of {name} of {all.Length} bytes");
        if (offset % bytes != 0) throw new PtxFault($"{bytes} bytes at {offset} of {name} are not aligned");
        if (shared != isShared) throw new PtxFault($"{name} is{(shared ? "" : " not")} shared memory");
        return all.AsSpan((int)offset, bytes);
    }
}
