using MoeGate.Blocks;
using MoeGate.Reductions;
using MoeGate.Tests.Support;

namespace MoeGate.Tests.Metrics.Structure;

/// <summary>Blocks that hold no number, in every type that is decoded and can hold such a block.</summary>
public class FaultyBlocks
{
    private const int Blocks = 3, Rows = 5, Experts = 2, Expert = 1, Row = 2, Block = 1;

    /// <summary>Types of which some pattern of bytes, the same in all of a block, is not a number.</summary>
    public static TheoryData<string> Types => [.. WeightTypes.All.Where(t => t is { Id: not null, Decoder: not null } && Stranger(t) is not null).Select(t => t.Name)];

    [Theory]
    [MemberData(nameof(Types))]
    public void AreNamedByTensorExpertRowAndBlock(string name)
    {
        var type = WeightTypes.Find(name)!;
        var data = new byte[Blocks * Rows * Experts * type.Bytes];
        Stranger(type)!.CopyTo(data.AsSpan(((Expert * Rows + Row) * Blocks + Block) * type.Bytes));
        using var folder = new TestFolder();
        var path = folder.Write("m.gguf", new GgufBuilder().Tensor("blk.3.ffn_down_exps.weight", type, [Blocks * type.Length, Rows, Experts], data).Build());
        var place = $"blk.3.ffn_down_exps[{Expert}] row {Row} {(type.Length > 1 ? "block" : "column")} {Block}";
        Assert.StartsWith($"nonfinite_blocks 1: {place} ", Assert.Single(MoeModel.OffencesOf(path), o => o.StartsWith("nonfinite", StringComparison.Ordinal)), StringComparison.Ordinal);

        var run = Moegate.Run("check", "--candidate", path);
        Assert.Equal(1, run.ExitCode);
        Assert.Contains(place, run.Out, StringComparison.Ordinal);
    }

    /// <summary>Beyond a tile, and in whichever chunk.</summary>
    [Fact]
    public void AreFoundFarAlongARowAndFarDownATensor()
    {
        const int columns = 40_000, rows = 60;
        var values = new float[columns * rows];
        for (var i = 0; i < values.Length; i++) values[i] = i % 7;
        (values[33 * columns + 39_999], values[59 * columns + 20_000]) = (float.NaN, float.PositiveInfinity);
        using var folder = new TestFolder();
        var path = folder.Write("m.gguf", new GgufBuilder().Tensor("blk.0.ffn_up.weight", [columns, rows], values).Build());
        Assert.Equal(["nonfinite_blocks 2: blk.0.ffn_up row 33 column 39999 1, blk.0.ffn_up row 59 column 20000 1"], MoeModel.OffencesOf(path));
    }

    [Fact]
    public void AreNamedUpToTen()
    {
        var model = new MoeModel();
        Array.Fill(model.Values("blk.0.ffn_up.weight"), float.NaN, 0, 30);
        var offence = Assert.Single(model.Offences());
        Assert.StartsWith("nonfinite_blocks 30: ", offence, StringComparison.Ordinal);
        Assert.Equal(BlockFaults.Named, offence.Split(", ").Length);
    }

    /// <summary>A half that is infinite stands first or last in most blocks; bytes of ones make it NaN, and exponents too.</summary>
    private static byte[]? Stranger(WeightType type)
    {
        var bytes = new byte[type.Bytes];
        var weights = new float[type.Length];
        foreach (var fill in (byte[])[0xFF, 0xFE, 0x7F, 0x7C])
        {
            Array.Fill(bytes, fill);
            type.Decoder!.Decode(bytes, weights);
            if (weights.Any(w => !float.IsFinite(w))) return bytes;
        }

        return null;
    }
}
