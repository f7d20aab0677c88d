using MoeGate.Reports;
using MoeGate.Tests.Support;
using NJsonSchema;

namespace MoeGate.Tests.Tool;

public class WrittenSchema
{
    [Fact]
    public void IsTheSameOnStandardOutputAndInAFile()
    {
        foreach (var name in Schemas.Names)
        {
            using var folder = new TestFolder();
            Assert.Equal(0, Moegate.Run("schema", name, "-o", folder["s.json"]).ExitCode);
            Assert.Equal(Moegate.Run("schema", name).Out, File.ReadAllText(folder["s.json"]));
        }
    }

    [Fact]
    public void OfTheConfigurationIsTheDefault() => Assert.Equal(Moegate.Run("schema", "configuration").Out, Moegate.Run("schema").Out);

    [Theory]
    [InlineData("measure")]
    [InlineData("check")]
    public async Task OfResultsAcceptsWhatTheToolWrites(string command)
    {
        var schema = await JsonSchema.FromJsonAsync(Moegate.Run("schema", "results").Out, TestContext.Current.CancellationToken);
        var run = Moegate.Run(command, Sample.Path("broken.json"), "--all", "--report", "json");
        Assert.Empty(schema.Validate(run.Out));
        Assert.NotEmpty(schema.Validate(run.Out.Replace("\"subject\":", "\"subjekt\":", StringComparison.Ordinal)));
    }

    [Fact]
    public async Task OfPacksAcceptsTheBuiltInOnes()
    {
        var schema = await JsonSchema.FromJsonAsync(Moegate.Run("schema", "pack").Out, TestContext.Current.CancellationToken);
        foreach (var pack in Directory.GetFiles(Repository.File("rules"))) Assert.Empty(schema.Validate(await File.ReadAllTextAsync(pack, TestContext.Current.CancellationToken)));
    }

    [Theory]
    [InlineData("""{"evidence": {"experts": "a", "keep": 0.5}, "rules": [{"id": "T1", "metric": "profile.dead", "assert": "max <= 1", "select": {"layer": ["!0-1", 3]}}]}""", true)]
    [InlineData("""{"evidence": {"expert": "a"}}""", false)]
    [InlineData("""{"rules": [{"metric": "profile.dead"}]}""", false)]
    [InlineData("""{"rules": [{"id": "T1", "metric": "profile.daed", "assert": "max <= 1"}]}""", false)]
    [InlineData("""{"rules": [{"id": "T1", "onNoData": "pass"}]}""", false)]
    [InlineData("""{"reports": {"junit": 3}}""", false)]
    public async Task OfConfigurationsRefusesWhatTheToolRefuses(string configuration, bool valid)
    {
        var schema = await JsonSchema.FromJsonAsync(Moegate.Run("schema").Out, TestContext.Current.CancellationToken);
        using var folder = new TestFolder();
        Assert.Equal(valid, schema.Validate(configuration).Count == 0);
        Assert.Equal(valid, Moegate.Run("config", folder.Write("moegate.json", configuration)).ExitCode == 0);
    }
}
