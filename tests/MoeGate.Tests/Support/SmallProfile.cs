using System.Globalization;
using System.Text;
using MoeGate.Evidence;

namespace MoeGate.Tests.Support;

/// <summary>Expert statistics of a few experts, written as a profiler would.</summary>
internal static class SmallProfile
{
    /// <summary>Two layers of four experts, two of them for every token.</summary>
    public static string Text { get; } = Of(Layer(1, 10, [9, 6, 4, 1], [0.9, 0.5, 0.4, 0.1]), Layer(2, 10, [1, 3, 7, 9], [0.1, 0.3, 0.5, 0.7]));

    public static string Of(params string[] layers) => "{\n" + string.Join(",\n", layers) + "\n}\n";

    public static string Layer(int layer, long tokens, long[] counts, double[] scores, string score = "reap") =>
        $$""" "{{layer}}": {"total_tokens": {{tokens}}, "activation_counts": [{{string.Join(", ", counts)}}], "{{score}}": [{{List(scores)}}]}""";

    /// <summary>The saliency-sum schema.</summary>
    public static string Sums(long tokens, params (int Layer, long[] Counts, double[] Sums)[] layers) =>
        $$"""{"arch": "toy", "n_expert": {{layers[0].Counts.Length}}, "tokens": {{tokens}}, "layers": {"""
        + string.Join(", ", layers.Select(l => $$""" "{{l.Layer}}": {"cnt": [{{string.Join(", ", l.Counts)}}], "gate": [{{List(l.Sums)}}], "sal": [{{List(l.Sums)}}]}"""))
        + "}}";

    /// <summary>Reads such text as the file <c>stats.json</c>.</summary>
    public static ExpertProfile Read(string text)
    {
        using var stream = new MemoryStream(Encoding.UTF8.GetBytes(text));
        return ExpertProfileReader.Read(stream, "stats.json", TestContext.Current.CancellationToken);
    }

    private static string List(double[] values) => string.Join(", ", values.Select(v => v.ToString("R", CultureInfo.InvariantCulture)));
}
