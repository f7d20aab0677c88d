using ILGPU;
using ILGPU.Runtime;
using MoeGate.Reductions.Devices;

namespace MoeGate.Gpu;

/// <summary>A device that ILGPU speaks to. Lanes may be used by different threads at once; kernels are compiled one after the other.</summary>
public sealed class IlgpuDevice : IWeightDevice
{
    /// <summary>Sets of counts of upper halves: so many threads as raise the same count wait for each other less often.</summary>
    private const int MostCountSets = 8;

    private readonly Context context;
    private readonly Dictionary<Type, MemoryBuffer1D<ulong, Stride1D.Dense>> codebooks = [];
    private readonly Dictionary<Type, Delegate> kernels = [];
    private readonly Lock compiling = new();

    /// <param name="context">What the device belongs to; disposed with it.</param>
    /// <param name="accelerator">The device; disposed with it.</param>
    /// <param name="info">What it is.</param>
    public IlgpuDevice(Context context, Accelerator accelerator, DeviceInfo info)
    {
        (this.context, Accelerator, Info) = (context, accelerator, info);
        RowThreads = Kernels.RowThreads;
        while (RowThreads > accelerator.MaxNumThreadsPerGroup) RowThreads /= 2;
    }

    public DeviceInfo Info { get; }

    internal Accelerator Accelerator { get; }

    /// <summary>Threads that share a row.</summary>
    internal int RowThreads { get; }

    public IDeviceLane OpenLane(int bytes) => Failing.Of("opening a lane", () => new IlgpuLane(this, bytes));

    public IDeviceCounts OpenCounts(ReadOnlySpan<byte> table)
    {
        var copy = table.ToArray();
        return Failing.Of("making room for counts", () => new IlgpuCounts(this, copy, MostCountSets));
    }

    /// <summary>A kernel, compiled when it is first asked for.</summary>
    /// <param name="load">Compiles it.</param>
    internal TKernel Kernel<TKernel>(Type key, Func<Accelerator, TKernel> load)
        where TKernel : Delegate
    {
        lock (compiling)
        {
            if (kernels.TryGetValue(key, out var known)) return (TKernel)known;
            var kernel = load(Accelerator);
            kernels.Add(key, kernel);
            return kernel;
        }
    }

    /// <summary>A type's codebook, sent when it is first asked for.</summary>
    internal ArrayView<ulong> Codebook<TBlock>(ulong[] entries)
    {
        lock (compiling)
        {
            if (!codebooks.TryGetValue(typeof(TBlock), out var book)) codebooks.Add(typeof(TBlock), book = Accelerator.Allocate1D(entries));
            return book.View.AsContiguous();
        }
    }

    public void Dispose()
    {
        Failing.Silently(() =>
        {
            foreach (var book in codebooks.Values) book.Dispose();
        });
        Failing.Silently(Accelerator.Dispose);
        Failing.Silently(context.Dispose);
    }
}
