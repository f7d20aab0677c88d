using MoeGate.Reductions.Devices;

namespace MoeGate.Reductions.Scanning;

/// <summary>Counts of one kind of value on a device, made when the first thread counts, and taken back when a reading ends.</summary>
internal sealed class DeviceCounts(IWeightDevice device) : IDisposable
{
    private readonly Lock making = new();
    private IDeviceCounts? counts;

    /// <summary>To count upper halves.</summary>
    public IDeviceCounts Upper() => Lower(default);

    /// <summary>To count the lower halves that a table tells apart.</summary>
    public IDeviceCounts Lower(ReadOnlySpan<byte> table)
    {
        lock (making) return counts ??= device.OpenCounts(table);
    }

    /// <summary>What was counted since the last call; null where nobody did.</summary>
    public long[]? Read()
    {
        if (counts is null) return null;
        var read = counts.Read();
        Dispose();
        return read;
    }

    public void Dispose()
    {
        counts?.Dispose();
        counts = null;
    }
}
