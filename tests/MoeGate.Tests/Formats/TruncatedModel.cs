using MoeGate.Blocks;
using MoeGate.Formats;
using MoeGate.Formats.Tensors;
using MoeGate.Models;
using MoeGate.Tests.Support;

namespace MoeGate.Tests.Formats;

/// <summary>A model's file that ends early, or of which a bit has fallen over.</summary>
public class TruncatedModel
{
    private const int RandomTimes = 300;

    public static TheoryData<string> Kinds => ["gguf", "safetensors", "f32bin"];

    [Theory]
    [MemberData(nameof(Kinds))]
    public void IsRefusedAtEveryBoundaryAndAnywhereElse(string kind)
    {
        var (bytes, boundaries, least) = Whole(kind);
        var random = new Random(3);
        using var folder = new TestFolder();
        foreach (var length in boundaries.Concat(Enumerable.Range(0, RandomTimes).Select(_ => (long)random.Next(bytes.Length))).Where(l => l < least))
        {
            folder.Write("m." + kind, bytes[..(int)length]);
            var fault = Sources.Fault(folder, "m." + kind);
            Assert.StartsWith($"m.{kind}: ", fault, StringComparison.Ordinal);
            Assert.True(length < 16 || fault.Contains("truncated", StringComparison.Ordinal), $"{length}: {fault}");
        }
    }

    [Theory]
    [MemberData(nameof(Kinds))]
    public void IsReadWhereItIsWhole(string kind)
    {
        var (bytes, _, least) = Whole(kind);
        using var folder = new TestFolder();
        foreach (var length in (int[])[(int)least, bytes.Length])
        {
            using var source = TensorSources.Open(folder.Write("m." + kind, bytes[..length]), "m");
            Assert.Equal([1, 2, 3], Sources.Floats(source.Tensors[^1]).Take(3));
        }
    }

    [Theory]
    [InlineData("gguf", 11)]
    [InlineData("safetensors", 12)]
    [InlineData("f32bin", 13)]
    public void OrDamagedIsRefusedOrReadWithoutGreatAllocations(string kind, int seed)
    {
        var (whole, boundaries, _) = Whole(kind);
        var header = (int)Math.Min(boundaries[^2], whole.Length);
        var random = new Random(seed);
        using var folder = new TestFolder();
        int refused = 0, read = 0;
        for (var i = 0; i < 1500; i++)
        {
            byte[] bytes = [.. whole];
            for (var flips = random.Next(1, 4); flips > 0; flips--) bytes[random.Next(random.Next(4) == 0 ? bytes.Length : header)] ^= (byte)(1 << random.Next(8));
            var path = folder.Write("m." + kind, bytes);
            var before = GC.GetAllocatedBytesForCurrentThread();
            try
            {
                using var source = TensorSources.Open(path, "m");
                foreach (var tensor in WeightTensors.Of(source))
                    foreach (var slice in tensor.Slices)
                        Assert.True(slice.Offset >= 0 && slice.Bytes >= 0 && slice.Offset <= slice.Entry.File.Length - slice.Bytes, $"{i}: {tensor.Subject}");
                read++;
            }
            catch (InputException e)
            {
                Assert.StartsWith("m", e.Message, StringComparison.Ordinal);
                refused++;
            }

            Assert.InRange(GC.GetAllocatedBytesForCurrentThread() - before, 0, 2 << 20);
        }

        Assert.InRange(refused, 100, 1500);
        Assert.InRange(read, 1, 1500);
    }

    /// <summary>A file of two tensors, where its parts begin, and the least that it can be cut to.</summary>
    private static (byte[] Bytes, IReadOnlyList<long> Boundaries, long Least) Whole(string kind)
    {
        switch (kind)
        {
            case "gguf":
                var gguf = new GgufBuilder()
                    .Key("general.architecture", "toy").Key("toy.block_count", 2u).Key("toy.values", 1, 2, 3).Key("toy.texts", "a", "bc").Key("toy.flag", true).Key("toy.scale", 1.5)
                    .Zeros("blk.0.ffn_up_exps.weight", WeightTypes.Find("q8_0")!, 32, 2, 3)
                    .Tensor("output_norm.weight", [3], 1, 2, 3);
                var bytes = gguf.Build();
                return (bytes, gguf.Boundaries, gguf.Boundaries[^2]);
            case "safetensors":
                var file = new SafetensorsBuilder().Metadata("format", "pt").Tensor("a.weight", [2, 2], 4, 5, 6, 7).Tensor("b", [3], 1, 2, 3).Build();
                var data = file.Length - 28;
                return (file, [0, 7, 8, 9, data - 1, data, data + 16, file.Length], file.Length);
            default:
                var matrix = F32Bin.Of(2, 3, 1, 2, 3, 4, 5, 6);
                return (matrix, [0, 8, 16, 20, matrix.Length], matrix.Length);
        }
    }
}
