using MoeGate.Formats.Tensors;

namespace MoeGate.Models;

/// <summary>
/// An architecture from a GGUF model. What the tensors show goes before what the keys say: a pruned model's keys are sometimes its
/// parent's. Figures that neither shows stay unknown.
/// </summary>
internal static class ArchitectureOfTensors
{
    private const string Stacked = "_exps";

    public static Architecture Of(TensorSource source)
    {
        var keys = source.Metadata;
        var family = keys?.Text("general.architecture");
        int? Key(string name) => keys?.Integer($"{family}.{name}") is >= 0 and <= int.MaxValue and var value ? (int)value : null;

        var tensors = WeightTensors.Of(source);
        var experts = tensors.Where(t => t.IsStacked && t.Layer is not null && t.Role.EndsWith(Stacked, StringComparison.Ordinal)).ToList();
        var ids = experts.Select(t => t.Layer!.Value).Distinct().Order().ToList();
        return new Architecture
        {
            Source = source.Shown,
            Layers = Key("block_count"),
            MoeLayerIds = tensors.Count == 0 ? null : ids,
            MoeLayers = tensors.Count == 0 ? null : ids.Count,
            Experts = Same(experts.Select(t => t.Slices.Count)) ?? (experts.Count == 0 ? Key("expert_count") : null),
            ExpertsUsed = Key("expert_used_count"),
            HiddenSize = Key("embedding_length") is > 0 and var hidden ? hidden : null,
            ExpertWidth = Same(experts.Where(t => t.Role == "ffn_down_exps").Select(t => t.Columns)) ?? (experts.Count == 0 && Key("expert_feed_forward_length") is > 0 and var width ? width : null),
            ExpertMatrices = Same(experts.GroupBy(t => t.Layer).Select(l => Matrices(l.Select(t => t.Role)))),
            ParamsOther = tensors.Count == 0 ? null : Other(tensors),
        };
    }

    /// <summary>Elements of everything that is not of routed experts; frequencies of rotary embeddings are computed, not learned.</summary>
    private static long? Other(IReadOnlyList<WeightTensor> tensors)
    {
        try
        {
            return tensors
                .Where(t => !t.IsScale && !Head(t.Role).EndsWith(Stacked, StringComparison.Ordinal) && !t.Role.StartsWith("rope_", StringComparison.Ordinal))
                .Aggregate(0L, (sum, t) => checked(sum + t.Elements));
        }
        catch (OverflowException)
        {
            return null;
        }
    }

    /// <summary>The matrices of an expert, of which gate and up may be stored as one; null for a set that is not a feed-forward network.</summary>
    private static int? Matrices(IEnumerable<string> roles)
    {
        var set = roles.ToHashSet(StringComparer.Ordinal);
        if (!set.Contains("ffn_down_exps")) return null;
        if (set.Contains("ffn_gate_up_exps")) return 3;
        return set.Contains("ffn_up_exps") ? set.Contains("ffn_gate_exps") ? 3 : 2 : null;
    }

    /// <summary>The one value that all have.</summary>
    private static T? Same<T>(IEnumerable<T> values)
        where T : struct => values.Distinct().ToList() is [var one] ? one : null;

    private static int? Same(IEnumerable<int?> values) => values.Distinct().ToList() is [{ } one] ? one : null;

    private static string Head(string role) => role.IndexOf('.', StringComparison.Ordinal) is var dot and >= 0 ? role[..dot] : role;
}
