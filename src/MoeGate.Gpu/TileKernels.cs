using ILGPU;
using ILGPU.Runtime;
using MoeGate.Blocks;
using MoeGate.Blocks.Grids;
using MoeGate.Reductions.Devices;
using MoeGate.Reductions.Kernels;

namespace MoeGate.Gpu;

/// <summary>The kernels of one tile, whose types are known behind it.</summary>
internal interface ITileKernels
{
    void SumRows<TSums>(TSums empty, ArrayView<TSums> sums)
        where TSums : unmanaged, IRowSums<TSums>;

    void SumColumns<TSums>(TSums empty, int stripRows, int stripCount, ArrayView<TSums> strips)
        where TSums : unmanaged, IColumnSums<TSums>;

    void Count<TValue>(IlgpuCounts counts)
        where TValue : struct, IOrderedValue;
}

/// <summary>Finds the types of a tile: those of its blocks, and those of its reference's.</summary>
internal static class TileKernels
{
    public static ITileKernels Of(IlgpuLane lane, DeviceTile tile) =>
        tile.Weights.Type.Decoder!.Accept(new WithBlocks(lane, tile, tile.Weights, isReference: false, tile.Reference is null ? new Alone(lane, tile) : new BesideReference(lane, tile)));

    /// <summary>Goes on with rows whose type is known.</summary>
    private interface INext
    {
        ITileKernels With<TRows>(TRows rows)
            where TRows : struct, IRows;
    }

    private sealed class WithBlocks(IlgpuLane lane, DeviceTile tile, StoredRows stored, bool isReference, INext next) : IBlockVisitor<ITileKernels>
    {
        public ITileKernels Visit<TBlock>()
            where TBlock : unmanaged, IWeightBlock<TBlock> => With<TBlock, Plainly<TBlock>>(default);

        public ITileKernels Visit<TBlock>(ulong[] entries)
            where TBlock : unmanaged, IGridBlock<TBlock> => With<TBlock, ByCodebook<TBlock>>(new(lane.Device.Codebook<TBlock>(entries)));

        private ITileKernels With<TBlock, TDecoding>(TDecoding decoding)
            where TBlock : unmanaged
            where TDecoding : struct, IDecoding<TBlock> =>
            next.With(new TileRows<TBlock, TDecoding>(
                lane.Blocks<TBlock>(stored, isReference), decoding, tile.Columns / TDecoding.Length, lane.Factors(stored, isReference), stored.Factors.Length / tile.Rows, stored.FactorColumns));
    }

    private sealed class Alone(IlgpuLane lane, DeviceTile tile) : INext
    {
        public ITileKernels With<TRows>(TRows rows)
            where TRows : struct, IRows => new TileKernels<TRows>(lane, tile, rows);
    }

    private sealed class BesideReference(IlgpuLane lane, DeviceTile tile) : INext
    {
        public ITileKernels With<TRows>(TRows rows)
            where TRows : struct, IRows => tile.Reference!.Type.Decoder!.Accept(new WithBlocks(lane, tile, tile.Reference, isReference: true, new Paired<TRows>(lane, tile, rows)));
    }

    private sealed class Paired<TRows>(IlgpuLane lane, DeviceTile tile, TRows rows) : INext
        where TRows : struct, IRows
    {
        public ITileKernels With<TReference>(TReference reference)
            where TReference : struct, IRows =>
            new TileKernels<PairedRows<TRows, TReference>>(lane, tile, new(rows, reference, lane.Power(tile), tile.Power.Length));
    }
}

/// <summary>The kernels of a tile with rows of this type.</summary>
internal sealed class TileKernels<TRows>(IlgpuLane lane, DeviceTile tile, TRows rows) : ITileKernels
    where TRows : struct, IRows
{
    /// <summary>Threads of a group where none shares anything with another.</summary>
    private int Threads => Math.Min(128, lane.Device.Accelerator.MaxNumThreadsPerGroup);

    public void SumRows<TSums>(TSums empty, ArrayView<TSums> sums)
        where TSums : unmanaged, IRowSums<TSums> =>
        lane.Device.Kernel(typeof((TRows, TSums)), a => a.LoadKernel<TRows, int, TSums, ArrayView<TSums>>(Kernels.SumRows))(
            lane.Stream, new KernelConfig(tile.Rows, lane.Device.RowThreads), rows, tile.Columns, empty, sums);

    public void SumColumns<TSums>(TSums empty, int stripRows, int stripCount, ArrayView<TSums> strips)
        where TSums : unmanaged, IColumnSums<TSums>
    {
        lane.Device.Kernel(typeof((TRows, TSums, int)), a => a.LoadKernel<TRows, int, int, int, TSums, ArrayView<TSums>>(Kernels.SumColumns))(
            lane.Stream, Groups(stripCount * tile.Columns), rows, tile.Rows, tile.Columns, stripRows, empty, strips);
        if (stripCount > 1)
        {
            lane.Device.Kernel(typeof(TSums), a => a.LoadKernel<int, int, ArrayView<TSums>>(Kernels.JoinColumns))(
                lane.Stream, Groups(tile.Columns), tile.Columns, stripCount, strips);
        }
    }

    public void Count<TValue>(IlgpuCounts counts)
        where TValue : struct, IOrderedValue
    {
        var config = new KernelConfig(tile.Rows, Threads);
        if (counts.HasTable)
        {
            lane.Device.Kernel(typeof((TRows, TValue, byte)), a => a.LoadKernel<TRows, int, ArrayView<byte>, ArrayView<long>>(Kernels.CountLower<TRows, TValue>))(
                lane.Stream, config, rows, tile.Columns, counts.Table, counts.Counts);
        }
        else
        {
            lane.Device.Kernel(typeof((TRows, TValue)), a => a.LoadKernel<TRows, int, int, ArrayView<long>>(Kernels.CountUpper<TRows, TValue>))(
                lane.Stream, config, rows, tile.Columns, counts.Sets, counts.Counts);
        }
    }

    private KernelConfig Groups(int threads) => new((threads + Threads - 1) / Threads, Threads);
}
