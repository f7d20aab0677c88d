using MoeGate.Metrics;
using MoeGate.Reductions.Pairing;
using MoeGate.Reports.Weights;

namespace MoeGate.Reports.Compare;

/// <summary>What could not be compared or matched, with its reason, and what is not where it belongs.</summary>
internal static class LeftSection
{
    private const int Most = 20;

    public static void Write(Page page, ComparedModel model)
    {
        var pairs = model.Observed.Pairs ?? new ModelPair();
        var partly = model.Tensors.Where(t => t.Tensor.Pair!.Origins.Any(o => o is null)).ToList();
        List<Stray> strays = [.. pairs.Layers.SelectMany(l => l.Strays)], rows = [.. pairs.Layers.SelectMany(l => l.RouterStrays)];
        page.Section("What was not compared, and what is not where it belongs");
        if (model.NotCompared.Count + partly.Count + strays.Count + rows.Count + pairs.Unused.Count == 0)
        {
            page.Line($"Nothing: every tensor{(model.Observed.Evidence.IsSelected ? " selected" : "")} was compared, and every expert is where it belongs.");
            return;
        }

        Reasons(page, model, "Not compared", model.NotCompared.Where(n => n.Why.Kind == Absence.Missing), Color.Yellow);
        Reasons(page, model, "Left out", model.NotCompared.Where(n => n.Why.Kind != Absence.Missing), null);
        foreach (var line in model.Shown(partly, Most)) page.Point("Compared in part", $"{line.Label}: nothing in the reference is the parent of {Orphans(line.Tensor)}", Color.Yellow);
        model.NoteMore(page, partly.Count, Most);
        if (pairs.Unused.Count > 0)
            page.Point("Only in the reference", Measured.Some([.. pairs.Unused.Select(t => Measured.Short(t.Subject))], model.ShowsAll ? int.MaxValue : Most), Color.Yellow);
        Strays(page, model, strays, "An expert's matrix that has the weights of another, or of none:", "matrix");
        Strays(page, model, rows, "A row of a router that is not the one of the expert it selects:", "row");
    }

    private static void Reasons(Page page, ComparedModel model, string title, IEnumerable<(ObservedTensor Tensor, Unavailable Why)> left, string? color)
    {
        var groups = left.GroupBy(l => l.Why.Reason).ToList();
        foreach (var group in model.Shown(groups, Most))
        {
            page.Point(title, $"{Measured.Some([.. group.Select(l => Name(l.Tensor))], model.ShowsAll ? int.MaxValue : Most)}: {group.Key}", color);
            title = "";
        }

        model.NoteMore(page, groups.Count, Most);
    }

    /// <summary>The tensor, and which of its experts are not finite where it is that.</summary>
    private static string Name(ObservedTensor observed)
    {
        var broken = observed.Tensor.Slices.Where((s, i) => s.Expert is not null && i < observed.ExpertErrors.Count && observed.ExpertErrors[i] is { NonFinite: > 0 }).Select(s => s.Expert!.Value).ToList();
        return Measured.Name(observed) + (broken.Count > 0 ? $"[{ExpertNumbers.Compact(broken)}]" : "");
    }

    private static string Orphans(ObservedTensor tensor)
    {
        List<int?> orphans = [.. tensor.Tensor.Slices.Where((_, i) => tensor.Pair!.Origins[i] is null).Select(s => s.Expert)];
        return $"{(orphans.Count == 1 ? "expert" : "experts")} {ExpertNumbers.Compact(orphans)}";
    }

    private static void Strays(Page page, ComparedModel model, List<Stray> strays, string title, string subject)
    {
        if (strays.Count == 0) return;
        page.Line();
        page.Line(page.Style.Paint(title, Color.Yellow));
        var table = new TextTable(subject, "is of expert", "should be of");
        foreach (var stray in model.Shown(strays, Most)) table.Add(Measured.Short(stray.Subject), stray.Found is { } found ? Figure.Number(found) : "none", stray.Expected is { } expected ? Figure.Number(expected) : "unknown");
        page.Table(table);
        model.NoteMore(page, strays.Count, Most);
    }
}
