using System.Text.RegularExpressions;
using MoeGate.Tests.Support;

namespace MoeGate.Tests.GitHub;

/// <summary>action.yml and the scripts behind it name the same things.</summary>
public partial class ActionMetadata
{
    private static readonly YamlFile action = YamlFile.Action;

    private static readonly string scripts = string.Concat(Directory.EnumerateFiles(Repository.File("action"), "*.sh").Select(File.ReadAllText));

    [Fact]
    public void HandsEveryInputToOneStepWhichReadsIt()
    {
        var handed = action.Steps.SelectMany(s => YamlFile.Words(s, "env")).Where(e => e.Value.Contains("inputs.", StringComparison.Ordinal)).ToList();
        Assert.Equal(action.Names("inputs").Select(i => $"${{{{ inputs.{i} }}}}").Order(), handed.Select(e => e.Value).Order());
        Assert.All(handed, e => Assert.Contains($"${{{e.Key}:-}}", scripts, StringComparison.Ordinal));
    }

    [Fact]
    public void HandsTheScriptsEveryVariableThatTheyRead()
    {
        var handed = action.Steps.SelectMany(s => YamlFile.Words(s, "env").Keys).ToHashSet();
        Assert.Equal(handed.Order(), Variables().Matches(scripts).Select(m => m.Value).Distinct().Order());
    }

    [Fact]
    public void HasAValueForEveryOutput()
    {
        Assert.All(action.Names("outputs"), o => Assert.Matches($@"(?m)^output {o} ", scripts));
        Assert.All(action.Names("outputs"), o => Assert.Contains(("/outputs/" + o + "/value", $"${{{{ steps.check.outputs.{o} }}}}"), YamlFile.Scalars(action.Root)));
    }

    [Fact]
    public void DescribesEveryInputAndOutput()
    {
        foreach (var key in new[] { "inputs", "outputs" })
            Assert.All(action.Names(key), n => Assert.Matches(@"\.$", YamlFile.Scalars(action.Root).Single(s => s.Path == $"/{key}/{n}/description").Value));
    }

    [Fact]
    public void HasADefaultForEveryInput() =>
        Assert.All(action.Names("inputs"), n => Assert.Contains($"/inputs/{n}/default", YamlFile.Scalars(action.Root).Select(s => s.Path)));

    [Fact]
    public void NamesTheShellOfEveryScript() =>
        Assert.All(action.Steps.Where(s => YamlFile.Find(s, "run") is not null), s => Assert.Equal("bash", YamlFile.Find(s, "shell")));

    [Fact]
    public void HasExpressionsWhereTheyAreOnlyValues() =>
        Assert.All(YamlFile.Scalars(action.Root).Where(s => s.Value.Contains("${{", StringComparison.Ordinal)), s => Assert.Matches(@"/(env|with|value)/?[^/]*$", s.Path));

    [GeneratedRegex("MOEGATE_[A-Z_]+")]
    private static partial Regex Variables();
}
