using MoeGate.Formats;
using MoeGate.Metrics;
using MoeGate.Rules.Baselines;

namespace MoeGate.Reports.Baselines;

/// <summary>What changed since a baseline: the worse first, and how much of each metric.</summary>
public static class BaselineChanges
{
    private const int Most = 20;

    /// <param name="changes">In the order in which they are told.</param>
    /// <param name="writer">Where to.</param>
    /// <param name="style">Verbose: every change.</param>
    public static void Write(IReadOnlyList<BaselineChange> changes, TextWriter writer, ReportStyle style)
    {
        if (changes.Count == 0) return;
        var table = new TextTable("", "metric", "subject", "baseline", "now", "change").Right(3, 4, 5);
        var shown = style.Verbose ? changes : [.. changes.Take(Most)];
        foreach (var change in shown)
            table.Add(Word(change, style), change.Metric.Id, Plain.Text(change.Subject.Name), Text(change.Metric, change.Then), Text(change.Metric, change.Now), Share(change));
        table.Write(writer, style, "");
        if (changes.Count > shown.Count) writer.Write(style.Paint($"and {changes.Count - shown.Count} more (--verbose lists them)", Color.Grey) + "\n");

        var parts = new[]
        {
            Part(changes.Count(c => c.IsWorse == true), "worse"), Part(changes.Count(c => c.IsWorse == false), "better"),
            Part(changes.Count(c => !c.IsNew && !c.IsGone && c.IsWorse is null), "other"), Part(changes.Count(c => c.IsNew), "new"), Part(changes.Count(c => c.IsGone), "gone"),
        };
        writer.Write($"\n{string.Join(", ", parts.OfType<string>())}\n");

        static string? Part(int count, string what) => count == 0 ? null : $"{count} {what}";
    }

    private static string Word(BaselineChange change, ReportStyle style) => change switch
    {
        { IsNew: true } => "new",
        { IsGone: true } => style.Paint("gone", Color.Yellow),
        { IsWorse: true } => style.Paint("worse", Color.Red),
        { IsWorse: false } => style.Paint("better", Color.Green),
        _ => "other",
    };

    private static string Text(Metric metric, Reading? reading) => reading switch
    {
        null => "–",
        { Value: { } value } => Figure.Format(value, metric.Unit),
        _ => "exact",
    };

    private static string Share(BaselineChange change)
    {
        if (change is not { Then.Value: { } then, Now.Value: { } now }) return "";
        var sign = now >= then ? "+" : "−";
        return double.IsFinite(change.Size) ? $"{sign}{Figure.Number(Math.Round(change.Size * 100, 3))} %" : $"{sign}{Figure.Format(Math.Abs(now - then), change.Metric.Unit)}";
    }
}
