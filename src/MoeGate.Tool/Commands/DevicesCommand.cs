using System.CommandLine;
using System.Globalization;
using MoeGate.Blocks;
using MoeGate.Formats;
using MoeGate.Metrics;
using MoeGate.Reductions;
using MoeGate.Reductions.Devices;
using MoeGate.Reductions.Scanning;
using MoeGate.Reports;

namespace MoeGate.Tool.Commands;

/// <summary><c>moegate devices</c>: what could compute in the processor's place, why something could not, and where it would win.</summary>
internal static class DevicesCommand
{
    private const Reduce AllOfATensor = Reduce.Moments | Reduce.Order | Reduce.Groups | Reduce.GroupOrder | Reduce.Columns;

    /// <summary>Types that models are published in, from the quickest to decode to the slowest.</summary>
    private static readonly string[] usualTypes = ["bf16", "f16", "q8_0", "q4_K", "q6_K", "iq3_xxs"];

    private static readonly Reduce[] usualNeeds = [Reduce.Moments, Reduce.Moments | Reduce.Order, Reduce.Moments | Reduce.Groups, AllOfATensor];

    private static readonly ReducePair[] usualPairNeeds = [ReducePair.Errors, ReducePair.Errors | ReducePair.Order];

    public static Command Create(Terminal terminal)
    {
        var measure = new Option<bool>("--measure") { Description = "Measure device and processor on weights made up for it, show which does what sooner, and keep that for --device auto." };
        var command = new Command("devices", "List the GPUs that were found, and why one cannot be used.") { measure }.WithExamples(
            "moegate devices",
            "moegate devices --measure                                # where does it win? about a minute",
            "moegate check moegate.json --device gpu                  # take one, or fail");
        command.SetAction(parsed =>
        {
            if (terminal.Devices is not { } source)
            {
                terminal.Out.Write($"{DevicesOfThisBuild.None}; {DevicesOfThisBuild.Remedy}\n");
                return parsed.GetValue(measure) ? ExitCode.Undecided : ExitCode.Pass;
            }

            var found = source.Find();
            if (found.Count == 0) terminal.Out.Write("no device was found; the processor does all the work\n");
            else Table(found).Write(terminal.Out, terminal.Style(), "");
            return parsed.GetValue(measure) ? Measure(found, source, terminal) : ExitCode.Pass;
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

    private static int Measure(IReadOnlyList<FoundDevice> found, IDeviceSource source, Terminal terminal)
    {
        if (found.FirstOrDefault(d => d.Open is not null) is not { } device)
            throw new InputException(InputKind.Evidence, Place.None, "there is no device to measure", "run it on a machine with a GPU");
        var rates = new KeptRates(terminal.Environment);
        var threads = new ScanOptions().Threads;
        var table = new TextTable("work", "processor GB/s", "device GB/s", "sooner").Right(1, 2);
        using var use = new DeviceUse(source, isDemanded: true, terminal.Note);
        try
        {
            foreach (var task in Usual())
            {
                terminal.Cancellation.ThrowIfCancellationRequested();
                var rate = use.Rate(device, task, threads);
                rates.Keep(device.Info, threads, rate);
                table.Add(rate.Kind, Gigabytes(rate.Processor), Gigabytes(rate.Device), rate.Device > rate.Processor ? "device" : "processor");
            }
        }
        catch (DeviceException e)
        {
            throw new InputException(InputKind.Evidence, Place.None, $"{device.Info} {e.Message}", "update its driver, or let the processor do the work");
        }

        terminal.Out.Write($"\n{Plain.Text(device.Info.ToString())} beside {threads} {(threads == 1 ? "thread" : "threads")} of the processor, stored bytes from memory:\n");
        table.Write(terminal.Out, terminal.Style(), "");
        if (KeptRates.PathOf(terminal.Environment) is { } path) terminal.Out.Write($"\nkept for --device auto in {Plain.Text(path)}\n");
        return ExitCode.Pass;
    }

    private static IEnumerable<DeviceTask> Usual()
    {
        foreach (var type in usualTypes.Select(t => WeightTypes.Find(t)!))
        {
            foreach (var needs in usualNeeds) yield return new DeviceTask(type, null, needs, ReducePair.None, 0, 0);
            foreach (var needs in usualPairNeeds) yield return new DeviceTask(type, WeightTypes.BF16, Reduce.None, needs, 0, 0);
        }
    }

    private static string Gigabytes(double bytes) => (bytes / 1e9).ToString("0.00", CultureInfo.InvariantCulture);
}
