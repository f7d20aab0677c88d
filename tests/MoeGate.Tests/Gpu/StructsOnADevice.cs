using System.Reflection;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using ILGPU;
using ILGPU.Runtime;
using MoeGate.Blocks;
using MoeGate.Gpu;
using MoeGate.Reductions.Kernels;
using MoeGate.Tests.Gpu.Ptx;
using MoeGate.Tests.Support;

namespace MoeGate.Tests.Gpu;

/// <summary>Blocks and sums go to a device and come back as bytes: they have to lie there as they lie here.</summary>
public class StructsOnADevice(PtxCompiler compiler) : IClassFixture<PtxCompiler>
{
    /// <summary>What a group of threads may share on any device.</summary>
    private const int SharedMemory = 48 << 10;

    public static TheoryData<string> Types => new(StoredBlocks.Types);

    public static TheoryData<string> RowSums => new(KernelShape.Implementing(typeof(IRowSums<>)).Select(t => t.Name));

    public static TheoryData<string> Sums => new(AllSums().Select(t => t.Name));

    [Theory]
    [MemberData(nameof(Types))]
    public void BlocksLieAsTheyDoHere(string type) => CheckCopies(StoredBlocks.StructOf(WeightTypes.Find(type)!));

    [Theory]
    [MemberData(nameof(Sums))]
    public void SumsLieAsTheyDoHere(string sums) => CheckCopies(AllSums().Single(t => t.Name == sums));

    [Theory]
    [MemberData(nameof(RowSums))]
    public void SumsOfThreadsThatShareARowFitIntoSharedMemory(string sums) => Call(nameof(CheckShared), KernelShape.Implementing(typeof(IRowSums<>)).Single(t => t.Name == sums));

    private static IEnumerable<Type> AllSums() => KernelShape.Implementing(typeof(IRowSums<>)).Concat(KernelShape.Implementing(typeof(IColumnSums<>)));

    private void CheckCopies(Type type) => Call(nameof(CheckCopies), type);

    private void CheckCopies<T>()
        where T : unmanaged
    {
        const int count = 5;
        var values = new T[count];
        new Random(8).NextBytes(MemoryMarshal.AsBytes(values.AsSpan()));
        using var from = compiler.Memory.Allocate1D(values);
        using var to = compiler.Memory.Allocate1D(new T[count]);
        PtxArguments.Run(PtxText.Read(compiler.Compile((Action<ArrayView<T>, ArrayView<T>>)CopyKernel.Copy)), 1, count, fuses: false, from.View.AsContiguous(), to.View.AsContiguous());
        Assert.Equal(MemoryMarshal.AsBytes(values.AsSpan()).ToArray(), MemoryMarshal.AsBytes(to.GetAsArray1D().AsSpan()).ToArray());
    }

    private void CheckShared<TSums>()
        where TSums : unmanaged, IRowSums<TSums>
    {
        var kernel = (Action<TileRows<BF16, Plainly<BF16>>, int, TSums, ArrayView<TSums>>)Kernels.SumRows;
        var shared = PtxText.Read(compiler.Compile(kernel)).Shared.Sum(v => v.Bytes);
        Assert.Equal(Kernels.RowThreads * Unsafe.SizeOf<TSums>(), shared);
        Assert.InRange(shared, 1, SharedMemory);
    }

    private void Call(string check, Type type) => GetType()
        .GetMethods(BindingFlags.Instance | BindingFlags.NonPublic)
        .Single(m => m.Name == check && m.IsGenericMethod)
        .MakeGenericMethod(type)
        .Invoke(this, BindingFlags.DoNotWrapExceptions, null, null, null);
}

/// <summary>A thread for each value.</summary>
public static class CopyKernel
{
    public static void Copy<T>(ArrayView<T> from, ArrayView<T> to)
        where T : unmanaged => to[Grid.GlobalIndex.X] = from[Grid.GlobalIndex.X];
}
