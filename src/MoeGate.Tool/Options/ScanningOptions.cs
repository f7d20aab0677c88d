using System.CommandLine;
using System.Globalization;
using MoeGate.Formats;
using MoeGate.Reductions.Scanning;

namespace MoeGate.Tool.Options;

/// <summary>How weights are read: by how many threads, all rows or a sample of them, by what they are computed on, and whether progress is shown.</summary>
internal sealed class ScanningOptions
{
    private const int MostThreads = 1024;

    private readonly Option<string> threads = EvidenceOptions.One("--threads", "NUMBER", "How many threads read and measure weights; the figures do not depend on it. One for each processor, at most 16, where it is left out.");
    private readonly Option<string> sample = EvidenceOptions.One("--sample", "ROWS", "Read so many rows of each tensor, of stacked experts of each expert, drawn with --seed, instead of all; figures are then estimates, and the results say so.");
    private readonly DeviceOption device = new();
    private readonly Option<bool> noProgress = new("--no-progress") { Description = "Do not say on standard error how far long work is." };

    public void AddTo(Command command)
    {
        command.Options.Add(threads);
        command.Options.Add(sample);
        device.AddTo(command);
        command.Options.Add(noProgress);
    }

    /// <summary>Whether to say how far the work is.</summary>
    public bool ShowsProgress(ParseResult parsed) => !parsed.GetValue(noProgress);

    /// <summary>What computes beside the processor; disposed at the end of the command, whose gates share it.</summary>
    public DeviceUse? Device(ParseResult parsed, Terminal terminal, bool isQuiet) => device.Read(parsed, terminal.Devices, terminal.Environment, isQuiet ? _ => { } : terminal.Note);

    public ScanOptions Read(ParseResult parsed, ulong seed, DeviceUse? device) => new()
    {
        Threads = (int)(Number(parsed, threads, MostThreads) ?? ScanOptions.Most),
        SampleRows = Number(parsed, sample, long.MaxValue),
        Seed = seed,
        Device = device,
    };

    private static long? Number(ParseResult parsed, Option<string> option, long most)
    {
        if (parsed.GetValue(option) is not { } text) return null;
        if (long.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var number) && number >= 1 && number <= most) return number;
        throw InputException.Usage($"{option.Name} {text} is not a whole number from 1{(most < long.MaxValue ? $" to {most}" : "")}");
    }
}
