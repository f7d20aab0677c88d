using System.Text.Json.Nodes;
using MoeGate.Tests.Support;

namespace MoeGate.Tests.Reports;

/// <summary>Where a finding of a pack's rule points to: a file that is there, from where the tool runs.</summary>
public sealed class PackPlaces : IDisposable
{
    private const string Pack = """
        {
          "rules": [
            { "id": "T1", "metric": "profile.dispersion", "assert": "min >= 1e9" }
          ]
        }
        """;

    private readonly TestFolder folder = new();

    [Theory]
    [InlineData("./team.json", "gates/team.json")]
    [InlineData("packs/team.json", "gates/packs/team.json")]
    [InlineData("../team.json", "gates/../team.json")]
    public void AreBesideTheConfiguration(string extends, string file)
    {
        folder.Write(file, Pack);
        var configuration = folder.Write("gates/moegate.json", new JsonObject { ["extends"] = extends, ["evidence"] = Experts() }.ToJsonString());
        var place = Moegate.Run("check", configuration, "--report", "msbuild").Out.Split('(')[0];
        Assert.Equal(folder[file], place);
        Assert.True(File.Exists(place));
    }

    [Fact]
    public void OfAPackThatAPackExtendsAreBesideThatPack()
    {
        folder.Write("gates/packs/inner/rules.json", Pack);
        folder.Write("gates/packs/team.json", """{ "extends": "inner/rules.json" }""");
        var configuration = folder.Write("gates/moegate.json", new JsonObject { ["extends"] = "packs/team.json", ["evidence"] = Experts() }.ToJsonString());
        Assert.StartsWith(folder["gates/packs/inner/rules.json"] + "(3,5): error T1: ", Moegate.Run("check", configuration, "--report", "msbuild").Out);
    }

    [Fact]
    public void OfABuiltInPackAreWhereItIsNamed()
    {
        var configuration = folder.Write("gates/moegate.json", $$"""
            {
              "evidence": {{Experts("broken-profile.json").ToJsonString()}},
              "extends": ["moegate:profile"]
            }
            """);
        Assert.StartsWith(folder["gates/moegate.json"] + "(3,15): error MG101: ", Moegate.Run("check", configuration, "--report", "msbuild").Out);
    }

    public void Dispose() => folder.Dispose();

    private static JsonObject Experts(string profile = "calibration.json") => new() { ["experts"] = Repository.File("samples", "experts", profile) };
}
