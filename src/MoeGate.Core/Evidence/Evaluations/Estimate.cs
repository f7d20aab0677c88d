namespace MoeGate.Evidence.Evaluations;

/// <summary>A figure of a sample, with its standard error where it was stated.</summary>
/// <param name="Value">Finite.</param>
/// <param name="Error">Its standard error, from 0; null where nobody stated it.</param>
public sealed record Estimate(double Value, double? Error = null);
