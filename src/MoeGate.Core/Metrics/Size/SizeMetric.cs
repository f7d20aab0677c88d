using MoeGate.Evidence;
using MoeGate.Models;

namespace MoeGate.Metrics.Size;

/// <summary>A metric of the size of the whole model, from the figures of its architecture.</summary>
public abstract class SizeMetric(MetricText text) : ModelMetric(text)
{
    public override EvidenceKind Needs => EvidenceKind.Model;

    /// <summary>Not applicable where nobody stated these figures; null where there are none such.</summary>
    /// <param name="figures">Names of unknown figures, as <see cref="ArchitectureKeys"/> spells them.</param>
    internal static Reading? Unknown(params IReadOnlyList<string> figures)
    {
        if (figures.Count == 0) return null;

        var how = figures.Count == 1 ? "state it" : "state them";
        return Reading.NotApplicable($"not known: {string.Join(", ", figures)}; {how} in evidence.architecture");
    }

    /// <summary>The name of the parameters outside the experts, where they are unknown.</summary>
    internal static IEnumerable<string> UnknownOther(Architecture model)
    {
        if (model.ParamsOther is null) yield return ArchitectureKeys.ParamsOther;
    }
}
