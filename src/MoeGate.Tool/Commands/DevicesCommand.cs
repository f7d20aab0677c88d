using System.CommandLine;
using System.Globalization;
using MoeGate.Blocks;
using MoeGate.Formats;
using MoeGate.Metrics;
using MoeGate.Reductions.Devices;
using MoeGate.Reductions.Scanning;
using MoeGate.Reports;

namespace MoeGate.Tool.Commands;

/// <summary><c>moegate devices</c>: what could compute in the processor's place, why something could not, and where it would win.</summary>
internal static class DevicesCommand
{
    public static Command Create(Terminal terminal)
    {
        var measure = new Option<string[]>("--measure")
        {
            Description = $"Measure device and processor on weights made up for it, of these types or of {string.Join(", ", UsualWork.Types)}; show which does what sooner, and keep that for --device auto.",
            HelpName = "TYPE",
            Arity = ArgumentArity.ZeroOrMore,
            AllowMultipleArgumentsPerToken = true,
        };
        measure.CompletionSources.Add([.. WeightTypes.All.Where(t => t.Decoder is not null).Select(t => t.Name)]);
        var command = new Command("devices", "List the GPUs that were found, and why one cannot be used.") { measure }.WithExamples(
            "moegate devices",
            "moegate devices --measure                                # where does it win? a minute or more",
            "moegate devices --measure q5_K iq2_xxs                   # the same of other types",
            "moegate check moegate.json --device gpu                  # take one, or fail");
        command.SetAction(parsed =>
        {
            var types = parsed.GetResult(measure) is { Implicit: false } ? Types(parsed.GetValue(measure) ?? []) : null;
            if (terminal.Devices is not { } source)
            {
                if (types is not null) throw new InputException(InputKind.Evidence, Place.None, DevicesOfThisBuild.None, DevicesOfThisBuild.Remedy);
                terminal.Out.Write($"{DevicesOfThisBuild.None}; {DevicesOfThisBuild.Remedy}\n");
                return ExitCode.Pass;
            }

            var found = source.Find();
            if (found.Count == 0) terminal.Out.Write("no device was found; the processor does all the work\n");
            else Table(found).Write(terminal.Out, terminal.Style(), "");
            return types is null ? ExitCode.Pass : Measure(types, found, source, terminal);
        });
        return command;
    }

    private static TextTable Table(IReadOnlyList<FoundDevice> found)
    {
        var table = new TextTable("device", "api", "memory", "can be used").Right(2);
        foreach (var (info, whyNot, _) in found)
            table.Add(Plain.Text(info.Name), Plain.Text(info.Api), info.Memory > 0 ? Figure.Size(info.Memory) : "–", whyNot is null ? "yes" : "no: " + Plain.Text(whyNot));
        return table;
    }

    private static IReadOnlyList<WeightType> Types(string[] names) => names.Length == 0 ? UsualWork.Types
        : [.. names.Select(n => WeightTypes.Find(n) is { Decoder: not null } type ? type : throw InputException.Usage($"--measure {n} is no type that can be decoded", "moegate types lists them"))];

    private static int Measure(IReadOnlyList<WeightType> types, IReadOnlyList<FoundDevice> found, IDeviceSource source, Terminal terminal)
    {
        if (found.FirstOrDefault(d => d.Open is not null) is not { } device)
            throw new InputException(InputKind.Evidence, Place.None, "there is no device to measure", "run it on a machine with a GPU");
        var rates = new KeptRates(terminal.Environment);
        var threads = ScanOptions.Most;
        var isKept = true;
        using var use = new DeviceUse(source, isDemanded: true, terminal.Note);
        terminal.Out.Write($"\n{Plain.Text(device.Info.ToString())} beside {threads} {(threads == 1 ? "thread" : "threads")} of the processor, GB of stored bytes a second from memory:\n");
        foreach (var type in types)
        {
            var table = new TextTable("work", "processor", "device", "sooner").Right(1, 2);
            foreach (var task in UsualWork.Of(type))
            {
                var rate = Rate(use, device, task, threads, terminal.Cancellation);
                isKept &= rates.Keep(device.Info, threads, rate);
                table.Add(rate.Kind, Gigabytes(rate.Processor), Gigabytes(rate.Device), rate.Device > rate.Processor ? "device" : "processor");
            }

            // As they come: all of them take a minute or more.
            terminal.Out.Write("\n");
            table.Write(terminal.Out, terminal.Style(), "");
            terminal.Out.Flush();
        }

        var place = KeptRates.PathOf(terminal.Environment);
        if (isKept) terminal.Out.Write($"\nkept for --device auto in {Plain.Text(place!)}\n");
        else terminal.Note(place is null ? "not kept: there is no home folder for a cache" : $"not kept: {place} cannot be written");
        return ExitCode.Pass;
    }

    private static DeviceRate Rate(DeviceUse use, FoundDevice device, DeviceTask task, int threads, CancellationToken cancellation)
    {
        try
        {
            return use.Rate(device, task, threads, cancellation);
        }
        catch (DeviceException e)
        {
            throw new InputException(InputKind.Evidence, Place.None, $"{device.Info} {e.Message}", "update its driver, or let the processor do the work");
        }
    }

    private static string Gigabytes(double bytes) => (bytes / 1e9).ToString("0.00", CultureInfo.InvariantCulture);
}
