using System.Text.Json.Nodes;
using MoeGate.Tests.Support;

namespace MoeGate.Tests.Tool;

/// <summary>What samples/weights/README.md says of the sample.</summary>
public class WeightSample
{
    private static string Path(params string[] parts) => Repository.File(["samples", "weights", .. parts]);

    public static TheoryData<string[], string, string> Verdicts => new()
    {
        { ["--candidate", Path("model.gguf")], "", "" },
        { ["--candidate", Path("model.gguf"), "--activations", Path("activations")], "", "" },
        { ["--candidate", Path("model-broken.gguf")], "MG301 MG610", "" },
        { [Path("moegate.json")], "", "T301" },
        { [Path("moegate.json"), "--candidate", Path("model-broken.gguf")], "MG301", "T301" },
    };

    [Theory]
    [MemberData(nameof(Verdicts))]
    public void HasTheseVerdicts(string[] gate, string violated, string warned)
    {
        var run = Moegate.Run(["check", .. gate, "--report", "json"]);
        var findings = JsonNode.Parse(run.Out)!["findings"]!.AsArray();
        string Those(string outcome) => string.Join(' ', findings.Where(f => (string?)f!["outcome"] == outcome).Select(f => (string?)f!["rule"]));
        Assert.Equal((violated, warned), (Those("fail"), Those("warning")));
    }

    [Fact]
    public void HasOneHardExpert()
    {
        var run = Moegate.Run("check", Path("moegate.json"), "--report", "json");
        var finding = JsonNode.Parse(run.Out)!["findings"]!.AsArray().Single(f => (string?)f!["rule"] == "T301")!;
        Assert.Equal(["blk.0.ffn_down_exps[2]"], finding["worst"]!.AsArray().Select(w => (string?)w!["subject"]));
    }

    [Fact]
    public void IsMadeAgainToTheByte()
    {
        var python = Peer.RequirePython();
        using var folder = new TestFolder();
        Assert.Equal((0, "", ""), Peer.Run(python, Path("make.py"), folder.Path));
        foreach (var name in new[] { "model.gguf", "model-broken.gguf", "activations/act_blk0_ffn_input.f32bin", "activations/act_blk0_ffn_down_input.f32bin" })
            Assert.Equal(File.ReadAllBytes(Path(name)), File.ReadAllBytes(folder[name]));
    }
}
