using System.Globalization;
using System.Text;
using MoeGate.Evidence;
using MoeGate.Formats.Json;
using MoeGate.Metrics;

namespace MoeGate.Rules.Configuration;

/// <summary>Writes a configuration for evidence at hand: the built-in packs, and limits that leave a margin to its own figures.</summary>
public static class StarterConfiguration
{
    /// <summary>The limit keeps this share of the figure that was measured.</summary>
    private const double Margin = 0.8;

    private static readonly (string Id, string Metric, string Unit)[] limits =
    [
        ("OWN201", "pruning.vs_random", "pp"),
        ("OWN202", "pruning.heldout_vs_random", "pp"),
        ("OWN203", "pruning.split_half_jaccard", ""),
    ];

    /// <param name="request">What was named.</param>
    /// <param name="evidence">What it holds.</param>
    /// <param name="folder">Where the configuration will lie; paths in it are relative to that.</param>
    /// <param name="schema">The schema's file name beside it.</param>
    /// <param name="cancellation">Asked during long work.</param>
    public static string Text(EvidenceRequest request, EvidenceSet evidence, string folder, string schema, CancellationToken cancellation = default)
    {
        var text = new StringBuilder("{\n");
        text.Append("  \"$schema\": ").Append(JsonText.Quote("./" + schema)).Append(",\n");
        text.Append("  \"extends\": ").Append(JsonText.Quote(RulePacks.Default)).Append(", // moegate rules lists what it holds\n");
        text.Append("  \"evidence\": {\n").Append(Evidence(request, folder)).Append("  },\n");
        if (request.Parameters.Seed != new Parameters().Seed) text.Append("  \"parameters\": { \"seed\": ").Append(request.Parameters.Seed).Append(" },\n");
        text.Append("  \"rules\": [\n").Append(Rules(evidence, cancellation)).Append("  ],\n");
        text.Append("  \"reports\": {\n    // \"junit\": \"out/moegate.junit.xml\",\n    // \"sarif\": \"out/moegate.sarif\"\n  }\n}\n");
        return text.ToString();
    }

    private static string Evidence(EvidenceRequest request, string folder)
    {
        var text = new StringBuilder();
        void Line(string key, string? value, string example) =>
            text.Append("    ").Append(value is null ? "// " : "").Append(JsonText.Quote(key)).Append(": ").Append(value ?? example).Append(",\n");
        string? Path(EvidencePath? file) => file is null ? null : JsonText.Quote(Relative(file, folder));
        string? List(IReadOnlyList<EvidencePath> files) =>
            files.Count == 0 ? null : files.Count == 1 ? Path(files[0]) : "[" + string.Join(", ", files.Select(f => JsonText.Quote(Relative(f, folder)))) + "]";

        if (request.Candidate is not null) Line("candidate", Path(request.Candidate), "");
        if (request.Candidate is not null || request.Reference is not null) Line("reference", Path(request.Reference), "\"model-BF16.gguf\"");
        if (request.Candidate is not null || request.Activations is not null) Line("activations", Path(request.Activations), "\"activations\"");
        if (request.Candidate is not null || request.Imatrix is not null) Line("imatrix", Path(request.Imatrix), "\"imatrix.gguf\"");
        Line("experts", List(request.Experts), "\"stats/experts.json\"");
        Line("heldOut", List(request.HeldOut), "[\"stats/prose.json\", \"stats/code.json\"]");
        if (request.Plan is null) Line("keep", request.Keep?.ToString(), "0.5");
        else Line("plan", Path(request.Plan), "");
        if (request.Score is { } score) Line("score", JsonText.Quote(score.Name()), "");
        Line("architecture", Path(request.Architecture), "\"config.json\"");
        var evaluations = string.Join(", ", request.Evaluations.Select(e =>
            $"{JsonText.Quote(e.Name)}: {(e.Reference is null ? Path(e.Candidate) : $"{{ \"candidate\": {Path(e.Candidate)}, \"reference\": {Path(e.Reference)} }}")}"));
        Line("evaluations", evaluations.Length == 0 ? null : $"{{ {evaluations} }}", "{ \"general\": { \"candidate\": \"logs/general.log\", \"reference\": \"logs/general-parent.log\" } }");
        return text.ToString();
    }

    /// <summary>A rule for every figure that is there and good enough to hold on to.</summary>
    private static string Rules(EvidenceSet evidence, CancellationToken cancellation)
    {
        var text = new StringBuilder();
        var metrics = Measuring.Measure(evidence, limits.Select(l => Catalog.Find(l.Metric)!), cancellation);
        foreach (var (id, metric, unit) in limits)
        {
            if (metrics[metric, Subject.Model]?.Value is not { } mean) continue;
            if (mean <= 0)
            {
                text.Append("    // ").Append(metric).Append(" is ").Append(Figure.Format(mean, Catalog.Find(metric)!.Unit)).Append(" on average over layers: nothing that a limit could hold on to\n");
                continue;
            }

            var limit = Math.Floor(mean * Margin * 100) / 100;
            text.Append("    // measured: ").Append(Figure.Format(mean, Catalog.Find(metric)!.Unit)).Append(" on average over layers; the limit leaves a fifth of it as margin\n")
                .Append("    { \"id\": ").Append(JsonText.Quote(id)).Append(", \"metric\": ").Append(JsonText.Quote(metric)).Append(", \"assert\": ")
                .Append(JsonText.Quote($"mean >= {limit.ToString("0.##", CultureInfo.InvariantCulture)}{unit}"))
                .Append(", \"why\": \"Four fifths of what this model had when the gate was set up.\" },\n");
        }

        if (text.Length == 0) text.Append("    // { \"id\": \"OWN201\", \"metric\": \"pruning.vs_random\", \"assert\": \"mean >= 5pp\", \"why\": \"…\" }\n");
        return text.ToString();
    }

    private static string Relative(EvidencePath file, string folder) => Path.GetRelativePath(folder, Path.GetFullPath(file.Path)).Replace('\\', '/');
}
