using MoeGate.Evidence;
using MoeGate.Formats;
using MoeGate.Formats.Json;

namespace MoeGate.Rules.Configuration;

/// <summary>Finds packs, built in or on disk, and merges their rules by id: the later wins.</summary>
public static class RulePacks
{
    /// <summary>How a built-in pack is named.</summary>
    public const string Scheme = "moegate:";

    /// <summary>The pack that is in force where there is no configuration file.</summary>
    public const string Default = Scheme + "release";

    private const string Folder = "rules/";

    private static readonly Lazy<IReadOnlyList<string>> names = new(() =>
    [
        .. typeof(RulePacks).Assembly.GetManifestResourceNames()
            .Where(n => n.StartsWith(Folder, StringComparison.Ordinal))
            .Select(n => n[Folder.Length..^".json".Length])
            .Order(StringComparer.Ordinal),
    ]);

    private static readonly Lazy<IReadOnlySet<string>> builtInIds = new(() =>
        names.Value.SelectMany(n => BuiltIn(n, Place.None)["rules"]?.Items ?? []).Select(r => r["id"]!.Text).ToHashSet());

    /// <summary>The built-in packs, without the scheme.</summary>
    public static IReadOnlyList<string> Names => names.Value;

    /// <summary>The ids of all built-in rules.</summary>
    public static IReadOnlySet<string> BuiltInIds => builtInIds.Value;

    /// <summary>The rules of the pack in force without a configuration, all placed at line 1 of <c>moegate.json</c>.</summary>
    public static RuleDrafts Defaults()
    {
        var drafts = new RuleDrafts();
        Extend(drafts, Default, "", new Place("moegate.json", 1, 1), new Place("moegate.json", 1, 1), []);
        return drafts;
    }

    /// <summary>Adds what a file extends and states.</summary>
    /// <param name="drafts">What there is so far.</param>
    /// <param name="file">A pack or a configuration, its shape checked.</param>
    /// <param name="origin">How the file is named.</param>
    /// <param name="seen">The files on the way here, to find circles.</param>
    public static void Add(RuleDrafts drafts, JsonItem file, string origin, IReadOnlyList<string> seen)
    {
        foreach (var extended in file["extends"]?.OneOrMany ?? [])
            Extend(drafts, extended.Text, extended.Folder, extended.Place, place: null, seen);
        foreach (var rule in Distinct(file["rules"]))
            drafts.Add(RuleDraft.Of(rule, origin, rule.Place));
    }

    /// <summary>Adds a pack that somebody named.</summary>
    /// <param name="drafts">What there is so far.</param>
    /// <param name="name"><c>moegate:NAME</c> or a path.</param>
    /// <param name="folder">Where a relative path starts.</param>
    /// <param name="named">Where it was named.</param>
    /// <param name="place">The place of all its rules; null: built-in rules stand where they were named, others where they are.</param>
    /// <param name="seen">The packs on the way here.</param>
    public static void Extend(RuleDrafts drafts, string name, string folder, Place named, Place? place, IReadOnlyList<string> seen)
    {
        if (name.StartsWith(Scheme, StringComparison.Ordinal))
        {
            // A pack that came in before is not put over what was stated since.
            var pack = BuiltIn(name[Scheme.Length..], named);
            if (!drafts.Enter(name)) return;
            foreach (var extended in pack["extends"]?.OneOrMany ?? []) Extend(drafts, extended.Text, "", named, place, seen);
            foreach (var rule in pack["rules"]?.Items ?? []) drafts.Add(RuleDraft.Of(rule, name, place ?? named));
            return;
        }

        InputFile.RefuseUrl(name);
        var path = InputFile.FullPath(Path.Combine(folder, name));
        if (seen.Contains(path)) InputException.Throw(InputKind.Configuration, named, $"{name} extends itself in a circle", "take one of the extends out");
        InputFile.Exists(path, name, InputKind.Configuration);
        if (!drafts.Enter(path)) return;
        var shown = folder.Length == 0 ? name : EvidencePath.Beside(named.Path, name);
        if (folder.Length > 0) InputFile.OnDisk(path, shown, InputKind.Configuration);
        var file = JsonFile.Read(path, shown, InputKind.Configuration);
        ConfigurationShape.Pack.Check(file);
        Add(drafts, file, name, [.. seen, path]);
    }

    private static JsonItem BuiltIn(string name, Place named)
    {
        using var stream = typeof(RulePacks).Assembly.GetManifestResourceStream($"{Folder}{name}.json")
            ?? throw new InputException(InputKind.Configuration, named, $"built-in pack \"{Scheme}{name}\" is not known", Nearest.Hint(name, [.. Names]));
        using var memory = new MemoryStream();
        stream.CopyTo(memory);
        var pack = JsonFile.Parse(memory.ToArray(), Scheme + name, "", InputKind.Configuration);
        ConfigurationShape.Pack.Check(pack);
        return pack;
    }

    private static IEnumerable<JsonItem> Distinct(JsonItem? rules)
    {
        var seen = new HashSet<string>(StringComparer.Ordinal);
        foreach (var rule in rules?.Items ?? [])
        {
            var id = rule["id"]!;
            if (!seen.Add(id.Text)) throw id.Error($"duplicate rule {id.Text} in one file", "keep one of the two");
            yield return rule;
        }
    }
}

/// <summary>Rules by id, in the order in which they were first stated.</summary>
public sealed class RuleDrafts
{
    private readonly List<RuleDraft> drafts = [];

    private readonly HashSet<string> packs = new(StringComparer.Ordinal);

    public IReadOnlyList<RuleDraft> All => drafts;

    /// <summary>Notes that a pack comes in; false where it came in before.</summary>
    public bool Enter(string pack) => packs.Add(pack);

    /// <summary>A new rule, or what a later file states of one that is here.</summary>
    public void Add(RuleDraft draft)
    {
        var index = drafts.FindIndex(d => d.Id == draft.Id);
        if (index < 0) drafts.Add(draft);
        else drafts[index] = drafts[index].With(draft);
    }

    public RuleDrafts Copy()
    {
        var copy = new RuleDrafts();
        copy.drafts.AddRange(drafts);
        return copy;
    }

    /// <summary>All rules that are not switched off, checked; switched-off ones are checked too.</summary>
    public IReadOnlyList<Rule> Build()
    {
        var rules = new List<Rule>(drafts.Count);
        foreach (var draft in drafts)
        {
            var rule = draft.Build();
            if (draft.IsEnabled) rules.Add(rule);
        }

        return rules;
    }
}
