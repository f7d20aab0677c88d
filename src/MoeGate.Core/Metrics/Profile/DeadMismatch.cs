using MoeGate.Evidence;

namespace MoeGate.Metrics.Profile;

public sealed class DeadMismatch() : LayerMetric(new("profile.dead_mismatch", Unit.Experts, Better.Lower)
{
    Title = "How far the recorded number of never activated experts is from the counts",
    Formula = "|never_activated − |{e : cₑ = 0}||",
    Source = "MoeGate.",
    Explanation = """
        0 is healthy. A profiler that states how many experts were never activated has counted them; where its own counts say otherwise,
        one of the two is wrong, and the file may be put together from two runs. Of a sum of shards it is the
        worst shard's. Not applicable where the profile does not record the number.
        """,
    Remedy = "Do not prune by this profile before it is known which figure is wrong. Profile again with one version of the profiler.",
})
{
    protected override Reading Read(LayerEvidence layer, EvidenceSet evidence) =>
        ShardCheck.Worst(layer, evidence, s => s.RecordedDead is not null, s => Math.Abs((double)s.RecordedDead!.Value - s.Counts.Count(c => c == 0)))
        ?? Reading.NotApplicable("the number of never activated experts is not recorded");
}
