using System.Diagnostics;
using MoeGate.Blocks;
using MoeGate.Tests.Support;

namespace MoeGate.Tests.Metrics;

/// <summary>Tensors of every type, shape and place, from the file to the figure.</summary>
public class StoredTypes
{
    private const int Columns = 40;
    private const string Up = "blk.0.ffn_up";

    private static readonly int[] integers = [.. Enumerable.Range(0, 3 * Columns).Select(i => i * 37 % 101 - 40)];

    private static readonly Dictionary<string, (string Safetensors, byte[] Bytes)> stored = new()
    {
        ["f32"] = ("F32", SmallModel.Bytes(integers.Select(i => (float)i))),
        ["f16"] = ("F16", SmallModel.Bytes(integers.Select(i => (Half)i))),
        ["bf16"] = ("BF16", SmallModel.Bytes(integers.Select(i => SmallModel.Upper(i)))),
        ["f64"] = ("F64", SmallModel.Bytes(integers.Select(i => (double)i))),
        ["i8"] = ("I8", SmallModel.Bytes(integers.Select(i => (sbyte)i))),
        ["i16"] = ("I16", SmallModel.Bytes(integers.Select(i => (short)i))),
        ["i32"] = ("I32", SmallModel.Bytes(integers)),
        ["i64"] = ("I64", SmallModel.Bytes(integers.Select(i => (long)i))),
    };

    public static TheoryData<string> Names => [.. stored.Keys];

    [Theory]
    [MemberData(nameof(Names))]
    public void HaveTheFiguresOfTheirNumbers(string type)
    {
        using var folder = new TestFolder();
        var (dtype, bytes) = stored[type];
        var gguf = folder.Write("m.gguf", new GgufBuilder().Tensor(Up + ".weight", WeightTypes.Find(type)!, [Columns, 3], bytes).Build());
        var safetensors = folder.Write("m.safetensors", new SafetensorsBuilder().Tensor("model.layers.0.mlp.up_proj.weight", dtype, [3, Columns], bytes).Build());
        int[] sorted = [.. integers.Order()];
        foreach (var path in (string[])[gguf, safetensors])
        {
            var measured = Measured.By("--candidate", path);
            Assert.Equal((sorted[0], sorted[^1]), (measured.Value("weight.min", Up), measured.Value("weight.max", Up)));
            Assert.Equal((sorted[59] + sorted[60]) / 2.0, measured.Value("weight.median", Up));
            Assert.Equal(integers.Average(), measured.Value("weight.mean", Up), 12);
            Assert.Equal(Math.Sqrt(integers.Average(i => Math.Pow(i - integers.Average(), 2))), measured.Value("weight.std", Up), 12);
        }
    }

    [Fact]
    public void ThatCannotBeDecodedAreListedAsMissing()
    {
        using var folder = new TestFolder();
        var path = folder.Write("m.gguf", new GgufBuilder().Zeros(Up + ".weight", WeightTypes.Find("q8_K")!, 256, 4).Tensor("output.weight", [2, 1], 1, 2).Build());
        var measured = Measured.By("--candidate", path);
        Assert.Equal("missing: stored as q8_K, which this version cannot decode", measured.Unavailable("weight.std", Up));
        Assert.Equal(0.5, measured.Value("weight.std", "output"));
        var report = Moegate.Run("analyze", "weights", path);
        Assert.Equal((0, ""), (report.ExitCode, report.Error));
        Assert.Contains("q8_K", report.Out, StringComparison.Ordinal);
    }

    [Fact]
    public void OfNoWeightsHaveNoFigures()
    {
        using var folder = new TestFolder();
        var path = folder.Write("m.safetensors", new SafetensorsBuilder().Tensor("model.layers.0.mlp.up_proj.weight", [0, 4]).Tensor("lm_head.weight", [4, 0]).Tensor("model.norm.weight", [1], 2).Build());
        var measured = Measured.By("--candidate", path);
        Assert.Equal("notApplicable: the tensor is empty", measured.Unavailable("weight.mean", Up));
        Assert.Equal("notApplicable: the tensor is empty", measured.Unavailable("weight.mean", "output"));
        Assert.Equal(2, measured.Value("weight.mean", "output_norm"));
        Assert.Equal(0, Moegate.Run("analyze", "weights", path).ExitCode);
    }

    [Fact]
    public void OfOneDimensionHaveFiguresOfTheirNumbersAlone()
    {
        using var folder = new TestFolder();
        var measured = Measured.By("--candidate", folder.Write("m.gguf", new GgufBuilder().Tensor("blk.0.attn_norm.weight", [4], 1, 2, 3, 6).Build()));
        Assert.Equal((3, 2.5), (measured.Value("weight.mean", "blk.0.attn_norm"), measured.Value("weight.median", "blk.0.attn_norm")));
        foreach (var metric in (string[])["row.mean.mean", "group.offset_importance.mean", "quant2.relative_offset_rmse"])
            Assert.Equal("notApplicable: a vector, which is never quantized", measured.Unavailable(metric, "blk.0.attn_norm"));
    }

    [Fact]
    public void ThatDoNotFitWhatEntersThemSaySo()
    {
        using var folder = new TestFolder();
        var path = Matrix(folder);
        folder.Write("act_blk0_ffn_input.f32bin", F32Bin.Of(2, 7, new float[14]));
        var measured = Measured.By("--candidate", path, "--activations", folder.Path);
        Assert.Equal("missing: mismatch: blk.0.ffn_input has 7 dimensions, the tensor 40 columns", measured.Unavailable("matmul.contribution.mean", Up));
        var matrix = folder.Write("m.dat", SmallModel.Imatrix((Up + ".weight", new float[39])));
        Assert.Equal("missing: mismatch: the importance matrix has 39 values of blk.0.ffn_up, the tensor 40 columns", Measured.By("--candidate", path, "--imatrix", matrix).Unavailable("matmul.contribution.mean", Up));
    }

    [Fact]
    public void MeetThePowerOfAnImportanceMatrixWhereThereAreNoActivations()
    {
        using var folder = new TestFolder();
        var path = Matrix(folder);
        float[] each = [.. Enumerable.Range(0, Columns).Select(j => j % 5 * 0.5f)];
        folder.Write("act_blk0_ffn_input.f32bin", F32Bin.Of(2, Columns, [.. each, .. each.Select(a => -a)]));
        var right = folder.Write("right.dat", SmallModel.Imatrix((Up + ".weight", [.. each.Select(a => a * a)])));
        var other = folder.Write("other.dat", SmallModel.Imatrix((Up + ".weight", [.. each.Select(_ => 9f)])));
        var (both, power) = (Measured.By("--candidate", path, "--activations", folder.Path, "--imatrix", other), Measured.By("--candidate", path, "--imatrix", right));
        Assert.InRange(both.Value("matmul.contribution.mean", Up), 1e-6, 1e6);
        foreach (var metric in (string[])["matmul.contribution.mean", "matmul.energy_share.top10", "matmul.correlation"])
            Assert.Equal(both.Value(metric, Up), power.Value(metric, Up), 1e-12);
        Assert.NotEqual(both.Value("matmul.contribution.mean", Up), Measured.By("--candidate", path, "--imatrix", other).Value("matmul.contribution.mean", Up), 1e-3);
        Assert.True(both.Has("matmul.output_error", Up));
        Assert.False(power.Has("matmul.output_error", Up));
    }

    [Theory]
    [InlineData(float.NaN)]
    [InlineData(float.PositiveInfinity)]
    public void ThatHoldNoNumberFailTheGate(float stranger)
    {
        using var folder = new TestFolder();
        float[] values = [.. integers.Select(i => (float)i)];
        values[77] = stranger;
        var path = folder.Write("m.gguf", new GgufBuilder().Tensor(Up + ".weight", [Columns, 3], values).Build());
        var run = Moegate.Run("check", "--candidate", path);
        Assert.Equal(1, run.ExitCode);
        Assert.Matches("FAIL +MG301", run.Out);
        values[77] = 1;
        Assert.DoesNotMatch("FAIL +MG301", Moegate.Run("check", "--candidate", folder.Write("m.gguf", new GgufBuilder().Tensor(Up + ".weight", [Columns, 3], values).Build())).Out);
    }

    [Theory]
    [InlineData("--select", "role=ffn_down")]
    [InlineData("moegate.json")]
    public void Behind12GiBOfOthersAreReadAtOnceWhereOnlyTheyAreSelected(params string[] selection)
    {
        const long others = 12L << 30;
        using var folder = new TestFolder();
        var builder = new GgufBuilder { Offset = static (t, _) => t == 0 ? 0UL : (ulong)others }
            .Tensor("token_embd.weight"u8.ToArray(), 0, [1 << 16, others >> 18], [])
            .Tensor("blk.0.ffn_down.weight"u8.ToArray(), 0, [2, 2], []);
        var path = folder.Write("m.gguf", builder.Build());
        using (var file = new FileStream(path, FileMode.Open, FileAccess.Write))
        {
            file.Position = builder.DataOffset + others;
            file.Write(SmallModel.Bytes<float>([1, 2, 3, 10]));
        }

        folder.Write("moegate.json", """{ "evidence": { "candidate": "m.gguf" }, "rules": [{"id": "T1", "metric": "weight.mean", "select": {"role": "ffn_down"}, "assert": "max <= 9"}] }""");
        var watch = Stopwatch.StartNew();
        var measured = Measured.By(selection.Length == 1 ? [folder[selection[0]]] : ["--candidate", path, .. selection]);
        Assert.InRange(watch.ElapsedMilliseconds, 0, 2000);
        Assert.Equal(4, measured.Value("weight.mean", "blk.0.ffn_down"));
        Assert.False(measured.Has("weight.mean", "token_embd"));
    }

    private static string Matrix(TestFolder folder) =>
        folder.Write("m.gguf", new GgufBuilder().Tensor(Up + ".weight", [Columns, 3], [.. integers.Select(i => (float)i)]).Build());
}
