namespace MoeGate.Metrics;

/// <summary>The direction in which a metric improves: what a rule may bound, and which value is the worst.</summary>
public enum Better
{
    /// <summary>Neither; a rule may bound either side.</summary>
    Neither,
    Higher,
    Lower,
}
