using MoeGate.Formats;
using MoeGate.Formats.Tensors;
using MoeGate.Models;
using MoeGate.Reductions;
using MoeGate.Reductions.Pairing;
using MoeGate.Reductions.Scanning;
using MoeGate.Tests.Support;

namespace MoeGate.Tests.Metrics;

/// <summary>Pairs of a candidate's tensor and its reference's that are unlike most.</summary>
public class OddPairs
{
    private const string Down = "blk.0.ffn_down_exps", Up = "blk.0.ffn_up";
    private const int Columns = 40, Rows = 10, Count = Columns * Rows;

    [Fact]
    public void OfNothingHaveNoFigures()
    {
        using var folder = new TestFolder();
        var empty = new SafetensorsBuilder().Tensor("model.layers.0.mlp.up_proj.weight", [0, Columns]).Tensor("lm_head.weight", [1, 2], 1, 2).Build();
        var measured = Measured.By("--candidate", folder.Write("c.safetensors", empty), "--reference", folder.Write("r.safetensors", empty), "--all");
        Assert.Equal("notApplicable: the tensor is empty", measured.Unavailable("error.rmse", Up));
        Assert.Equal("exact: every weight equals the reference's", measured.Unavailable("error.sqnr", "output"));
    }

    [Fact]
    public void OfExpertsNamedSinglyHaveTheFiguresOfThoseStacked()
    {
        using var stacked = new PairOfFiles();
        using var singly = new PairOfFiles();
        Stored[] candidate = [.. Enumerable.Range(1, 3).Select(Noisy)], reference = [.. Enumerable.Range(1, 3).Select(Exact)];
        var (one, other) = (stacked.Stack(Down, Columns, candidate, reference).Measure(), singly.Singly("blk.0.ffn_down", Columns, candidate, reference).Measure());
        Assert.InRange(one.Of(Down).Keys.Count(k => k.StartsWith("error.", StringComparison.Ordinal)), 12, 20);
        foreach (var subject in (string[])[Down, Down + "[0]", Down + "[2]"]) Assert.Equal(one.Of(subject), other.Of(subject));
    }

    [Fact]
    public void OfExpertsWithGapsInTheirNumbersAreThoseOfTheirNumbers()
    {
        using var files = new PairOfFiles();
        var measured = files.Singly("blk.0.ffn_down", Columns, [Noisy(1), Exact(2), Noisy(3)], [Exact(1), Exact(2), Exact(3)], [0, 3, 9]).Measure();
        Assert.Equal("exact: every weight equals the reference's", measured.Unavailable("error.sqnr", Down + "[3]"));
        Assert.InRange(measured.Value("error.relative_rmse", Down + "[9]"), 0.08, 0.12);
        Assert.False(measured.Has("error.relative_rmse", Down + "[1]"));
    }

    [Fact]
    public void OfOneExpertThatIsNotAllNumbersTellOfTheOthers()
    {
        using var files = new PairOfFiles();
        var damaged = Noisy(2).Weights;
        (damaged[7], damaged[399]) = (float.NaN, float.PositiveInfinity);
        var measured = files.Stack(Down, Columns, [Noisy(1), Stored.F32(damaged), Noisy(3)], [Exact(1), Exact(2), Exact(3)]).Measure();
        foreach (var metric in (string[])["error.rmse", "error.sqnr", "error.p99", "error.worst_row"])
        {
            Assert.Equal("missing: 2 weights are not finite on one side or the other", measured.Unavailable(metric, Down));
            Assert.Equal("missing: 2 weights are not finite on one side or the other", measured.Unavailable(metric, Down + "[1]"));
            Assert.StartsWith("a value", measured.Unavailable(metric, Down + "[0]"), StringComparison.Ordinal);
            Assert.StartsWith("a value", measured.Unavailable(metric, Down + "[2]"), StringComparison.Ordinal);
        }

        Assert.Equal("missing: 2 weights are not finite on one side or the other", measured.Unavailable("error.worst_expert", Down));
    }

    [Fact]
    public void OfAnExpertThatWasZerosHideItInNoFigureOfTheWorst()
    {
        using var files = new PairOfFiles();
        var measured = files.Stack(Down, Columns, [Noisy(1), Noisy(2)], [Exact(1), Stored.F32(new float[Count])]).Measure();
        Assert.Equal($"missing: {Down}[1]: the reference is all zeros, and the candidate is not", measured.Unavailable("error.worst_expert", Down));
    }

    [Fact]
    public void OfAnUnknownParentAreSaidToLeaveItOut()
    {
        using var files = new PairOfFiles();
        Stored[] reference = [.. Enumerable.Range(1, 6).Select(Exact)];
        var measured = files.Stack(Down, Columns, [Noisy(5), Exact(99), Noisy(2)], reference, [4, -1, 1], [Ones, Ones, Ones]).Entering("ffn_down_input", 70, Stored.Draw(70 * Columns, 1, 1)).Measure();
        Assert.Equal("missing: nothing in the reference is its parent", measured.Unavailable("error.rmse", Down + "[1]"));
        foreach (var metric in (string[])["error.rmse", "error.p99", "error.worst_expert", "error.importance_weighted", "matmul.column_rmse.mean", "matmul.output_error"])
            Assert.Equal("without 1 of 3 experts, whose parents are not known", measured.Note(metric, Down));
    }

    [Fact]
    public void OfASampleSayOfHowManyRows()
    {
        using var files = new PairOfFiles();
        files.Options.AddRange(["--sample", "5"]);
        var measured = files.Add(Up, Columns, Noisy(1), Exact(1)).Stack(Down, Columns, [Noisy(1), Noisy(2)], [Exact(1), Exact(2)]).Add("blk.0.attn_norm", null, Exact(7), Exact(7)).Measure();
        foreach (var metric in (string[])["error.rmse", "error.p99.9", "error.worst_row"])
        {
            Assert.Equal("over a sample of 5 rows of 10", measured.Note(metric, Up));
            Assert.Equal("over a sample of 10 rows of 20", measured.Note(metric, Down));
            Assert.Equal("over a sample of 5 rows of 10", measured.Note(metric, Down + "[1]"));
            Assert.Null(measured.Note(metric, "blk.0.attn_norm"));
        }
    }

    [Fact]
    public void OfASampleAreOfTheSameRowsOnBothSides()
    {
        using var files = new PairOfFiles();
        files.Options.AddRange(["--sample", "4", "--seed", "3"]);
        Assert.Equal("exact: every weight equals the reference's", files.Add(Up, 7, Exact(1), Exact(1)).Measure().Unavailable("error.sqnr", Up));
    }

    [Fact]
    public void ThatChangeWhileTheyAreReadAreRefused()
    {
        using var files = new PairOfFiles();
        const int many = 50_000;
        Stored[] Draw(double error) => [.. Enumerable.Range(1, 2).Select(s => Stored.F32([.. Stored.Draw(many, s).Zip(Stored.Draw(many, 9 + s), (w, e) => (float)(w + error * e))]))];
        var args = files.Stack(Down, 100, Draw(0.1), Draw(0)).Arguments();
        using TensorSource candidate = TensorSources.Open(args[1], "c.gguf"), reference = TensorSources.Open(args[3], "r.gguf");
        var pair = ModelPairing.Of(WeightTensors.Of(candidate), WeightTensors.Of(reference), null, null, TestContext.Current.CancellationToken).Pairs[Down];
        Assert.Equal(2, Read(_ => { }).Slices.Count);
        var fault = Assert.Throws<InputException>(() => Read(slice =>
        {
            // When the first reading comes to the second expert, the first is not what it was any more.
            if (slice != 1) return;
            using var file = new FileStream(args[1], FileMode.Open, FileAccess.Write, FileShare.ReadWrite);
            file.Position = pair.Candidate.Slices[0].Offset;
            file.Write(new byte[4 * many]);
        }));
        Assert.Contains($"{Down} changed while it was read", fault.Message, StringComparison.Ordinal);

        PairResult Read(Action<int> at)
        {
            double[]? Power(int slice)
            {
                at(slice);
                return null;
            }

            return Assert.Single(TensorScan.Run([], [new PairRequest(pair, ReducePair.Order | ReducePair.Importance) { Power = Power }], new ScanOptions { Threads = 1 }, TestContext.Current.CancellationToken).Pairs);
        }
    }

    private static float[] Ones => [.. Enumerable.Repeat(2f, Columns)];

    private static Stored Exact(int seed) => Stored.F32(Stored.Draw(Count, seed));

    private static Stored Noisy(int seed) => Stored.F32([.. Stored.Draw(Count, seed).Zip(Stored.Draw(Count, 1000 + seed), (w, e) => w + 0.1f * e)]);
}
