using System.Text;
using System.Text.RegularExpressions;
using MoeGate.Tests.GitHub;
using MoeGate.Tests.Support;

namespace MoeGate.Tests.Docs;

/// <summary>
/// Between <c>&lt;!-- from FILE --&gt;</c> and <c>&lt;!-- end --&gt;</c> stands that file, or a table of the action's inputs or outputs. With MOEGATE_UPDATE=1 they are
/// written again.
/// </summary>
public partial class GitHubActionsPage
{
    [Fact]
    public void ShowsTheActionAndTheExamplesAsTheyAre()
    {
        var page = File.ReadAllText(Repository.File("docs", "github-actions.md"));
        Repository.MustEqual(Parts().Replace(page, part => $"<!-- from {part.Groups["source"].Value} -->\n{Part(part.Groups["source"].Value)}<!-- end -->"), "docs", "github-actions.md");
    }

    [Fact]
    public void ShowsEveryExample() =>
        Assert.Equal(
            YamlFile.Examples.Select(f => f.Name).Append("action.yml: inputs").Append("action.yml: outputs").Order(StringComparer.Ordinal),
            Parts().Matches(File.ReadAllText(Repository.File("docs", "github-actions.md"))).Select(m => m.Groups["source"].Value).Order(StringComparer.Ordinal));

    private static string Part(string source)
    {
        if (source.Split(": ") is [YamlFile.ActionFile, var key]) return Table(key);
        return $"```yaml\n{YamlFile.Examples.Single(f => f.Name == source).Text}```\n";
    }

    private static string Table(string key)
    {
        var scalars = YamlFile.Scalars(YamlFile.Action.Root[key]).ToDictionary(s => s.Path, s => s.Value);
        var table = new StringBuilder(key == "inputs" ? "| input | | default |\n|---|---|---|\n" : "| output | |\n|---|---|\n");
        foreach (var name in YamlFile.Action.Names(key))
        {
            table.Append($"| `{name}` | {scalars[$"/{name}/description"]} |");
            if (key == "inputs") table.Append(scalars[$"/{name}/default"] is { Length: > 0 } value ? $" `{value}` |" : " |");
            table.Append('\n');
        }

        return table.ToString();
    }

    [GeneratedRegex("<!-- from (?<source>.+?) -->\n.*?<!-- end -->", RegexOptions.Singleline | RegexOptions.ExplicitCapture)]
    private static partial Regex Parts();
}
