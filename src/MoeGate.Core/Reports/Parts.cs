using MoeGate.Evidence;
using MoeGate.Formats;
using MoeGate.Metrics;
using MoeGate.Metrics.Sharding;

namespace MoeGate.Reports;

/// <summary>Documents that shards wrote, put together: all of one plan, each of them once.</summary>
internal static class Parts
{
    /// <summary>Names of shards in one message.</summary>
    private const int MostNamed = 8;

    /// <param name="files">In any order; or a single document that was measured in one piece.</param>
    /// <param name="version">Of this tool, which the merged document names.</param>
    /// <exception cref="InputException">A file that cannot be read, a gap, an overlap, or parts that do not belong together.</exception>
    public static MetricSet Merge(IReadOnlyList<EvidencePath> files, string version)
    {
        var parts = new SortedDictionary<int, (EvidencePath File, MetricSet Metrics)>();
        var first = default(MetricSet);
        foreach (var file in files)
        {
            var (metrics, writer) = ResultsReader.ReadPart(file);
            if (writer != version) throw Error(file, $"was written by moegate {writer}, and this is {version}", "measure and merge with one version");
            if (metrics.Shard is null && files.Count > 1) throw Error(file, "holds the whole and is no shard", "leave it out, or merge it with nothing");
            first ??= metrics;
            if (WhyApart(metrics, first) is { } why) throw Error(file, $"{why} {files[0].Shown}", "measure all shards with the same evidence, configuration and options");
            if (!parts.TryAdd(metrics.Shard?.Number.Index ?? 1, (file, metrics))) throw Error(file, $"is {metrics.Shard!.Number}, and so is {parts[metrics.Shard.Number.Index].File.Shown}", "give each shard once");
        }

        MustBeAll(parts.Keys, first!);
        var joined = Joining.Join([.. parts.Values.Select(p => p.Metrics)]);
        return ResultsReader.WhyNotWhole(joined) is { } missing ? throw Error(files[0], $"merged, {missing}", ResultsReader.AsWritten) : joined;
    }

    /// <summary>Why a part does not belong to another, in words that the other's name follows.</summary>
    private static string? WhyApart(MetricSet part, MetricSet other)
    {
        if (part.Shard?.Number.Of != other.Shard?.Number.Of) return $"is {part.Shard!.Number}, not one of {other.Shard!.Number.Of} as";
        // Which device measured a part is the part's own.
        var (ours, others) = (part.Evidence.Where(e => e.Role != EvidenceIdentity.Device), other.Evidence.Where(e => e.Role != EvidenceIdentity.Device));
        if (ours.Except(others).Concat(others.Except(ours)).FirstOrDefault() is { } strange) return $"was measured on other evidence ({Words(strange)}) than";
        return part.Shard?.Plan == other.Shard?.Plan ? null : "was measured by another plan than";
    }

    private static void MustBeAll(IReadOnlyCollection<int> present, MetricSet part)
    {
        var missing = Enumerable.Range(1, part.Shard?.Number.Of ?? 1).Except(present).ToList();
        if (missing.Count == 0) return;
        var named = string.Join(", ", missing.Take(MostNamed)) + (missing.Count > MostNamed ? $" and {missing.Count - MostNamed} more" : "");
        throw new InputException(InputKind.Evidence, Place.None, $"of {part.Shard!.Number.Of} shards {(missing.Count == 1 ? "one is" : $"{missing.Count} are")} missing: {named}", "measure what is missing, and give the parts of all shards");
    }

    private static string Words(EvidenceIdentity evidence) => string.Join(' ', new[] { evidence.Role, evidence.Path ?? evidence.Value ?? evidence.Format }.OfType<string>());

    private static InputException Error(EvidencePath file, string what, string remedy) => new(InputKind.Evidence, new Place(file.Shown), what, remedy);
}
