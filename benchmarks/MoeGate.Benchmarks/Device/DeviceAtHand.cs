using MoeGate.Reductions.Devices;
using MoeGate.Reductions.Scanning;

namespace MoeGate.Benchmarks.Device;

/// <summary>The best device that is there, opened again after each failure: one that failed is of no further use.</summary>
internal sealed class DeviceAtHand : IDeviceSource, IDisposable
{
    private readonly FoundDevice found;
    private readonly Func<IWeightDevice, Sizes, double> bus, memory;
    private IWeightDevice? device;
    private DeviceUse? use;

    private DeviceAtHand(FoundDevice found, Func<IWeightDevice, Sizes, double> bus, Func<IWeightDevice, Sizes, double> memory) =>
        (this.found, this.bus, this.memory) = (found, bus, memory);

    public DeviceInfo Info => found.Info;

    /// <summary>What went wrong, each once.</summary>
    public HashSet<string> Failures { get; } = [];

    /// <param name="isSimulated">ILGPU's own interpreter in place of what is there.</param>
    /// <param name="whyNot">Why there is none.</param>
    public static DeviceAtHand? Find(bool isSimulated, out string whyNot)
    {
#if MOEGATE_GPU
        var all = IlgpuAtHand.Find(isSimulated);
        whyNot = all.Count == 0 ? "none was found" : string.Join("; ", all.Select(d => $"{d.Info} {d.WhyNot}"));
        return all.FirstOrDefault(d => d.Open is not null) is { } best ? new DeviceAtHand(best, IlgpuAtHand.Bus, IlgpuAtHand.Memory) : null;
#else
        whyNot = "this was built without -p:MoeGateGpu=true" + (isSimulated ? ", and so cannot simulate one" : "");
        return null;
#endif
    }

    /// <summary>GB/s from page-locked memory to it.</summary>
    public double? Bus(Sizes sizes) => Try(d => bus(d, sizes));

    /// <summary>GB/s within it, read and written.</summary>
    public double? Memory(Sizes sizes) => Try(d => memory(d, sizes));

    /// <summary>What it did; null where it failed.</summary>
    public double? Try(Func<IWeightDevice, double> work)
    {
        try
        {
            return work(device ??= found.Open!());
        }
        catch (DeviceException e)
        {
            Failures.Add($"{Info} {e.Message}");
            device?.Dispose();
            device = null;
            return null;
        }
    }

    /// <summary>Reads as commands do, all of it by the device.</summary>
    /// <returns>Whether the device did it.</returns>
    public bool Reads(Action<ScanOptions> read)
    {
        var hasFailed = false;
        use ??= new DeviceUse(this, isDemanded: false, why =>
        {
            hasFailed = true;
            Failures.Add(why);
        });
        read(new ScanOptions { Threads = Math.Max(LaneTeam.Lanes, ScanOptions.Most), Device = use });
        if (!hasFailed) return use.Worked is not null;
        use.Dispose();
        use = null;
        return false;
    }

    public IReadOnlyList<FoundDevice> Find() => [found];

    public void Dispose()
    {
        use?.Dispose();
        device?.Dispose();
    }
}
