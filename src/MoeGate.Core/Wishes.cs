using MoeGate.Evidence;
using MoeGate.Metrics;
using MoeGate.Models;
using MoeGate.Rules;

namespace MoeGate;

/// <summary>Which tensors have to be read: with rules alone those that a rule selects, else all.</summary>
internal static class Wishes
{
    public static TensorWish Of(GateRequest request, EvidenceSet evidence)
    {
        if (request.All) return (_, _) => Wish.Whole | Wish.Experts;
        if (request.Rules.Count == 0) return (_, _) => Wish.Whole;

        var shares = new LayerShare(evidence.Weights.Select(t => Subject.OfTensor(t)), evidence.Architecture?.Layers);
        var rules = request.Rules.ToLookup(r => r.Metric);
        var besides = Byproducts.Of(request, evidence).ToHashSet();
        return (metric, tensor) => OfRules(metric, tensor) | (besides.Contains(metric) && IsFree(metric, tensor) ? Wish.Whole : Wish.No);

        bool IsFree(Metric metric, WeightTensor tensor) =>
            !Byproducts.Weighs(metric) || rules.Any(r => Byproducts.ReadsLike(r.Key, metric) && OfRules(r.Key, tensor).HasFlag(Wish.Whole));

        Wish OfRules(Metric metric, WeightTensor tensor)
        {
            var wish = Wish.No;
            foreach (var rule in rules[metric])
            {
                // A share counts among all that were measured, so all have to be.
                var experts = rule.Scope == Scope.Expert;
                if (rule.Selection.HasTypes || rule.Assertions().All(a => a.Assertion.Aggregate.IsCount)) wish |= experts ? Wish.CountedExperts : Wish.Counted;
                if (rule.Selection.HasShares || rule.Scope switch
                {
                    Scope.Expert => tensor.Slices.Any(s => s.Expert is { } e && Selected(rule, e)),
                    Scope.Layer => tensor.Layer is { } layer && rule.Selection.Matches(Subject.OfLayer(layer), shares),
                    Scope.Model => true,
                    _ => Selected(rule, null),
                })
                    wish |= experts ? Wish.Experts : Wish.Whole;
            }

            return wish;

            bool Selected(Rule rule, int? expert) => rule.Selects(Subject.OfTensor(tensor, expert), shares);
        }
    }
}
