using MoeGate.Reductions;

namespace MoeGate.Metrics.Errors;

/// <summary>Signal to quantization noise, and what a type should reach.</summary>
public sealed class Sqnr : MetricFamily
{
    public override IEnumerable<Metric> Metrics =>
    [
        Error.Metric(new("error.sqnr", Unit.Decibels, Better.Higher)
        {
            Title = "Signal to quantization noise ratio",
            Formula = "10·log10(Σw² ÷ Σe²)",
            Source = "The usual definition of signal processing.",
            Explanation = """
                6 dB for each bit that is spent well: on Gaussian weights 45 dB for q8_0, 35 for q6_K, 23 for q4_K, 16 for q3_K, 11 for q2_K, 6
                for iq1_s. At 0 dB a tensor of zeros would do as well. Equal weights have no noise: that is exact, and satisfies every bound.
                """,
            Remedy = "Give the tensor more bits, or quantize it with an importance matrix; error.sqnr_deficit says whether its type should do better.",
        },
        ReducePair.Errors,
        c => Error.Sqnr(c.Sums.Errors) is { Value: not null } reading ? reading with { Expected = c.Type is { } type ? GaussianSqnr.Of(type) : null } : Error.Sqnr(c.Sums.Errors)),
        Error.Metric(new("error.sqnr_deficit", Unit.Decibels, Better.Lower)
        {
            Title = "How much worse than its type should be",
            Formula = "SQNR expected of the type on Gaussian weights − SQNR",
            Source = "MoeGate; expected figures measured with the quantizers of ggml 0.21.",
            Explanation = """
                Expected are the figures that ggml's own quantizers reach on independent Gaussian weights. Real weights have heavier tails:
                1 to 5 dB are ordinary, and an importance matrix costs one more, for it moves error to where it does not matter. Damage
                shows at once: a zeroed tensor has the whole expected figure as its deficit, permuted rows 3 dB more, a wrong sign 6 dB
                more. Negative where weights are easier than Gaussian ones. Not applicable to F32, F64 and whole numbers, nor to a
                tensor whose experts are of different types.
                """,
            Remedy = "Look for the experts and rows with the largest errors (moegate compare); if all are alike, quantize again, with another tool or type.",
        },
        ReducePair.Errors,
        Deficit),
        Error.OfWhole(new("error.worst_deficit", Unit.Decibels, Better.Lower)
        {
            Title = "Deficit of the worst expert of a tensor, or of the tensor where it has none",
            Formula = "max over experts of error.sqnr_deficit",
            Source = Error.Own,
            Explanation = """
                One expert in a hundred hardly shows in the figures of its tensor, so this looks at each. Where it stands is the expert, beside it
                the ten worst. A tensor without experts has the figure of its error.sqnr_deficit.
                """,
            Remedy = "Look at that expert with moegate compare: zeroed, exchanged and damaged experts stand out by 3 dB and more.",
        },
        ReducePair.Errors,
        WorstDeficit),
        Error.OfStacks(new("error.worst_expert", Unit.Ratio, Better.Lower)
        {
            Title = "Relative error of the worst expert of a tensor",
            Formula = "max over experts of √(Σe² ÷ Σw²)",
            Source = Error.Own,
            Explanation = """
                Where it stands is the expert, beside it the ten worst. About 1 for a zeroed expert, 1.4 for one that changed places with
                another, 2 for a wrong sign. Not applicable to tensors without experts.
                """,
            Remedy = "Look at that expert with moegate compare.",
        },
        ReducePair.Errors,
        WorstExpert),
    ];

    private static Reading Deficit(ComparedTensor compared)
    {
        if (compared.Type is not { } type) return Reading.NotApplicable("its experts are of different types, and each has its own expectation");
        if (GaussianSqnr.Of(type) is not { } expected) return Reading.NotApplicable($"{type} is not a type that rounds weights");
        var measured = Error.Sqnr(compared.Sums.Errors);
        return measured.Value is { } sqnr ? expected - sqnr : measured;
    }

    private static Reading WorstDeficit(ComparedTensor compared)
    {
        if (!compared.Pair.Candidate.IsStacked) return Deficit(compared);
        return Worst(compared, (sums, type) => GaussianSqnr.Of(type) is { } expected && Error.Sqnr(sums.Errors) is var measured
            ? measured.Value is { } sqnr ? expected - sqnr : measured
            : Reading.NotApplicable($"{type} is not a type that rounds weights"));
    }

    private static Reading WorstExpert(ComparedTensor compared) => compared.Pair.Candidate.IsStacked
        ? Worst(compared, (sums, _) => Error.RelativeRmse(sums.Errors))
        : Reading.NotApplicable("a tensor without experts");

    /// <summary>The worst of the experts whose parents are known; missing where it is missing of one of those.</summary>
    private static Reading Worst(ComparedTensor compared, Func<PairSums, Blocks.WeightType, Reading> figure)
    {
        var slices = compared.Pair.Candidate.Slices;
        var readings = new List<(string Expert, Reading Reading)>();
        for (var s = 0; s < slices.Count; s++)
        {
            if (compared.Observed.ExpertErrors[s] is not { } sums) continue;
            readings.Add(($"{compared.Pair.Subject}[{slices[s].Expert}]", figure(sums, slices[s].Entry.Type)));
        }

        var worst = readings.Where(r => r.Reading.Value is not null).OrderByDescending(r => r.Reading.Value).Select(r => new Item(r.Expert, r.Reading.Value!.Value)).Take(10).ToList();
        if (readings.Find(r => r.Reading.Unavailable?.Kind == Absence.Missing) is { Expert: not null } missing) return Reading.Missing($"{missing.Expert}: {missing.Reading.Unavailable!.Reason}");
        return worst.Count > 0 ? Reading.Of(worst[0].Value) with { At = worst[0].Index, Items = worst } : readings[0].Reading;
    }
}
