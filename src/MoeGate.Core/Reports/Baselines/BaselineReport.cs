using MoeGate.Formats;
using MoeGate.Metrics;
using MoeGate.Rules;
using MoeGate.Rules.Baselines;

namespace MoeGate.Reports.Baselines;

/// <summary>A baseline for a person: how it came about, what it is of, and its figures.</summary>
public static class BaselineReport
{
    /// <param name="baseline">What to show.</param>
    /// <param name="writer">Where to.</param>
    /// <param name="style">Verbose: every figure instead of a line for each metric.</param>
    public static void Write(Baseline baseline, TextWriter writer, ReportStyle style)
    {
        writer.Write($"{style.Paint(Plain.Text(baseline.Shown), Color.Bold)}  measured by moegate {Plain.Text(baseline.Version)}\n\n");
        var history = new TextTable("accepted", "version", "changed", "new", "gone", "reason").Right(2, 3, 4);
        foreach (var acceptance in baseline.History)
            history.Add(Day.Text(acceptance.Date), Plain.Text(acceptance.Version), Figure.Number(acceptance.Changed), Figure.Number(acceptance.New), Figure.Number(acceptance.Gone), Plain.Text(acceptance.Reason));
        history.Write(writer, style, "");
        writer.Write("\n");

        var evidence = new TextTable("evidence", "what", "bytes", "format").Right(2);
        foreach (var e in baseline.Metrics.Evidence)
            evidence.Add(e.Role, Plain.Text(string.Join(" ", new[] { e.Value, e.Path }.OfType<string>())), e.Bytes is { } bytes ? Page.Grouped(bytes) : "", Plain.Text(e.Format ?? ""));
        evidence.Write(writer, style, "");
        writer.Write("\n");

        if (style.Verbose) Figures(baseline, writer, style);
        else Metrics(baseline, writer, style);
    }

    private static void Figures(Baseline baseline, TextWriter writer, ReportStyle style)
    {
        var table = new TextTable("metric", "subject", "figure").Right(2);
        foreach (var m in baseline.Metrics.All) table.Add(m.Metric.Id, Plain.Text(m.Subject.Name), m.Reading.Value is { } value ? Figure.Format(value, m.Metric.Unit) : "exact");
        table.Write(writer, style, "");
    }

    private static void Metrics(Baseline baseline, TextWriter writer, ReportStyle style)
    {
        var table = new TextTable("metric", "per", "figures", "least", "mean", "most").Right(2, 3, 4, 5);
        foreach (var group in baseline.Metrics.All.GroupBy(m => (m.Metric.Id, m.Subject.Scope)).OrderBy(g => g.Key.Id, StringComparer.Ordinal).ThenBy(g => g.Key.Scope))
        {
            var values = group.Select(m => m.Reading.Value).OfType<double>().ToList();
            var unit = group.First().Metric.Unit;
            string Cell(Func<IEnumerable<double>, double> of) => values.Count == 0 ? "exact" : Figure.Format(of(values), unit);
            table.Add(group.Key.Id, group.Key.Scope.Name(), Figure.Number(group.Count()), Cell(Enumerable.Min), Cell(Enumerable.Average), Cell(Enumerable.Max));
        }

        table.Write(writer, style, "");
        writer.Write("\n" + style.Paint($"{Figure.Number(baseline.Metrics.All.Count)} figures; --verbose shows every one", Color.Grey) + "\n");
    }
}
