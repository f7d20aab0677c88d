using ILGPU;
using ILGPU.Runtime;
using MoeGate.Reductions.Devices;

namespace MoeGate.Gpu;

/// <summary>Counts on a device that all its lanes raise.</summary>
internal sealed class IlgpuCounts : IDeviceCounts
{
    private readonly IlgpuDevice device;
    private readonly MemoryBuffer1D<long, Stride1D.Dense> counts;
    private readonly MemoryBuffer1D<byte, Stride1D.Dense>? table;

    /// <param name="table">Nothing to count upper halves.</param>
    /// <param name="sets">How many sets of counts of upper halves share the work.</param>
    public IlgpuCounts(IlgpuDevice device, byte[] table, int sets)
    {
        (this.device, Sets) = (device, table.Length == 0 ? sets : 1);
        counts = device.Accelerator.Allocate1D<long>(table.Length == 0 ? (long)sets * Kernels.UpperCounts : (long)table.Max() << 16);
        try
        {
            counts.MemSetToZero();
            if (table.Length > 0) this.table = device.Accelerator.Allocate1D(table);

            // Lanes have streams of their own, which do not wait for this one.
            device.Accelerator.Synchronize();
        }
        catch
        {
            Dispose();
            throw;
        }
    }

    public int Sets { get; }

    public ArrayView<long> Counts => counts.View.AsContiguous();

    /// <summary>Empty where upper halves are counted.</summary>
    public ArrayView<byte> Table => table?.View.AsContiguous() ?? ArrayView<byte>.Empty;

    public bool HasTable => table is not null;

    public long[] Read() => Failing.Of("taking back counts", () =>
    {
        device.Accelerator.Synchronize();
        var all = counts.GetAsArray1D();
        if (HasTable) return all;
        var sum = all[..Kernels.UpperCounts];
        for (var i = Kernels.UpperCounts; i < all.Length; i++) sum[i % Kernels.UpperCounts] += all[i];
        return sum;
    });

    public void Dispose() => Failing.Silently(() =>
    {
        counts.Dispose();
        table?.Dispose();
    });
}
