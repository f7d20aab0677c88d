using System.Text.Json;
using MoeGate.Tests.Support;

namespace MoeGate.Tests.Models;

/// <summary>Nemotron-3-Nano-30B-A3B: the example of the metric definitions that must come out right.</summary>
public class NemotronNano
{
    private const string Keys = """
        {"layers": 52, "moeLayers": 23, "experts": 128, "expertsUsed": 6, "hiddenSize": 2688, "expertWidth": 1856, "expertMatrices": 2, "paramsOther": 2200000000}
        """;

    private const string Config = """
        {"num_hidden_layers": 52, "hybrid_override_pattern": "MEMEM*EMEMEM*EMEMEM*EMEMEM*EMEMEM*EMEMEMEM*EMEMEMEME", "n_routed_experts": 128,
         "num_experts_per_tok": 6, "hidden_size": 2688, "moe_intermediate_size": 1856, "mlp_hidden_act": "relu2"}
        """;

    [Theory]
    [InlineData(Keys)]
    [InlineData("""{"file": "hf/config.json", "paramsOther": 2.2e9}""")]
    public void HasTheFiguresOfItsName(string architecture)
    {
        using var folder = new TestFolder();
        folder.Write("hf/config.json", Config);
        var sizes = Measure(folder.Write("architecture.json", architecture), "--keep", "0.5");
        Assert.Equal(2.0 * 2688 * 1856 * 128 * 23, sizes["size.params_expert"]);
        Assert.Equal(29.37e9, sizes["size.params_expert"], 0.005e9);
        Assert.Equal(31.57e9, sizes["size.params"], 0.005e9);
        Assert.Equal(3.6e9, sizes["size.params_active"], 0.05e9);
        Assert.Equal(2.2e9 + 29.375e9 / 2, sizes["size.params_kept"], 0.01e9);
    }

    [Fact]
    public void HasNoSizeWithoutTheStatedOtherParameters()
    {
        using var folder = new TestFolder();
        var run = Moegate.Run("measure", "--architecture", folder.Write("config.json", Config), "--report", "json");
        Assert.Contains("""{"metric":"size.params_expert","subject":"model","value":29374808064,""", run.Out, StringComparison.Ordinal);
        Assert.Contains("""{"metric":"size.params","subject":"model","unavailable":{"kind":"notApplicable","reason":"not known: paramsOther;""", run.Out, StringComparison.Ordinal);
    }

    private static Dictionary<string, double> Measure(string architecture, params string[] more)
    {
        var run = Moegate.Run(["measure", "--architecture", architecture, "--report", "json", .. more]);
        Assert.Equal("", run.Error);
        using var document = JsonDocument.Parse(run.Out);
        return document.RootElement.GetProperty("measurements").EnumerateArray()
            .Where(m => m.GetProperty("subject").GetString() == "model" && m.TryGetProperty("value", out _))
            .ToDictionary(m => m.GetProperty("metric").GetString()!, m => m.GetProperty("value").GetDouble());
    }
}
