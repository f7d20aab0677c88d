using MoeGate.Blocks;
using MoeGate.Tests.Support;

namespace MoeGate.Tests.Reductions.Scanning;

/// <summary>A candidate beside its reference, both larger than numbers of 32 bits count or than memory should hold.</summary>
public class LargeComparison
{
    private const long MostMemory = 400_000_000;

    private static readonly WeightType q8 = WeightTypes.Find("q8_0")!;

    [Fact]
    public void FindsARowBeyond4GiBOfEachFile()
    {
        const long columns = 8192, before = 530_000, rows = 3000, same = 2900, lost = 2999;
        using var folder = new TestFolder();
        (string, WeightType, long[])[] Tensors(WeightType type) => [("blk.0.ffn_up.weight", type, [columns, before]), ("blk.1.ffn_down.weight", type, [columns, rows])];
        var (reference, theirs) = SparseFile.Gguf(folder, "r.gguf", Tensors(WeightTypes.BF16));
        var (candidate, ours) = SparseFile.Gguf(folder, "c.gguf", Tensors(q8));

        // Both files have one row alike, and the reference another one that the candidate lacks.
        foreach (var row in (long[])[same, lost]) SparseFile.Plant(reference, theirs[1] + WeightTypes.BF16.BytesOf(row * columns), Ones(WeightTypes.BF16, columns));
        SparseFile.Plant(candidate, ours[1] + q8.BytesOf(same * columns), Ones(q8, columns));
        Assert.True(ours[1] > 1L << 32);

        var config = folder.Write("moegate.json", """
            { "evidence": { "candidate": "c.gguf", "reference": "r.gguf" }, "rules": [{ "id": "T1", "metric": "error.worst_row", "select": { "role": "ffn_down" }, "assert": "max <= 0.5" }] }
            """);
        var measured = Measured.By(config);
        Assert.Equal(1, measured.Value("error.worst_row", "blk.1.ffn_down"), 1e-6);
        Assert.False(measured.Has("error.worst_row", "blk.0.ffn_up"));
        var run = Moegate.Run("check", config);
        Assert.Equal(1, run.ExitCode);
        Assert.Contains($"blk.1.ffn_down row {lost}", run.Out, StringComparison.Ordinal);
    }

    [Fact]
    public void HoldsLittleOfAModelOf1GB()
    {
        Assert.SkipUnless(OperatingSystem.IsLinux(), "the peak of another process is known on Linux alone");
        const long width = 2048, experts = 8;
        using var folder = new TestFolder();
        var names = (from layer in Enumerable.Range(0, 6) from part in (string[])["gate", "up", "down"] select $"blk.{layer}.ffn_{part}_exps.weight").ToList();
        var (reference, theirs) = SparseFile.Gguf(folder, "r.gguf", [.. names.Select(n => (n, WeightTypes.BF16, (long[])[width, width, experts]))]);
        var (candidate, ours) = SparseFile.Gguf(folder, "c.gguf", [.. names.Select(n => (n, q8, (long[])[width, width, experts]))]);
        for (var t = 0; t < names.Count; t++)
        {
            // Some rows of each expert, all different.
            for (var e = 0; e < experts; e++)
            {
                var weights = Drawn(64 * (int)width, seed: (t << 8) + e);
                var first = width * width * e + width * (width - 64) / 2;
                SparseFile.Plant(reference, theirs[t] + WeightTypes.BF16.BytesOf(first), [.. weights.SelectMany(w => BitConverter.GetBytes((ushort)(BitConverter.SingleToUInt32Bits(w) >> 16)))]);
                SparseFile.Plant(candidate, ours[t] + q8.BytesOf(first), Rounded(weights));
            }
        }

        var config = folder.Write("moegate.json", """
            { "evidence": { "candidate": "c.gguf", "reference": "r.gguf" }, "rules": [{ "id": "T1", "metric": "error.sqnr", "assert": "min >= 1dB" }, { "id": "T2", "metric": "error.worst_row", "assert": "max <= 1" }] }
            """);
        var (exitCode, error, peak) = Peer.MoegateWithPeak("measure", config, "--threads", "2", "--no-progress", "-o", folder["results.json"]);
        Assert.Equal((0, ""), (exitCode, error));
        Assert.Contains("\"metric\":\"error.sqnr\",\"subject\":\"blk.5.ffn_down_exps\"", File.ReadAllText(folder["results.json"]), StringComparison.Ordinal);
        Assert.InRange(peak, 20_000_000, MostMemory);
    }

    [Fact]
    public void HoldsLittleOfManyRows()
    {
        Assert.SkipUnless(OperatingSystem.IsLinux(), "the peak of another process is known on Linux alone");
        const long rows = 24_000_000;
        using var folder = new TestFolder();
        var (reference, theirs) = SparseFile.Gguf(folder, "r.gguf", ("blk.0.ffn_up.weight", WeightTypes.F32, [1, rows]));
        SparseFile.Gguf(folder, "c.gguf", ("blk.0.ffn_up.weight", WeightTypes.F32, [1, rows]));
        SparseFile.Plant(reference, theirs[0] + 4 * (rows - 3), BitConverter.GetBytes(1f));
        var config = folder.Write("moegate.json", """{ "evidence": { "candidate": "c.gguf", "reference": "r.gguf" }, "rules": [{ "id": "T1", "metric": "error.worst_row", "assert": "max <= 1" }] }""");
        var (exitCode, error, peak) = Peer.MoegateWithPeak("measure", config, "--threads", "2", "--no-progress", "-o", folder["results.json"]);
        Assert.Equal((0, ""), (exitCode, error));
        Assert.Contains($"blk.0.ffn_up row {rows - 3}\"", File.ReadAllText(folder["results.json"]), StringComparison.Ordinal);
        Assert.InRange(peak, 20_000_000, MostMemory);
    }

    private static float[] Drawn(int count, int seed)
    {
        var random = new Random(seed);
        return [.. Enumerable.Range(0, count).Select(_ => random.Next(-127, 128) / 128f)];
    }

    private static byte[] Ones(WeightType type, long columns) =>
        type == q8 ? Rounded([.. Enumerable.Repeat(1f, (int)columns)]) : [.. Enumerable.Repeat<byte[]>([0x80, 0x3f], (int)columns).SelectMany(b => b)];

    /// <summary>Blocks of q8_0 in steps of 1/64.</summary>
    private static byte[] Rounded(float[] weights) =>
        [.. weights.Chunk(32).SelectMany(block => (byte[])[.. BitConverter.GetBytes((Half)(1 / 64f)), .. block.Select(w => (byte)(sbyte)MathF.Round(w * 64))])];
}
