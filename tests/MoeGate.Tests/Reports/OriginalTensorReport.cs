using System.Globalization;
using System.Text.RegularExpressions;
using MoeGate.Reductions;
using MoeGate.Tests.Support;

namespace MoeGate.Tests.Reports;

/// <summary>
/// What enters the matrices, and what errors do there, against the printed figures of the tensor report that MoeGate grew out of.
/// It computes in single precision, so its last digits are good to some millionths of a figure.
/// </summary>
public partial class OriginalTensorReport
{
    private const string Small = "layer-small";
    private const string Stories = "stories260K/f32bin";

    private static readonly Dictionary<string, string> activationTitles = new()
    {
        ["ffn_input"] = "ffn_input (gate/up)",
        ["ffn_down_input"] = "ffn_down_input (swiglu)",
        ["attn_input"] = "attn_input (q/k/v)",
        ["attn_output_input"] = "attn_output_input",
    };

    private static readonly Dictionary<string, string> inputs = new()
    {
        ["ffn_down"] = "ffn_down_input",
        ["ffn_gate"] = "ffn_input",
        ["ffn_up"] = "ffn_input",
        ["attn_q"] = "attn_input",
    };

    public static TheoryData<string, string> Activations => Of(activationTitles.Keys);

    public static TheoryData<string, string> Tensors => Of(inputs.Keys);

    public static TheoryData<string> Layers => [Small, Stories];

    [Theory]
    [MemberData(nameof(Activations))]
    public void HasTheSameActivationsInSection4(string layer, string source)
    {
        var part = Part(layer, 4, $" {activationTitles[source]}:\n");
        var values = Activation(layer, source).Values!;
        Same(part, "mean=", values.All.Mean);
        Same(part, ", std=", values.All.Std);
        Same(part, "min=", values.All.Min);
        Same(part, "max=", values.All.Max);
        Same(part, "median=", values.Order.Percentile(50));
        foreach (var percent in WeightOrder.Percents.Where(p => p != 50)) Same(part, $" {percent.ToString(CultureInfo.InvariantCulture)}%=", values.Order.Percentile(percent));
        Same(part, "fraction |x| < 0.001*std: ", (double)values.Order.NearZero / values.All.Count);
    }

    [Theory]
    [MemberData(nameof(Activations))]
    public void HasTheSameDimensionsInSection5(string layer, string source)
    {
        var sums = Activation(layer, source);
        var part = Part(layer, 5, $" {activationTitles[source]} ({sums.Dimensions} dimensions):\n");
        Same(part, "Col RMS: mean=", Value("column_rms.mean", sums));
        Same(part, "Col RMS: mean=*, std=", Value("column_rms.std", sums));
        Same(part, "Col RMS range: [", Value("column_rms.min", sums));
        Same(part, "Col RMS range: [*, ", Value("column_rms.max", sums));
        Same(part, "Col RMS CV (std/mean): ", Value("column_rms.cv", sums));
        Same(part, "Max/Min ratio: ", Value("column_rms.max_min_ratio", sums));
        Same(part, "Top 10% of dims contribute ", 100 * Value("power_share.top10", sums));
        Same(part, "Top 1% of dims contribute ", 100 * Value("power_share.top1", sums));
        foreach (var (label, metric) in new[] { ("Top-10 dims by RMS: ", "column_rms.top"), ("Bot-10 dims by RMS: ", "column_rms.bottom") })
        {
            var reading = Observed.Of(metric, sums);
            var named = Named().Matches(Line(part, label)).Select(m => (m.Groups[1].Value, m.Groups[2].Value)).ToList();
            Assert.Equal((5, 10), (named.Count, reading.Items.Count));
            Assert.Equal(named.Select(n => n.Item1), reading.Items.Take(5).Select(i => i.Index));
            foreach (var (printed, item) in named.Zip(reading.Items)) Same(printed.Item2, item.Value);
            Assert.Equal((reading.Items[0].Index, reading.Items[0].Value), (reading.At, reading.Value));
        }
    }

    [Theory]
    [MemberData(nameof(Tensors))]
    public void HasTheSameContributionsInSection6(string layer, string tensor)
    {
        var (weights, input) = (Weights(layer, tensor).ByColumn(), Activation(layer, inputs[tensor]));
        var part = Part(layer, 6, $" {tensor} ({input.Dimensions} dimensions):\n");
        Same(part, "act_rms: mean=", Value("column_rms.mean", input));
        Same(part, "act_rms: mean=*, CV=", Value("column_rms.cv", input));
        Same(part, "w_rmse: mean=", Value("matmul.column_rmse.mean", weights, input));
        Same(part, "w_rmse: mean=*, CV=", Value("matmul.column_rmse.cv", weights, input));
        Same(part, "matmul_contrib: mean=", Value("matmul.contribution.mean", weights, input));
        Same(part, "matmul_contrib: mean=*, std=", Value("matmul.contribution.std", weights, input));
        Same(part, "CORRELATION act_rms ↔ weight_rmse: ", Value("matmul.correlation", weights, input));
        foreach (var percent in (int[])[1, 5, 10, 25]) Same(part, $" Top {percent}% dims: ", 100 * Value($"matmul.share.top{percent}", weights, input));

        var dimensions = Dimension().Matches(part).ToList();
        var top = Observed.Of("matmul.contribution.mean", weights, input).Items;
        var (std, kurtosis) = (Observed.Of("column.std", weights, input), Observed.Of("column.kurtosis", weights, input));
        Assert.Equal((5, 10), (dimensions.Count, top.Count));
        Assert.All([std.At, kurtosis.At], at => Assert.Equal(top[0].Index, at));
        Assert.Equal((std.Items[0].Value, kurtosis.Items[0].Value), (std.Value, kurtosis.Value));
        for (var i = 0; i < dimensions.Count; i++)
        {
            Assert.All([top[i].Index, std.Items[i].Index, kurtosis.Items[i].Index], index => Assert.Equal(dimensions[i].Groups[1].Value, index));
            Same(dimensions[i].Groups[2].Value, top[i].Value);
            Same(dimensions[i].Groups[3].Value, std.Items[i].Value);
            Same(dimensions[i].Groups[4].Value, kurtosis.Items[i].Value);
        }
    }

    [Theory]
    [MemberData(nameof(Layers))]
    public void HasTheSameTokensAndDimensionsInSection8(string layer)
    {
        var (input, swiglu) = (Activation(layer, "ffn_input"), Activation(layer, "ffn_down_input"));
        for (var token = 0; token < 3; token++)
        {
            var part = Part(layer, 8, $" Token {token}:\n");
            foreach (var (label, sums) in new[] { ("FFN input: ", input), ("SwiGLU out: ", swiglu) })
            {
                Same(part, label + "mean=", Token("mean", sums));
                Same(part, label + "mean=*, std=", Token("std", sums));
                Same(part, label + "mean=*, std=*, |max|=", Token("max_abs", sums));
            }

            Same(part, "Near-zero fraction: FFN input=", Token("near_zero", input));
            Same(part, "Near-zero fraction: FFN input=*, SwiGLU=", Token("near_zero", swiglu));
            Same(part, "SwiGLU negative fraction: ", Token("negative", swiglu));

            double Token(string name, ActivationSums sums) =>
                Observed.Of("token." + name, sums).Items.Single(i => i.Index == token.ToString(CultureInfo.InvariantCulture)).Value;
        }

        var properties = Part(layer, 8, " Dimension-level SwiGLU properties:\n");
        Same(properties, "Dim mean range: [", Value("dimension.mean.min", swiglu));
        Same(properties, "Dim mean range: [*, ", Value("dimension.mean.max", swiglu));
        Same(properties, "Dim std range: [", Value("dimension.std.min", swiglu));
        Same(properties, "Dim std range: [*, ", Value("dimension.std.max", swiglu));
        Same(properties, "Dim negative fraction: mean=", Value("dimension.negative.mean", swiglu));
        Same(properties, "Dim negative fraction: mean=*, range=[", Value("dimension.negative.min", swiglu));
        Same(properties, "Dim negative fraction: mean=*, range=[*, ", Value("dimension.negative.max", swiglu));
        Same(properties, "Dims with >70% negative tokens: ", Value("dimension.negative_above_0.7", swiglu));
        Same(properties, "Dims with <30% negative tokens: ", Value("dimension.negative_below_0.3", swiglu));
    }

    [Theory]
    [InlineData("ffn_down")]
    [InlineData("ffn_gate")]
    public void HasTheSameSuperBlocksInSection9(string tensor)
    {
        var (weights, input) = (Weights(Small, tensor).ByColumn(), Activation(Small, inputs[tensor]));
        var part = Part(Small, 9, $" {tensor}:\n");
        Same(part, "act_power: mean=", Value("matmul.superblock_power.mean", weights, input));
        Same(part, "act_power: mean=*, std=", Value("matmul.superblock_power.std", weights, input));
        Same(part, "act_power: mean=*, std=*, range=[", Value("matmul.superblock_power.min", weights, input));
        Same(part, "act_power: mean=*, std=*, range=[*, ", Value("matmul.superblock_power.max", weights, input));
        Same(part, "weight_mse: mean=", Value("matmul.superblock_mse.mean", weights, input));
        Same(part, "weight_mse: mean=*, range=[", Value("matmul.superblock_mse.min", weights, input));
        Same(part, "weight_mse: mean=*, range=[*, ", Value("matmul.superblock_mse.max", weights, input));

        var top = Observed.Of("matmul.superblock_top", weights, input);
        var blocks = Block().Matches(part).ToList();
        Assert.Equal(blocks.Select(b => b.Groups[1].Value), top.Items.Select(i => i.Index));
        foreach (var (printed, item) in blocks.Zip(top.Items)) Same(printed.Groups[2].Value, item.Value);
        Assert.Equal((blocks[0].Groups[1].Value, top.Items[0].Value), (top.At, top.Value));

        // The original prints 0 where it has too few blocks for a correlation.
        if (blocks.Count < 3) Assert.Equal("2 super-blocks with power; it needs 3", Observed.Of("matmul.superblock_correlation", weights, input).Unavailable?.Reason);
        else Same(part, "CORRELATION (act_power ↔ weight_mse): ", Value("matmul.superblock_correlation", weights, input));
    }

    private static TheoryData<string, string> Of(IEnumerable<string> names)
    {
        var cases = new TheoryData<string, string>();
        foreach (var name in names)
        {
            cases.Add(Small, name);
            cases.Add(Stories, name);
        }

        return cases;
    }

    private static double Value(string metric, ActivationSums sums) => Observed.Of(metric, sums).Value!.Value;

    private static double Value(string metric, TensorSums tensor, ActivationSums input) => Observed.Of(metric, tensor, input).Value!.Value;

    private static ActivationSums Activation(string layer, string source) => Read(layer, $"act_blk0_{source}").Reduced();

    private static Matrix Weights(string layer, string tensor) => Read(layer, $"blk_0_{tensor}_weight");

    private static Matrix Read(string layer, string name) => Matrix.Read(Repository.Data([.. layer.Split('/'), name + ".f32bin"]));

    /// <summary>What follows a title in a section, up to the next title.</summary>
    private static string Part(string layer, int section, string title)
    {
        var report = File.ReadAllText(layer == Small ? Repository.Data(Small, "report.txt") : Repository.Data("stories260K", "report.layer0.sections1-8.txt"));
        var body = report[report.IndexOf($"SECTION {section}:", StringComparison.Ordinal)..];
        var start = body.IndexOf("\n" + title, StringComparison.Ordinal);
        Assert.InRange(start, 0, Math.Max(0, body.IndexOf($"SECTION {section + 1}:", StringComparison.Ordinal) is var next and >= 0 ? next : body.Length));
        body = body[(start + 1 + title.Length)..];
        return body.IndexOf("\n\n", StringComparison.Ordinal) is var end and >= 0 ? body[..(end + 1)] : body;
    }

    private static string Line(string part, string label)
    {
        var start = part.IndexOf(label, StringComparison.Ordinal);
        Assert.True(start >= 0, $"no {label}");
        return part[start..part.IndexOf('\n', start)];
    }

    /// <param name="label">What stands before the figure; * stands for any other figure.</param>
    private static void Same(string part, string label, double ours)
    {
        var match = Regex.Match(part, Regex.Escape(label).Replace(@"\*", label.StartsWith("fraction", StringComparison.Ordinal) ? @"\*" : @"-?[\d.]+", StringComparison.Ordinal) + @"(-?\d+(?:\.\d+)?)", RegexOptions.None, TimeSpan.FromSeconds(10));
        Assert.True(match.Success, $"no {label}");
        Same(match.Groups[1].Value, ours);
    }

    private static void Same(string printed, double ours)
    {
        var theirs = double.Parse(printed, CultureInfo.InvariantCulture);
        var digits = printed.Contains('.', StringComparison.Ordinal) ? printed.Length - printed.IndexOf('.', StringComparison.Ordinal) - 1 : 0;
        var slack = 0.5 * Math.Pow(10, -digits) * (1 + 1e-6) + 2e-6 * Math.Abs(theirs);
        Assert.True(Math.Abs(ours - theirs) <= slack, $"{printed} is printed, {ours.ToString(CultureInfo.InvariantCulture)} measured");
    }

    [GeneratedRegex(@"\((\d+), '([\d.]+)'\)")]
    private static partial Regex Named();

    [GeneratedRegex(@" dim (\d+): act_rms=[\d.]+, w_rmse=[\d.]+, contrib=([\d.]+), w_std=([\d.]+), w_kurt=(-?[\d.]+)")]
    private static partial Regex Dimension();

    [GeneratedRegex(@" SB (\d+-\d+): act_power=[\d.]+, weight_mse=[\d.]+, contrib=([\d.]+)")]
    private static partial Regex Block();
}
