using System.CommandLine;
using MoeGate.Evidence;
using MoeGate.Formats;
using MoeGate.Reductions.Scanning;
using MoeGate.Rules.Baselines;
using MoeGate.Rules.Configuration;

namespace MoeGate.Tool.Options;

/// <summary>Where the evidence and the rules come from: a configuration, the command line, or both.</summary>
internal sealed class RequestOptions
{
    private readonly Argument<string?> one = new("moegate.json")
    {
        Description = "The configuration; ./moegate.json where neither it nor evidence is named.",
        Arity = ArgumentArity.ZeroOrOne,
    };

    private readonly Argument<string[]> several = new("moegate.json")
    {
        Description = "The configuration, or several, each a gate of its own, which options of evidence go to all of; ./moegate.json where neither it nor evidence is named.",
        Arity = ArgumentArity.ZeroOrMore,
    };

    private readonly EvidenceOptions evidence = EvidenceOptions.All();
    private readonly Option<string> metrics = EvidenceOptions.One("--metrics", "FILE", "A results document to judge instead of measuring.");
    private readonly Option<string> baseline = EvidenceOptions.One("--baseline", "FILE", "Earlier figures that rules compare with, as moegate baseline save writes them; in place of the configuration's.");
    private readonly Option<string[]> rules = EvidenceOptions.Many("--rules", "PACK", "A rule pack, moegate:NAME or a file: on top of a configuration's rules, instead of the built-in ones without one.");
    private readonly Option<string[]> select = EvidenceOptions.Many("--select", "KEY=PATTERN", "Only some subjects, such as layer=0-7.");
    private readonly ShardOption shard = new();

    private readonly ScanningOptions scanning = new();
    private bool judges;

    public Option<bool> Quiet { get; } = new("--quiet", "-q") { Description = "Nothing on standard error but errors." };

    /// <summary>Adds everything; what only a verdict needs is left out for a command that gives none.</summary>
    /// <param name="command">The command.</param>
    /// <param name="judges">Whether rules are held against the figures.</param>
    /// <param name="gates">Whether several configurations may be named.</param>
    public void AddTo(Command command, bool judges, bool gates = false)
    {
        command.Arguments.Add(gates ? several : one);
        evidence.AddTo(command);
        if (judges) command.Options.Add(metrics);
        if (judges) command.Options.Add(baseline);
        command.Options.Add(rules);
        command.Options.Add(select);
        scanning.AddTo(command);
        command.Options.Add(Quiet);
        shard.AddTo(command, isHidden: judges);
        this.judges = judges;
    }

    /// <summary>The configuration files; one that is null where everything is on the command line.</summary>
    public IReadOnlyList<ConfigurationFile?> Configurations(ParseResult parsed)
    {
        if (judges) shard.Refuse(parsed);
        string[] paths = parsed.GetValue(one) is { } path ? [path] : parsed.GetValue(several) ?? [];
        if (paths.Length > 0)
        {
            if (paths.GroupBy(InputFile.FullPath).FirstOrDefault(g => g.Count() > 1) is { } twice) throw InputException.Usage($"{Plain.Text(twice.First())} is named twice", "name each configuration once");
            if (paths.Length > 1 && parsed.GetResult(metrics) is { Implicit: false }) throw InputException.Usage("--metrics is of one gate, and several are asked for", "check them one by one");
            if (paths.Length > 1 && parsed.GetResult(baseline) is { Implicit: false }) throw InputException.Usage("--baseline is of one gate, and several are asked for", "name each configuration's own as \"baseline\"");
            return [.. paths.Select(ConfigurationFile.Read)];
        }

        var without = evidence.AreGiven(parsed) || parsed.GetResult(metrics) is { Implicit: false };
        return [without ? null : ConfigurationFile.Read(ConfigurationFile.DefaultName)];
    }

    /// <summary>Shows how far the reading of weights is, unless nobody wants to know.</summary>
    public ProgressDisplay? Progress(ParseResult parsed, GateRequest request, Terminal terminal) =>
        ProgressDisplay.Start(terminal, request.Scan.Progress, scanning.ShowsProgress(parsed) && !parsed.GetValue(Quiet));

    /// <summary>What computes beside the processor; disposed at the end of the command, whose gates share it.</summary>
    public DeviceUse? Device(ParseResult parsed, Terminal terminal) => scanning.Device(parsed, terminal, parsed.GetValue(Quiet));

    /// <summary>Everything is validated here, before anything is measured.</summary>
    public GateRequest Read(ParseResult parsed, ConfigurationFile? file, DeviceUse? device, Terminal terminal)
    {
        if (parsed.GetValue(metrics) is not null && parsed.GetValue(select) is { Length: > 0 })
            throw InputException.Usage("--metrics and --select exclude each other", "select when measuring");

        if (parsed.GetValue(metrics) is not null && evidence.AreGiven(parsed))
            throw InputException.Usage("--metrics and evidence exclude each other", "the document holds the figures of its own evidence");

        var request = evidence.Apply(parsed, file?.Evidence ?? new EvidenceRequest());
        var packs = parsed.GetValue(rules) ?? [];
        var drafts = file is not null ? file.Rules(request.Candidate?.Shown, packs) : Packs(packs);
        var built = drafts.Build();
        var quiet = parsed.GetValue(Quiet);
        return new GateRequest
        {
            Evidence = request,
            Metrics = parsed.GetValue(metrics) is { } results ? EvidencePath.OnCommandLine(results) : null,
            Rules = built,
            Waivers = file?.Waivers(built) ?? [],
            Today = DateOnly.FromDateTime(terminal.Clock.GetUtcNow().UtcDateTime),
            Baseline = parsed.GetValue(baseline) is { } earlier ? new BaselineRequest(EvidencePath.OnCommandLine(earlier)) : file?.Baseline,
            Configuration = file?.Shown,
            Scan = scanning.Read(parsed, request.Parameters.Seed, device),
            Shard = judges ? null : shard.Read(parsed, terminal.Environment),
            Select = EvidenceOptions.ParseSelect(parsed.GetValue(select) ?? []),
            Warn = quiet ? _ => { } : terminal.Note,
        };
    }

    private static RuleDrafts Packs(string[] names)
    {
        if (names.Length == 0) return RulePacks.Defaults();
        var drafts = new RuleDrafts();
        foreach (var name in names) RulePacks.Extend(drafts, name, "", Place.None, place: null, []);
        return drafts;
    }
}
