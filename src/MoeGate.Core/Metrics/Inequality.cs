namespace MoeGate.Metrics;

/// <summary>How unequal non-negative figures are.</summary>
public static class Inequality
{
    /// <summary>
    /// Gini's coefficient: Σᵢ(2i − n − 1)xᵢ ÷ (n·Σx) over ascending xᵢ, i from 1; 0 when Σx = 0. Its maximum is (n−1)/n, not 1.
    /// </summary>
    public static double Gini(ReadOnlySpan<double> values)
    {
        var sorted = values.ToArray();
        Array.Sort(sorted);
        double weighted = 0, sum = 0;
        for (var i = 0; i < sorted.Length; i++)
        {
            weighted += (2.0 * (i + 1) - sorted.Length - 1) * sorted[i];
            sum += sorted[i];
        }

        return sum == 0 ? 0 : weighted / (sorted.Length * sum);
    }

    /// <summary>−Σ p ln p in nats, over shares of the sum; the sum must not be 0.</summary>
    public static double Entropy(ReadOnlySpan<double> values)
    {
        double sum = 0, entropy = 0;
        foreach (var value in values) sum += value;
        foreach (var value in values)
            if (value > 0)
                entropy -= value / sum * Math.Log(value / sum);
        return entropy;
    }

    /// <summary>Mean and standard deviation in two passes.</summary>
    /// <param name="values">At least <paramref name="lost"/> + 1 values.</param>
    /// <param name="lost">Degrees of freedom taken off n: 0 for the population's deviation, 1 for the sample's.</param>
    public static (double Mean, double Deviation) Spread(ReadOnlySpan<double> values, int lost)
    {
        double sum = 0, squares = 0;
        foreach (var value in values) sum += value;
        var mean = sum / values.Length;
        foreach (var value in values) squares += (value - mean) * (value - mean);
        return (mean, Math.Sqrt(squares / (values.Length - lost)));
    }
}
