using ILGPU;
using ILGPU.Runtime;
using MoeGate.Blocks;
using MoeGate.Tests.Gpu.Ptx;
using MoeGate.Tests.Support;

namespace MoeGate.Tests.Gpu;

/// <summary>Rows of some type for a kernel, and what it sums where it is interpreted.</summary>
/// <param name="leastColumns">Rows are of as many whole blocks as it takes.</param>
/// <param name="fuses">Whether products and sums are rounded together.</param>
internal sealed class KernelTile(PtxCompiler compiler, WeightType type, int leastColumns, bool fuses)
{
    public const int Rows = 3;

    public bool Fuses => fuses;

    public WeightType Type => type;

    public int BlocksPerRow => (leastColumns + type.Length - 1) / type.Length;

    public int Columns => BlocksPerRow * type.Length;

    /// <summary>Random blocks, and one of weights that are not finite where the type has such.</summary>
    public byte[] Stored()
    {
        var bytes = StoredBlocks.Random(type, Rows * BlocksPerRow, seed: 5);
        var specials = StoredBlocks.WithSpecials(type, seed: 6).Chunk(type.Bytes);
        var nonFinite = specials.FirstOrDefault(block => StoredBlocks.Decoded(type, block).Any(w => !float.IsFinite(w)));
        nonFinite?.CopyTo(bytes, (BlocksPerRow + 1) * type.Bytes);
        return bytes;
    }

    /// <summary>Compiles a kernel, which may call nothing, and runs it.</summary>
    public void Run(Delegate kernel, int groups, int threads, params object[] arguments)
    {
        var text = compiler.Compile(kernel);
        Assert.DoesNotContain(".extern", text);
        PtxArguments.Run(PtxText.Read(text), groups, threads, fuses, arguments);
    }

    /// <summary>Memory with this in it.</summary>
    public MemoryBuffer1D<T, Stride1D.Dense> Memory<T>(params T[] values)
        where T : unmanaged => compiler.Memory.Allocate1D(values);
}
