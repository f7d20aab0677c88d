using System.Text.RegularExpressions;
using MoeGate.Tests.Support;

namespace MoeGate.Tests.Tool;

/// <summary><c>moegate devices --measure</c>, and what it keeps.</summary>
public sealed partial class MeasuredDevice : IDisposable
{
    private readonly TestFolder folder = new();

    private Dictionary<string, string> Environment => new() { ["XDG_CACHE_HOME"] = folder.Path };

    private string Kept => Path.Combine(folder.Path, "moegate", "device-rates.json");

    [Fact]
    public void IsShownBesideTheProcessorAndKept()
    {
        var device = new PlainDevice();
        var run = Moegate.Run(Environment, device.Alone, "devices", "--measure", "bf16", "q4_K");
        Assert.Equal((0, "", 0), (run.ExitCode, run.Error, device.Open));
        Assert.Contains("Plain device (test) beside ", run.Out, StringComparison.Ordinal);
        Assert.Matches("""bf16: Moments +\d+\.\d\d +\d+\.\d\d +(processor|device)\n""", run.Out);
        Assert.Matches("""q4_K beside bf16: Errors, Order +\d+\.\d\d +\d+\.\d\d +(processor|device)\n""", run.Out);
        Assert.EndsWith($"kept for --device auto in {Kept}\n", run.Out, StringComparison.Ordinal);
        Assert.Equal(Work().Count(run.Out), PlaceOfDevice().Count(File.ReadAllText(Kept)));
    }

    [Theory]
    [InlineData("")]
    [InlineData("[ null, {} ]")]
    [InlineData("[{\"Version\": \"0.1.0\", \"Device\": \"Plain device (test)\", \"Threads\": 2, \"Kind\": \"bf16: Moments\", \"Processor\": 1, \"OfDevice\": 1e400}]")]
    [InlineData("{\"a\": 1}")]
    [InlineData("[{\"Version\": \"0.1.0\", \"Device\": null, \"Threads\": 1e9, \"Kind\": [], \"Processor\": -1}]")]
    public void IsNotLedAstrayByAFileOfAnotherKind(string text)
    {
        Directory.CreateDirectory(Path.GetDirectoryName(Kept)!);
        File.WriteAllText(Kept, text);
        var run = Moegate.Run(Environment, new PlainDevice().Alone, "measure", "--candidate", Repository.File("samples", "weights", "model.gguf"));
        Assert.Equal((0, ""), (run.ExitCode, run.Error));
    }

    [Theory]
    [InlineData("HOME", "relative")]
    [InlineData("XDG_CACHE_HOME", "/dev/null")]
    public void ThatCannotBeKeptIsShownAllTheSame(string variable, string folder)
    {
        var run = Moegate.Run(new Dictionary<string, string> { [variable] = folder }, new PlainDevice().Alone, "devices", "--measure", "q4_0");
        Assert.Equal(0, run.ExitCode);
        Assert.StartsWith("moegate: note: not kept: ", run.Error, StringComparison.Ordinal);
        Assert.DoesNotContain("kept for", run.Out, StringComparison.Ordinal);
        Assert.False(Directory.Exists(folder));
    }

    [Fact]
    public void ThatFailsIsNamedWithTheReason()
    {
        var run = Moegate.Run(Environment, new PlainDevice { FailsAt = 5 }.Alone, "devices", "--measure");
        Refused.With(run with { Out = "" }, Refused.AsEvidence, "Plain device (test) failed while ");
        Assert.False(File.Exists(Kept));
    }

    [Fact]
    public void IsOfTypesThatCanBeDecoded() =>
        Refused.With(Moegate.Run(Environment, new PlainDevice().Alone, "devices", "--measure", "q8_1"), Refused.AsUsage, "--measure q8_1 is no type that can be decoded");

    [Fact]
    public void HasToBeThere()
    {
        Refused.With(Moegate.Run(Environment, new FoundDevices(), "devices", "--measure") with { Out = "" }, Refused.AsEvidence, "there is no device to measure");
        Refused.With(Moegate.Run("devices", "--measure"), Refused.AsEvidence, "this build has no GPU support");
    }

    public void Dispose() => folder.Dispose();

    [GeneratedRegex(" (processor|device)\n", RegexOptions.ExplicitCapture)]
    private static partial Regex Work();

    [GeneratedRegex("Plain device")]
    private static partial Regex PlaceOfDevice();
}
