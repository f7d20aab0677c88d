using System.CommandLine;
using MoeGate.Metrics;
using MoeGate.Reports;

namespace MoeGate.Tool.Commands;

/// <summary><c>moegate metrics</c>: all metrics there are.</summary>
internal static class MetricsCommand
{
    public static Command Create(Terminal terminal)
    {
        var command = new Command("metrics", "List all metrics.").WithExamples("moegate metrics", "moegate explain pruning.vs_random");
        command.SetAction(_ =>
        {
            var table = new TextTable("metric", "unit", "better", "per", "what it is");
            foreach (var metric in Catalog.All)
                table.Add(metric.Id, metric.Unit.Name, metric.Better == Better.Neither ? "–" : metric.Better.ToString().ToLowerInvariant(), metric.Home.Name(), metric.Text.Title);
            table.Write(terminal.Out, terminal.Style(), "");
            return ExitCode.Pass;
        });
        return command;
    }
}
