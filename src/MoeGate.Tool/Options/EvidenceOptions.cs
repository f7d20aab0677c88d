using System.CommandLine;
using System.Globalization;
using System.Text;
using System.Text.Json;
using MoeGate.Evidence;
using MoeGate.Formats;
using MoeGate.Formats.Json;
using MoeGate.Rules;
using MoeGate.Rules.Configuration;

namespace MoeGate.Tool.Options;

/// <summary>Evidence named on the command line; it overrides what a configuration names.</summary>
internal sealed class EvidenceOptions
{
    private readonly Option<string[]> experts = Many("--experts", "FILE", "Expert statistics of the calibration text; it may repeat: the files are shards of one profile.");
    private readonly Option<string[]> heldOut = Many("--held-out", "FILE", "Expert statistics of a held-out text; it may repeat: each file is a domain of its own.");
    private readonly Option<string> keep = One("--keep", "NUMBER", "The cut: " + Keep.Rule + ".");
    private readonly Option<string> plan = One("--plan", "FILE", "The cut as a file that names the experts kept.");
    private readonly Option<string> score = One("--score", "NAME", "Which recorded figure ranks the experts; reap where it was recorded.");
    private readonly Option<string> architecture = One("--architecture", "FILE", "A config.json or its folder, a GGUF model, or a file with the model's figures.");
    private readonly Option<string> candidate = One("--candidate", "PATH", "The model that is to ship: a GGUF file or any part of a split one, a safetensors file or index, or a folder of safetensors or f32bin files.");
    private readonly Option<string> reference = One("--reference", "PATH", "The model that the candidate was made from, in any of these forms.");
    private readonly Option<string> activations = One("--activations", "DIR", "A folder of activations, act_blk<layer>_<source>.f32bin, or one such file: what enters the matrices, a token to each row.");
    private readonly Option<string> imatrix = One("--imatrix", "FILE", "An importance matrix of llama.cpp, GGUF or .dat: the power of what enters each column, for matrices without activations.");
    private readonly Option<string[]> evaluation = Many("--evaluation", "NAME=PATH", "A log of llama-perplexity or a result of lm-evaluation-harness of the candidate; NAME.reference=PATH is the reference's. It may repeat.");
    private readonly Option<string> seed = One("--seed", "NUMBER", "The seed of everything that is drawn; 1 where it is left out.");

    private readonly IReadOnlyList<Option> offered;

    private EvidenceOptions(Func<EvidenceOptions, IReadOnlyList<Option>> offer)
    {
        score.AcceptOnlyFromAmong([.. Scores.Names]);
        offered = offer(this);
    }

    /// <summary>All kinds of evidence.</summary>
    public static EvidenceOptions All() => new(o => [o.experts, o.heldOut, o.keep, o.plan, o.score, o.architecture, o.candidate, o.reference, o.activations, o.imatrix, o.evaluation, o.seed]);

    /// <summary>What belongs to expert statistics that are an argument.</summary>
    public static EvidenceOptions OfExperts() => new(o => [o.heldOut, o.keep, o.plan, o.score, o.architecture, o.seed]);

    /// <summary>What belongs to a reference and a candidate that are arguments.</summary>
    public static EvidenceOptions OfPair() => new(o => [o.activations, o.imatrix, o.plan, o.seed]);

    /// <summary>What belongs to weights that are an argument.</summary>
    public static EvidenceOptions OfWeights() => new(o => [o.activations, o.imatrix, o.seed]);

    public void AddTo(Command command)
    {
        foreach (var option in offered) command.Options.Add(option);
    }

    /// <summary>Whether evidence is named, so that no configuration file has to be read.</summary>
    public bool AreGiven(ParseResult parsed) => offered.Except([score, seed]).Any(o => parsed.GetResult(o) is { Implicit: false });

    /// <summary>The request with what the command line says in place of what it said before.</summary>
    public EvidenceRequest Apply(ParseResult parsed, EvidenceRequest request)
    {
        if (parsed.GetValue(keep) is not null && parsed.GetValue(plan) is not null)
            throw InputException.Usage("--keep and --plan exclude each other", "give one of the two");
        if (parsed.GetValue(experts) is { Length: > 0 } files) request = request with { Experts = Paths(files) };
        if (parsed.GetValue(heldOut) is { Length: > 0 } domains) request = request with { HeldOut = Paths(domains) };
        if (parsed.GetValue(keep) is { } text) request = request with { Keep = ParseKeep(text), KeepPlace = Place.None, Plan = null };
        if (parsed.GetValue(plan) is { } mask) request = request with { Plan = EvidencePath.OnCommandLine(mask), Keep = null };
        if (parsed.GetValue(score) is { } name) request = request with { Score = Scores.Parse(name) };
        if (parsed.GetValue(architecture) is { } model) request = request with { Architecture = EvidencePath.OnCommandLine(model), ArchitectureItem = null };
        if (parsed.GetValue(candidate) is { } path) request = request with { Candidate = EvidencePath.OnCommandLine(path) };
        if (parsed.GetValue(reference) is { } origin) request = request with { Reference = EvidencePath.OnCommandLine(origin) };
        if (parsed.GetValue(activations) is { } folder) request = request with { Activations = EvidencePath.OnCommandLine(folder) };
        if (parsed.GetValue(imatrix) is { } matrix) request = request with { Imatrix = EvidencePath.OnCommandLine(matrix) };
        if (parsed.GetValue(evaluation) is { Length: > 0 } evaluations) request = request with { Evaluations = EvaluationOption.Apply(evaluations, request.Evaluations) };
        if (parsed.GetValue(seed) is { } number) request = request with { Parameters = request.Parameters with { Seed = ParseSeed(number) } };
        return request;
    }

    private static Keep ParseKeep(string text) =>
        double.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out var number) && Keep.From(number) is { } keep
            ? keep
            : throw InputException.Usage($"--keep {text} cannot be", Keep.Rule);

    private static ulong ParseSeed(string text) =>
        ulong.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var seed)
            ? seed
            : throw InputException.Usage($"--seed {text} is not a whole number from 0");

    private static EvidencePath[] Paths(string[] files) => [.. files.Select(EvidencePath.OnCommandLine)];

    internal static Option<string> One(string name, string help, string description) => new(name) { Description = description, HelpName = help };

    internal static Option<string[]> Many(string name, string help, string description) => new(name) { Description = description, HelpName = help };

    /// <summary>Parses <c>--select KEY=PATTERN …</c> as a rule's <c>select</c> is parsed.</summary>
    internal static Selection ParseSelect(string[] parts)
    {
        if (parts.Length == 0) return Selection.Everything;
        var patterns = new Dictionary<string, List<string>>(StringComparer.Ordinal);
        foreach (var part in parts)
        {
            var equals = part.IndexOf('=', StringComparison.Ordinal);
            if (equals <= 0) throw InputException.Usage($"--select {part} is not KEY=PATTERN", "write for example --select layer=0-7");
            if (!patterns.TryGetValue(part[..equals], out var list)) patterns[part[..equals]] = list = [];
            list.Add(part[(equals + 1)..]);
        }

        var item = JsonFile.Parse(Encoding.UTF8.GetBytes(JsonSerializer.Serialize(patterns)), "--select", "", InputKind.Configuration);
        ConfigurationShape.Select.Check(item);
        return Selection.Parse(item);
    }
}
