using MoeGate.Reductions.Pairing;

namespace MoeGate.Reports.Compare;

/// <summary>Which experts of the reference each layer of the candidate holds, where they are not the same, and what a plan says of it.</summary>
internal static class KinshipLines
{
    private const int Most = 8;

    public static void Write(Page page, ComparedModel model)
    {
        var layers = model.Observed.Pairs?.Layers ?? [];
        if (layers.Count == 0) return;
        var changed = layers.Where(l => !l.IsIdentity).GroupBy(Text).OrderBy(g => g.First().Layer).ToList();
        if (changed.Count == 0) page.Fact("Experts", $"{ExpertNumbers.Compact(layers.Select(l => l.ReferenceExperts).Distinct().Order())} in {(layers.Count == 1 ? "the one layer" : $"each of {layers.Count} layers")}, each in its place");
        var name = "Experts";
        foreach (var group in model.Shown(changed, Most))
        {
            page.Point(name, $"blk.{ExpertNumbers.Compact(group.Select(l => l.Layer)).Replace(' ', ',')}: {group.Key}");
            name = "";
        }

        model.NoteMore(page, changed.Count, Most);
        if (changed.Count > 0 && layers.Count(l => l.IsIdentity) is > 0 and var same) page.Point("", $"in {same} other {(same == 1 ? "layer" : "layers")} all are there, each in its place");
        Plan(page, model, layers);
    }

    private static string Text(LayerKinship layer)
    {
        var known = layer.Parents.OfType<int>().ToList();
        var isOrdered = known.Zip(known.Skip(1)).All(p => p.First < p.Second);
        var twice = known.GroupBy(p => p).Where(g => g.Count() > 1).Select(g => g.Key).Order().ToList();
        var order = twice.Count > 0 ? $", {ExpertNumbers.Compact(twice)} more than once" : isOrdered ? "" : ", in another order";
        return $"{layer.Parents.Count} of {layer.ReferenceExperts} experts{order}: {ExpertNumbers.Compact(layer.Parents)}";
    }

    private static void Plan(Page page, ComparedModel model, IReadOnlyList<LayerKinship> layers)
    {
        var evidence = model.Observed.Evidence;
        if (evidence.Plan is null) return;
        var planned = evidence.Planned();
        int same = 0, other = 0, unplanned = 0;
        foreach (var layer in layers)
        {
            var kept = planned?.GetValueOrDefault(layer.Layer);
            if (kept is null) unplanned++;
            else if (kept.Order().Select(k => (int?)k).SequenceEqual(layer.Parents.Order())) same++;
            else if (other++ < Most || model.ShowsAll) page.Point("Not as planned", $"blk.{layer.Layer}: the plan keeps {ExpertNumbers.Compact(kept.Order())}", Color.Yellow);
        }

        page.Fact("Plan", $"{same} of {layers.Count} layers hold the experts that it keeps" + (unplanned > 0 ? $"; it says nothing of {unplanned}" : ""));
    }
}
