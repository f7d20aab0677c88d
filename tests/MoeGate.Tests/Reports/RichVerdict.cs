using System.Text;
using System.Text.Json;
using MoeGate.Evidence;
using MoeGate.Formats;
using MoeGate.Formats.Json;
using MoeGate.Metrics;
using MoeGate.Rules;
using MoeGate.Rules.Baselines;
using MoeGate.Rules.Configuration;

namespace MoeGate.Tests.Reports;

/// <summary>
/// One verdict with everything that a reporter can meet: failed with many worst subjects, warned, without data at every level,
/// waived, passed with exceptions and by exactness, not applicable, groups, every family of units, a huge and a tiny number, and
/// rules of a built-in pack, a team's pack and the configuration.
/// </summary>
internal static class RichVerdict
{
    private const string Configuration = "gates/moegate.json";

    private static readonly Place builtIn = new(Configuration, 3, 15);

    private static readonly Rule[] rules =
    [
        Rule("MG101", "profile.dispersion", builtIn, error: "min >= 0.5", warning: "min >= 2") with
        {
            Title = "Expert loads are as uneven as a router makes them",
            Why = "Pure chance gives 1, a trained router far more. Loads more even than chance cannot come from a router: the profiler read the wrong data, and its scores rank noise.",
            Origin = "moegate:profile",
            Requires = EvidenceKind.Experts,
        },
        Rule("MG105", "profile.dead", builtIn, warning: "each <= 0") with
        {
            Title = "Few experts were never seen",
            Why = "An expert that no calibration token reached is pruned unseen.",
            Origin = "moegate:profile",
            Allow = new Tolerance(10, true),
        },
        Rule("MG201", "pruning.vs_random", builtIn, error: "min >= 0pp", warning: "mean >= 2pp") with
        {
            Title = "The cut keeps more saliency than a random one, in every layer",
            Why = "Below 2 pp on average the scores hardly tell experts apart.",
            Origin = "moegate:pruning",
        },
        Rule("MG202", "pruning.heldout_vs_random", builtIn, error: "mean >= 2.5pp") with
        {
            Title = "The cut beats a random one on held-out text",
            Origin = "moegate:pruning",
            Requires = EvidenceKind.Experts | EvidenceKind.HeldOut,
        },
        Rule("MG501", "size.fits", builtIn, warning: "max >= 1") with { Title = "Some quantization fits", Origin = "moegate:release", Requires = EvidenceKind.Model },
        Rule("TEAM-fit", "size.projected_bytes", new Place("gates/team.json", 7, 5), error: "max <= 18GiB") with
        {
            Title = "Every mix fits the small card",
            Why = "The small card has 24 GiB, 6 of which are for the cache.",
            Origin = "./team.json",
            GroupBy = "type",
        },
        Rule("TEAM-mass", "pruning.kept_mass", new Place("gates/team.json", 14, 5), error: "p10 >= 60%") with
        {
            Title = "Most saliency stays",
            Origin = "./team.json",
        },
        Own("T1_huge", 12, "saliency.max_min_ratio", "max <= 1000") with { Why = "So large a ratio is an expert that was scored by mistake." },
        Own("T1_tiny", 13, "profile.frequency_error", "max <= 0"),
        Own("T2_tokens", 14, "profile.tokens", "sum >= 1e6"),
        Own("T2_count", 15, "profile.tokens", "count >= 48"),
        Own("T3_exact", 16, "pruning.jaccard", "min >= 0.99"),
        Own("T4_waived", 17, "pruning.coverage", "min >= 80%"),
        Own("T5_error", 18, "pruning.rank_correlation", "mean >= 0.5"),
        Own("T5_missing", 19, "pruning.rel_gap", "max >= 0.01") with { OnNoData = Level.Warning },
        Own("T5_skip", 20, "size.bytes", "sum <= 18GiB") with { OnNoData = Level.Skip },
        Own("T5_select", 21, "profile.starved", "mean <= 2") with { Selection = Select("""{ "layer": "40-47" }"""), OnNoData = Level.Warning },
        Own("T6_std", 22, "saliency.cv", "std <= 5"),
        Own("T7_mass", 23, "pruning.kept_mass", "each >= baseline - 0.5pp") with { Why = "No layer loses more saliency than it did in the release before." },
        Own("T8_mean", 24, "pruning.kept_mass", "mean >= baseline - 2%"),
    ];

    /// <summary>One waiver that ends soon, one that nobody needs, and figures of an earlier release.</summary>
    private static readonly Circumstances circumstances = new()
    {
        Today = new DateOnly(2026, 12, 20),
        Waivers =
        [
            new Waiver("T4_waived", Selection.Everything, "code is measured by a task instead", new DateOnly(2026, 12, 31), null, "evaluation team", new Place("gates/waivers.json", 2, 3)),
            new Waiver("T2_tokens", Selection.Everything, "the smaller model", new DateOnly(2027, 6, 30), null, null, new Place("gates/waivers.json", 9, 3)),
        ],
        Baseline = Baseline.Of(new MetricSet(Earlier(), Evidence(), EvidenceKind.Experts | EvidenceKind.Keep) { ModelLayers = 48 }, "1.2.2", "gates/baseline.json", []),
    };

    public static Verdict Verdict { get; } = Make();

    /// <summary>A verdict of rules that all passed.</summary>
    public static Verdict Passed { get; } = Of([Finding(Own("T1", 4, "profile.dispersion", "min >= 0.5"), Outcome.Pass)]);

    /// <summary>A verdict without a single rule or measurement.</summary>
    public static Verdict Empty { get; } = Of([]) with { Decision = Decision.Pass, ExitCode = 0 };

    /// <summary>A verdict of these findings and no measurements.</summary>
    public static Verdict Of(IReadOnlyList<Finding> findings)
    {
        var (decision, exitCode) = MoeGate.Rules.Verdict.Decide(findings, FailOn.Error);
        return new Verdict
        {
            Decision = decision,
            ExitCode = exitCode,
            Findings = findings,
            Metrics = new MetricSet([], [], EvidenceKind.None),
            Configuration = Configuration,
            Version = "1.2.3",
        };
    }

    /// <summary>A finding about one subject.</summary>
    public static Finding Finding(Rule rule, Outcome outcome, string subject = "blk.3", string message = "min profile.dispersion is 0.25 at blk.3, limit >= 0.5", Level level = Level.Error) => new()
    {
        Rule = rule,
        Outcome = outcome,
        Level = level,
        Subject = Subject.Parse(subject),
        Limit = rule.Error ?? rule.Warning,
        Actual = 0.25,
        Unit = rule.Metric.Unit,
        Judged = 1,
        Worst = [new SubjectValue(Subject.Parse(subject), 0.25)],
        Message = message,
    };

    /// <summary>A rule of the configuration.</summary>
    public static Rule Own(string id, int line, string metric, string error) => Rule(id, metric, new Place(Configuration, line, 5), error) with { Origin = Configuration };

    public static Rule Rule(string id, string metric, Place place, string? error = null, string? warning = null)
    {
        var found = Catalog.Find(metric)!;
        return new Rule
        {
            Id = id,
            Metric = found,
            Title = found.Text.Title,
            Error = error is null ? null : Assertion.Parse(Json(JsonSerializer.Serialize(error)), found),
            Warning = warning is null ? null : Assertion.Parse(Json(JsonSerializer.Serialize(warning)), found),
            Scope = found.Home,
            Place = place,
        };
    }

    private static Selection Select(string json) => Selection.Parse(Json(json));

    private static JsonItem Json(string json) => JsonFile.Parse(Encoding.UTF8.GetBytes(json), "test", "", InputKind.Configuration);

    private static Verdict Make()
    {
        var metrics = new MetricSet(Measurements(), Evidence(), EvidenceKind.Experts | EvidenceKind.Keep) { ModelLayers = 48 };
        var findings = Judge.Findings(rules, metrics, circumstances, out var notices);
        return Of(findings) with { Metrics = metrics, Notices = notices, Baseline = circumstances.Baseline!.Metrics };
    }

    private static IEnumerable<Measurement> Earlier()
    {
        for (var layer = 0; layer < 14; layer++)
            yield return new Measurement(Catalog.Find("pruning.kept_mass")!, Subject.OfLayer(layer), (Reading)(58.125 + layer * 0.875) with { Stderr = 0.25 });
    }

    private static IReadOnlyList<EvidenceIdentity> Evidence() =>
    [
        new("candidate", "out/model-Q4_K_M.gguf", 19_327_352_832, "unread"),
        new("experts", "stats/calibration.json", 123_456, "expert statistics"),
        new("keep", null, null, null, "0.5"),
    ];

    private static IEnumerable<Measurement> Measurements()
    {
        Measurement Of(string metric, string subject, Reading reading) => new(Catalog.Find(metric)!, Subject.Parse(subject), reading);

        for (var layer = 0; layer < 14; layer++)
        {
            var at = $"blk.{layer}";
            yield return Of("profile.dispersion", at, layer == 3 ? Reading.NotApplicable("every token uses every expert") : 0.048 * (1 << layer) / 8);
            yield return Of("profile.dead", at, layer == 11 ? 3 : 0);
            yield return Of("profile.tokens", at, 9_007_199_254_740_991 - layer);
            yield return Of("profile.frequency_error", at, layer == 9 ? double.Epsilon : 0);
            yield return Of("profile.starved", at, layer);
            yield return Of("pruning.vs_random", at, (Reading)(layer * 0.25) with { Expected = 0 });
            yield return Of("pruning.kept_mass", at, 57.125 + layer);
            yield return Of("pruning.jaccard", at, Reading.Exact("the texts rank the experts alike"));
            yield return Of("pruning.coverage", at, (Reading)(78.5 + layer) with { At = "code", Items = [new Item("prose", 90 + layer / 3.0), new Item("code", 78.5 + layer)] });
            yield return Of("pruning.rel_gap", at, layer == 5 ? Reading.Missing("the layer keeps every expert") : 0.015);
            yield return Of("saliency.max_min_ratio", at, layer == 13 ? double.MaxValue : 1 + layer);
            yield return Of("saliency.cv", at, 50 + layer % 4);
        }

        yield return Of("pruning.coverage", "model", (Reading)85 with { At = "blk.0" });
        yield return Of("size.projected_bytes", "model[Q8_0]", 33_822_867_456);
        yield return Of("size.projected_bytes", "model[Q4_K_M]", 19_457_376_256);
        yield return Of("size.projected_bytes", "model[Q2_K]", 12_573_851_648);
    }
}
