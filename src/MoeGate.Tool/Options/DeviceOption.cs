using System.CommandLine;
using MoeGate.Formats;
using MoeGate.Reductions.Devices;
using MoeGate.Reductions.Scanning;

namespace MoeGate.Tool.Options;

/// <summary>Whether a GPU may do some of the processor's work, or has to.</summary>
internal sealed class DeviceOption
{
    private const string Auto = "auto";
    private const string Processor = "cpu";
    private const string Gpu = "gpu";

    private readonly Option<string> device = new("--device")
    {
        Description = "What computes on weights: auto takes a GPU where it wins, cpu takes none, gpu takes one for all that it can do and fails without; moegate devices lists them.",
        HelpName = $"{Auto}|{Processor}|{Gpu}",
        DefaultValueFactory = _ => Auto,
    };

    public DeviceOption() => device.CompletionSources.Add(Auto, Processor, Gpu);

    public void AddTo(Command command) => command.Options.Add(device);

    /// <summary>The use of a device by the whole command, which disposes it at its end; null where the processor does everything.</summary>
    /// <param name="parsed">The command line.</param>
    /// <param name="devices">Where devices are found; null where this build knows of none.</param>
    /// <param name="environment">Reads an environment variable.</param>
    /// <param name="note">Told why a device is not used.</param>
    /// <exception cref="InputException">Another word, or a GPU is demanded of a build that has no support for any.</exception>
    public DeviceUse? Read(ParseResult parsed, IDeviceSource? devices, Func<string, string?> environment, Action<string> note) => parsed.GetValue(device) switch
    {
        Processor => null,
        Auto => devices is null ? null : new DeviceUse(devices, isDemanded: false, note) { Crossover = new Crossover(new KeptRates(environment)) },
        Gpu => new DeviceUse(devices ?? throw new InputException(InputKind.Evidence, Place.None, $"{device.Name} {Gpu}: {DevicesOfThisBuild.None}", DevicesOfThisBuild.Remedy), isDemanded: true, note),
        var other => throw InputException.Usage($"{device.Name} {other} is none of {Auto}, {Processor} and {Gpu}"),
    };
}
