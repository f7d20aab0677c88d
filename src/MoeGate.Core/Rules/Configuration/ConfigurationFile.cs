using MoeGate.Evidence;
using MoeGate.Evidence.Evaluations;
using MoeGate.Formats;
using MoeGate.Formats.Json;
using MoeGate.Metrics;
using MoeGate.Rules.Baselines;

namespace MoeGate.Rules.Configuration;

/// <summary>A configuration file: read, its shape checked, its rules merged with those of its packs.</summary>
public sealed class ConfigurationFile
{
    public const string DefaultName = "moegate.json";

    private readonly JsonItem root;

    private ConfigurationFile(JsonItem file, string shown)
    {
        root = file;
        Shown = shown;
        Evidence = ReadEvidence();
        if (root["baseline"] is { } baseline)
            Baseline = new BaselineRequest(EvidencePath.Beside(baseline["file"]!), (Level)Math.Max(0, Levels.Names.ToList().IndexOf(baseline["whenMissing"]?.Text ?? "error")));
        Reports = [.. root["reports"]?.Members.Select(m => (m.Key, EvidencePath.In(m.Value))) ?? []];
    }

    /// <summary>As the user named it.</summary>
    public string Shown { get; }

    /// <summary>The evidence that it names; the command line may override it.</summary>
    public EvidenceRequest Evidence { get; }

    /// <summary>The baseline that it names, or null.</summary>
    public BaselineRequest? Baseline { get; }

    /// <summary>Report files by format.</summary>
    public IReadOnlyList<(string Format, EvidencePath File)> Reports { get; }

    /// <summary>The root, for the command that shows the resolved configuration.</summary>
    public JsonItem Root => root;

    /// <exception cref="InputException">Missing, malformed, an unknown or duplicate key, a value of the wrong kind.</exception>
    public static ConfigurationFile Read(string path)
    {
        InputFile.RefuseUrl(path);
        if (!File.Exists(path) && !Directory.Exists(path) && Path.GetFileName(path) == DefaultName)
            InputException.Throw(InputKind.Configuration, new Place(path), "no such file", "name a configuration, give evidence on the command line (--experts FILE), or write one with moegate init");
        var file = JsonFile.Read(path, path, InputKind.Configuration);
        ConfigurationShape.Root.Check(file);
        return new ConfigurationFile(file, path);
    }

    /// <summary>The rules in force by this configuration for its own candidate; the built-in ones where none is named.</summary>
    public static RuleDrafts RulesOf(string? path)
    {
        if (path is null) return RulePacks.Defaults();
        var file = Read(path);
        return file.Rules(file.Evidence.Candidate?.Shown, []);
    }

    /// <summary>The rules in force for this candidate: packs, own rules, packs named on the command line, then overrides.</summary>
    /// <param name="candidate">The candidate's path as given, or null.</param>
    /// <param name="morePacks">Packs named on the command line.</param>
    public RuleDrafts Rules(string? candidate, IReadOnlyList<string> morePacks)
    {
        var drafts = new RuleDrafts();
        RulePacks.Add(drafts, root, Shown, [Path.GetFullPath(Shown)]);
        foreach (var pack in morePacks) RulePacks.Extend(drafts, pack, "", new Place(Shown, 1, 1), place: null, []);

        foreach (var change in root["overrides"]?.Items ?? [])
        {
            // Every override is checked, whether or not it applies to this candidate.
            var changed = drafts.Copy();
            foreach (var rule in change["rules"]!.Items) changed.Add(RuleDraft.Of(rule, Shown, rule.Place));
            changed.Build();
            if (candidate is not null && Glob.MatchesPath(change["candidate"]!.Text, candidate)) drafts = changed;
        }

        return drafts;
    }

    /// <summary>The waivers, checked against the rules in force.</summary>
    public IReadOnlyList<Waiver> Waivers(IReadOnlyList<Rule> rules) => root["waivers"] is { } file ? Waiver.Read(file, rules) : [];

    private EvidenceRequest ReadEvidence()
    {
        var evidence = root["evidence"];
        var keep = evidence?["keep"];
        if (keep is not null && evidence?["plan"] is { } plan) throw plan.Error("keep and plan exclude each other", "state one of the two");
        if (keep is not null && Keep.From(keep.Number) is null) throw keep.Error($"keep {Figure.Number(keep.Number)} cannot be", Keep.Rule);

        var architecture = evidence?["architecture"];
        return new EvidenceRequest
        {
            Experts = [.. evidence?["experts"]?.OneOrMany.Select(EvidencePath.In) ?? []],
            HeldOut = [.. evidence?["heldOut"]?.OneOrMany.Select(EvidencePath.In) ?? []],
            Keep = keep is null ? null : Keep.From(keep.Number),
            KeepPlace = keep?.Place ?? Place.None,
            Plan = evidence?["plan"] is { } file ? EvidencePath.In(file) : null,
            Score = evidence?["score"] is { } score ? Scores.Parse(score.Text) : null,
            Architecture = architecture is { Kind: JsonKind.Text } ? EvidencePath.In(architecture) : null,
            ArchitectureItem = architecture is { Kind: JsonKind.Object } ? architecture : null,
            Candidate = evidence?["candidate"] is { } candidate ? EvidencePath.In(candidate) : null,
            Reference = evidence?["reference"] is { } reference ? EvidencePath.In(reference) : null,
            Activations = evidence?["activations"] is { } activations ? EvidencePath.In(activations) : null,
            Imatrix = evidence?["imatrix"] is { } imatrix ? EvidencePath.In(imatrix) : null,
            Evaluations = [.. evidence?["evaluations"]?.Members.Select(ReadEvaluation) ?? []],
            Parameters = ReadParameters(root["parameters"]),
        };
    }

    private static EvaluationRequest ReadEvaluation(JsonMember member)
    {
        if (!EvaluationRequest.IsName(member.Key)) throw member.KeyItem.Error($"an evaluation cannot be called \"{member.Key}\"", EvaluationRequest.NameRule);
        var reference = member.Value["reference"];
        return new EvaluationRequest(member.Key, EvidencePath.In(member.Value["candidate"] ?? member.Value), reference is null ? null : EvidencePath.In(reference));
    }

    private static Parameters ReadParameters(JsonItem? item)
    {
        var parameters = new Parameters();
        if (item?["starvedBelow"] is { } starved) parameters = parameters with { StarvedBelow = (int)Whole(starved, int.MaxValue) };
        if (item?["seed"] is { } seed) parameters = parameters with { Seed = (ulong)Whole(seed, 1L << 53) };
        if (item?["budgets"] is { } budgets) parameters = parameters with { Budgets = [.. budgets.OneOrMany.Select(Size)] };
        if (item?["overhead"] is { } overhead) parameters = parameters with { Overhead = Size(overhead) };
        return parameters;
    }

    private static long Whole(JsonItem item, long most) =>
        item.Number == Math.Floor(item.Number) && item.Number >= 0 && item.Number <= most ? (long)item.Number : throw item.Unexpected("a whole number from 0");

    private static double Size(JsonItem item) =>
        Operand.Parse(item.Text.Trim(), Unit.Bytes, out var error) is { IsBaseline: false, Number: >= 0 } size
            ? size.Number
            : throw item.Error($"\"{item.Text}\" is not a memory size", error.Remedy ?? "write for example 24GiB");
}
