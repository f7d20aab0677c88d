using System.Globalization;
using MoeGate.Formats;
using MoeGate.Formats.Json;
using MoeGate.Models;

namespace MoeGate.Evidence;

/// <summary>
/// A pruning plan or mask: the experts that each MoE layer keeps. Three forms are read: a list of lists (the n-th belongs to the
/// n-th MoE layer), <c>{"&lt;layer&gt;": [ids]}</c>, and the keep-list <c>{n_expert, …, keep: {"&lt;layer&gt;": [ids]}}</c>.
/// </summary>
public sealed record KeepPlan
{
    private const int MostExperts = 1 << 20;

    public required string Shown { get; init; }

    /// <summary>E as the plan states it; null where it does not.</summary>
    public int? Experts { get; init; }

    /// <summary>Kept ids, ascending, by the layer's number; null for a list of lists.</summary>
    public IReadOnlyDictionary<int, int[]>? ByLayer { get; init; }

    /// <summary>Kept ids, ascending, in the order of the MoE layers; null where layers are numbered.</summary>
    public IReadOnlyList<int[]>? InOrder { get; init; }

    /// <exception cref="InputException">Not a plan in any form, a negative or repeated id, a bad layer key.</exception>
    public static KeepPlan Read(string path, string shown)
    {
        var root = JsonFile.Read(path, shown, InputKind.Evidence);
        var experts = root["n_expert"] is { } stated ? Id(stated, "n_expert") : (int?)null;
        var plan = new KeepPlan { Shown = shown, Experts = experts };
        return root.Kind switch
        {
            JsonKind.Array when root.Items.Count > 0 => plan with { InOrder = [.. root.Items.Select(i => Ids(i, experts))] },
            JsonKind.Object when root["keep"] is { Kind: JsonKind.Object } keep => plan with { ByLayer = Layers(keep, experts) },
            JsonKind.Object when root.Members.Count > 0 => plan with { ByLayer = Layers(root, experts) },
            JsonKind.Array or JsonKind.Object => throw root.Error("the plan is empty", "list the kept experts of every MoE layer"),
            _ => throw root.Unexpected("a plan: a list of lists of kept experts, or an object with a list for each layer"),
        };
    }

    /// <summary>
    /// The kept ids by layer number, where the layers can be told: from the plan itself, or from the profile or the model whose
    /// MoE layers are as many as the lists. Null where neither is known.
    /// </summary>
    /// <exception cref="InputException">Another number of lists than the profile and the model have MoE layers.</exception>
    public IReadOnlyDictionary<int, int[]>? Resolve(ExpertProfile? profile, Architecture? model)
    {
        if (InOrder is null) return ByLayer;
        var profiled = profile?.Layers.Select(l => l.Layer).ToList();
        var layers = profiled?.Count == InOrder.Count ? profiled
            : model?.MoeLayerIds?.Count == InOrder.Count ? model.MoeLayerIds
            : null;
        if (layers is not null) return layers.Zip(InOrder).ToDictionary(p => p.First, p => p.Second);
        if (profiled is not null || model?.MoeLayers is { } count && count != InOrder.Count)
        {
            InputException.Throw(
                InputKind.Evidence, new Place(Shown),
                $"lists {InOrder.Count} layers, but {(profiled is not null ? $"the profile has {profiled.Count}" : $"the model has {model!.MoeLayers}")} MoE layers",
                "give a plan and a profile of the same model, or an architecture that names its MoE layers");
        }

        return null;
    }

    private static Dictionary<int, int[]> Layers(JsonItem item, int? experts)
    {
        var layers = new Dictionary<int, int[]>();
        foreach (var member in item.Members)
        {
            if (!int.TryParse(member.Key, NumberStyles.None, CultureInfo.InvariantCulture, out var layer))
                throw member.KeyItem.Error($"layer key \"{member.Key}\" is not a whole number", "keys are the layers' numbers, such as \"3\"");
            if (!layers.TryAdd(layer, Ids(member.Value, experts))) throw member.KeyItem.Error($"duplicate layer {layer}");
        }

        return layers;
    }

    private static int[] Ids(JsonItem list, int? experts)
    {
        if (list.Kind != JsonKind.Array) throw list.Unexpected("a list of expert ids");
        if (list.Items.Count == 0) throw list.Error("keeps no expert", "a layer that keeps none cannot run");
        var ids = new SortedSet<int>();
        foreach (var item in list.Items)
        {
            var id = Id(item, "an expert id");
            if (id >= experts) throw item.Error($"expert {id} of {experts}", "experts are counted from 0");
            if (!ids.Add(id)) throw item.Error($"duplicate expert {id}");
        }

        return [.. ids];
    }

    private static int Id(JsonItem item, string what) =>
        item.Kind == JsonKind.Number && item.Number == Math.Floor(item.Number) && item.Number is >= 0 and < MostExperts
            ? (int)item.Number
            : throw item.Unexpected(what + ", a whole number from 0");
}
