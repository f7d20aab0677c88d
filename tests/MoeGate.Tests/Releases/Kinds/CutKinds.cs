namespace MoeGate.Tests.Releases.Kinds;

/// <summary>What befalls a cut on its way from the plan to the file.</summary>
internal static class CutKinds
{
    public static IEnumerable<Damage> All =>
    [
        new("a router that was not cut", "the tool cuts what has experts in its name", "MG601",
            s =>
            {
                var model = s.Model;
                return s.Compare(s.Place("ffn_gate_inp"), model.Keep(s.Kept()).With(r => r.Tensors[s["ffn_gate_inp"]] = model[s["ffn_gate_inp"]]));
            }),
        new("a router cut with the list of another cut", "the router was cut again, with an older plan", "MG621",
            s =>
            {
                var model = s.Model;
                var other = model.Keep(s.Kept());
                return s.Compare(s.Place("ffn_gate_inp") + "[", model.Keep(s.Kept()).With(r => r.Tensors[s["ffn_gate_inp"]] = other[s["ffn_gate_inp"]]));
            }),
        new("one matrix cut with the list of another cut", "its file was left over from an earlier cut", "MG622",
            s =>
            {
                var model = s.Model;
                var other = model.Keep(s.Kept());
                return s.Compare(s.Place($"ffn_{s.Part}_exps") + "[", model.Keep(s.Kept()).With(r => r.Tensors[s.Experts(s.Part)] = other[s.Experts(s.Part)]));
            }),
        new("an expert kept twice", "the plan was joined of two lists", "MG606",
            s =>
            {
                var kept = s.Kept();
                int[] twice = [.. kept(s.Layer)];
                twice[^1] = twice[0];
                return s.Compare(s.Place("expert", twice.Length - 1), s.Model.Keep(l => l == s.Layer ? twice : kept(l)));
            }),
        new("expert_count left as it was before the cut", "the key was not written again", "MG601",
            s =>
            {
                var model = s.Model;
                return s.Compare("blk.", model.Keep(s.Kept()).With(r => r.Experts = model.Experts));
            }),
        new("fewer experts than each token is routed to", "a deep cut left expert_used_count as it was", "MG602",
            s => s.Compare("expert_used_count", s.Model.Keep(s.Kept(4)).With(r => r.ExpertsUsed = 5))),
        new("another plan than was judged", "the plan was made again after it had been judged", "MG623",
            s => s.Compare("blk.", s.Model.Keep(s.Kept()), more: ["--plan", s.Plan(s.Kept())])),
        new("a plan whose numbers begin at 1", "its list was written for people", "MG623",
            s =>
            {
                var kept = s.Kept();
                var experts = s.Model.Experts;
                return s.Compare("blk.", s.Model.Keep(l => [.. kept(l).Select(e => (e + 1) % experts)]), more: ["--plan", s.Plan(kept)]);
            }),
    ];
}
