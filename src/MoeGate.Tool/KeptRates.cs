using System.Text.Json;
using MoeGate.Formats;
using MoeGate.Reductions.Devices;
using MoeGate.Reductions.Scanning;

namespace MoeGate.Tool;

/// <summary>
/// What was measured of devices on this machine, in a file of the user's cache: a later run chooses alike and measures nothing again. The figures
/// of another version of the tool, which may compute otherwise, are not looked at. A file that cannot be read or written costs a measurement.
/// </summary>
internal sealed class KeptRates : IDeviceRates
{
    private readonly string? path;
    private readonly List<Entry> entries = [];

    /// <param name="environment">Reads an environment variable.</param>
    public KeptRates(Func<string, string?> environment)
    {
        path = PathOf(environment);
        try
        {
            if (path is not null && new FileInfo(path) is { Exists: true, Length: < 1 << 20 })
                entries = JsonSerializer.Deserialize<List<Entry>>(File.ReadAllText(path)) ?? [];
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException or JsonException or NotSupportedException)
        {
            entries = [];
        }

        entries.RemoveAll(e => e is null || e.Version != Gate.Version || !(e.Processor > 0) || !(e.OfDevice > 0));
    }

    /// <summary>Where they are kept: <c>XDG_CACHE_HOME</c>, on Windows the user's local data, elsewhere <c>.cache</c> in the home folder; null where there is none of these.</summary>
    public static string? PathOf(Func<string, string?> environment)
    {
        var root = environment("XDG_CACHE_HOME") is { Length: > 0 } cache && Path.IsPathRooted(cache) ? cache
            : OperatingSystem.IsWindows() ? environment("LOCALAPPDATA")
            : environment("HOME") is { Length: > 0 } home ? Path.Combine(home, ".cache")
            : null;
        return string.IsNullOrEmpty(root) ? null : Path.Combine(root, "moegate", "device-rates.json");
    }

    public DeviceRate? Find(DeviceInfo device, int threads, string kind) =>
        entries.Find(e => e.Is(device, threads, kind)) is { } found ? new DeviceRate(kind, found.Processor, found.OfDevice) : null;

    public void Keep(DeviceInfo device, int threads, DeviceRate rate)
    {
        entries.RemoveAll(e => e.Is(device, threads, rate.Kind));
        entries.Add(new Entry(Gate.Version, device.ToString(), threads, rate.Kind, Math.Round(rate.Processor), Math.Round(rate.Device)));
        if (path is null) return;
        try
        {
            OutputFile.Write(path, path, writer => writer.Write(JsonSerializer.Serialize(entries) + "\n"));
        }
        catch (InputException)
        {
            // The next run measures again.
        }
    }

    /// <summary>Stored bytes a second.</summary>
    private sealed record Entry(string Version, string Device, int Threads, string Kind, double Processor, double OfDevice)
    {
        public bool Is(DeviceInfo device, int threads, string kind) => Device == device.ToString() && Threads == threads && Kind == kind;
    }
}
