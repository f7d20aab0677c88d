using MoeGate.Evidence;
using MoeGate.Formats.Json;
using MoeGate.Metrics;
using MoeGate.Models;

namespace MoeGate.Rules.Configuration;

/// <summary>The keys of a configuration and of a rule pack: what is checked, what the schema says, what the docs list.</summary>
public static class ConfigurationShape
{
    public static IReadOnlyList<string> GroupKeys { get; } = ["layer", "role", "type", "expert", "subject"];

    public static IReadOnlyList<string> ReportFormats { get; } = ["console", "github", "html", "json", "junit", "markdown", "msbuild", "sarif"];

    private static readonly Shape pattern = Shape.OneOrMore(Shape.OneOf(Shape.Text, Shape.Number));

    public static ObjectShape Select { get; } = new("select",
    [
        new("role", pattern, "Globs on the tensor's part in its block, such as ffn_down*."),
        new("layer", pattern, "3, \"0-7\", \"!0-1\", or a share of the layers, \"0%-12.5%\"."),
        new("expert", pattern, "3, \"0-7\" or \"!0-1\"."),
        new("type", pattern, "Globs on the quantization type or mix."),
        new("tensor", pattern, "Globs on the tensor's name."),
        new("subject", pattern, "Globs on the subject."),
    ]);

    private static readonly Shape assert = Shape.OneOf(
        Shape.Text,
        new ObjectShape("assert", [
            new("error", Shape.OneOf(Shape.Text, Shape.Null), "Fails the gate when it does not hold; null takes a pack's away."),
            new("warning", Shape.OneOf(Shape.Text, Shape.Null), "Warns when it does not hold; null takes a pack's away."),
        ]));

    public static ObjectShape Rule { get; } = new("a rule",
    [
        new("id", Shape.Text, "A letter, then letters, digits, _ or -; MG is the prefix of built-in rules.", Required: true),
        new("metric", Shape.Text, "The metric's id; moegate metrics lists them."),
        new("assert", assert, "AGGREGATE OP OPERAND, such as \"min >= 0.5pp\"; a string is severity error."),
        new("title", Shape.Text, "What the rule says, in a line."),
        new("why", Shape.Text, "Why the limit is where it is, and what it means when it is passed."),
        new("select", Select, "Which subjects; all of the scope where it is left out."),
        new("scope", Shape.Words(Scopes.Names), "Whose values: the metric's home scope where it is left out."),
        new("groupBy", Shape.Words(GroupKeys), "One verdict for each group instead of one in all."),
        new("allow", Shape.Text, "Exceptions that an each assertion tolerates: \"2 items\" or \"1%\"."),
        new("onNoData", Shape.Words(Levels.Names), "What it is worth when there is nothing to judge by; error where it is left out."),
        new("requires", Shape.OneOrMore(Shape.Words(EvidenceKinds.Names)), "Evidence without which the rule is not applicable."),
        new("enabled", Shape.Boolean, "false switches a rule of a pack off."),
    ]);

    private static readonly Key schema = new("$schema", Shape.Text, "The schema of this file, for editors.");

    private static readonly Key extends = new("extends", Shape.OneOrMore(Shape.Text), "Packs to start from: moegate:NAME for a built-in one, else a path relative to this file. Later ones win, rule by rule.");

    private static readonly Key rules = new("rules", Shape.ListOf(Rule), "Rules, added to those of the packs; one with the id of a pack's rule changes what it states and keeps the rest, error and warning each by itself.");

    public static ObjectShape Pack { get; } = new("a rule pack",
    [
        schema,
        new("title", Shape.Text, "What the pack is for."),
        extends,
        rules,
    ]);

    public static ObjectShape Evidence { get; } = new("evidence",
    [
        new("candidate", Shape.Text, "The model that is to ship: a GGUF file, safetensors, or a folder of safetensors or f32bin files."),
        new("reference", Shape.Text, "The model that it came from."),
        new("experts", Shape.OneOrMore(Shape.Text), "Expert statistics of the calibration text; several files are shards of one profile."),
        new("heldOut", Shape.OneOrMore(Shape.Text), "Expert statistics of held-out texts; each file is a domain of its own."),
        new("keep", Shape.Number, "The cut: " + Keep.Rule + "."),
        new("plan", Shape.Text, "The cut as a file that names the experts kept; instead of keep."),
        new("score", Shape.Words(Scores.Names), "Which recorded figure ranks the experts; reap where it was recorded."),
        new("imatrix", Shape.Text, "An importance matrix of llama.cpp: the power of what enters each column, where there are no activations."),
        new("activations", Shape.Text, "A folder of activations, act_blk<layer>_<source>.f32bin: what enters the candidate's matrices."),
        new("architecture", Shape.OneOf(Shape.Text, ArchitectureKeys.Shape), "A config.json or its folder, a GGUF model, or the figures themselves."),
        new("evaluations", new MapShape("evidence.evaluations", Shape.OneOf(Shape.Text, new ObjectShape("an evaluation", [
            new("candidate", Shape.Text, "The candidate's log or result.", Required: true),
            new("reference", Shape.Text, "The reference's log or result."),
        ]))), "Evaluation logs and results, by name."),
    ]);

    public static ObjectShape Parameters { get; } = new("parameters",
    [
        new("starvedBelow", Shape.Number, "profile.starved: experts seen by fewer tokens than this; 32 where it is left out."),
        new("seed", Shape.Number, "The seed of everything that is drawn; 1 where it is left out."),
        new("budgets", Shape.OneOrMore(Shape.Text), "size.fits: memory sizes such as \"24GiB\"."),
        new("overhead", Shape.Text, "size.fits: memory needed beside the weights, such as \"1.5GiB\"; none where it is left out."),
    ]);

    public static ObjectShape Root { get; } = new("the configuration",
    [
        schema,
        extends,
        new("evidence", Evidence, "What is judged; paths are relative to this file."),
        new("parameters", Parameters, "Numbers that some metrics take."),
        new("baseline", new ObjectShape("baseline", [
            new("file", Shape.Text, "The baseline.", Required: true),
            new("whenMissing", Shape.Words("error", "warning", "skip"), "What it is worth when the file is not there; error where it is left out."),
        ]), "Earlier figures that rules may compare with."),
        rules,
        new("overrides", Shape.ListOf(new ObjectShape("an override", [
            new("candidate", Shape.Text, "A glob on the candidate's path; ** crosses folders.", Required: true),
            new("rules", Shape.ListOf(Rule), "Rules that change for such candidates.", Required: true),
        ])), "Rules that change for some candidates."),
        new("waivers", Shape.Text, "A file of waivers."),
        new("reports", new MapShape("reports", Shape.Text, ReportFormats), "Report files, by format."),
    ]);
}
