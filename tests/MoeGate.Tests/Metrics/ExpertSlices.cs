using System.Globalization;
using MoeGate.Blocks;
using MoeGate.Evidence;
using MoeGate.Formats;
using MoeGate.Formats.Tensors;
using MoeGate.Metrics;
using MoeGate.Models;
using MoeGate.Reductions;
using MoeGate.Reductions.Scanning;
using MoeGate.Tests.Support;

namespace MoeGate.Tests.Metrics;

/// <summary>Four experts of different statistics, of which the third has the widest weights.</summary>
public class ExpertSlices
{
    private const int Columns = 72, Rows = 20, Experts = 4;
    private const string Down = "blk.0.ffn_down_exps";

    private static readonly double[] widths = [1, 2, 5, 0.5];
    private static readonly float[][] slices = [.. Enumerable.Range(0, Experts).Select(Slice)];

    [Fact]
    public void HaveTheSameFiguresHoweverTheFileNamesThem()
    {
        using var folder = new TestFolder();
        var stacked = Measured.By("--candidate", Stacked(folder), "--all");
        var singly = Measured.By("--candidate", folder.Write("m.safetensors", Singly().Build()), "--all");
        Assert.InRange(stacked.Of(Down).Count, 30, 200);
        Assert.Equal(stacked.Of(Down), singly.Of(Down));
        for (var e = 0; e < Experts; e++)
        {
            Assert.InRange(stacked.Of($"{Down}[{e}]").Count, 30, 200);
            Assert.Equal(stacked.Of($"{Down}[{e}]"), singly.Of($"{Down}[{e}]"));
        }
    }

    [Fact]
    public void HaveFiguresOfTheirOwnWeights()
    {
        using var folder = new TestFolder();
        var measured = Measured.By("--candidate", Stacked(folder), "--all");
        for (var e = 0; e < Experts; e++)
        {
            double[] sorted = [.. slices[e].Select(w => (double)w).Order()];
            double At(double percent) => sorted[(int)(percent * (sorted.Length - 1))] is var low ? low + (percent * (sorted.Length - 1) % 1) * (sorted[Math.Min(sorted.Length - 1, (int)(percent * (sorted.Length - 1)) + 1)] - low) : 0;
            var subject = $"{Down}[{e}]";
            Assert.Equal((sorted[0], sorted[^1]), (measured.Value("weight.min", subject), measured.Value("weight.max", subject)));
            Assert.Equal(At(0.5), measured.Value("weight.median", subject), 1e-15);
            Assert.Equal(At(0.99), measured.Value("weight.p99", subject), 1e-12);
            Assert.Equal(sorted.Average(), measured.Value("weight.mean", subject), 1e-12);
        }
    }

    [Fact]
    public void AreReadForPercentilesWhereOnlyARuleOfThemAsks()
    {
        using var folder = new TestFolder();
        Stacked(folder);
        var measured = Measured.By(Config(folder, """{"id": "T1", "metric": "weight.median", "scope": "expert", "assert": "max <= 9"}"""));
        Assert.Equal(Experts, measured.Subjects.Count(s => s.StartsWith(Down, StringComparison.Ordinal)));
        double[] sorted = [.. slices[2].Select(w => (double)w).Order()];
        Assert.Equal((sorted[sorted.Length / 2 - 1] + sorted[sorted.Length / 2]) / 2, measured.Value("weight.median", Down + "[2]"), 1e-15);
        Assert.False(measured.Has("weight.median", Down));
    }

    [Fact]
    public void AreJudgedAndNamedByARuleOfTheirScope()
    {
        using var folder = new TestFolder();
        Stacked(folder);
        var failed = Moegate.Run("check", Config(folder, """{"id": "T1", "metric": "weight.std", "scope": "expert", "select": {"role": "ffn_down*"}, "assert": "max <= 3"}"""));
        Assert.Equal(1, failed.ExitCode);
        Assert.Contains(Down + "[2]", failed.Out, StringComparison.Ordinal);
        Assert.DoesNotContain(Down + "[1]", failed.Out, StringComparison.Ordinal);
        var passed = Moegate.Run("check", Config(folder, """{"id": "T1", "metric": "weight.std", "scope": "expert", "select": {"role": "ffn_down*"}, "assert": "max <= 9"}"""));
        Assert.Equal(0, passed.ExitCode);
    }

    [Fact]
    public void MergedAreTheTensor()
    {
        using var folder = new TestFolder();
        using var source = TensorSources.Open(Stacked(folder), "m.gguf");
        var tensor = WeightTensors.Of(source).Single(t => t.Subject == Down);
        const Reduce all = Reduce.Moments | Reduce.Rows | Reduce.Groups;
        var result = Assert.Single(TensorScan.Run([new ScanRequest(tensor, all, all)], new ScanOptions { Threads = 3 }, TestContext.Current.CancellationToken));
        var merged = result.Experts[0].Weights;
        var (rows, groups) = (result.Experts[0].ByRow!, result.Experts[0].ByGroup!);
        foreach (var expert in result.Experts.Skip(1))
        {
            merged.Merge(expert.Weights);
            (rows, groups) = (rows.With(expert.ByRow!), groups.With(expert.ByGroup!));
        }

        Assert.Equal(merged, result.Whole!.Weights);
        Assert.Equal(rows, result.Whole.ByRow);
        Assert.Equal((groups.Means, groups.OffsetImportance, groups.ErrorClamped), (result.Whole.ByGroup!.Means, result.Whole.ByGroup.OffsetImportance, result.Whole.ByGroup.ErrorClamped));
        Assert.Equal(Rows * Experts, result.Whole.Rows);
    }

    [Fact]
    public void AloneAreReadWhereARuleSelectsThem()
    {
        using var folder = new TestFolder();
        var path = Stacked(folder);
        var progress = new ScanProgress();
        var metrics = Gate.Measure(new GateRequest
        {
            Evidence = new EvidenceRequest { Candidate = EvidencePath.OnCommandLine(path) },
            Rules = RuleText.Parse("""{"id": "T1", "metric": "weight.std", "select": {"role": "ffn_down*"}, "assert": "max <= 3"}"""),
            Scan = new ScanOptions { Progress = progress },
        }, TestContext.Current.CancellationToken);
        Assert.Equal(Down, Assert.Single(metrics.All).Subject.Name);
        Assert.Equal((4L * Columns * Rows * Experts, 4L * Columns * Rows * Experts), (progress.Total, progress.Done));
    }

    [Fact]
    public void AreReadFromAFileOfWhichTheRestIsLost()
    {
        using var folder = new TestFolder();
        var path = Stacked(folder);
        using var evidence = Gate.Read(new GateRequest { Evidence = new EvidenceRequest { Candidate = EvidencePath.OnCommandLine(path) } }, TestContext.Current.CancellationToken);
        var other = evidence.Weights.Single(t => t.Subject == "output");
        SparseFile.Extend(path, other.Slices[0].Offset + 8);
        Metric[] std = [Catalog.Find("weight.std")!];
        var observed = Observing.Observe(evidence, std, (_, tensor) => tensor.Subject == Down ? Wish.Whole | Wish.Experts : Wish.No, new ScanOptions(), TestContext.Current.CancellationToken);
        Assert.Equal(Experts, observed.Tensors.Single(t => t.Sums is not null).Experts.Count);
        var fault = Assert.Throws<InputException>(() => Observing.Observe(evidence, std, (_, _) => Wish.Whole, new ScanOptions(), TestContext.Current.CancellationToken));
        Assert.Contains("truncated: the file ends here, and did not when it was opened", fault.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void AreReadBesideWhatCannotBeDecoded()
    {
        using var folder = new TestFolder();
        folder.Write("m.gguf", Builder().Zeros("blk.0.ffn_up_exps.weight", WeightTypes.Find("q8_K")!, 256, 4, Experts).Build());
        var measured = Measured.By(Config(folder, """{"id": "T1", "metric": "weight.std", "scope": "expert", "select": {"role": "ffn_down*"}, "assert": "max <= 9"}"""));
        Assert.Equal(Experts, measured.Subjects.Count());
    }

    private static float[] Slice(int expert)
    {
        var random = new Random(expert);
        return [.. Enumerable.Range(0, Columns * Rows).Select(_ => (float)(expert + widths[expert] * Math.Sqrt(-2 * Math.Log(1 - random.NextDouble())) * Math.Cos(Math.Tau * random.NextDouble())))];
    }

    private static string Config(TestFolder folder, string rule) =>
        folder.Write("moegate.json", $$"""{ "evidence": { "candidate": "m.gguf" }, "rules": [{{rule}}] }""");

    private static GgufBuilder Builder() =>
        new GgufBuilder().Tensor(Down + ".weight", [Columns, Rows, Experts], [.. slices.SelectMany(s => s)]).Tensor("output.weight", [2, 2], 1, 2, 3, 4);

    private static string Stacked(TestFolder folder) => folder.Write("m.gguf", Builder().Build());

    private static SafetensorsBuilder Singly()
    {
        var builder = new SafetensorsBuilder();
        for (var e = 0; e < Experts; e++) builder.Tensor(string.Create(CultureInfo.InvariantCulture, $"model.layers.0.mlp.experts.{e}.down_proj.weight"), [Rows, Columns], slices[e]);
        return builder;
    }
}
