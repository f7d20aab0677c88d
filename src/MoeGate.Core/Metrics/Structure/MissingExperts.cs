using System.Globalization;
using MoeGate.Models;

namespace MoeGate.Metrics.Structure;

/// <summary>What a block lacks of its experts and their router, beside the other blocks of the model.</summary>
internal sealed class MissingExperts
{
    private const string Gate = "ffn_gate_exps", Up = "ffn_up_exps", Both = "ffn_gate_up_exps", Router = "ffn_gate_inp";

    /// <summary>More experts than any layer has; a name may claim any number.</summary>
    private const int MostExperts = 1 << 12;

    private readonly Dictionary<int, ExpertLayer> layers;
    private readonly List<string> common;
    private readonly ModelKeys keys;
    private readonly bool isGguf, haveRouters, saysExperts;

    /// <param name="layers">All blocks with experts.</param>
    /// <param name="keys">What the file says of itself.</param>
    /// <param name="isGguf">Whether names are GGUF's own, so that no part goes by a name that is not known.</param>
    public MissingExperts(IReadOnlyList<ExpertLayer> layers, ModelKeys keys, bool isGguf)
    {
        (this.keys, this.isGguf) = (keys, isGguf);
        this.layers = layers.ToDictionary(l => l.Layer);
        common = [.. layers.SelectMany(l => Roles(l).Distinct()).GroupBy(r => r).Where(g => 2 * g.Count() > layers.Count).Select(g => g.Key).Order(StringComparer.Ordinal)];
        saysExperts = isGguf && keys.Of("expert_count") > 0;
        haveRouters = saysExperts || 2 * layers.Count(l => l.Router is not null) > layers.Count;
    }

    /// <summary>What the block lacks.</summary>
    /// <param name="layer">Its number.</param>
    /// <param name="block">Its tensors, of which there is at least one.</param>
    public IEnumerable<Offence> In(int layer, IEnumerable<WeightTensor> block)
    {
        if (layers.TryGetValue(layer, out var experts)) return Parts(experts).Concat(Numbered(experts));
        var name = string.Create(CultureInfo.InvariantCulture, $"blk.{layer}");
        if (saysExperts && layers.Count == 0 && layer >= (keys.Of("leading_dense_block_count") ?? 0))
            return [new Offence(name, 1, string.Create(CultureInfo.InvariantCulture, $"expert_count is {keys.Of("expert_count")}, and no block has experts"))];

        var parts = block.Select(t => t.Role).Where(r => r.StartsWith("ffn_", StringComparison.Ordinal)).ToList();
        return isGguf && parts.Contains("ffn_norm") && parts.TrueForAll(r => r.Contains("norm", StringComparison.Ordinal))
            ? [new Offence(name, 1, $"{name} has a norm for a feed-forward network, and no such network")]
            : [];
    }

    private IEnumerable<Offence> Parts(ExpertLayer layer)
    {
        var roles = Roles(layer).ToHashSet(StringComparer.Ordinal);
        foreach (var role in common)
            if (!roles.Contains(role) && !IsStoredOtherwise(role, roles))
                yield return Missing(layer, role);
        if (haveRouters && layer.Router is null) yield return Missing(layer, Router);
    }

    /// <summary>Of experts that are named singly, the numbers that are not there.</summary>
    private IEnumerable<Offence> Numbered(ExpertLayer layer)
    {
        if (layer.HighestNumbered is not { } highest) yield break;
        var named = layer.NamedSingly
            .Select(t => (Tensor: t, Numbers: t.Slices.Select(s => s.Expert!.Value).Concat(layer.Strays.Where(s => s.Role == t.Role).Select(s => s.Expert)).ToHashSet()))
            .ToList();
        var count = Math.Min(Math.Max(highest, keys.Of("expert_count", layer.Layer) ?? 0), MostExperts);
        for (var expert = 0; expert < count; expert++)
        {
            var without = named.Where(n => !n.Numbers.Contains(expert)).ToList();
            var places = without.Count == named.Count && named.Count > 1 ? [layer.Expert(expert)]
                : without.Select(n => string.Create(CultureInfo.InvariantCulture, $"{n.Tensor.Subject}[{expert}]"));
            foreach (var place in places) yield return new Offence(place, 1, $"{place} is missing");
        }
    }

    private static Offence Missing(ExpertLayer layer, string role)
    {
        var place = string.Create(CultureInfo.InvariantCulture, $"blk.{layer.Layer}.{role}");
        return new Offence(place, 1, $"{place} is missing");
    }

    private static IEnumerable<string> Roles(ExpertLayer layer) => layer.Experts.Concat(layer.Biases).Select(t => t.Role).Concat(layer.Strays.Select(s => s.Role));

    /// <summary>Gate and up as one tensor, or that one as two.</summary>
    private static bool IsStoredOtherwise(string role, HashSet<string> roles)
    {
        var bias = role.EndsWith(".bias", StringComparison.Ordinal) ? ".bias" : "";
        return role[..^bias.Length] switch
        {
            Gate or Up => roles.Contains(Both + bias),
            Both => roles.Contains(Gate + bias) && roles.Contains(Up + bias),
            _ => false,
        };
    }
}
