using System.CommandLine;
using MoeGate.Formats;
using MoeGate.Metrics;
using MoeGate.Reports;
using MoeGate.Tool.Options;

namespace MoeGate.Tool.Commands;

/// <summary><c>moegate measure</c>: the figures without a verdict.</summary>
internal static class MeasureCommand
{
    public static Command Create(Terminal terminal)
    {
        var request = new RequestOptions();
        var reports = new ReportOptions();
        var all = new Option<bool>("--all") { Description = "Every metric for which there is evidence, not only what a configuration's rules need, and of every expert's slice of stacked tensors." };
        var verbose = new Option<bool>("--verbose", "-v") { Description = "Every subject on the console, not only the model's values." };

        var command = new Command("measure", "Measure and judge nothing: the figures, for people and for check --metrics.").WithExamples(
            "moegate measure --experts stats.json --keep 0.5",
            "moegate measure --experts stats.json --keep 0.5 -o metrics.json",
            "moegate measure --candidate model.gguf -o metrics.json   # every row of every tensor",
            "moegate check --metrics metrics.json                     # judge them later, without the evidence");
        request.AddTo(command, judges: false);
        reports.AddTo(command);
        command.Options.Add(all);
        command.Options.Add(verbose);
        command.SetAction(parsed =>
        {
            var file = request.Configurations(parsed).Single();
            var targets = reports.Read(parsed, []);
            if (targets.FirstOrDefault(t => t.Reporter is not (ConsoleReport or JsonReport)) is { } judging)
                throw InputException.Usage($"measure gives no verdict, so there is no {judging.Reporter.Format} report of it", "use console or json, or moegate check");

            // Without a configuration there are no rules to say what is needed: every metric is, in its home scope.
            var asked = request.Read(parsed, file, terminal) with { All = parsed.GetValue(all) };
            if (file is null && !asked.All) asked = asked with { Rules = [] };
            MetricSet metrics;
            using (request.Progress(parsed, asked, terminal)) metrics = Gate.Measure(asked, terminal.Cancellation);
            foreach (var (reporter, path) in targets)
            {
                if (reporter is ConsoleReport && path is null) MeasurementTable.Write(metrics, terminal.Out, terminal.Style(parsed.GetValue(verbose)));
                else if (path is null) JsonReport.Write(metrics, terminal.Out, Gate.Version);
                else if (reporter is JsonReport) OutputFile.Write(path.Path, path.Shown, writer => JsonReport.Write(metrics, writer, Gate.Version));
                else OutputFile.Write(path.Path, path.Shown, writer => MeasurementTable.Write(metrics, writer, new ReportStyle(Verbose: true)));
            }

            return ExitCode.Pass;
        });
        return command;
    }
}
