using System.Text.Json.Nodes;
using MoeGate.Tests.Support;

namespace MoeGate.Tests.Tool;

/// <summary>Shards that were measured on machines with different devices belong together all the same.</summary>
public sealed class PartsOfSeveralDevices : IDisposable
{
    private readonly TestFolder folder = new();
    private readonly string[] evidence;

    public PartsOfSeveralDevices()
    {
        // A layer for each shard.
        var model = new GgufBuilder();
        for (var layer = 0; layer < 4; layer++) model.Tensor($"blk.{layer}.ffn_up.weight", [32, 8], [.. Enumerable.Range(layer, 256).Select(i => (float)i)]);
        evidence = ["--candidate", folder.Write("m.gguf", model.Build())];
    }

    [Fact]
    public void NameEachOnce()
    {
        var parts = new[] { Part(1, "Zany device"), Part(2, null), Part(3, "Able device"), Part(4, "Zany device") };
        var merged = JsonNode.Parse(Parts.Merge(parts))!;
        Assert.Equal(["Able device (test)", "Zany device (test)"], Devices(merged));
        Assert.Equal(["Able device (test)", "Zany device (test)"], Devices(JsonNode.Parse(Parts.Merge([.. parts.Reverse()]))!));
        Assert.Equal(["candidate", "device", "device"], merged["evidence"]!.AsArray().Select(e => (string)e!["role"]!));

        // Judged later, the verdict names them too.
        var whole = folder.Write("all.json", merged.ToJsonString());
        Assert.Contains("\nmeasured on Able device (test), Zany device (test)\n\n", Moegate.Run("check", "--metrics", whole, "--fail-on", "never").Out, StringComparison.Ordinal);
    }

    public void Dispose() => folder.Dispose();

    private static IEnumerable<string> Devices(JsonNode document) =>
        document["evidence"]!.AsArray().Where(e => (string)e!["role"]! == "device").Select(e => (string)e!["value"]!);

    /// <summary>A part, measured on a device of this name; null for the processor.</summary>
    private string Part(int shard, string? device)
    {
        if (device is null) return Parts.Measure(folder, shard, 4, evidence);
        var path = folder[$"part-{shard}.json"];
        var run = Moegate.Run(new PlainDevice().Alone, ["measure", .. evidence, "--device", "gpu", "--shard", $"{shard}/4", "-o", path]);
        Assert.Equal((0, ""), (run.ExitCode, run.Error));
        var text = File.ReadAllText(path);
        Assert.Contains("Plain device (test)", text, StringComparison.Ordinal);
        File.WriteAllText(path, text.Replace("Plain device", device, StringComparison.Ordinal));
        return path;
    }
}
