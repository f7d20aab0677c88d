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
    private const int MostBytes = 1 << 20;

    /// <summary>No memory is as fast.</summary>
    private const double MostRate = 1e15;

    private readonly string? path;
    private List<Entry> entries;

    /// <param name="environment">Reads an environment variable.</param>
    public KeptRates(Func<string, string?> environment)
    {
        path = PathOf(environment);
        entries = Read(path);
    }

    /// <summary>Where they are kept: <c>XDG_CACHE_HOME</c>, on Windows the user's local data, elsewhere <c>.cache</c> in the home folder; null where there is none of these.</summary>
    public static string? PathOf(Func<string, string?> environment)
    {
        string? Folder(string variable) => environment(variable) is { Length: > 0 } folder && Path.IsPathRooted(folder) ? folder : null;
        var root = Folder("XDG_CACHE_HOME")
            ?? (OperatingSystem.IsWindows() ? Folder("LOCALAPPDATA") : Folder("HOME") is { } home ? Path.Combine(home, ".cache") : null);
        return root is null ? null : Path.Combine(root, "moegate", "device-rates.json");
    }

    public DeviceRate? Find(DeviceInfo device, int threads, string kind) =>
        entries.Find(e => e.Is(device, threads, kind)) is { } found ? new DeviceRate(kind, found.Processor, found.OfDevice) : null;

    public bool Keep(DeviceInfo device, int threads, DeviceRate rate)
    {
        // What another run has kept since stays.
        var others = Read(path);
        entries = [.. others.Concat(entries.Where(e => !others.Exists(o => o.IsOf(e)))).Where(e => !e.Is(device, threads, rate.Kind))];
        entries.Add(new Entry(Gate.Version, device.ToString(), threads, rate.Kind, Math.Round(rate.Processor), Math.Round(rate.Device)));
        if (path is null) return false;
        try
        {
            OutputFile.Write(path, path, writer => writer.Write(JsonSerializer.Serialize(entries) + "\n"));
            return true;
        }
        catch (InputException)
        {
            // The next run measures again.
            return false;
        }
    }

    private static List<Entry> Read(string? path)
    {
        try
        {
            if (path is null || new FileInfo(path) is not { Exists: true, Length: > 0 and < MostBytes }) return [];
            var read = JsonSerializer.Deserialize<List<Entry?>>(File.ReadAllText(path)) ?? [];
            return [.. read.OfType<Entry>().Where(e => e.Version == Gate.Version && IsRate(e.Processor) && IsRate(e.OfDevice))];
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException or JsonException or NotSupportedException)
        {
            return [];
        }
    }

    private static bool IsRate(double value) => value is > 0 and < MostRate;

    /// <summary>Stored bytes a second.</summary>
    private sealed record Entry(string Version, string Device, int Threads, string Kind, double Processor, double OfDevice)
    {
        public bool IsOf(Entry other) => (Device, Threads, Kind) == (other.Device, other.Threads, other.Kind);

        public bool Is(DeviceInfo device, int threads, string kind) => Device == device.ToString() && Threads == threads && Kind == kind;
    }
}
