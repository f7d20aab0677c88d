using MoeGate.Formats;
using MoeGate.Reductions.Devices;

namespace MoeGate.Reductions.Scanning;

/// <summary>
/// The use of a device by a run of the program: it is found and opened when the first work comes that is worth it, is held against the
/// processor before it does any, works until it fails, and says what it did.
/// </summary>
/// <param name="source">Where devices are found.</param>
/// <param name="isDemanded">Whether nothing is to be done without one that one could do.</param>
/// <param name="note">Told, in a line, why a device is not used.</param>
public sealed class DeviceUse(IDeviceSource source, bool isDemanded, Action<string> note) : IDisposable
{
    private readonly HashSet<string> trusted = new(StringComparer.Ordinal);
    private FoundDevice? found;
    private DeviceLanes? lanes;
    private string? whyGivenUp;

    public bool IsDemanded => isDemanded;

    /// <summary>Which work a device that is not demanded does; null for all that it can.</summary>
    public Crossover? Crossover { get; init; }

    /// <summary>The device that did some of the last reading's work; null where none did.</summary>
    public DeviceInfo? Worked { get; private set; }

    /// <summary>The device, which is opened.</summary>
    /// <param name="tasks">All that is to be done; null in place of one that no device can do.</param>
    /// <param name="options">How.</param>
    /// <param name="cancellation">Asked during trials.</param>
    /// <returns>For each of them the lanes to a device, or null where the processor does it; none where that does them all.</returns>
    /// <exception cref="InputException">A device is demanded, and there is none.</exception>
    internal IReadOnlyList<DeviceLanes?> For(IReadOnlyList<DeviceTask?> tasks, ScanOptions options, CancellationToken cancellation)
    {
        Worked = null;
        var able = tasks.OfType<DeviceTask>().ToList();
        if (able.Count == 0) return [];
        if (whyGivenUp is not null) GiveUp(whyGivenUp);
        if (whyGivenUp is not null || !isDemanded && Crossover?.IsWorthALook(able) == false) return [];
        if (Find() is not { } device) return [];
        try
        {
            var chosen = isDemanded || Crossover is null ? [.. able.Select(_ => true)]
                : Crossover.Choose(device.Info, options.Threads, able, t => Rate(device, t, options.Threads, cancellation));
            if (!chosen.Contains(true)) return [];
            var opened = Open(device);
            foreach (var task in able.Where((_, i) => chosen[i])) Trust(opened, task, cancellation);
            var next = 0;
            return [.. tasks.Select(t => t is not null && chosen[next++] ? opened : null)];
        }
        catch (DeviceException e)
        {
            GiveUp(e);
            return [];
        }
    }

    /// <summary>How fast the device is beside the processor, of any kind of work; opens it.</summary>
    /// <param name="device">One that was found and can be used.</param>
    /// <param name="task">Which work.</param>
    /// <param name="threads">How many threads read.</param>
    /// <param name="cancellation">Asked during the work.</param>
    /// <exception cref="DeviceException">It failed, or computes something else.</exception>
    public DeviceRate Rate(FoundDevice device, DeviceTask task, int threads, CancellationToken cancellation)
    {
        if (found is not null && found.Info != device.Info) throw new ArgumentException("another device is in use", nameof(device));
        found ??= device;
        var opened = Open(device);
        Trust(opened, task, cancellation);
        return DeviceTrial.Rate(opened, task, threads, cancellation);
    }

    /// <summary>Some of what the device was asked for is done.</summary>
    internal void HasWorked() => Worked = found!.Info;

    /// <summary>Does without the device from now on.</summary>
    /// <exception cref="InputException">It is demanded.</exception>
    internal void GiveUp(DeviceException why)
    {
        Close();
        GiveUp($"{found!.Info} {why.Message}");
    }

    public void Dispose() => Close();

    private FoundDevice? Find()
    {
        if (found is not null) return found;
        var all = source.Find();
        found = all.FirstOrDefault(d => d.Open is not null);
        if (found is null) GiveUp(all.Count == 0 ? "no device was found" : string.Join("; ", all.Select(d => $"{d.Info} {d.WhyNot}")), isWorthANote: all.Count > 0);
        return found;
    }

    private DeviceLanes Open(FoundDevice device) => lanes ??= new DeviceLanes(device.Open!());

    /// <summary>A device that nobody has seen computing this kind of work here is held against the processor first.</summary>
    private void Trust(DeviceLanes device, DeviceTask task, CancellationToken cancellation)
    {
        if (trusted.Contains(task.Kind)) return;
        if (DeviceTrial.Difference(device, task, cancellation) is { } difference) throw new DeviceException($"computes something else than the processor ({task.Kind}; {difference})");
        trusted.Add(task.Kind);
    }

    /// <summary>That there is none is nothing to speak of where nobody asked for one: so are most machines.</summary>
    private void GiveUp(string why, bool isWorthANote = true)
    {
        var isNews = whyGivenUp is null;
        whyGivenUp = why;
        if (isDemanded) throw new InputException(InputKind.Evidence, Place.None, $"--device gpu: {why}", "look at moegate devices, or let the processor do it with --device cpu");
        if (isNews && isWorthANote) note($"{why}; the processor does the work");
    }

    private void Close()
    {
        lanes?.Dispose();
        lanes?.Device.Dispose();
        lanes = null;
    }
}
