using MoeGate.Tests.Support;

namespace MoeGate.Tests.Reductions.Scanning;

/// <summary>One document of figures, whatever the number of threads and the instructions of the processor.</summary>
public class SameFiguresEverywhere
{
    /// <summary>What .NET 10 reads; each takes away the registers of those before it. On processors without AVX-512 the first changes nothing.</summary>
    private static readonly string[] withoutInstructions = ["DOTNET_EnableAVX512", "DOTNET_EnableAVX2", "DOTNET_EnableHWIntrinsic"];

    [Theory]
    [InlineData("layer-small")]
    [InlineData("stories260K", "f32bin")]
    public void OfAFolder(params string[] folder)
    {
        var path = Repository.Data(folder);
        MustNotDependOnTheMachine("--candidate", path, "--activations", path);
    }

    [Fact]
    public void OfAGgufOfAllTypes()
    {
        using var folder = new TestFolder();
        MustNotDependOnTheMachine(SmallModel.Options(folder));
    }

    [Fact]
    public void OfACandidateBesideItsReference()
    {
        using var files = new PairOfFiles();
        Stored Exact(int count, int seed) => Stored.F32(Stored.Draw(count, seed));
        Stored Noisy(int count, int seed) => Stored.F32([.. Stored.Draw(count, seed).Zip(Stored.Draw(count, 1000 + seed), (w, e) => w + 0.1f * e)]);
        float[] Power(int seed) => [.. Stored.Draw(77, seed, 1).Select(a => a * a)];
        files.Add("blk.0.ffn_up", 1024, Stored.In("q4_K", Stored.Draw(1024 * 600, 1), 1024), Stored.In("bf16", Stored.Draw(1024 * 600, 1), 1024)).Entering("ffn_input", 70, Stored.Draw(70 * 1024, 2, 1));
        files.Add("blk.0.attn_q", 17_001, Noisy(17_001 * 30, 3), Exact(17_001 * 30, 3));
        files.Stack("blk.0.ffn_down_exps", 77, [Noisy(77 * 4000, 5), Noisy(77 * 4000, 4)], [Exact(77 * 4000, 4), Exact(77 * 4000, 5), Exact(77 * 4000, 6)], [1, 0], [Power(1), Power(2)]);
        MustNotDependOnTheMachine(files.Arguments());
    }

    [Fact]
    public void OfASample()
    {
        using var folder = new TestFolder();
        string[] args = ["measure", .. SmallModel.Options(folder), "--all", "--sample", "20", "--report", "json"];
        Assert.Equal(Moegate.Run([.. args, "--threads", "1"]), Moegate.Run([.. args, "--threads", "7"]));
    }

    private static void MustNotDependOnTheMachine(params string[] evidence)
    {
        string[] args = ["measure", .. evidence, "--all", "--no-progress", "--report", "json"];
        var one = Moegate.Run([.. args, "--threads", "1"]);
        Assert.Equal((0, ""), (one.ExitCode, one.Error));
        Assert.Contains("\"metric\":\"matmul.output_error\",\"subject\":\"blk.0.ffn_up\",\"value\"", one.Out, StringComparison.Ordinal);
        foreach (var threads in (string[])["2", "7"]) Assert.Equal(one.Out, Moegate.Run([.. args, "--threads", threads]).Out);
        foreach (var variable in withoutInstructions)
        {
            var (exitCode, output, error) = Peer.MoegateWith(variable, "0", args);
            Assert.Equal((variable, 0, ""), (variable, exitCode, error));
            Assert.Equal(one.Out, output);
        }
    }
}
