using System.Text;
using MoeGate.Blocks;
using MoeGate.Tests.Reports;
using MoeGate.Tests.Support;

namespace MoeGate.Tests.Tool;

/// <summary>A model names its tensors as it likes, and a starter configuration selects roles by those names.</summary>
public class StarterOfHostileNames
{
    /// <summary>GGUF's names end at a NUL, and have at most 63 bytes.</summary>
    public static TheoryData<int> Numbers => [.. Enumerable.Range(0, Hostile.Names.Count).Where(n => !Hostile.Names[n].Contains('\0', StringComparison.Ordinal))];

    [Theory]
    [MemberData(nameof(Numbers))]
    public void IsAConfigurationAllTheSame(int number)
    {
        var name = Hostile.Names[number];
        if (name.Length > 48) name = name[..48];
        while (Encoding.UTF8.GetByteCount(name) > 48) name = name[..^1];
        using var folder = new TestFolder();
        float[] weights = [.. Enumerable.Range(1, 64).Select(i => (float)i)];
        var model = new GgufBuilder().Key("general.architecture", "toymoe")
            .Tensor($"blk.0.{name}.weight", [32, 2], weights)
            .Tensor("blk.0.attn_q.weight", WeightTypes.Find("q8_0")!, [32, 2], [.. Enumerable.Range(0, 68).Select(i => (byte)(i % 34 == 1 ? 0x20 : i))])
            .Build();
        var init = Moegate.Run("init", folder.Write("m.gguf", model), "-o", folder["moegate.json"]);
        Assert.True(init.ExitCode == 0, init.Out + init.Error);
        Hostile.MustBeHarmless(init.Out);
        Hostile.MustBeHarmless(File.ReadAllText(folder["moegate.json"]));
        Assert.Equal(0, Moegate.Run("config", folder["moegate.json"]).ExitCode);
    }
}
