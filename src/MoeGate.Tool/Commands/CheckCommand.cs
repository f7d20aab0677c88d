using System.CommandLine;
using MoeGate.Rules;
using MoeGate.Tool.Options;

namespace MoeGate.Tool.Commands;

/// <summary><c>moegate check</c>: measure, hold the rules against it, report, exit with the verdict.</summary>
internal static class CheckCommand
{
    public static Command Create(Terminal terminal)
    {
        var request = new RequestOptions();
        var reports = new ReportOptions();
        var all = new Option<bool>("--all") { Description = "Measure every metric for which there is evidence, not only what the rules need, and of every expert's slice of stacked tensors." };
        var failOn = new Option<string>("--fail-on") { Description = "What fails the gate.", HelpName = "error|warning|never", DefaultValueFactory = _ => "error" };
        failOn.AcceptOnlyFromAmong("error", "warning", "never");
        var verbose = new Option<bool>("--verbose", "-v") { Description = "Say why rules are not applicable." };

        var command = new Command("check", "Measure, hold the rules against it, report, and exit with the verdict: the main job.").WithExamples(
            "moegate check                                            # what ./moegate.json says",
            "moegate check --experts stats.json --keep 0.5            # the built-in rules, no configuration",
            "moegate check --experts stats.json --held-out other.json --plan keep.json",
            "moegate check --candidate model-BF16.gguf --imatrix imatrix.gguf",
            "moegate check moegate.json --report sarif=out/moegate.sarif --report junit=out/moegate.xml");
        request.AddTo(command, judges: true);
        reports.AddTo(command);
        command.Options.Add(all);
        command.Options.Add(failOn);
        command.Options.Add(verbose);
        command.SetAction(parsed =>
        {
            var file = request.Configuration(parsed);
            var targets = reports.Read(parsed, file?.Reports ?? []);
            var asked = request.Read(parsed, file, terminal) with { All = parsed.GetValue(all), FailOn = Enum.Parse<FailOn>(parsed.GetValue(failOn)!, ignoreCase: true) };
            Verdict verdict;
            using (request.Progress(parsed, asked, terminal)) verdict = Gate.Check(asked, terminal.Cancellation);
            ReportWriting.Write(verdict, targets, terminal, parsed.GetValue(verbose));
            return verdict.ExitCode;
        });
        return command;
    }
}
