using System.Globalization;
using MoeGate.Models;

namespace MoeGate.Metrics.Structure;

public sealed class ExpertCount() : LayerStructureMetric(new("structure.expert_count", Unit.None, Better.Lower)
{
    Title = "Tensors whose number of experts is not that of their layer",
    Formula = "|{tensor of the layer's experts or router : its experts ≠ E}|; E = the plan's, else expert_count, else that of most tensors",
    Source = Own,
    Explanation = """
        0 is healthy. Stacked experts have a slice for each expert, the router (ffn_gate_inp) a row, its biases (exp_probs_b among them) a
        number; where they disagree, tokens go to experts that are not there, or to others than were trained for them. With a plan the number
        is the one that it keeps in the layer, and expert_count of the file must be that too. Named are the tensors, and expert_count where the
        key itself is wrong; beside each stands its own number. Where experts are named singly, the highest number tells, and a gap in the numbers
        is counted by structure.missing_tensors.
        """,
    Remedy = "Cut again, experts, router and biases alike, and write expert_count after the cut.",
})
{
    private protected override IEnumerable<(int Layer, Reading Reading)> Layers(Observation observed)
    {
        var layers = ExpertLayers(observed).ToList();
        var keys = new ModelKeys(observed.Evidence.Candidate?.Metadata);
        var evidence = observed.Evidence;
        if (evidence.Plan is null) return layers.Select(l => (l.Layer, Read(l, keys.Of("expert_count", l.Layer), null)));
        return evidence.Planned() is { } plan
            ? layers.Select(l => (l.Layer, Read(l, keys.Of("expert_count", l.Layer), plan.GetValueOrDefault(l.Layer)?.Length)))
            : layers.Select(l => (l.Layer, Reading.Missing($"the plan lists {evidence.Plan.InOrder!.Count} layers, and the candidate has another number of layers with experts")));
    }

    private static Reading Read(ExpertLayer layer, long? key, int? planned)
    {
        var counts = Counts(layer).ToList();
        if (counts.Count == 0) return Reading.NotApplicable("no tensor says how many experts it has");
        var (expected, who) = planned is { } kept ? (kept, "the plan keeps")
            : key is { } stated ? (stated, "expert_count is")
            : (counts.GroupBy(c => c.Count).OrderByDescending(g => g.Count()).First().Key, "most tensors have");
        if (planned is not null && key is { } said) counts.Add(("expert_count", said));
        return Offence.Read([.. counts.Where(c => c.Count != expected)
            .Select(c => new Offence(c.Place, c.Count, string.Create(CultureInfo.InvariantCulture, $"{who} {expected}, {c.Place} {(c.Place == "expert_count" ? "is" : "has")} {c.Count}")))]);
    }

    private static IEnumerable<(string Place, long Count)> Counts(ExpertLayer layer)
    {
        // Of experts that are named singly a number between may be missing, which is counted elsewhere.
        var named = layer.NamedSingly.ToHashSet();
        foreach (var tensor in layer.Experts.Concat(layer.Biases)) yield return (tensor.Subject, named.Contains(tensor) ? layer.HighestNumbered!.Value : tensor.Slices.Count);
        if (layer.Router is { } router) yield return (router.Subject, router.Rows);
        foreach (var bias in layer.RouterBiases) yield return (bias.Subject, bias.Columns);
    }
}
