using MoeGate.Blocks;
using MoeGate.Tests.Support;

namespace MoeGate.Tests.Tool;

public class ListedTypes
{
    [Fact]
    public void AreAllTypes()
    {
        var run = Moegate.Run("types");
        Assert.Equal((0, ""), (run.ExitCode, run.Error));
        Assert.Equal(WeightTypes.All.Select(t => t.Name), run.Out.Split('\n', StringSplitOptions.RemoveEmptyEntries).Skip(1).Select(l => l.Split(' ')[0]));
    }

    [Theory]
    [InlineData("bf16 30 1 2 16 yes GGUF, safetensors")]
    [InlineData("iq2_xxs 16 256 66 2.0625 yes GGUF")]
    [InlineData("q8_1 9 32 36 9 no GGUF")]
    [InlineData("f8_e4m3 – 1 1 8 yes safetensors")]
    [InlineData("f6_e2m3 – 4 3 6 no safetensors")]
    public void SayHowTheyStoreWeightsAndWhere(string line) =>
        Assert.Contains(line, Moegate.Run("types").Out.Split('\n').Select(l => string.Join(' ', l.Split(' ', StringSplitOptions.RemoveEmptyEntries))));
}
