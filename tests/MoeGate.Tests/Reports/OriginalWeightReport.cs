using System.Globalization;
using System.Text.RegularExpressions;
using MoeGate.Tests.Support;

namespace MoeGate.Tests.Reports;

/// <summary>
/// The tensor report against the one that it grew out of, figure by figure: each that the original prints about a tensor or a source
/// has to stand in the same section of ours, at the precision at which the original prints it. What differs on purpose is listed
/// here and in docs/analyze-weights.md.
/// </summary>
public partial class OriginalWeightReport
{
    /// <summary>The original computes some figures in single precision.</summary>
    private const double Relative = 5e-7;

    /// <summary>Lines whose figures are of another definition here.</summary>
    private static readonly string[] others =
    [
        "RowMeans CV",           // not applicable where the mean cannot be told from 0
        "Group mean sign",       // beyond 0.05 of the tensor's σ, not beyond 0.001
        "With Q2_K",             // 20 bytes to a super-block, not 2
        "CORRELATION (act_power", // the original reports 0 for fewer than 10 super-blocks; checked by itself
    ];

    private static readonly Dictionary<string, string> roles = new()
    {
        ["ffn_gate"] = "blk.0.ffn_gate", ["ffn_up"] = "blk.0.ffn_up", ["ffn_down"] = "blk.0.ffn_down",
        ["attn_q"] = "blk.0.attn_q", ["attn_k"] = "blk.0.attn_k", ["attn_v"] = "blk.0.attn_v", ["attn_out"] = "blk.0.attn_output",
        ["ffn_input (gate/up)"] = "blk.0.ffn_input", ["ffn_down_input (swiglu)"] = "blk.0.ffn_down_input",
        ["attn_input (q/k/v)"] = "blk.0.attn_input", ["attn_output_input"] = "blk.0.attn_output_input",
    };

    [Theory]
    [InlineData(1, 100)]
    [InlineData(2, 50)]
    [InlineData(3, 100)]
    [InlineData(4, 60)]
    [InlineData(5, 50)]
    [InlineData(6, 120)]
    [InlineData(7, 10)]
    [InlineData(8, 30)]
    [InlineData(9, 20)]
    public void EveryFigureOfALayerIsThere(int section, int atLeast) => MustHold(
        Repository.Data("layer-small", "report.txt"), Ours("layer-small"), section, atLeast);

    /// <summary>
    /// Rows of 172 weights, no multiple of 16: the original leaves the rest of a row out of its groups, and looks at 64 rows only in
    /// section 7.
    /// </summary>
    [Theory]
    [InlineData(1, 100)]
    [InlineData(2, 50)]
    [InlineData(4, 60)]
    [InlineData(5, 50)]
    [InlineData(6, 40)]
    [InlineData(8, 30)]
    public void EveryFigureOfATrainedLayerIsThere(int section, int atLeast) => MustHold(
        Repository.Data("stories260K", "report.layer0.sections1-8.txt"), Ours("stories260K", "f32bin"), section, atLeast);

    [Fact]
    public void TheCorrelationOfSuperBlocksIsTheSame() => Assert.Contains(
        -0.0788, Numbers(Ours("layer-small").Split("\n── ").Single(s => s.StartsWith("9  ", StringComparison.Ordinal)).Split('\n').First(l => l.Contains("blk.0.ffn_down", StringComparison.Ordinal))).Select(n => n.Value));

    private static void MustHold(string original, string ours, int section, int atLeast)
    {
        var theirs = File.ReadAllText(original).Split($"SECTION {section}:")[1].Split("SECTION ")[0];
        var lines = ours.Split("\n── ").Single(s => s.StartsWith($"{section}  ", StringComparison.Ordinal)).Split('\n');
        var blocks = Blocks(lines);
        var found = 0;
        string? about = null;
        foreach (var line in theirs.Split('\n').Where(l => !others.Any(o => l.Contains(o, StringComparison.Ordinal))))
        {
            about = roles.FirstOrDefault(r => Regex.IsMatch(line, $@"^ {Regex.Escape(r.Key)}( \(.*\))?:|^ {Regex.Escape(r.Key)} \[|^ {Regex.Escape(r.Key)} \(\d")).Value ?? about;
            if (line.Contains("Token ", StringComparison.Ordinal) || line.Contains("Dimension-level", StringComparison.Ordinal)) about = "blk.0.ffn";
            if (about is null || !line.Contains('=', StringComparison.Ordinal) && !line.Contains(':', StringComparison.Ordinal)) continue;
            var known = blocks.Where(b => b.Subject.StartsWith(about, StringComparison.Ordinal)).SelectMany(b => b.Numbers).ToList();
            foreach (var number in Numbers(Labels().Replace(line, " ")))
            {
                Assert.True(known.Exists(k => Same(k, number)), $"{number.Text} of {about} is nowhere in section {section}: {line.Trim()}");
                found++;
            }
        }

        Assert.InRange(found, atLeast, int.MaxValue);
    }

    /// <summary>Our numbers by the subject at the start of the line, or of a line above it.</summary>
    private static List<(string Subject, List<Printed> Numbers)> Blocks(IEnumerable<string> lines)
    {
        var blocks = new List<(string, List<Printed>)>();
        var subject = "";
        foreach (var line in lines)
        {
            if (Subject().Match(line) is { Success: true } match) subject = match.Groups[1].Value;
            blocks.Add((subject, [.. Numbers(line)]));
        }

        return blocks;
    }

    /// <summary>Ours may be in percent where theirs is not; neither is more exact than it is printed.</summary>
    private static bool Same(Printed ours, Printed theirs)
    {
        var within = theirs.Step * 1.001 / 2 + Math.Max(Math.Abs(theirs.Value) * Relative, Math.Min(ours.Step, theirs.Step));
        return Math.Abs(ours.Value - theirs.Value) <= within;
    }

    private static IEnumerable<Printed> Numbers(string text) => Number().Matches(text).Select(m =>
    {
        var value = double.Parse(m.Value.Replace(",", "", StringComparison.Ordinal), CultureInfo.InvariantCulture);
        var mantissa = m.Value.Split('e')[0];
        var decimals = mantissa.Contains('.', StringComparison.Ordinal) ? mantissa.Length - mantissa.IndexOf('.', StringComparison.Ordinal) - 1 : 0;
        var exponent = m.Value.Contains('e', StringComparison.Ordinal) ? int.Parse(m.Value.Split('e')[1], CultureInfo.InvariantCulture) : 0;
        return new Printed(m.Value, value, decimals == 0 ? 0 : Math.Pow(10, exponent - decimals));
    });

    private static string Ours(params string[] folder)
    {
        var path = Repository.Data(folder);
        var run = Moegate.Run("analyze", "weights", path, "--activations", path);
        Assert.Equal(0, run.ExitCode);
        return run.Out;
    }

    private sealed record Printed(string Text, double Value, double Step);

    [GeneratedRegex(@"(?<![\w.])[-+]?\d+(,\d\d\d)*(\.\d+)?(e-?\d+)?(?!\d)")]
    private static partial Regex Number();

    /// <summary>Numbers that are names: percentiles, tops, limits, sizes of groups and a dimension's own name before its figures.</summary>
    [GeneratedRegex(@"[\d.]+%=|\b(Top|Bot)-?\d+|Top \d+% |> ?[\d.]+:|[<>]\d+%|\(16-element groups\)|0\.001\*std|\(of \d+\)|\[\d+x\d+.*|file:.*|Token \d+:|\(>0 means.*|1%=")]
    private static partial Regex Labels();

    [GeneratedRegex(@"^  (blk\.\d+\.\w+)")]
    private static partial Regex Subject();
}
