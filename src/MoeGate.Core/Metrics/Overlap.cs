namespace MoeGate.Metrics;

/// <summary>How far two choices of experts agree, and how far chance alone would make them.</summary>
public static class Overlap
{
    /// <summary>|A∩B| ÷ |A∪B| of two sets of ids; 1 for two empty sets.</summary>
    public static double Jaccard(ReadOnlySpan<int> a, ReadOnlySpan<int> b)
    {
        var first = new HashSet<int>(a.Length);
        foreach (var id in a) first.Add(id);
        var common = 0;
        foreach (var id in b)
            if (first.Contains(id))
                common++;
        var union = a.Length + b.Length - common;
        return union == 0 ? 1 : (double)common / union;
    }

    /// <summary>
    /// The Jaccard index expected of two independent random sets: Σₖ P(k)·k ÷ (n₁+n₂−k) with k hypergeometric. Probabilities are
    /// built by their ratio from the most likely k outwards, so that nothing underflows.
    /// </summary>
    public static double ByChance(int experts, int n1, int n2)
    {
        int least = Math.Max(0, n1 + n2 - experts), most = Math.Min(n1, n2);
        var mode = Math.Clamp((int)((n1 + 1.0) * (n2 + 1.0) / (experts + 2.0)), least, most);
        double total = 0, sum = 0;
        void Add(int k, double weight)
        {
            total += weight;
            sum += weight * k / (n1 + n2 - k);
        }

        Add(mode, 1);
        var p = 1.0;
        for (var k = mode; k < most && p > 0; k++)
        {
            p *= (n1 - k) * (double)(n2 - k) / ((k + 1.0) * (experts - n1 - n2 + k + 1.0));
            Add(k + 1, p);
        }

        p = 1.0;
        for (var k = mode; k > least && p > 0; k--)
        {
            p *= k * (double)(experts - n1 - n2 + k) / ((n1 - k + 1.0) * (n2 - k + 1.0));
            Add(k - 1, p);
        }

        return sum / total;
    }

    /// <summary>Spearman's ρ with average ranks; null where one side has no spread.</summary>
    public static double? Spearman(ReadOnlySpan<double> a, ReadOnlySpan<double> b)
    {
        var x = AverageRanks(a);
        var y = AverageRanks(b);
        var mean = (x.Length + 1) / 2.0;
        double xy = 0, xx = 0, yy = 0;
        for (var i = 0; i < x.Length; i++)
        {
            xy += (x[i] - mean) * (y[i] - mean);
            xx += (x[i] - mean) * (x[i] - mean);
            yy += (y[i] - mean) * (y[i] - mean);
        }

        return xx == 0 || yy == 0 ? null : xy / Math.Sqrt(xx * yy);
    }

    private static double[] AverageRanks(ReadOnlySpan<double> values)
    {
        var sorted = values.ToArray();
        var order = Enumerable.Range(0, sorted.Length).ToArray();
        Array.Sort(sorted, order);
        var ranks = new double[sorted.Length];
        for (var start = 0; start < sorted.Length;)
        {
            var end = start + 1;
            while (end < sorted.Length && sorted[end] == sorted[start]) end++;
            for (var i = start; i < end; i++) ranks[order[i]] = (start + 1 + end) / 2.0;
            start = end;
        }

        return ranks;
    }
}
