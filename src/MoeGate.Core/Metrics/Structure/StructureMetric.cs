using MoeGate.Evidence;
using MoeGate.Models;
using MoeGate.Reductions;

namespace MoeGate.Metrics.Structure;

/// <summary>How much is wrong with the make of the candidate: a count of offences, each with its place; 0 is healthy.</summary>
public abstract class StructureMetric(MetricText text) : Metric(text)
{
    /// <summary>Where the definitions come from.</summary>
    protected const string Own = "MoeGate.";

    public override EvidenceKind Needs => EvidenceKind.Candidate;

    internal override bool IsSplit => true;

    /// <summary>What it needs of a whole tensor's weights; nothing where headers tell all.</summary>
    internal virtual Reduce NeedsOfWhole(WeightTensor tensor) => Reduce.None;

    /// <summary>What it needs of each slice of a stacked tensor.</summary>
    internal virtual Reduce NeedsOfExperts(WeightTensor tensor) => Reduce.None;
}
