namespace MoeGate.Metrics;

/// <summary>One metric of one subject.</summary>
public sealed record Measurement(Metric Metric, Subject Subject, Reading Reading);
