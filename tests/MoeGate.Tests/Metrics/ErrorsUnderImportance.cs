using MoeGate.Tests.Support;

namespace MoeGate.Tests.Metrics;

/// <summary>Errors weighted with an importance matrix, made of the candidate or of the model before pruning, in either form.</summary>
public class ErrorsUnderImportance
{
    private const string Id = "error.importance_weighted", Down = "blk.0.ffn_down_exps";
    private const int Columns = 40, Count = 400;

    private static readonly int[] parents = [4, 1, 3];
    private static readonly float[][] powers = [.. Enumerable.Range(0, 6).Select(e => Stored.Draw(Columns, 50 + e, 1).Select(a => a * a).ToArray())];

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void MadeOfTheCandidate(bool gguf) => MustWeigh(gguf, [.. parents.Select(p => powers[p])]);

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void MadeOfTheModelBeforePruning(bool gguf) => MustWeigh(gguf, powers);

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void MeetTheSamePowerInColumnsWhicheverModelItWasMadeOf(bool gguf)
    {
        using var files = Files();
        var ours = Measure(files, Matrix(gguf, [.. parents.Select(p => powers[p])]));
        var before = Measure(files, Matrix(gguf, powers));
        foreach (var metric in (string[])["matmul.contribution.mean", "matmul.correlation", "matmul.share.top10"]) Assert.Equal(ours.Value(metric, Down), before.Value(metric, Down));
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void LeaveOutExpertsThatWereNeverCalibrated(bool gguf)
    {
        using var files = Files();
        var measured = Measure(files, Matrix(gguf, [powers[4], null, powers[3]]));
        Assert.Equal("missing: the importance matrix has no data of this expert", measured.Unavailable(Id, Down + "[1]"));
        Assert.Equal(Weighted(0, 2), measured.Value(Id, Down), 1e-9);
        Assert.Equal("without 1 expert that was never calibrated", measured.Note(Id, Down));
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void AreMissingWhereNoExpertWasCalibrated(bool gguf)
    {
        using var files = Files();
        var measured = Measure(files, Matrix(gguf, [null, null, null]));
        Assert.Equal("missing: the importance matrix has no data of any of its experts", measured.Unavailable(Id, Down));
    }

    [Theory]
    [InlineData(4, false)]
    [InlineData(4, true)]
    [InlineData(1, true)]
    public void AreMissingWhereTheMatrixIsOfOtherExperts(int experts, bool gguf)
    {
        using var files = Files();
        var measured = Measure(files, Matrix(gguf, powers[..experts]));
        Assert.Equal($"missing: mismatch: the importance matrix has {experts * Columns} values of it, the tensor 40 columns", measured.Unavailable(Id, Down));
        Assert.Equal($"missing: mismatch: the importance matrix has {experts * Columns} values of it, the tensor 40 columns", measured.Unavailable(Id, Down + "[2]"));
    }

    [Fact]
    public void AreMissingWhereTheMatrixIsOfOtherColumns()
    {
        using var files = Files();
        var measured = Measure(files, new GgufBuilder().Key("general.type", "imatrix").Tensor(Down + ".weight.in_sum2", [20, 6], [.. Enumerable.Repeat(1f, 120)]).Tensor(Down + ".weight.counts", [1, 6], 1, 1, 1, 1, 1, 1).Build());
        Assert.Equal("missing: mismatch: the importance matrix has 120 values of it, the tensor 40 columns", measured.Unavailable(Id, Down));
    }

    [Fact]
    public void AreMissingWhereTheMatrixHasNothingOfTheTensor()
    {
        using var files = Files();
        var measured = Measure(files, SmallModel.Imatrix(("blk.7.ffn_up.weight", powers[0])));
        Assert.Equal("missing: the importance matrix has nothing of it", measured.Unavailable(Id, Down));
    }

    [Fact]
    public void AreNotApplicableToVectors()
    {
        using var files = Files();
        files.Add("blk.0.attn_norm", null, Stored.F32(1, 2, 3), Stored.F32(1, 2, 4));
        Assert.Equal("notApplicable: no matrix of weights, so nothing enters it", Measure(files, Matrix(false, powers)).Unavailable(Id, "blk.0.attn_norm"));
    }

    private static void MustWeigh(bool gguf, float[]?[] stored)
    {
        using var files = Files();
        var measured = Measure(files, Matrix(gguf, stored));
        for (var e = 0; e < parents.Length; e++) Assert.Equal(Weighted(e), measured.Value(Id, $"{Down}[{e}]"), 1e-9);
        Assert.Equal(Weighted(0, 1, 2), measured.Value(Id, Down), 1e-9);
        Assert.Null(measured.Note(Id, Down));
    }

    /// <summary>By the definition, over these experts of the candidate.</summary>
    private static double Weighted(params int[] experts)
    {
        double error = 0, energy = 0;
        foreach (var e in experts)
        {
            var (w, c, p) = (Exact(parents[e]).Weights, Noisy(parents[e]).Weights, powers[parents[e]]);
            for (var i = 0; i < w.Length; i++) (error, energy) = (error + p[i % Columns] * Math.Pow((double)c[i] - w[i], 2), energy + p[i % Columns] * Math.Pow(w[i], 2));
        }

        return error / energy;
    }

    private static PairOfFiles Files() => new PairOfFiles().Stack(Down, Columns, [.. parents.Select(Noisy)], [.. Enumerable.Range(0, 6).Select(Exact)], parents);

    private static Measured Measure(PairOfFiles files, byte[] matrix) => Measured.By([.. files.Arguments(), "--all", "--imatrix", files.Folder.Write("imatrix", matrix)]);

    private static byte[] Matrix(bool gguf, float[]?[] experts) => gguf
        ? new GgufBuilder().Key("general.type", "imatrix")
            .Tensor(Down + ".weight.in_sum2", [Columns, experts.Length], [.. experts.SelectMany(p => p is null ? new float[Columns] : p.Select(v => 4 * v))])
            .Tensor(Down + ".weight.counts", [1, experts.Length], [.. experts.Select(p => p is null ? 0f : 4f)]).Build()
        : SmallModel.Imatrix((Down + ".weight", [.. experts.SelectMany(p => p ?? Enumerable.Repeat(1f, Columns))]));

    private static Stored Exact(int parent) => Stored.F32(Stored.Draw(Count, 10 + parent));

    // Errors that grow along the row, so that the power of the wrong expert gives another figure.
    private static Stored Noisy(int parent) => Stored.F32([.. Exact(parent).Weights.Zip(Stored.Draw(Count, 1000 + parent), (w, e) => w + e).Select((v, i) => i % Columns < 20 ? v : Exact(parent).Weights[i])]);
}
