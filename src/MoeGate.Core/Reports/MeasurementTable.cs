using MoeGate.Evidence;
using MoeGate.Formats;
using MoeGate.Metrics;

namespace MoeGate.Reports;

/// <summary>Measurements for a person: the values of the model and of evaluations, with the least favourable layer, or every subject.</summary>
public static class MeasurementTable
{
    public static void Write(MetricSet metrics, TextWriter writer, ReportStyle style)
    {
        var shown = metrics.All.Where(m => style.Verbose || m.Subject.Scope == Scope.Model || IsOfEvaluation(m)).ToList();
        var table = new TextTable("metric", "subject", "value", "note").Right(2);
        foreach (var (metric, subject, reading) in shown)
        {
            table.Add(
                metric.Id,
                Plain.Text(subject.Name),
                reading.Value is { } value ? Value(value, reading.Stderr, metric.Unit) : "–",
                Plain.Text(Note(metric, reading)));
        }

        table.Write(writer, style, "");
        if (EvidenceIdentity.DevicesIn(metrics.Evidence) is { } devices) writer.Write($"\nmeasured on {Plain.Text(devices)}\n");
        if (shown.Count == 0) writer.Write("nothing was measured: no metric had the evidence that it needs\n");
        else if (!style.Verbose) writer.Write($"\n{metrics.All.Count} measurements; --verbose shows every subject, -o FILE writes them all\n");
    }

    /// <summary>An evaluation has either perplexity or tasks; that it lacks the other is for those who ask for everything.</summary>
    private static bool IsOfEvaluation(Measurement m) => m.Subject.Scope == Scope.Task && m.Reading.Unavailable?.Kind != Absence.NotApplicable;

    private static string Value(double value, double? error, Unit unit) =>
        error is { } se ? $"{Figure.Number(value)} ± {Figure.Format(se, unit)}" : Figure.Format(value, unit);

    private static string Note(Metric metric, Reading reading)
    {
        var notes = new List<string>();
        if (reading.Unavailable is { } unavailable) notes.Add($"{(unavailable.Kind == Absence.NotApplicable ? "not applicable" : unavailable.Kind.Name())}: {unavailable.Reason}");
        if (reading.At is not null) notes.Add((metric.Home == Scope.Layer && reading.Items.Count == 0 ? "worst " : "at ") + reading.At);
        if (reading.Expected is { } expected) notes.Add("by chance " + Figure.Number(expected));
        return string.Join("; ", notes);
    }
}
