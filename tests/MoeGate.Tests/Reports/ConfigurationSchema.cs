using MoeGate.Reports;
using MoeGate.Tests.Support;

namespace MoeGate.Tests.Reports;

/// <summary>The configuration's schema, as an editor applies it; the tool itself must agree.</summary>
public sealed class ConfigurationSchema : IDisposable
{
    private readonly TestFolder folder = new();

    [Theory]
    [InlineData("moegate.json")]
    [InlineData("broken.json")]
    public async Task AcceptsTheSamples(string name) =>
        Assert.Empty(await JsonSchemas.Problems("configuration", File.ReadAllText(Repository.File("samples", "experts", name))));

    [Theory]
    [InlineData("profile")]
    [InlineData("pruning")]
    [InlineData("release")]
    public async Task OfAPackAcceptsTheBuiltInPacks(string name) => Assert.Empty(await JsonSchemas.Problems("pack", File.ReadAllText(Repository.File("rules", name + ".json"))));

    [Fact]
    public async Task AcceptsWhatInitWrites()
    {
        var run = Moegate.Run("init", "--experts", Repository.File("samples", "experts", "calibration.json"), "--keep", "0.5", "-o", folder["moegate.json"]);
        Assert.Equal((0, ""), (run.ExitCode, run.Error));
        Assert.Empty(await JsonSchemas.Problems("configuration", File.ReadAllText(folder["moegate.json"])));
        Assert.Equal(Moegate.Run("schema").Out, File.ReadAllText(folder["moegate.schema.json"]));
    }

    [Fact]
    public void IsWhatTheToolPrints() => Assert.All(Schemas.Names, name => Assert.Equal(Schemas.Text(name), Moegate.Run("schema", name).Out));

    [Theory]
    [InlineData("{ }")]
    [InlineData("""{ "$schema": "./moegate.schema.json", "extends": "moegate:pruning" }""")]
    [InlineData("""{ "extends": ["moegate:pruning", "./team.json"], /* both */ "waivers": "waivers.json", }""")]
    [InlineData("""{ "evidence": { "candidate": "out/m.gguf", "reference": "m.gguf", "experts": "e.json", "heldOut": ["h.json"], "keep": 0.5, "imatrix": "i.gguf", "activations": "data/", "architecture": "config.json" } }""")]
    [InlineData("""{ "evidence": { "experts": ["0.json", "1.json"], "plan": "keep.json", "score": "ean_mean", "architecture": { "layers": 6, "experts": 32 } } }""")]
    [InlineData("""{ "evidence": { "evaluations": { "general": { "candidate": "a.log", "reference": "b.log" }, "mmlu": "results/mmlu.json" } } }""")]
    [InlineData("""{ "baseline": { "file": "baselines/main.json", "whenMissing": "warning" } }""")]
    [InlineData("""{ "parameters": { "starvedBelow": 16, "seed": 7, "budgets": ["24GiB", "80GiB"], "overhead": "1.5GiB" } }""")]
    [InlineData("""{ "rules": [{ "id": "T1", "metric": "pruning.vs_random", "assert": "min >= 0.5pp" }] }""")]
    [InlineData("""{ "rules": [{ "id": "T1", "metric": "pruning.vs_random", "assert": { "error": "min >= 0.5pp", "warning": "mean >= 2pp" }, "select": { "layer": ["!0-1", 7], "role": "ffn_*" }, "why": "x", "title": "y" }] }""")]
    [InlineData("""{ "rules": [{ "id": "T1", "metric": "profile.dead", "assert": "each <= 0", "allow": "1%", "groupBy": "layer", "scope": "layer", "onNoData": "skip", "requires": ["experts", "keep"], "enabled": false }] }""")]
    [InlineData("""{ "overrides": [{ "candidate": "**/*-Q2_K*.gguf", "rules": [{ "id": "T1", "metric": "size.bytes", "assert": "sum <= 18GiB" }] }] }""")]
    [InlineData("""{ "reports": { "junit": "out/moegate.junit.xml", "sarif": "out/moegate.sarif" } }""")]
    public async Task AcceptsEveryForm(string json)
    {
        Assert.Empty(await JsonSchemas.Problems("configuration", json));
        Assert.DoesNotContain("unknown key", Moegate.Run("check", folder.Write("moegate.json", json)).Error, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("""{ "rule": [] }""")]
    [InlineData("""{ "evidence": { "expert": "e.json" } }""")]
    [InlineData("""{ "evidence": { "architecture": { "layer": 6 } } }""")]
    [InlineData("""{ "baseline": { "path": "x" } }""")]
    [InlineData("""{ "parameters": { "starved": 1 } }""")]
    [InlineData("""{ "rules": [{ "id": "T1", "metric": "size.bytes", "asserts": "sum <= 1" }] }""")]
    [InlineData("""{ "rules": [{ "id": "T1", "metric": "size.bytes", "assert": { "errors": "sum <= 1" } }] }""")]
    [InlineData("""{ "rules": [{ "id": "T1", "metric": "size.bytes", "assert": "sum <= 1", "select": { "layers": 1 } }] }""")]
    [InlineData("""{ "rules": [{ "metric": "size.bytes" }] }""")]
    [InlineData("""{ "rules": [{ "id": "T1", "metric": "size.byte", "assert": "sum <= 1" }] }""")]
    [InlineData("""{ "overrides": [{ "rules": [] }] }""")]
    [InlineData("""{ "keep": 0.5 }""")]
    [InlineData("""{ "evidence": { "keep": "0.5" } }""")]
    public async Task RejectsWhatTheToolRejects(string json)
    {
        Assert.NotEmpty(await JsonSchemas.Problems("configuration", json));
        Assert.Equal(2, Moegate.Run("check", folder.Write("moegate.json", json)).ExitCode);
    }

    public void Dispose() => folder.Dispose();
}
