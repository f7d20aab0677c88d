using MoeGate.Formats.Tensors;
using MoeGate.Models;
using MoeGate.Tests.Support;

namespace MoeGate.Tests.Models;

/// <summary>How scales of a shape lie over weights of a shape, and what is said where they do not.</summary>
public class ScalesBesideWeights
{
    private const string Down = "model.layers.0.mlp.down_proj.weight";
    private const byte One = 0x38; // of F8_E4M3

    /// <summary>Rows and columns of weights, the shape of scales, and the size of their blocks.</summary>
    public static TheoryData<long, long, long[], long, long> Shapes => new()
    {
        { 256, 384, [2, 3], 128, 128 },
        { 576, 200, [5, 2], 128, 128 }, // 5 could also be of 116
        { 100, 70, [100, 1], 1, 70 },
        { 100, 70, [100], 1, 70 },
        { 100, 70, [], 100, 70 },
        { 100, 70, [1], 100, 70 },
        { 100, 70, [1, 1], 100, 70 },
        { 96, 100, [3, 4], 32, 32 },
        { 96, 100, [3, 10], 32, 10 },
        { 70, 96, [2, 3], 64, 32 },
        { 2, 96, [2, 3], 1, 32 },
        { 1, 300, [1, 3], 128, 128 },
    };

    [Theory]
    [MemberData(nameof(Shapes))]
    public void CoverBlocks(long rows, long columns, long[] shape, long blockRows, long blockColumns)
    {
        using var folder = new TestFolder();
        float[] scales = [.. Enumerable.Range(2, (int)shape.Aggregate(1L, (a, b) => a * b)).Select(i => (float)i)];
        var slice = Open(folder, Weights(rows, columns).Tensor(Down + "_scale_inv", shape, scales), out var source).Slices[0];
        using (source)
        {
            var across = (columns + blockColumns - 1) / blockColumns;
            foreach (var (row, column, count) in ((long, long, int)[])[(0, 0, (int)(rows * columns)), (rows - 1, columns / 3, (int)(columns / 2))])
            {
                var weights = new float[count];
                slice.Decode(Enumerable.Repeat(One, count).ToArray(), weights, row, column);
                for (var i = 0; i < count; i++) Assert.Equal(scales[(row + (column + i) / columns) / blockRows * across + (column + i) % columns / blockColumns], weights[i]);
            }
        }
    }

    [Theory]
    [InlineData(256, 256, new long[] { 3, 2 }, "F32", "stored as f8_e4m3 with scales that do not fit: model.layers.0.mlp.down_proj.weight is 256 × 256, model.layers.0.mlp.down_proj.weight_scale_inv is 3 × 2")]
    [InlineData(256, 256, new long[] { 2 }, "F32", "stored as f8_e4m3 with scales that do not fit: model.layers.0.mlp.down_proj.weight is 256 × 256, model.layers.0.mlp.down_proj.weight_scale_inv is 2")]
    [InlineData(4, 4, new long[] { 2, 2, 2 }, "F32", "stored as f8_e4m3 with scales that do not fit: model.layers.0.mlp.down_proj.weight is 4 × 4, model.layers.0.mlp.down_proj.weight_scale_inv is 2 × 2 × 2")]
    [InlineData(4, 4, new long[] { 8, 4 }, "F32", "stored as f8_e4m3 with scales that do not fit: model.layers.0.mlp.down_proj.weight is 4 × 4, model.layers.0.mlp.down_proj.weight_scale_inv is 8 × 4")]
    [InlineData(4, 4, new long[] { 1 }, "I32", "stored as f8_e4m3 with scales in i32, which this version does not apply: model.layers.0.mlp.down_proj.weight_scale_inv")]
    public void AreNamedWhereTheyDoNotFit(long rows, long columns, long[] shape, string dtype, string why)
    {
        using var folder = new TestFolder();
        var file = Weights(rows, columns).Tensor(Down + "_scale_inv", dtype, shape, new byte[4 * shape.Aggregate(1L, (a, b) => a * b)]).Build();
        var measured = Measured.By("--candidate", folder.Write("c.safetensors", file), "--reference", folder.Write("r.safetensors", file), "--all");
        foreach (var metric in (string[])["error.sqnr", "weight.max", "structure.nonfinite_blocks"])
            Assert.Equal("missing: " + why, measured.Unavailable(metric, "blk.0.ffn_down"));
    }

    [Fact]
    public void AreOfOneKind()
    {
        using var folder = new TestFolder();
        var tensor = Open(folder, Weights(4, 4).Tensor(Down + "_scale_inv", [1], 1).Tensor(Down + "_scale", [1], 2), out var source);
        source.Dispose();
        Assert.Equal($"stored as f8_e4m3 with two tensors of scales, {Down}_scale_inv and {Down}_scale", tensor.Undecodable);
    }

    [Fact]
    public void AreNotNeeded()
    {
        using var folder = new TestFolder();
        folder.Write("m.safetensors", Weights(4, 4).Build());
        Assert.Equal(1, Measured.By("--candidate", folder["m.safetensors"], "--all").Value("weight.max", "blk.0.ffn_down"));
    }

    [Fact]
    public void OfOtherTypesAreTensorsOfTheirOwn()
    {
        using var folder = new TestFolder();
        var tensor = Open(folder, new SafetensorsBuilder().Tensor(Down, [2, 1], 3, 4).Tensor(Down + "_scale", [2, 1], 5, 6), out var source);
        source.Dispose();
        Assert.Null(tensor.Slices[0].Scale);
    }

    [Fact]
    public void ThatAreNoNumbersMakeNoNumbers()
    {
        using var folder = new TestFolder();
        folder.Write("m.safetensors", Weights(200, 300).Tensor(Down + "_scale_inv", [2, 3], 1, float.NaN, 1, 1, 1, float.PositiveInfinity).Build());
        Assert.Equal(128 * 128 + 72 * 44, Measured.By("--candidate", folder["m.safetensors"], "--all").Value("weight.nonfinite", "blk.0.ffn_down"));
    }

    [Fact]
    public void AreOfEachOfTheStackedExperts()
    {
        using var folder = new TestFolder();
        const string name = "model.layers.0.mlp.experts.down_proj";
        foreach (var shape in (long[][])[[3], [3, 1], [3, 1, 1]])
        {
            var file = new SafetensorsBuilder().Tensor(name, "F8_E4M3", [3, 2, 4], [.. Enumerable.Repeat(One, 24)]).Tensor(name + "_scale", shape, 2, 3, 5);
            var tensor = Open(folder, file, out var source);
            using (source)
            {
                var weights = new float[8];
                tensor.Slices[2].Decode(Enumerable.Repeat(One, 8).ToArray(), weights, 0, 0);
                Assert.Equal(Enumerable.Repeat(5f, 8), weights);
            }
        }
    }

    [Fact]
    public void LieAlongAVectorThatIsAMatrixElsewhere()
    {
        using var folder = new TestFolder();
        const string gate = "model.layers.0.mlp.shared_expert_gate.weight";
        folder.Write("r.safetensors", new SafetensorsBuilder().Tensor(gate, "F8_E4M3", [1, 256], [.. Enumerable.Repeat(One, 256)]).Tensor(gate + "_scale_inv", [1, 2], 2, 3).Build());
        folder.Write("c.gguf", new GgufBuilder().Tensor("blk.0.ffn_gate_inp_shexp.weight", [256], [.. Enumerable.Repeat(2f, 128), .. Enumerable.Repeat(3f, 128)]).Build());
        var measured = Measured.By("--candidate", folder["c.gguf"], "--reference", folder["r.safetensors"], "--all");
        Assert.Equal("exact: every weight equals the reference's", measured.Unavailable("error.sqnr", "blk.0.ffn_gate_inp_shexp"));
    }

    [Fact]
    public void CoverRowsOfAnyLength()
    {
        // A row takes several readings and tiles, and neither ends where a block of 100 does.
        const int rows = 3, columns = 600_000, across = 6000;
        using var folder = new TestFolder();
        float[] scales = [.. Enumerable.Range(0, rows * across).Select(i => 1 + i % 97)];
        folder.Write("r.safetensors", Weights(rows, columns).Tensor(Down + "_scale_inv", [rows, across], scales).Build());
        var plain = folder.Write("c.gguf", new GgufBuilder().Tensor("blk.0.ffn_down.weight", [columns, rows], [.. Enumerable.Range(0, rows * columns).Select(i => scales[i / 100])]).Build());
        var measured = Measured.By("--candidate", plain, "--reference", folder["r.safetensors"], "--all");
        Assert.Equal("exact: every weight equals the reference's", measured.Unavailable("error.sqnr", "blk.0.ffn_down"));
        var (ours, theirs) = (Measured.By("--candidate", folder["r.safetensors"], "--all"), Measured.By("--candidate", plain, "--all"));
        foreach (var metric in (string[])["weight.mean", "weight.std", "weight.median", "weight.max"])
            Assert.Equal(theirs.Value(metric, "blk.0.ffn_down"), ours.Value(metric, "blk.0.ffn_down"));
    }

    private static SafetensorsBuilder Weights(long rows, long columns) =>
        new SafetensorsBuilder().Tensor(Down, "F8_E4M3", [rows, columns], [.. Enumerable.Repeat(One, (int)(rows * columns))]);

    /// <summary>The first of its tensors.</summary>
    private static WeightTensor Open(TestFolder folder, SafetensorsBuilder file, out TensorSource source)
    {
        folder.Write("m.safetensors", file.Build());
        source = TensorSources.Open(folder["m.safetensors"], "m.safetensors");
        return WeightTensors.Of(source)[0];
    }
}
