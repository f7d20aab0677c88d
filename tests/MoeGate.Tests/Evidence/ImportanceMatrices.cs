using System.Text;
using MoeGate.Blocks;
using MoeGate.Evidence;
using MoeGate.Formats;
using MoeGate.Tests.Support;

namespace MoeGate.Tests.Evidence;

/// <summary>Importance matrices in both formats.</summary>
public class ImportanceMatrices
{
    [Fact]
    public void SayTheSameInBothFormats()
    {
        using var gguf = ImportanceMatrix.Read(Repository.Data("imatrix", "synthetic-moe.imatrix.gguf"), "m.gguf");
        using var dat = ImportanceMatrix.Read(Repository.Data("imatrix", "synthetic-moe.imatrix.dat"), "m.dat");
        Assert.Equal((gguf.Format, dat.Format), ("GGUF", "dat"));
        Assert.Equal((40, 512, null), (gguf.Chunks, gguf.ChunkSize, dat.ChunkSize));
        Assert.Equal(gguf.Chunks, dat.Chunks);
        Assert.Equal(gguf.Datasets, dat.Datasets);
        Assert.Equal(["models/calib.txt"], dat.Datasets);
        Assert.Equal(32, gguf.Entries.Count);
        Assert.Equal(gguf.Entries.Select(e => e.OwnName).Order(), dat.Entries.Select(e => e.OwnName).Order());
        foreach (var entry in gguf.Entries)
        {
            var columns = entry.Columns!.Value;
            var other = dat.Find(entry.Name.Subject)!;
            Assert.Null(other.Columns);
            Assert.Equal(entry.Experts(columns), other.Experts(columns));
            Assert.Equal(entry.Uncalibrated(columns), other.Uncalibrated(columns));
            for (var e = 0; e < entry.Experts(columns); e++)
            {
                var (a, b) = (entry.Power(e, columns), other.Power(e, columns));
                Assert.Equal(a is null, b is null);
                for (var c = 0; a is not null && c < columns; c++) Assert.Equal(a[c], b![c], 1e-6 * a[c]);
            }
        }
    }

    [Fact]
    public void NameTheExpertsThatNoTokenReached()
    {
        using var matrix = ImportanceMatrix.Read(Repository.Data("imatrix", "synthetic-moe.imatrix.gguf"), "m.gguf");
        var entry = matrix.Find("blk.0.ffn_down_exps")!;
        Assert.Equal(16, entry.Experts(256));
        Assert.Equal([14, 15], entry.Uncalibrated(256));
        Assert.Null(entry.Power(14, 256));
        Assert.Equal([6259, 1109], entry.Counts!.Take(2));
        Assert.Equal(188.4144744873047 / 6259, entry.Power(0, 256)![0]);
    }

    [Fact]
    public void OfDenseModelsHaveNoGaps()
    {
        using var matrix = ImportanceMatrix.Read(Repository.Data("imatrix", "imatrix.dat"), "imatrix.dat");
        Assert.Equal(154, matrix.Entries.Count);
        Assert.Equal((365, "imatrix-training-full-3"), (matrix.Chunks, Assert.Single(matrix.Datasets)));
        Assert.Empty(matrix.Find("blk.20.ffn_down")!.Uncalibrated(5632));
        Assert.Equal(3413.866455078125 / 365, matrix.Find("blk.20.ffn_down")!.Power(0, 5632)![0]);
    }

    [Fact]
    public void OfAnotherModelDoNotFit()
    {
        using var folder = new TestFolder();
        using var matrix = ImportanceMatrix.Read(folder.Write("m.dat", Dat(Entry("a.weight", 2, 1, 2, 3))), "m.dat");
        Assert.Equal("m.dat: offset 24: a.weight has 3 values, and the model's tensor rows of 2; name the importance matrix of this model",
            Assert.Throws<InputException>(() => matrix.Find("a")!.Power(0, 2)).Message);
    }

    [Theory]
    [InlineData(float.NaN, "m.dat: offset 28: a.weight: non-finite sum of squares; calibrate again")]
    [InlineData(float.PositiveInfinity, "m.dat: offset 28: a.weight: non-finite sum of squares; calibrate again")]
    [InlineData(-1f, "m.dat: offset 28: a.weight: negative sum of squares; calibrate again")]
    public void HaveNoSumsThatAreNoneOfSquares(float sum, string fault) => Assert.Equal(fault, Fault(Dat(Entry("a.weight", 2, 1, sum))));

    [Fact]
    public void AreRefusedWhereTheyLie()
    {
        var entry = Entry("a.weight", 2, 1, 3);
        Assert.Equal("m.dat: offset 0: is not an importance matrix, or truncated: it claims -1 entries in 32 bytes; name the output of llama-imatrix", Fault([.. BitConverter.GetBytes(-1), .. entry, .. new byte[4]]));
        Assert.Equal("m.dat: offset 0: is not an importance matrix, or truncated: it claims 2147483647 entries in 32 bytes; name the output of llama-imatrix", Fault([.. BitConverter.GetBytes(int.MaxValue), .. entry, .. new byte[4]]));
        Assert.Contains("duplicate entry a.weight", Fault([.. BitConverter.GetBytes(2), .. entry, .. entry]), StringComparison.Ordinal);
        Assert.Contains("offset 24: truncated: the values of a.weight needs 8589934588 bytes", Fault([.. BitConverter.GetBytes(1), .. entry[..16], .. BitConverter.GetBytes(int.MaxValue), .. new byte[8]]), StringComparison.Ordinal);
        Assert.Contains("1 bytes behind the end", Fault([.. Dat(entry), .. new byte[9]]), StringComparison.Ordinal);
        Assert.Equal("m.dat: is a gzip file, not tensors", Fault([0x1f, 0x8b, 8, 0, 0, 0]).Split(';')[0]);
        Assert.Contains("m.dat: is empty", Fault([]), StringComparison.Ordinal);
    }

    [Fact]
    public void MayLackTheirText()
    {
        using var folder = new TestFolder();
        using var matrix = ImportanceMatrix.Read(folder.Write("m.dat", Dat(Entry("a.weight", 2, 1, 3))), "m.dat");
        Assert.Equal((null, 0), (matrix.Chunks, matrix.Datasets.Count));
        Assert.Equal([0.5, 1.5], matrix.Find("a")!.Power(0, 2)!);
        Assert.Null(matrix.Find("b"));
    }

    [Theory]
    [InlineData('{')]
    [InlineData('<')]
    public void MayBeginAsAnythingDoes(char first)
    {
        using var folder = new TestFolder();
        using var matrix = ImportanceMatrix.Read(folder.Write("m.dat", Dat([.. Enumerable.Range(0, first).Select(i => Entry($"t{i}", 1, 2))])), "m.dat");
        Assert.Equal(first, matrix.Entries.Count);
    }

    [Theory]
    [InlineData("model", "a GGUF file of general.type model, not an importance matrix")]
    [InlineData("imatrix", "blk.0.x.weight.counts is missing")]
    public void AsGgufAreKnownByTheirType(string type, string fault) =>
        Assert.Contains(fault, Fault(new GgufBuilder().Key("general.type", type).Tensor("blk.0.x.weight.in_sum2", [2], 1, 2).Build()), StringComparison.Ordinal);

    [Fact]
    public void AsGgufAreRefusedWhereTheyLie()
    {
        Assert.Contains("negative count", Fault(Gguf([2, 2], [1, 1, 1, 1], [1, 2], [1, -1])), StringComparison.Ordinal);
        Assert.Contains("without tensors", Fault(new GgufBuilder().Key("general.type", "imatrix").Build()), StringComparison.Ordinal);
        Assert.Contains("non-finite count", Fault(Gguf([2, 2], [1, 1, 1, 1], [1, 2], [1, float.NaN])), StringComparison.Ordinal);
        Assert.Contains("which do not fit", Fault(Gguf([2, 2], [1, 1, 1, 1], [1, 3], [1, 1, 1])), StringComparison.Ordinal);
        Assert.Contains("non-finite sum of squares", Fault(Gguf([2, 2], [1, 1, 1, float.NaN], [1, 2], [1, 1])), StringComparison.Ordinal);
        Assert.Contains("both must be f32", Fault(new GgufBuilder().Key("general.type", "imatrix").Zeros("a.in_sum2", WeightTypes.F16, 2).Tensor("a.counts", [1], 1).Build()), StringComparison.Ordinal);
        Assert.Contains("is not part of an importance matrix", Fault(new GgufBuilder().Key("general.type", "imatrix").Tensor("a.counts", [1], 1).Build()), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("synthetic-moe.imatrix.gguf")]
    [InlineData("synthetic-moe.imatrix.dat")]
    public void ThatAreDamagedAreRefusedOrRead(string name)
    {
        var whole = File.ReadAllBytes(Repository.Data("imatrix", name));
        var random = new Random(7);
        using var folder = new TestFolder();
        for (var i = 0; i < 200; i++)
        {
            byte[] bytes = i % 2 == 0 ? whole[..random.Next(whole.Length)] : [.. whole];
            if (i % 2 == 1) bytes[i % 4 == 1 ? random.Next(Math.Min(2000, bytes.Length)) : random.Next(bytes.Length)] ^= (byte)(1 << random.Next(8));
            var path = folder.Write("m", bytes);
            try
            {
                using var matrix = ImportanceMatrix.Read(path, "m");
            }
            catch (InputException e)
            {
                Assert.StartsWith("m: ", e.Message, StringComparison.Ordinal);
            }
        }
    }

    private static string Fault(byte[] bytes)
    {
        using var folder = new TestFolder();
        return Assert.Throws<InputException>(() => ImportanceMatrix.Read(folder.Write("m.dat", bytes), "m.dat").Dispose()).Message;
    }

    private static byte[] Gguf(long[] shape, float[] sums, long[] countShape, float[] counts) =>
        new GgufBuilder().Key("general.type", "imatrix").Tensor("a.in_sum2", shape, sums).Tensor("a.counts", countShape, counts).Build();

    private static byte[] Dat(params byte[][] entries) => [.. BitConverter.GetBytes(entries.Length), .. entries.SelectMany(e => e)];

    private static byte[] Entry(string name, int calls, params float[] values) =>
    [
        .. BitConverter.GetBytes(name.Length), .. Encoding.UTF8.GetBytes(name), .. BitConverter.GetBytes(calls), .. BitConverter.GetBytes(values.Length),
        .. values.SelectMany(BitConverter.GetBytes),
    ];
}
