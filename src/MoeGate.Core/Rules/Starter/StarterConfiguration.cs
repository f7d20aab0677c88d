using System.Text;
using MoeGate.Evidence;
using MoeGate.Formats;
using MoeGate.Formats.Json;
using MoeGate.Metrics;
using MoeGate.Rules.Configuration;

namespace MoeGate.Rules.Starter;

/// <summary>A configuration for evidence at hand: the built-in rules, and limits that leave a margin to the model's own figures.</summary>
/// <param name="Text">The configuration.</param>
/// <param name="Limits">How many limits are the model's own.</param>
/// <param name="Findings">What its rules say of the figures that it was made from: what a check will say.</param>
public sealed record StarterConfiguration(string Text, int Limits, IReadOnlyList<Finding> Findings)
{
    /// <summary>What has to be measured to make one.</summary>
    public static IReadOnlyList<Metric> Metrics { get; } =
        [.. RulePacks.Defaults().Build().Select(r => r.Metric.MeasuredBy).Concat(OwnLimits.Metrics).DistinctBy(m => m.Id)];

    /// <param name="evidence">What was read.</param>
    /// <param name="metrics">The figures of it.</param>
    /// <param name="request">What was named, and how it is to be written.</param>
    public static StarterConfiguration Of(EvidenceSet evidence, MetricSet metrics, StarterRequest request)
    {
        var (rules, limits) = Rules(evidence, metrics, request);
        var text = new StringBuilder("{\n");
        text.Append("  \"$schema\": ").Append(JsonText.Quote("./" + request.Schema)).Append(", // moegate schema -o moegate.schema.json\n");
        text.Append("  \"extends\": ").Append(JsonText.Quote(RulePacks.Default)).Append(", // moegate rules lists what it holds\n");
        text.Append("  \"evidence\": {\n").Append(StarterEvidence.Text(request.Evidence, request.Folder)).Append("  },\n");
        if (request.Evidence.Parameters.Seed != new Parameters().Seed) text.Append("  \"parameters\": { \"seed\": ").Append(request.Evidence.Parameters.Seed).Append(" },\n");
        text.Append("  \"rules\": [\n").Append(rules).Append("  ],\n");
        text.Append("""
              // Beside the figures of the last release a rule says what must not get worse; moegate baseline save writes the file:
              // "baseline": { "file": "baselines/main.json" },
              // and in "rules": { "id": "OWN901", "metric": "error.sqnr", "assert": "min >= baseline - 0.2dB" },
              // Violations that are excused until a day, each with its reason:
              // "waivers": "waivers.json",
              "reports": {
                // "junit": "out/moegate.junit.xml",
                // "sarif": "out/moegate.sarif",
              },
            }

            """.ReplaceLineEndings("\n"));
        var whole = text.ToString();
        return new StarterConfiguration(whole, limits, Judge.Findings(RulesOf(whole), metrics));
    }

    /// <summary>The section of the model's own rules: sentences as comments, and the rules under them.</summary>
    private static (string Text, int Limits) Rules(EvidenceSet evidence, MetricSet metrics, StarterRequest request)
    {
        var matrices = evidence.Weights.Where(t => t.IsMatrix).Select(t => Subject.OfTensor(t).Name).ToHashSet(StringComparer.Ordinal);
        var own = new OwnRules(metrics, Judge.Findings(RulePacks.Defaults().Build(), metrics), matrices, request.Margin);
        var text = new StringBuilder();
        var limits = 0;
        foreach (var section in OwnLimits.Sections)
        {
            var lines = new List<string>();
            foreach (var limit in section.Limits)
            {
                var rules = own.Of(limit, comment => lines.Add($"    // {comment}\n")).ToList();
                lines.AddRange(rules.Select(r => r.Text));
                limits += rules.Count;
            }

            if (lines.Count > 0) text.Append("    // ").Append(section.Heading(request.Margin is not null)).Append('\n').AppendJoin("", lines);
        }

        if (limits > 0) text.Insert(0, "    // Each limit leaves room to this model's own figure, and its \"why\" says how much.\n");
        if (text.Length == 0) text.Append("    // { \"id\": \"OWN201\", \"metric\": \"pruning.vs_random\", \"assert\": \"mean >= 5pp\", \"why\": \"…\" }\n");
        return (text.ToString(), limits);
    }

    /// <summary>The rules as a check will read them.</summary>
    private static IReadOnlyList<Rule> RulesOf(string text)
    {
        var root = JsonFile.Parse(Encoding.UTF8.GetBytes(text), ConfigurationFile.DefaultName, "", InputKind.Configuration);
        ConfigurationShape.Root.Check(root);
        var drafts = new RuleDrafts();
        RulePacks.Add(drafts, root, ConfigurationFile.DefaultName, []);
        return drafts.Build();
    }
}

/// <summary>What a starter configuration is asked for.</summary>
/// <param name="Evidence">What was named.</param>
/// <param name="Folder">Where the configuration will lie; paths in it are relative to that.</param>
/// <param name="Schema">The schema's file name beside it.</param>
/// <param name="Margin">A share in place of each limit's own margin; null for those.</param>
public sealed record StarterRequest(EvidenceRequest Evidence, string Folder, string Schema, double? Margin = null);
