using System.Globalization;
using MoeGate.Evidence;
using MoeGate.Metrics;
using MoeGate.Reductions;
using MoeGate.Rules;

namespace MoeGate.Tests.Reports.Html;

/// <summary>A verdict of the size of a large model's: 60 layers of 256 experts, twelve roles in each layer, 20,000 measurements.</summary>
internal static class LargeVerdict
{
    public const int Layers = 60;

    public const int Experts = 256;

    public const int Measurements = 20_000;

    private static readonly string[] roles = ["attn_k_b", "attn_kv_a_mqa", "attn_output", "attn_q_a", "attn_q_b", "attn_v_b", "ffn_down_exps", "ffn_down_shexp", "ffn_gate_exps", "ffn_gate_shexp", "ffn_up_exps", "ffn_up_shexp"];

    private static readonly string[] figures = ["error.relative_rmse", "error.cosine", "error.max_abs", "error.p99", "weight.std", "weight.mean", "weight.min", "weight.max", "weight.outliers", "weight.skewness", "row.std.mean", "row.std.max", "group.range.mean", "group.range.max"];

    private static readonly Rule[] rules =
    [
        RichVerdict.Own("L1", 3, "pruning.vs_random", "min >= 18pp") with { Why = "A layer in which the choice hardly matters." },
        RichVerdict.Own("L2", 4, "error.sqnr", "min >= 10.5dB"),
        RichVerdict.Own("L3", 5, "routing.max_load", "max <= 30"),
        RichVerdict.Own("L4", 6, "eval.perplexity_ratio", "max <= 1.01"),
        RichVerdict.Own("L5", 7, "size.bits_per_weight", "max <= 8"),
    ];

    public static Verdict Verdict { get; } = Make();

    /// <summary>An earlier state, from which every figure differs a little.</summary>
    public static Verdict Compared { get; } = Verdict with
    {
        Baseline = new MetricSet([.. Verdict.Metrics.All.Where(m => m.Reading.Value is not null).Select(m => m with { Reading = (Reading)(m.Reading.Value!.Value * 1.02) with { Stderr = m.Reading.Stderr } })], [], EvidenceKind.None),
    };

    private static Verdict Make()
    {
        var metrics = new MetricSet([.. All().Take(Measurements)], Evidence(), EvidenceKind.Experts | EvidenceKind.Keep | EvidenceKind.Candidate | EvidenceKind.Reference | EvidenceKind.Evaluations);
        Assert.Equal(Measurements, metrics.All.Count);
        return RichVerdict.Of(Judge.Findings(rules, metrics)) with { Metrics = metrics };
    }

    private static IReadOnlyList<EvidenceIdentity> Evidence() =>
        [new("candidate", "out/large-UD-Q3_K_XL.gguf", 341_234_567_890, "gguf"), new("reference", "models/large-BF16.gguf", 1_488_000_000_000, "gguf"), new("experts", "stats/calibration.json", 4_000_000, "expert statistics"), new("keep", null, null, null, "0.5")];

    private static IEnumerable<Measurement> All()
    {
        var random = new SplitMix64(7);
        Measurement Of(string metric, string subject, Reading reading) => new(Catalog.Find(metric)!, Subject.Parse(subject), reading);
        double Draw() => random.Next() / (double)ulong.MaxValue;
        string At(int expert) => expert.ToString(CultureInfo.InvariantCulture);

        yield return Of("size.bits_per_weight", "model", 3.87);
        foreach (var (text, ratio) in new[] { ("general", 1.018), ("code", 1.094), ("german", 1.031), ("mathematics", 1.052) })
        {
            yield return Of("eval.perplexity_ratio", "eval." + text, (Reading)ratio with { Stderr = 0.004 });
            yield return Of("eval.kld.mean", "eval." + text, (Reading)((ratio - 1) * 0.8) with { Stderr = 0.002 });
        }

        foreach (var task in new[] { "arc_challenge", "arc_easy", "gsm8k", "hellaswag", "humaneval", "ifeval", "mmlu_pro", "winogrande" })
        {
            yield return Of($"eval.task.{task}.acc", "eval.tasks", (Reading)(0.4 + Draw() / 2) with { Stderr = 0.008 + Draw() / 100 });
            yield return Of($"eval.task.{task}.acc_z", "eval.tasks", Draw() * 3 - 2.5);
        }

        for (var layer = 3; layer < 3 + Layers; layer++)
        {
            var at = $"blk.{layer}";
            var scores = Enumerable.Range(0, Experts).Select(_ => (layer + 1) * Math.Exp(1.1 * (Draw() + Draw() + Draw() + Draw() - 2))).ToArray();
            var loads = scores.Select((s, e) => e == layer ? 0 : s * (0.4 + Draw())).ToArray();
            var kept = LayerEvidence.Rank(scores).Take(Experts / 2).Order().ToList();
            var share = 100 * kept.Sum(e => scores[e]) / scores.Sum();
            yield return Of("saliency.max", at, (Reading)scores.Max() with { Items = [.. scores.Select((s, e) => new Item(At(e), s))] });
            yield return Of("routing.max_load", at, (Reading)(loads.Max() / loads.Average()) with { Items = [.. loads.Select((l, e) => new Item(At(e), l / loads.Average()))] });
            yield return Of("pruning.experts_kept", at, (Reading)kept.Count with { Items = [.. kept.Select(e => new Item(At(e), 1))] });
            yield return Of("pruning.kept_mass", at, share);
            yield return Of("pruning.vs_random", at, (Reading)(share - 50) with { Expected = 0 });
            yield return Of("pruning.heldout_vs_random", at, (Reading)(share - 50 - 12 * Draw()) with { At = "code" });
            foreach (var source in new[] { "attn_input", "ffn_input", "ffn_down_input" })
            {
                yield return Of("power_share.top1", $"{at}.{source}", (Reading)(0.1 + Draw() / 3) with { Expected = 0.01 });
                yield return Of("power_share.top10", $"{at}.{source}", (Reading)(0.5 + Draw() / 3) with { Expected = 0.1 });
            }

            foreach (var role in roles)
            {
                var (type, bits, dB) = role.StartsWith("attn", StringComparison.Ordinal) ? ("q8_0", 8.5, 45.0) : role == "ffn_down_exps" && layer % 8 < 3 ? ("q4_K", 4.5, 22.9) : role.EndsWith("exps", StringComparison.Ordinal) ? ("q3_K", 3.4375, 16.1) : ("q6_K", 6.5625, 35.0);
                var tensor = Subject.Parse($"{at}.{role}").OfType(type);
                yield return Of("error.sqnr", tensor.Name, (Reading)(dB - 1 - 5 * Draw() * Draw()) with { Expected = dB }) with { Subject = tensor };
                yield return Of("error.sqnr_deficit", tensor.Name, 1 + 5 * Draw() * Draw()) with { Subject = tensor };
                yield return Of("type.bits_per_weight", tensor.Name, bits) with { Subject = tensor };
                foreach (var figure in figures) yield return Of(figure, tensor.Name, Draw()) with { Subject = tensor };
            }
        }

        // As many slices of experts as it takes.
        for (var layer = 3; layer < 3 + Layers; layer++)
            for (var expert = 0; expert < Experts; expert++)
                yield return Of("error.relative_rmse", $"blk.{layer}.ffn_down_exps[{expert}]", Draw());
    }
}
