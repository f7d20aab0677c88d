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
            "moegate check --metrics metrics.json                     # judge them later, without the evidence",
            "moegate measure moegate.json --shard 2/5 -o part-2.json  # a fifth of the weights, for moegate merge");
        request.AddTo(command, judges: false);
        reports.AddTo(command);
        command.Options.Add(all);
        command.Options.Add(verbose);
        command.SetAction(parsed =>
        {
            var file = request.Configurations(parsed).Single();
            var targets = reports.Read(parsed, []);
            MeasurementWriting.MustBeOfFigures(targets, "measure");

            // Without a configuration there are no rules to say what is needed: every metric is, in its home scope.
            using var device = request.Device(parsed, terminal);
            var asked = request.Read(parsed, file, device, terminal) with { All = parsed.GetValue(all) };
            if (file is null && !asked.All) asked = asked with { Rules = [] };
            if (asked.Shard is not null) targets = OfAPart(targets);
            MetricSet metrics;
            using (request.Progress(parsed, asked, terminal)) metrics = Gate.Measure(asked, terminal.Cancellation);
            MeasurementWriting.Write(metrics, targets, terminal, parsed.GetValue(verbose));
            if (metrics.Shard is { } shard && targets.All(t => t.File is not null))
                terminal.Out.WriteLine($"{shard.Number}: {metrics.All.Count} measurements, {Figure.Size(asked.Scan.Progress.Total)} read; moegate merge puts the shards together");
            return ExitCode.Pass;
        });
        return command;
    }

    /// <summary>A part is for <c>merge</c>: its figures are not the model's, so no table of them is shown.</summary>
    private static List<ReportTarget> OfAPart(IReadOnlyList<ReportTarget> targets)
    {
        var documents = targets.Where(t => t.Reporter is JsonReport).ToList();
        if (documents.Count == 0) throw InputException.Usage("--shard measures a part, which only moegate merge can read", "keep it in a file: -o FILE");
        if (targets.Any(t => t.Reporter is ConsoleReport && t.File is not null)) throw InputException.Usage("--shard measures a part, of which there is no table", "keep it in a file: -o FILE");
        return documents;
    }
}
