using MoeGate.Models;
using MoeGate.Tests.Support;

namespace MoeGate.Tests.Models;

public class ArchitectureInOwnWords
{
    [Fact]
    public void MayNameItsMoeLayers()
    {
        var model = Read("""{"layers": 6, "moeLayers": [4, 2], "experts": 8, "paramsOther": 0}""");
        Assert.Equal([2, 4], model.MoeLayerIds!);
        Assert.Equal(2, model.MoeLayers);
        Assert.Equal(0, model.ParamsOther);
    }

    [Fact]
    public void StatesWhatAConfigDoesNotAndOverridesWhatItDoes()
    {
        using var folder = new TestFolder();
        folder.Write("config.json", """{"num_hidden_layers": 4, "num_experts": 16, "num_experts_per_tok": 2, "hidden_size": 64, "moe_intermediate_size": 32, "hidden_act": "silu"}""");
        var model = ArchitectureReader.Read(folder.Write("own.json", """{"file": "config.json", "expertWidth": 48, "moeLayers": 3, "paramsOther": 7}"""), "own.json");
        Assert.Equal((4, 3, 16, 2), (model.Layers, model.MoeLayers, model.Experts, model.ExpertsUsed));
        Assert.Equal((64, 48, 3, 7), (model.HiddenSize, model.ExpertWidth, model.ExpertMatrices, model.ParamsOther));
        Assert.Null(model.MoeLayerIds);
    }

    [Theory]
    [InlineData("""{"moeLayers": 5}""")]
    [InlineData("""{"layers": 6, "moeLayers": 5}""")]
    [InlineData("""{"expertMatrices": 3}""")]
    public void IsKnownByAnyOfItsKeys(string keys) => Assert.NotNull(Read(keys));

    [Theory]
    [InlineData("{\"layers\": 6, \"moeLayers\": ¦\"5\", \"paramsOther\": 1}", "expected a number or an array, found the string \"5\"")]
    [InlineData("{\"layers\": ¦0, \"paramsOther\": 1}", "expected a whole number from 1, found the number 0")]
    [InlineData("{\"layers\": ¦6.5, \"paramsOther\": 1}", "expected a whole number from 1, found the number 6.5")]
    [InlineData("{\"hiddenSize\": ¦1e300}", "expected a whole number from 1, found the number 1E+300")]
    [InlineData("{\"paramsOther\": ¦-1}", "expected a whole number from 0, found the number -1")]
    [InlineData("{\n¦\"hiddenSized\": 5, \"paramsOther\": 1}", "unknown key \"hiddenSized\" in evidence.architecture; did you mean hiddenSize?")]
    [InlineData("¦{\"experts\": 4, \"expertsUsed\": 8}", "8 experts used of 4")]
    [InlineData("¦{\"layers\": 4, \"moeLayers\": 5, \"paramsOther\": 1}", "5 MoE layers of 4 layers")]
    [InlineData("¦{\"layers\": 4, \"moeLayers\": [4], \"paramsOther\": 1}", "MoE layer 4 of a model with 4 layers")]
    [InlineData("{\"moeLayers\": ¦[1, 1], \"paramsOther\": 1}", "names a layer twice")]
    [InlineData("¦{\"hiddenSize\": 9000000000000000, \"expertWidth\": 9000000000000000, \"expertMatrices\": 3, \"moeLayers\": 1, \"experts\": 1}", "the model would have more than 2^63 parameters")]
    [InlineData("¦{\"hiddenSize\": 3037000499, \"expertWidth\": 3037000499, \"expertMatrices\": 1, \"moeLayers\": 1, \"experts\": 1, \"paramsOther\": 9000000000000000}", "the model would have more than 2^63 parameters")]
    [InlineData("¦[1]", "expected an object with the model's figures, found an array")]
    public void IsRefusedWhereItCannotBe(string marked, string fault)
    {
        var at = Marked.At(marked);
        using var folder = new TestFolder();
        var path = folder.Write("own.json", at.Text);
        Refused.With(Moegate.Run("measure", "--architecture", path), Refused.AsEvidence, at.In(path) + fault);
    }

    [Fact]
    public void IsPartOfTheConfigurationWhereItStandsThere()
    {
        var at = Marked.At("{ \"evidence\": { \"architecture\":\n ¦{ \"experts\": 4, \"expertsUsed\": 8 } } }");
        using var folder = new TestFolder();
        var path = folder.Write("moegate.json", at.Text);
        Refused.With(Moegate.Run("check", path), Refused.AsUsage, at.In(path) + "8 experts used of 4");
    }

    private static Architecture Read(string keys)
    {
        using var folder = new TestFolder();
        return ArchitectureReader.Read(folder.Write("own.json", keys), "own.json");
    }
}
