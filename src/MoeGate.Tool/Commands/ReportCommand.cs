using System.CommandLine;
using MoeGate.Evidence;
using MoeGate.Reports;
using MoeGate.Tool.Options;

namespace MoeGate.Tool.Commands;

/// <summary><c>moegate report</c>: a verdict that was reached before, in another format.</summary>
internal static class ReportCommand
{
    public static Command Create(Terminal terminal)
    {
        var results = new Argument<string>("results.json") { Description = "A document that check --report json wrote." };
        var reports = new ReportOptions();
        var verbose = new Option<bool>("--verbose", "-v") { Description = "Say why rules are not applicable." };
        var command = new Command("report", "Write a verdict that was reached before in other formats.").WithExamples(
            "moegate check -o results.json",
            "moegate report results.json --report markdown",
            "moegate report results.json --report sarif=out/moegate.sarif");
        command.Arguments.Add(results);
        reports.AddTo(command);
        command.Options.Add(verbose);
        command.SetAction(parsed =>
        {
            var targets = reports.Read(parsed, []);
            var verdict = ResultsReader.ReadVerdict(EvidencePath.OnCommandLine(parsed.GetValue(results)!));
            ReportWriting.Write(verdict, targets, terminal, parsed.GetValue(verbose));
            StepOutputs.Write([verdict], 1, targets, terminal);
            return ExitCode.Pass;
        });
        return command;
    }
}
