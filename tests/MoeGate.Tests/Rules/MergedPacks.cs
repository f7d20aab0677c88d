using MoeGate.Rules;
using MoeGate.Rules.Configuration;
using MoeGate.Tests.Support;

namespace MoeGate.Tests.Rules;

public class MergedPacks
{
    private const string Team = """
        { "title": "the team's", "extends": "moegate:profile",
          "rules": [{ "id": "MG102", "enabled": false },
                    { "id": "T1", "metric": "profile.tokens", "assert": "min >= 1", "why": "the team's reason", "title": "first" }] }
        """;

    [Fact]
    public void HoldBuiltInTeamsAndOwnRules()
    {
        var rules = Read("""{ "extends": ["./packs/team.json"], "rules": [{ "id": "T2", "metric": "profile.dead", "assert": "max <= 3" }] }""");
        var ids = rules.Select(r => r.Id).ToList();
        Assert.Equal(["MG101", "MG103"], ids.Take(2));
        Assert.Equal(["T1", "T2"], ids.TakeLast(2));
        Assert.DoesNotContain("MG102", ids);
    }

    [Fact]
    public void AreChangedFieldByFieldByTheLater()
    {
        var rule = Read("""{ "extends": "packs/team.json", "rules": [{ "id": "T1", "assert": { "warning": "mean >= 9" }, "title": "second" }] }""").Single(r => r.Id == "T1");
        Assert.Equal(("second", "the team's reason", "min >= 1", "mean >= 9"), (rule.Title, rule.Why, rule.Error!.Text, rule.Warning!.Text));
        Assert.Equal("packs/team.json", rule.Origin);
    }

    [Fact]
    public void LoseTheErrorThatTheLaterTakesAway()
    {
        var rule = Read("""{ "extends": "packs/team.json", "rules": [{ "id": "T1", "assert": { "error": null, "warning": "mean >= 9" } }] }""").Single(r => r.Id == "T1");
        Assert.Equal((null, "mean >= 9"), (rule.Error, rule.Warning!.Text));
    }

    [Fact]
    public void AreSwitchedOnAgainByTheLater() =>
        Assert.Contains(Read("""{ "extends": "packs/team.json", "rules": [{ "id": "MG102", "enabled": true }] }"""), r => r.Id == "MG102");

    [Fact]
    public void TakeTheLaterOfTwoThatAreExtended()
    {
        Assert.DoesNotContain(Read("""{ "extends": ["moegate:profile", "packs/team.json"] }"""), r => r.Id == "MG102");
        Assert.Equal("each <= 0", Read("""{ "extends": ["packs/team.json", "moegate:release"] }""").Single(r => r.Id == "MG105").Warning!.Text);
    }

    [Fact]
    public void PlaceABuiltInRuleWhereItWasExtendedAndAnotherWhereItStands()
    {
        var rules = Read("{\n  \"extends\": [\"moegate:profile\",\n    \"packs/team.json\"],\n  \"rules\": [\n    { \"id\": \"MG101\", \"title\": \"ours\" }] }");
        Assert.Equal(5, rules.Single(r => r.Id == "MG101").Place.Line);
        Assert.Equal("moegate:profile", rules.Single(r => r.Id == "MG101").Origin);
        var place = rules.Single(r => r.Id == "T1").Place;
        Assert.EndsWith("packs/team.json", place.Path!.Replace('\\', '/'), StringComparison.Ordinal);
        Assert.Equal(3, place.Line);
    }

    [Fact]
    public void AreAddedToByTheCommandLine()
    {
        using var folder = new TestFolder();
        folder.Write("stats.json", SmallProfile.Text);
        var pack = folder.Write("more.json", """{ "rules": [{ "id": "T1", "assert": "min >= 11" }] }""");
        var path = folder.Write("moegate.json", """{ "evidence": { "experts": "stats.json" }, "rules": [{ "id": "T1", "metric": "profile.tokens", "assert": "min >= 1" }] }""");
        Assert.Equal(0, Moegate.Run("check", path).ExitCode);
        Assert.Equal(1, Moegate.Run("check", path, "--rules", pack).ExitCode);
    }

    [Fact]
    public void OfTheRepositoryAreTheBuiltInOnes()
    {
        foreach (var name in RulePacks.Names)
        {
            using var folder = new TestFolder();
            var own = ConfigurationFile.Read(folder.Write("moegate.json", $$"""{ "extends": "moegate:{{name}}" }""")).Rules(null, []).Build();
            foreach (var stem in RulePacks.Names)
            {
                var text = File.ReadAllText(Repository.File("rules", stem + ".json"));
                folder.Write(stem + ".json", RulePacks.Names.Aggregate(text, (t, n) => t.Replace($"\"moegate:{n}\"", $"\"{n}.json\"", StringComparison.Ordinal)));
            }

            var copied = ConfigurationFile.Read(folder.Write("moegate.json", $$"""{ "extends": "{{name}}.json" }""")).Rules(null, []).Build();
            Assert.Equal(own.Select(Say), copied.Select(Say));
            Assert.NotEmpty(own);
        }
    }

    private static string Say(Rule rule) => $"{rule.Id} {rule.Metric.Id} {rule.Error?.Text} {rule.Warning?.Text} {rule.Title} {rule.Why} {string.Join(',', rule.Requires)} {rule.Allow}";

    private static IReadOnlyList<Rule> Read(string configuration)
    {
        using var folder = new TestFolder();
        folder.Write("packs/team.json", Team);
        return ConfigurationFile.Read(folder.Write("moegate.json", configuration)).Rules(null, []).Build();
    }
}
