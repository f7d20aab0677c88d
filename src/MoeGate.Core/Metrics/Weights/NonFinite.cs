using MoeGate.Reductions;

namespace MoeGate.Metrics.Weights;

public sealed class NonFinite : ValuesFamily
{
    internal const string Name = "nonfinite";

    public override IEnumerable<Metric> Metrics => Both(
        new(Name, "Number of {values} that are NaN or infinite", "|{{x} : {x} is NaN or ±∞}|", """
            0 is healthy, and nothing else is: a single one spreads to everything that is computed from it. All other figures are over the
            finite {values} and say so.
            """)
        {
            IsCount = true,
            Better = Better.Lower,
            Source = Tensors.Own,
            Remedy = "Do not ship or calibrate with it. Convert again from the original, in a type whose range is wide enough: F16 ends at 65,504.",
        },
        Reduce.Moments,
        values => values.NonFinite);

    internal static string Unread(string prefix) =>
        prefix == "weight" ? "Missing where the type cannot be decoded." : "Not measured from an importance matrix alone.";
}
