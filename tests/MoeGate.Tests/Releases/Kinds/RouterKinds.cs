using MoeGate.Tests.Support;

namespace MoeGate.Tests.Releases.Kinds;

/// <summary>What befalls routers.</summary>
internal static class RouterKinds
{
    private const string Router = "ffn_gate_inp";

    public static IEnumerable<Damage> All =>
    [
        new("two rows of the router exchanged", "the converter reorders experts and forgets two of the router's rows", "MG621",
            s => s.Compare(s.Place(Router, s.Expert), r => Edit.Exchange(r[s[Router]].Row(s.Expert), r[s[Router]].Row(s.Other)))),
        new("the router reordered and not its experts", "rows were sorted by load, for a kernel that wants them so", "MG621",
            s => s.Compare(s.Place(Router, 0), r =>
            {
                float[] reordered = [.. s.Shuffled().SelectMany(e => r[s[Router]].Row(e).ToArray())];
                reordered.CopyTo(r[s[Router]].Weights, 0);
            })),
        new("a row of the router zeroed", "an expert was switched off by its row and left in the file", "MG608",
            s => s.Compare(s.Place(Router, s.Expert), r => r[s[Router]].Row(s.Expert).Clear())),
        new("the router a tenth larger", "a temperature was folded into it", "MG327",
            s => s.Compare(s.Place(Router), r => Edit.Scale(r[s[Router]].Weights, 1.1f))),
        new("the router of another run of the training", "experts and routers come from two checkpoints", "MG327",
            s => s.Compare(s.Place(Router), r => Edit.Redraw(r[s[Router]].Weights, s.Random))),
        new("the router of another layer", "layers are numbered with and without the dense ones", "MG327",
            s => s.Compare(s.Place(Router), r => r[Scene.In(s.OtherLayer, Router + ".weight")].Weights.CopyTo(r[s[Router]].Weights, 0))),
        new("the router's rows and columns exchanged", "the checkpoint stores it with inputs first", "MG327",
            s => s.Compare(s.Place(Router), r => Edit.Transpose(r[s[Router]].Weights, r[s[Router]].Columns))),
        new("the router lost", "the converter did not know its name", "MG603",
            s => s.Compare(s.Place(Router), r => r.Tensors.Remove(s[Router]))),
        new("two biases of the router exchanged", "rows of the router moved with their experts and the bias did not", "MG621",
            s => Biased(s, "exp_probs_b", (_, bias) => (bias[s.Expert], bias[s.Other]) = (bias[s.Other], bias[s.Expert]), s.Expert)),
        new("the bias of the router lost", "the converter is older than the bias", "MG624",
            s => Biased(s, "exp_probs_b", (r, _) => r.Tensors.Remove(Scene.In(s.Layer, "exp_probs_b.bias")))),
        new("experts and router reordered without the router's bias", "the bias has a name of its own and was forgotten", "MG621",
            s =>
            {
                const string role = Router + ".bias";
                var model = WithBias(s.Model, role, s.Random);
                var order = s.Shuffled();
                var reordered = model.Keep(l => l == s.Layer ? order : [.. Enumerable.Range(0, model.Experts)]);
                return s.Compare(s.Place(role, 0), reordered, model);
            }),
    ];

    private static Broken Biased(Scene scene, string role, Action<Release, float[]> damage, int? number = null)
    {
        var model = WithBias(scene.Model, role + ".bias", scene.Random);
        return scene.Compare(scene.Place(role, number), model.With(r => damage(r, r[scene.Place(role) + ".bias"].Weights)), model);
    }

    /// <summary>A release whose routers have this bias.</summary>
    private static Release WithBias(Release model, string role, Random random) => model.With(r =>
    {
        foreach (var name in r.ExpertLayers.Select(l => Scene.In(l, role)).Where(n => !r.Tensors.ContainsKey(n)))
            r.Tensors.Add(name, new Release.Tensor([r.Experts], [.. Enumerable.Range(0, r.Experts).Select(e => e + (float)random.NextDouble() / 2)]));
    });
}
