using System.Runtime.InteropServices;
using System.Text.Json;
using MoeGate.Blocks;
using MoeGate.Tests.Support;

namespace MoeGate.Tests.Blocks;

/// <summary>Blocks that ggml quantized, random blocks, and blocks with poisoned scales, each with the weights that ggml makes of them.</summary>
public class GoldenBlocks
{
    public static TheoryData<string> Types => new(StoredBlocks.TypesOfGgml);

    [Theory]
    [MemberData(nameof(Types))]
    public void AreDecodedAsByGgml(string name)
    {
        var type = WeightTypes.Find(name)!;
        using var index = JsonDocument.Parse(File.ReadAllBytes(Repository.Data("ggml-golden", "index.json")));
        var cases = index.RootElement.GetProperty("cases").EnumerateArray().Where(c => c.GetProperty("type").ValueEquals(name)).ToList();
        Assert.NotEmpty(cases);
        foreach (var (stored, weights) in cases.Select(c => (Of(c, "q"), Of(c, "deq"))))
        {
            var blocks = File.ReadAllBytes(Repository.Data("ggml-golden", stored));
            var expected = MemoryMarshal.Cast<byte, float>(File.ReadAllBytes(Repository.Data("ggml-golden", weights)).AsSpan());
            StoredBlocks.MustBeSame(expected, StoredBlocks.Decoded(type, blocks), stored);
            StoredBlocks.MustBeSame(expected, StoredBlocks.Defined(type, blocks), $"{stored} by the definition");
        }
    }

    private static string Of(JsonElement golden, string file) => golden.GetProperty(file).GetProperty("file").GetString()!;
}
