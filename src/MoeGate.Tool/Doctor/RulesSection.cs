using MoeGate.Evidence;
using MoeGate.Reports.Doctor;
using MoeGate.Rules;

namespace MoeGate.Tool.Doctor;

/// <summary>Which rules the evidence is enough for, and what would make the others apply.</summary>
internal static class RulesSection
{
    /// <param name="rules">Those in force.</param>
    /// <param name="named">The evidence that is named.</param>
    /// <param name="read">What of it can be read: a rule that lacks the rest holds up the gate, and is not put aside.</param>
    public static SignSection Of(IReadOnlyList<Rule> rules, EvidenceKind named, EvidenceKind read)
    {
        if (rules.Count == 0 || named == EvidenceKind.None) return new("Rules");
        var lacking = rules.Select(r => (Rule: r, Lacks: r.Lacks(named))).Where(l => l.Lacks != EvidenceKind.None).ToList();
        var waiting = rules.Where(r => r.Lacks(named) == EvidenceKind.None).Select(r => (Rule: r, Lacks: r.Lacks(read))).Where(l => l.Lacks != EvidenceKind.None).ToList();
        var applicable = rules.Count - lacking.Count - waiting.Count;
        return new(
            "Rules",
            [
                applicable > 0
                    ? Sign.Fine("applicable", $"{applicable} of {rules.Count} have the evidence that they ask for")
                    : Sign.Missing("applicable", $"none of {rules.Count} has the evidence that it asks for, so nothing can be judged"),
                .. waiting.GroupBy(l => l.Lacks).OrderByDescending(g => g.Count()).ThenBy(g => g.Key)
                    .Select(g => Sign.Missing("waiting", $"{string.Join(", ", g.Select(l => l.Rule.Id))}: needs {g.Key.Says()}, named and not readable")),
                .. lacking.GroupBy(l => l.Lacks).OrderByDescending(g => g.Count()).ThenBy(g => g.Key)
                    .Select(g => Sign.Note("not applicable", $"{string.Join(", ", g.Select(l => l.Rule.Id))}: needs {g.Key.Says()}")),
            ]);
    }
}
