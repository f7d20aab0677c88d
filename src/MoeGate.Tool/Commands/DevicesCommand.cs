using System.CommandLine;
using MoeGate.Formats;
using MoeGate.Metrics;
using MoeGate.Reductions.Devices;
using MoeGate.Reports;

namespace MoeGate.Tool.Commands;

/// <summary><c>moegate devices</c>: what could compute in the processor's place, and why something could not.</summary>
internal static class DevicesCommand
{
    public static Command Create(Terminal terminal)
    {
        var command = new Command("devices", "List the GPUs that were found, and why one cannot be used.").WithExamples(
            "moegate devices",
            "moegate check moegate.json --device gpu                  # take one, or fail");
        command.SetAction(_ =>
        {
            if (terminal.Devices is not { } source) terminal.Out.Write($"{DevicesOfThisBuild.None}; {DevicesOfThisBuild.Remedy}\n");
            else if (source.Find() is not { Count: > 0 } found) terminal.Out.Write("no device was found; the processor does all the work\n");
            else Table(found).Write(terminal.Out, terminal.Style(), "");
            return ExitCode.Pass;
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
}
