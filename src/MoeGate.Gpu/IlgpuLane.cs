using ILGPU;
using ILGPU.Runtime;
using MoeGate.Reductions.Devices;
using MoeGate.Reductions.Kernels;

namespace MoeGate.Gpu;

/// <summary>One stream of work on a device, with page-locked memory at its near end and room for a tile and its sums at the other.</summary>
internal sealed class IlgpuLane : IDeviceLane
{
    private readonly AcceleratorStream stream;
    private readonly PageLockedArray1D<byte> room;
    private readonly Room<float> factors, referenceFactors;
    private readonly Room<double> power;
    private readonly Room<byte> stored, reference, sums;
    private PageLockedArray1D<byte>? results;
    private DeviceTile? tile;
    private ITileKernels? kernels;

    /// <param name="device">Where it leads.</param>
    /// <param name="bytes">The most stored bytes of a tile.</param>
    public IlgpuLane(IlgpuDevice device, int bytes)
    {
        Device = device;
        var accelerator = device.Accelerator;
        stream = accelerator.CreateStream();
        try
        {
            room = accelerator.AllocatePageLocked1D<byte>(bytes);
        }
        catch
        {
            stream.Dispose();
            throw;
        }

        (factors, referenceFactors, power) = (new(accelerator), new(accelerator), new(accelerator));
        (stored, reference, sums) = (new(accelerator), new(accelerator), new(accelerator));
    }

    public Span<byte> Room => room.Span;

    internal IlgpuDevice Device { get; }

    internal AcceleratorStream Stream => stream;

    public void Send(DeviceTile tile) => Failing.Of("sending weights", () =>
    {
        this.tile = tile;
        kernels = TileKernels.Of(this, tile);
        return true;
    });

    public void SumRows<TSums>(TSums empty, Span<TSums> sums)
        where TSums : unmanaged, IRowSums<TSums>
    {
        var sent = tile!;
        Failing.Of("summing rows", () =>
        {
            var on = RoomForSums<TSums>(sent.Rows);
            kernels!.SumRows(empty, on);
            return TakeBack(on, sent.Rows);
        }).Span.CopyTo(sums);
    }

    public void SumColumns<TSums>(TSums empty, Span<TSums> sums)
        where TSums : unmanaged, IColumnSums<TSums>
    {
        var sent = tile!;
        Failing.Of("summing columns", () =>
        {
            var strips = Strips(sent);
            var on = RoomForSums<TSums>(strips.Count * (long)sent.Columns);
            kernels!.SumColumns(empty, strips.Rows, strips.Count, on);
            return TakeBack(on, sent.Columns);
        }).Span.CopyTo(sums);
    }

    public void Count<TValue>(IDeviceCounts counts)
        where TValue : struct, IOrderedValue => Failing.Of("counting", () =>
    {
        kernels!.Count<TValue>((IlgpuCounts)counts);
        stream.Synchronize();
        return true;
    });

    public void Dispose()
    {
        Failing.Silently(stream.Synchronize);
        foreach (var part in new IDisposable?[] { factors, referenceFactors, power, stored, reference, sums, room, results, stream })
            if (part is not null)
                Failing.Silently(part.Dispose);
    }

    /// <summary>
    /// The stored bytes of some rows, sent to memory of their own: a view of blocks has to begin where its memory does, for the place of any other is
    /// rounded to whole blocks.
    /// </summary>
    internal ArrayView<TBlock> Blocks<TBlock>(StoredRows rows, bool isReference)
        where TBlock : unmanaged
    {
        var view = (isReference ? reference : stored).For(rows.Bytes);

        // By its address, which is page-locked: of a view OpenCL would copy the whole room.
        view.CopyFromCPUUnsafeAsync<byte, ArrayView<byte>>(stream, ref room.Span[rows.Offset], rows.Bytes);
        return view.Cast<TBlock>();
    }

    /// <summary>What their weights are multiplied with, sent there.</summary>
    internal ArrayView<float> Factors(StoredRows rows, bool isReference)
    {
        var view = (isReference ? referenceFactors : factors).For(rows.Factors.Length);
        if (rows.Factors.Length > 0) view.CopyFromCPU(stream, rows.Factors.Span);
        return view;
    }

    /// <summary>What enters the columns, sent there.</summary>
    internal ArrayView<double> Power(DeviceTile tile)
    {
        var view = power.For(tile.Power.Length);
        if (tile.Power.Length > 0) view.CopyFromCPU(stream, tile.Power.Span);
        return view;
    }

    /// <summary>Strips of rows that are summed by different threads: enough threads for a device, and few enough sums.</summary>
    private static (int Rows, int Count) Strips(DeviceTile tile)
    {
        const int threads = 1 << 17, least = 16;
        var wanted = Math.Clamp(threads / tile.Columns, 1, Math.Max(1, tile.Rows / least));
        var rows = (tile.Rows + wanted - 1) / wanted;
        return (rows, (tile.Rows + rows - 1) / rows);
    }

    private unsafe ArrayView<TSums> RoomForSums<TSums>(long count)
        where TSums : unmanaged => sums.For(count * sizeof(TSums)).Cast<TSums>();

    private unsafe ReadOnlyMemory<TSums> TakeBack<TSums>(ArrayView<TSums> from, int count)
        where TSums : unmanaged
    {
        var bytes = count * sizeof(TSums);
        if (results is null || results.Length < bytes)
        {
            results?.Dispose();
            results = null;
            results = Device.Accelerator.AllocatePageLocked1D<byte>(bytes);
        }

        from.SubView(0, count).Cast<byte>().CopyToCPUUnsafeAsync<byte, ArrayView<byte>>(stream, ref results.Span[0], bytes);
        stream.Synchronize();
        return System.Runtime.InteropServices.MemoryMarshal.Cast<byte, TSums>(results.Span[..bytes]).ToArray();
    }
}
