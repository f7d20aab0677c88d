using MoeGate.Formats;
using MoeGate.Metrics;
using MoeGate.Reports;
using MoeGate.Tool.Options;

namespace MoeGate.Tool;

/// <summary>Sends figures without a verdict to all the places that were asked for.</summary>
internal static class MeasurementWriting
{
    /// <exception cref="InputException">A report that only a verdict has.</exception>
    public static void MustBeOfFigures(IReadOnlyList<ReportTarget> targets, string command)
    {
        if (targets.FirstOrDefault(t => t.Reporter is not (ConsoleReport or JsonReport)) is { } judging)
            throw InputException.Usage($"{command} gives no verdict, so there is no {judging.Reporter.Format} report of it", "use console or json, or moegate check");
    }

    /// <summary>A table for the console, the whole document for everything else.</summary>
    public static void Write(MetricSet metrics, IReadOnlyList<ReportTarget> targets, Terminal terminal, bool verbose)
    {
        foreach (var (reporter, path) in targets)
        {
            if (reporter is ConsoleReport && path is null) MeasurementTable.Write(metrics, terminal.Out, terminal.Style(verbose));
            else if (path is null) JsonReport.Write(metrics, terminal.Out, Gate.Version);
            else if (reporter is JsonReport) OutputFile.Write(path.Path, path.Shown, writer => JsonReport.Write(metrics, writer, Gate.Version));
            else OutputFile.Write(path.Path, path.Shown, writer => MeasurementTable.Write(metrics, writer, new ReportStyle(Verbose: true)));
        }
    }
}
