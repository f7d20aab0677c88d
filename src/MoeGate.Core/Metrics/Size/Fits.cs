using System.Globalization;
using MoeGate.Evidence;

namespace MoeGate.Metrics.Size;

public sealed class Fits() : Metric(new("size.fits", Unit.None, Better.Higher)
{
    Title = "Whether the model would fit a memory budget in each quantization mix",
    Formula = "1 if projected bytes + overhead ≤ budget, else 0",
    Source = "The expert report that MoeGate grew out of.",
    Explanation = """
        One value for each mix and budget, in GiB of 2³⁰ bytes, as memory is sold. The overhead for context and buffers is as stated, 0
        unless it is: without it, a model that only just fits does not run. Projected bytes are an estimate, so leave a margin. Not
        applicable where the number of parameters is not known.
        """,
    Remedy = "Prune more, choose a smaller mix, or plan for more memory.",
})
{
    public override Scope Home => Scope.Model;

    public override EvidenceKind Needs => EvidenceKind.Model;

    public override IEnumerable<Measurement> Measure(Observation observed, CancellationToken cancellation)
    {
        var evidence = observed.Evidence;

        // Of budgets that are spelled alike the strictest is held, for a subject is measured once.
        var budgets = evidence.Parameters.Budgets.Order().DistinctBy(Spelled).ToList();
        foreach (var mix in QuantizationMixes.All)
        {
            var projected = ProjectedBytes.Of(evidence, mix);
            foreach (var budget in budgets)
            {
                var fits = projected.Value is { } bytes ? bytes + evidence.Parameters.Overhead <= budget ? 1 : 0 : projected;
                yield return new Measurement(this, Subject.OfMix(mix.Name, Spelled(budget)), fits);
            }
        }
    }

    private static string Spelled(double budget) => (budget / Parameters.GiB).ToString("0.##", CultureInfo.InvariantCulture) + "GiB";
}
