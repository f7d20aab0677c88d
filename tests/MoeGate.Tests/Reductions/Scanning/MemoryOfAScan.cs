using MoeGate.Tests.Support;

namespace MoeGate.Tests.Reductions.Scanning;

/// <summary>What a process of its own holds at most.</summary>
public class MemoryOfAScan
{
    private const long Most = 300_000_000;
    private const string Tensor = "blk_0_ffn_up_weight.f32bin";

    [Fact]
    public void DoesNotGrowWithATensorOf1GiB()
    {
        using var folder = new TestFolder();
        SparseFile.F32Bin(folder, Tensor, 1 << 16, 1 << 12);
        var config = folder.Write("moegate.json", $$"""{ "evidence": { "candidate": "{{Tensor}}" }, "rules": [{"id": "T1", "metric": "weight.nonfinite", "assert": "max <= 0"}] }""");
        MustBeSmall(folder, "weight.nonfinite", config);
    }

    [Fact]
    public void DoesNotGrowWithTheNumberOfChunksOfManyColumns()
    {
        const int columns = 1 << 16;
        using var folder = new TestFolder();
        var path = SparseFile.F32Bin(folder, Tensor, 1 << 9, columns);
        var imatrix = folder.Write("imatrix.dat", SmallModel.Imatrix(("blk.0.ffn_up.weight", [.. Enumerable.Repeat(2f, columns)])));
        MustBeSmall(folder, "matmul.contribution.mean", "--candidate", path, "--imatrix", imatrix);
    }

    private static void MustBeSmall(TestFolder folder, string measured, params string[] args)
    {
        Assert.SkipUnless(OperatingSystem.IsLinux(), "the peak of another process is known on Linux alone");
        var (exitCode, error, peak) = Peer.MoegateWithPeak(["measure", .. args, "--threads", "2", "--no-progress", "-o", folder["results.json"]]);
        Assert.Equal((0, ""), (exitCode, error));
        Assert.Contains($"\"metric\":\"{measured}\",\"subject\":\"blk.0.ffn_up\"", File.ReadAllText(folder["results.json"]), StringComparison.Ordinal);
        Assert.InRange(peak, 20_000_000, Most);
    }
}
