namespace MoeGate.Metrics;

/// <summary>
/// Metrics that are one idea, such as the mean, spread and extremes of the rows' means. A new family is one file with one class of
/// this kind; the catalog finds it.
/// </summary>
public abstract class MetricFamily
{
    public abstract IEnumerable<Metric> Metrics { get; }
}
