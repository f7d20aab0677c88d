using MoeGate.Tests.Support;
using YamlDotNet.RepresentationModel;

namespace MoeGate.Tests.GitHub;

/// <summary>A workflow or an action of this repository, as text and as what it means.</summary>
internal sealed class YamlFile
{
    public const string ActionFile = "action.yml";

    /// <summary>As the examples name the action of this repository, whose address they cannot know.</summary>
    public const string Placeholder = "OWNER/moegate@";

    private YamlFile(string name)
    {
        Name = name;
        Text = File.ReadAllText(Repository.File(name.Split('/')));
        var stream = new YamlStream();
        stream.Load(new StringReader(Text));
        Root = (YamlMappingNode)stream.Documents.Single().RootNode;
    }

    public static YamlFile Action { get; } = new(ActionFile);

    public static IReadOnlyList<YamlFile> Examples { get; } = In("docs", "examples", "workflows");

    public static IReadOnlyList<YamlFile> Workflows { get; } = [.. In(".github", "workflows"), .. Examples];

    public static IReadOnlyList<YamlFile> All { get; } = [Action, .. Workflows];

    /// <summary>From the root of the repository, with forward slashes.</summary>
    public string Name { get; }

    public string Text { get; }

    public YamlMappingNode Root { get; }

    public IEnumerable<(string Name, YamlMappingNode Job)> Jobs =>
        Root.Children.TryGetValue("jobs", out var jobs) ? ((YamlMappingNode)jobs).Children.Select(j => (Word(j.Key), (YamlMappingNode)j.Value)) : [];

    /// <summary>The steps of all jobs, or of the action.</summary>
    public IEnumerable<YamlMappingNode> Steps =>
        (Name == ActionFile ? [(YamlMappingNode)Root["runs"]] : Jobs.Select(j => j.Job)).SelectMany(j => ((YamlSequenceNode)j["steps"]).Cast<YamlMappingNode>());

    /// <summary>The keys and values below a key, none where the node lacks it.</summary>
    public static IReadOnlyDictionary<string, string> Words(YamlMappingNode node, string key) =>
        node.Children.TryGetValue(key, out var found) && found is YamlMappingNode map ? map.Children.ToDictionary(c => Word(c.Key), c => Word(c.Value)) : new Dictionary<string, string>();

    /// <summary>A word below a key; null where the node lacks it.</summary>
    public static string? Find(YamlMappingNode node, string key) => node.Children.TryGetValue(key, out var found) ? Word(found) : null;

    /// <summary>The names below a key.</summary>
    public IReadOnlyList<string> Names(string key) => [.. ((YamlMappingNode)Root[key]).Children.Keys.Select(Word)];

    /// <summary>Every scalar value, with the keys that lead to it.</summary>
    public static IEnumerable<(string Path, string Value)> Scalars(YamlNode node, string path = "") => node switch
    {
        YamlMappingNode map => map.Children.SelectMany(c => Scalars(c.Value, $"{path}/{Word(c.Key)}")),
        YamlSequenceNode list => list.Children.SelectMany(c => Scalars(c, path)),
        _ => [(path, Word(node))],
    };

    public override string ToString() => Name;

    private static string Word(YamlNode node) => node is YamlScalarNode scalar ? scalar.Value ?? "" : "";

    private static YamlFile[] In(params string[] folder) =>
        [.. Directory.EnumerateFiles(Repository.File(folder), "*.yml").Select(f => new YamlFile(string.Join('/', [.. folder, Path.GetFileName(f)]))).OrderBy(f => f.Name, StringComparer.Ordinal)];
}
