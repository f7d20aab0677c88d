using MoeGate.Reductions.Devices;

namespace MoeGate.Reductions.Scanning;

/// <summary>
/// Which work a device does sooner than the processor, by what was measured of both on this machine. What a bus carries slower than the
/// processor sums it stays with the processor; what takes long to decode or to search goes.
/// </summary>
/// <param name="rates">What was measured.</param>
public sealed class Crossover(IDeviceRates rates)
{
    /// <summary>Less is read by the processor before a device is found, opened and ready.</summary>
    public long LeastBytes { get; init; } = 1L << 30;

    /// <summary>From so many bytes of a kind on it is worth measuring it, where nobody has.</summary>
    public const long MeasuredFrom = 8L << 30;

    /// <summary>Shorter rows than those that are measured by so much leave a device's threads without work, and send back as much as they bring.</summary>
    public long LeastColumns { get; init; } = 1024;

    /// <summary>How much sooner, in seconds, all of it together has to be done: what opening a device and compiling for it takes, and more.</summary>
    public const double LeastGain = 2;

    /// <summary>Whether work of this size is worth looking for a device at all.</summary>
    public bool IsWorthALook(IEnumerable<DeviceTask> tasks) => tasks.Sum(t => t.Bytes) >= LeastBytes;

    /// <summary>For each task whether the device does it.</summary>
    /// <param name="device">The device.</param>
    /// <param name="threads">How many threads read.</param>
    /// <param name="tasks">All that is to be done and that it can do.</param>
    /// <param name="measure">Measures a kind of work by one task of it.</param>
    public IReadOnlyList<bool> Choose(DeviceInfo device, int threads, IReadOnlyList<DeviceTask> tasks, Func<DeviceTask, DeviceRate> measure)
    {
        var winners = new HashSet<string>(StringComparer.Ordinal);
        var gain = 0.0;
        foreach (var kind in tasks.Where(t => t.Columns >= LeastColumns).GroupBy(t => t.Kind, StringComparer.Ordinal).OrderBy(k => k.Key, StringComparer.Ordinal))
        {
            var bytes = kind.Sum(t => t.Bytes);
            var rate = rates.Find(device, threads, kind.Key);
            if (rate is null && bytes >= MeasuredFrom)
            {
                rate = measure(kind.First());
                rates.Keep(device, threads, rate);
            }

            if (rate is null || rate.Device <= rate.Processor) continue;
            winners.Add(kind.Key);
            gain += bytes / rate.Processor - bytes / rate.Device;
        }

        return [.. tasks.Select(t => gain > LeastGain && t.Columns >= LeastColumns && winners.Contains(t.Kind))];
    }
}
