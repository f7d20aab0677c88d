using System.Diagnostics;
using MoeGate.Tests.Support;
using MoeGate.Tool;

namespace MoeGate.Tests.Tool;

/// <summary>A reading of 8 GiB that somebody stops, or that goes wrong in the middle.</summary>
public class LongScan
{
    private const string Tensor = "blk_0_ffn_up_weight.f32bin";
    private const string Cancelled = "moegate: cancelled\n";

    [Theory]
    [InlineData("measure", "--candidate", Tensor, "-o", "results.json")]
    [InlineData("check", "--candidate", Tensor, "--report", "junit=results.xml")]
    [InlineData("analyze", "weights", Tensor)]
    public void StopsWithinASecondAndLeavesNothing(params string[] args)
    {
        using var folder = Folder();
        using var run = new Running(folder, args);
        Thread.Sleep(200);
        var (exitCode, output, error) = run.Stop(out var took);
        Assert.Equal((130, "", Cancelled), (exitCode, output, error));
        Assert.InRange(took.TotalSeconds, 0, 1);
        Assert.Equal([folder[Tensor]], Directory.GetFileSystemEntries(folder.Path));
    }

    [Fact]
    public void StopsWithinASecondInAProduct()
    {
        using var folder = Folder();
        SparseFile.F32Bin(folder, "act_blk0_ffn_input.f32bin", 4096, 16384);
        using var run = new Running(folder, "measure", "--candidate", Tensor, "--sample", "20000", "--activations", ".");
        Thread.Sleep(1500);
        Assert.Equal((130, "", Cancelled), run.Stop(out var took));
        Assert.InRange(took.TotalSeconds, 0, 1);
    }

    [Fact]
    public void OfAFileThatIsCutShortSaysSoInOneLine()
    {
        using var folder = Folder();
        using var run = new Running(folder, "measure", "--candidate", Tensor, "-o", "results.json");
        Thread.Sleep(200);
        SparseFile.Extend(folder[Tensor], 1 << 20);
        var (exitCode, output, error) = run.End();
        Assert.Equal((3, ""), (exitCode, output));

        // On a busy machine it may be cut before it is opened, and then its header says so.
        Assert.Matches(@$"^moegate: \S*{Tensor}: [^\n]*truncated[^\n]+\n$", error);
        Assert.False(File.Exists(folder["results.json"]));
    }

    [Fact]
    public void SaysNothingBeforeAnybodyWonders()
    {
        using var folder = Folder();
        using var run = new Running(folder, "measure", "--candidate", Tensor);
        Thread.Sleep(300);
        Assert.Equal(Cancelled, run.Stop(out _).Error);
    }

    [Fact]
    public void SaysHowFarItIsInLines()
    {
        using var folder = Folder();
        using var run = new Running(folder, new HurriedClock(), false, "measure", "--candidate", Tensor, "--threads", "1");
        run.UntilItSaysSomething();
        Assert.Matches(@"^(moegate: +\d+ ?% of \d+(\.\d+)? \S+  blk\.0\.ffn_up\n)+moegate: cancelled\n$", run.Stop(out _).Error);
    }

    [Fact]
    public void DrawsABarOnATerminalAndTakesItAway()
    {
        using var folder = Folder();
        using var run = new Running(folder, new HurriedClock(), true, "analyze", "weights", Tensor, "--threads", "1");
        run.UntilItSaysSomething();
        Assert.Matches(@"^(\r\[#*\.*\] +\d+ ?% of \d+(\.\d+)? \S+  blk\.0\.ffn_up *)+\r +\rmoegate: cancelled\n$", run.Stop(out _).Error);
    }

    [Theory]
    [InlineData("measure", "--candidate", Tensor, "--quiet")]
    [InlineData("measure", "--candidate", Tensor, "--no-progress")]
    [InlineData("analyze", "weights", Tensor, "-q")]
    [InlineData("analyze", "weights", Tensor, "--no-progress")]
    public void SaysNothingWhereNobodyWantsToKnow(params string[] args)
    {
        using var folder = Folder();
        using var run = new Running(folder, new HurriedClock(), true, args);
        Thread.Sleep(300);
        Assert.Equal(Cancelled, run.Stop(out _).Error);
    }

    private static TestFolder Folder()
    {
        var folder = new TestFolder();
        SparseFile.F32Bin(folder, Tensor, 1 << 17, 1 << 14);
        return folder;
    }

    /// <summary>A run that goes on while the test does something to it; files are in the folder.</summary>
    private sealed class Running : IDisposable
    {
        private readonly StringWriter output = new() { NewLine = "\n" };
        private readonly Heard error = new() { NewLine = "\n" };
        private readonly CancellationTokenSource source = new();
        private readonly Task<int> run;

        public Running(TestFolder folder, params string[] args)
            : this(folder, TimeProvider.System, false, args)
        {
        }

        public Running(TestFolder folder, TimeProvider clock, bool isTerminal, params string[] args)
        {
            string[] full = [.. args.Select(a => a == "." ? folder.Path : a == Tensor || a == "results.json" ? folder[a] : a.Replace("=", "=" + folder.Path + "/", StringComparison.Ordinal))];
            var terminal = new Terminal(output, error, false, _ => null, source.Token) { ErrorIsTerminal = isTerminal, Clock = clock };
            run = Task.Factory.StartNew(() => Application.Run(full, terminal), CancellationToken.None, TaskCreationOptions.LongRunning, TaskScheduler.Default);
        }

        public void UntilItSaysSomething() => Assert.True(error.Something.Wait(TimeSpan.FromSeconds(30), TestContext.Current.CancellationToken), "it said nothing");

        public (int ExitCode, string Out, string Error) Stop(out TimeSpan took)
        {
            Assert.False(run.IsCompleted, "it was over before it was stopped: " + error);
            var watch = Stopwatch.StartNew();
            source.Cancel();
            var result = End();
            took = watch.Elapsed;
            return result;
        }

        public (int ExitCode, string Out, string Error) End()
        {
            var exitCode = run.GetAwaiter().GetResult();
            return (exitCode, output.ToString(), error.ToString());
        }

        public void Dispose()
        {
            source.Cancel();
            run.GetAwaiter().GetResult();
            output.Dispose();
            error.Dispose();
            source.Dispose();
        }
    }

    /// <summary>Tells when the first word is written.</summary>
    private sealed class Heard : StringWriter
    {
        public ManualResetEventSlim Something { get; } = new();

        public override void Write(string? value)
        {
            base.Write(value);
            Something.Set();
        }

        protected override void Dispose(bool disposing)
        {
            base.Dispose(disposing);
            Something.Dispose();
        }
    }

    /// <summary>A hundred times as fast.</summary>
    private sealed class HurriedClock : TimeProvider
    {
        public override ITimer CreateTimer(TimerCallback callback, object? state, TimeSpan dueTime, TimeSpan period) =>
            System.CreateTimer(callback, state, dueTime / 100, period / 100);
    }
}
