using MoeGate.Evidence;

namespace MoeGate.Metrics.Profile;

public sealed class FrequencyError() : LayerMetric(new("profile.frequency_error", Unit.Ratio, Better.Lower)
{
    Title = "How far the recorded frequencies are from the counts",
    Formula = "maxₑ |fₑ − cₑ ÷ T|, with fₑ the recorded frequency",
    Source = "MoeGate.",
    Explanation = """
        Frequencies follow from the counts, so the two differ by the rounding of the file and no more. A larger difference means that
        they were not recorded over the same tokens. Of a sum of shards it is
        the worst shard's. Not applicable where no frequencies are recorded.
        """,
    Remedy = "Do not prune by this profile before it is known which figure is wrong. Profile again with one version of the profiler.",
})
{
    protected override Reading Read(LayerEvidence layer, EvidenceSet evidence) =>
        ShardCheck.Worst(layer, evidence, s => s.Frequency is not null && s.Tokens > 0, Error) ?? Reading.NotApplicable("frequencies are not recorded");

    private static double Error(LayerStatistics statistics)
    {
        var most = 0.0;
        for (var e = 0; e < statistics.Experts; e++)
            most = Math.Max(most, Math.Abs(statistics.Frequency![e] - (double)statistics.Counts[e] / statistics.Tokens));
        return most;
    }
}
