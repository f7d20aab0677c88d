using MoeGate.Evidence;
using MoeGate.Models;

namespace MoeGate.Metrics.Sharding;

/// <summary>
/// Who measures what, planned from headers alone, and so the same wherever it is planned: the largest unit first, each to the shard
/// that has the fewest bytes so far.
/// </summary>
public sealed class ShardPlan
{
    private readonly Dictionary<string, int> shardOf = new(StringComparer.Ordinal);
    private readonly int shards;
    private readonly string hash;

    private ShardPlan(IReadOnlyDictionary<string, long> bytes, int shards, string hash)
    {
        (this.shards, this.hash) = (shards, hash);
        var loads = new PriorityQueue<(int Shard, long Bytes, int Units), (long Bytes, int Units, int Shard)>();
        for (var shard = 1; shard <= shards; shard++) loads.Enqueue((shard, 0, 0), (0, 0, shard));
        foreach (var (unit, size) in bytes.OrderByDescending(u => u.Value).ThenBy(u => u.Key, NaturalOrder.Instance))
        {
            var (shard, load, units) = loads.Dequeue();
            shardOf.Add(unit, shard);
            loads.Enqueue((shard, load + size, units + 1), (load + size, units + 1, shard));
        }
    }

    /// <param name="evidence">What was opened, of which the headers are looked at.</param>
    /// <param name="metrics">What is to be measured.</param>
    /// <param name="wants">Which tensors a metric is wanted of.</param>
    /// <param name="shards">How many there are.</param>
    /// <param name="version">Of the tool: another one may measure otherwise.</param>
    public static ShardPlan Of(EvidenceSet evidence, IEnumerable<Metric> metrics, TensorWish wants, int shards, string version)
    {
        var chosen = metrics.Where(m => m.CanMeasure(evidence.Kinds)).ToList();
        var bytes = new Workload(evidence, chosen, wants).ByUnit();
        return new ShardPlan(bytes, shards, PlanHash.Of(evidence, chosen, wants, bytes, shards, version));
    }

    /// <summary>What this shard measures.</summary>
    /// <param name="index">From 1 to as many as the plan is of.</param>
    public Portion For(int index)
    {
        var number = ShardNumber.From(index, shards) ?? throw new ArgumentOutOfRangeException(nameof(index));

        // A block of which nothing is there belongs to no unit, and that it is missing says the first shard.
        return Portion.Of(new Shard(number, hash), unit => shardOf.GetValueOrDefault(unit, 1) == index);
    }
}
