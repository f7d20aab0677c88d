using MoeGate.Formats;

namespace MoeGate.Evidence;

/// <summary>Expert statistics of one calibration or held-out text: its MoE layers in ascending order, and the shards it was added from.</summary>
public sealed record ExpertProfile
{
    /// <summary>How findings name it: the file's name without folder and extension.</summary>
    public required string Name { get; init; }

    /// <summary>How messages name its file.</summary>
    public required string Shown { get; init; }

    /// <summary>Ascending by layer, at least one.</summary>
    public required IReadOnlyList<LayerStatistics> Layers { get; init; }

    /// <summary>The parts, at least one: the profile itself where it came in one piece.</summary>
    public IReadOnlyList<ExpertProfile> Shards
    {
        get => field is { Count: > 0 } ? field : [this];
        init;
    }

    /// <summary>The statistics of this layer, or null.</summary>
    public LayerStatistics? this[int layer]
    {
        get
        {
            byLayer ??= Layers.ToDictionary(l => l.Layer);
            return byLayer.GetValueOrDefault(layer);
        }
    }

    private Dictionary<int, LayerStatistics>? byLayer;

    /// <summary>The whole number of experts per token that most layers show, the lowest of equals; null where none shows one.</summary>
    public int? TopK => topK.Value;

    private readonly Lazy<int?> topK;

    public ExpertProfile() => topK = new Lazy<int?>(MostCommonTopK);

    /// <summary>Whether both were made from the same tokens, as far as counts can tell.</summary>
    public bool HasSameCounts(ExpertProfile other) =>
        Layers.Count == other.Layers.Count && Layers.Any(l => l.Tokens > 0)
        && Layers.Zip(other.Layers).All(p => p.First.Layer == p.Second.Layer && p.First.Counts.AsSpan().SequenceEqual(p.Second.Counts));

    /// <summary>REAP where it was recorded, else the legacy score.</summary>
    public Score DefaultScore => Layers.All(l => l.Reap is not null) ? Score.Reap : Score.ImportanceScore;

    /// <summary>
    /// Adds shards: counts and tokens add, means are weighted by the counts. Frequencies are not carried over, for they follow
    /// from the counts.
    /// </summary>
    /// <exception cref="InputException">The shards do not have the same layers, expert counts and figures.</exception>
    public static ExpertProfile Add(IReadOnlyList<ExpertProfile> shards)
    {
        var first = shards[0];
        if (shards.Count == 1) return first;
        foreach (var shard in shards) MustMatch(first, shard);
        MustDiffer(shards);
        MustAdd(shards);
        return new ExpertProfile
        {
            Name = first.Name,
            Shown = first.Shown,
            Shards = shards,
            Layers = [.. first.Layers.Select(layer => Add([.. shards.Select(s => s[layer.Layer]!)]))],
        };
    }

    /// <summary>Adds the same layer of several shards.</summary>
    public static LayerStatistics Add(IReadOnlyList<LayerStatistics> parts)
    {
        var first = parts[0];
        var counts = new long[first.Experts];
        foreach (var part in parts)
            for (var e = 0; e < counts.Length; e++)
                counts[e] = checked(counts[e] + part.Counts[e]);
        return new LayerStatistics
        {
            Layer = first.Layer,
            Tokens = parts.Aggregate(0L, (sum, part) => checked(sum + part.Tokens)),
            Counts = counts,
            GateMean = Weighted(parts, counts, p => p.GateMean),
            EanMean = Weighted(parts, counts, p => p.EanMean),
            Reap = Weighted(parts, counts, p => p.Reap),
        };
    }

    private static double[]? Weighted(IReadOnlyList<LayerStatistics> parts, long[] counts, Func<LayerStatistics, double[]?> figure)
    {
        if (parts.Any(p => figure(p) is null)) return null;
        var sums = new double[counts.Length];
        foreach (var part in parts)
        {
            var means = figure(part)!;
            for (var e = 0; e < sums.Length; e++) sums[e] += means[e] * part.Counts[e];
        }

        for (var e = 0; e < sums.Length; e++) sums[e] = counts[e] == 0 ? 0 : sums[e] / counts[e];
        return sums;
    }

    private static void MustMatch(ExpertProfile first, ExpertProfile shard)
    {
        var place = new Place(shard.Shown);
        if (!shard.Layers.Select(l => l.Layer).SequenceEqual(first.Layers.Select(l => l.Layer)))
            InputException.Throw(InputKind.Evidence, place, $"has other layers than {first.Shown}", "shards of one profile cover the same layers; give another text as --held-out");
        foreach (var layer in shard.Layers)
        {
            if (layer.Experts != first[layer.Layer]!.Experts)
                InputException.Throw(InputKind.Evidence, place, $"layer {layer.Layer} has {layer.Experts} experts, in {first.Shown} it has {first[layer.Layer]!.Experts}");
            if (layer.Reap is null || first[layer.Layer]!.Reap is null)
                InputException.Throw(InputKind.Evidence, place, "shards with importance_score cannot be added", "profile again with a tool that records reap");
        }
    }

    private int? MostCommonTopK()
    {
        // K is at most the number of experts, for no count exceeds the tokens.
        var layers = new int[Layers.Max(l => l.Experts) + 1];
        foreach (var layer in Layers)
            if (layer.Tokens > 0 && layer.Routed > 0 && layer.Routed % layer.Tokens == 0)
                layers[(int)(layer.Routed / layer.Tokens)]++;

        var most = 0;
        for (var shown = 1; shown < layers.Length; shown++)
            if (layers[shown] > layers[most])
                most = shown;
        return most == 0 ? null : most;
    }

    /// <summary>No count exceeds its layer's tokens, so that the tokens bound every sum.</summary>
    private static void MustAdd(IReadOnlyList<ExpertProfile> shards)
    {
        foreach (var layer in shards[0].Layers)
        {
            decimal tokens = 0;
            foreach (var shard in shards)
                if ((tokens += shard[layer.Layer]!.Tokens) > long.MaxValue)
                    InputException.Throw(InputKind.Evidence, new Place(shard.Shown), $"layer {layer.Layer}: the shards' tokens add up to more than 2^63");
        }
    }

    /// <summary>A shard given twice would double the dispersion and make halves agree.</summary>
    private static void MustDiffer(IReadOnlyList<ExpertProfile> shards)
    {
        for (var i = 0; i < shards.Count; i++)
            for (var j = 0; j < i; j++)
                if (shards[i].HasSameCounts(shards[j]))
                    InputException.Throw(InputKind.Evidence, new Place(shards[i].Shown), $"has the same counts as {shards[j].Shown}", "give each shard once");
    }
}
