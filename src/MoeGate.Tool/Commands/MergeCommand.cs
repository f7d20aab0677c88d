using System.CommandLine;
using MoeGate.Evidence;
using MoeGate.Tool.Options;

namespace MoeGate.Tool.Commands;

/// <summary><c>moegate merge</c>: what shards measured, as if it had been measured in one piece.</summary>
internal static class MergeCommand
{
    public static Command Create(Terminal terminal)
    {
        var parts = new Argument<string[]>("part") { Description = "The documents that measure --shard wrote, all of them, in any order.", Arity = ArgumentArity.OneOrMore };
        var reports = new ReportOptions();
        var verbose = new Option<bool>("--verbose", "-v") { Description = "Every subject on the console, not only the model's values." };
        var command = new Command("merge", "Put the parts that measure --shard wrote together: the figures as if measured in one piece.").WithExamples(
            "moegate merge part-1.json part-2.json part-3.json -o all.json",
            "moegate check moegate.json --metrics all.json            # then judge them");
        command.Arguments.Add(parts);
        reports.AddTo(command);
        command.Options.Add(verbose);
        command.SetAction(parsed =>
        {
            var targets = reports.Read(parsed, []);
            MeasurementWriting.MustBeOfFigures(targets, "merge");
            var metrics = Gate.Merge([.. parsed.GetValue(parts)!.Select(EvidencePath.OnCommandLine)]);
            MeasurementWriting.Write(metrics, targets, terminal, parsed.GetValue(verbose));
            return ExitCode.Pass;
        });
        return command;
    }
}
