using System.Globalization;
using System.Text;

namespace MoeGate.Benchmarks;

/// <summary>Writes expert statistics of any size: saliency sums of a router with a preference, seeded.</summary>
internal static class SyntheticProfile
{
    private const int TopK = 8;

    public static void Write(string path, int layers, int experts)
    {
        var random = new Random(1);
        using var writer = new StreamWriter(path, append: false, new UTF8Encoding(false), 1 << 20);
        const long tokens = 200_000;
        writer.Write(string.Create(CultureInfo.InvariantCulture, $"{{\"arch\":\"synthetic\",\"n_expert\":{experts},\"tokens\":{tokens},\"layers\":{{"));
        for (var layer = 0; layer < layers; layer++)
        {
            var counts = Counts(random, experts, tokens * TopK);
            writer.Write($"{(layer == 0 ? "" : ",")}\"{layer}\":{{\"cnt\":[{string.Join(',', counts)}],\"gate\":[");
            writer.Write(string.Join(',', counts.Select(c => (c * random.NextDouble() / TopK).ToString("G9", CultureInfo.InvariantCulture))));
            writer.Write("],\"sal\":[");
            writer.Write(string.Join(',', counts.Select(c => (c * (0.5 + random.NextDouble())).ToString("G9", CultureInfo.InvariantCulture))));
            writer.Write("]}");
        }

        writer.Write("}}");
    }

    /// <summary>Uneven loads with the exact sum that a router gives.</summary>
    private static long[] Counts(Random random, int experts, long routed)
    {
        var weights = Enumerable.Range(0, experts).Select(_ => Math.Exp(random.NextDouble() * 2)).ToArray();
        var sum = weights.Sum();
        var counts = weights.Select(w => (long)(routed * w / sum)).ToArray();
        counts[0] += routed - counts.Sum();
        return counts;
    }
}
