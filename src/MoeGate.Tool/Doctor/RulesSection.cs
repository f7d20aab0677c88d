using MoeGate.Evidence;
using MoeGate.Reports.Doctor;
using MoeGate.Rules;

namespace MoeGate.Tool.Doctor;

/// <summary>Which rules the evidence is enough for, and what would make the others apply.</summary>
internal static class RulesSection
{
    public static SignSection Of(IReadOnlyList<Rule> rules, EvidenceKind kinds)
    {
        if (rules.Count == 0 || kinds == EvidenceKind.None) return new("Rules");
        var lacking = rules.Select(r => (Rule: r, Lacks: r.Lacks(kinds))).Where(l => l.Lacks != EvidenceKind.None).ToList();
        var applicable = rules.Count - lacking.Count;
        return new(
            "Rules",
            [
                applicable > 0
                    ? Sign.Fine("applicable", $"{applicable} of {rules.Count} have the evidence that they ask for")
                    : Sign.Missing("applicable", $"none of {rules.Count} has the evidence that it asks for, so nothing can be judged"),
                .. lacking.GroupBy(l => l.Lacks).OrderByDescending(g => g.Count()).ThenBy(g => g.Key)
                    .Select(g => Sign.Note("not applicable", $"{string.Join(", ", g.Select(l => l.Rule.Id))}: needs {g.Key.Says()}")),
            ]);
    }
}
