using MoeGate.Tests.Support;

namespace MoeGate.Tests.Releases.Kinds;

/// <summary>What befalls experts.</summary>
internal static class ExpertKinds
{
    public static IEnumerable<Damage> All =>
    [
        new("one matrix of two experts exchanged", "a script stacks the files of one matrix in another order than the others", "MG622",
            s => s.Compare(s.Place($"ffn_{s.Part}_exps", s.Expert), r => Edit.Exchange(r[s.Experts(s.Part)].Expert(s.Expert), r[s.Experts(s.Part)].Expert(s.Other)))),
        new("two experts exchanged without their rows of the router", "a converter sorts experts by name, so that 10 comes before 2, and the router by number", "MG621",
            s => s.Compare(s.Place("ffn_gate_inp", s.Expert), r => Array.ForEach(s.Matrices, n => Edit.Exchange(r[n].Expert(s.Expert), r[n].Expert(s.Other))))),
        new("all experts of a layer moved on by one", "an index that begins at 1 meets one that begins at 0", "MG621",
            s => s.Compare(s.Place("ffn_gate_inp", 0), r => Array.ForEach(s.Matrices, n =>
            {
                float[] moved = [.. r[n].Expert(r.Experts - 1), .. r[n].Weights.AsSpan(0, r[n].Weights.Length - r[n].Expert(0).Length)];
                moved.CopyTo(r[n].Weights, 0);
            }))),
        new("an expert zeroed", "memory was given out for it and its file was never read", "MG604",
            s => s.Compare(s.Place("expert", s.Expert), r => Array.ForEach(s.Matrices, n => r[n].Expert(s.Expert).Clear()))),
        new("one matrix of an expert zeroed", "a name that the converter did not know was skipped", "MG604",
            s => s.Compare(s.Place($"ffn_{s.Part}_exps", s.Expert), r => r[s.Experts(s.Part)].Expert(s.Expert).Clear())),
        new("one matrix of an expert filled with one number", "a buffer was filled as a mark and never written", "MG605",
            s => s.Compare(s.Place($"ffn_{s.Part}_exps", s.Expert), r => r[s.Experts(s.Part)].Expert(s.Expert).Fill(0.03125f))),
        new("an expert overwritten with another", "a loop over experts writes one twice", "MG606",
            s => s.Compare(s.Place("expert", s.Other), r => Array.ForEach(s.Matrices, n => r[n].Expert(s.Expert).CopyTo(r[n].Expert(s.Other))))),
        new("all experts of a layer averaged into one", "a merge gathers the experts of a group and writes their mean to each of them", "MG606",
            s => s.Compare(s.Place("expert", 1), r => Array.ForEach(s.Matrices, n => Average(r[n], r.Experts)))),
        new("an expert drawn anew", "a checkpoint of the training's start was taken for one expert", "MG622",
            s => s.Compare(string.Join('|', ((string[])["gate", "up", "down"]).Select(p => s.Place($"ffn_{p}_exps", s.Expert))), r => Array.ForEach(s.Matrices, n => Edit.Redraw(r[n].Expert(s.Expert), s.Random)))),
        new("the wrong sign of one matrix of an expert", "a folded scale was negative", "MG326",
            s => s.Compare(s.Place($"ffn_{s.Part}_exps", s.Expert), r => Edit.Scale(r[s.Experts(s.Part)].Expert(s.Expert), -1))),
        new("the output of an expert half as large again", "its weight in the router was folded into the matrix as well", "MG321",
            s => s.Compare(s.Place("ffn_down_exps", s.Expert), r => Edit.Scale(r[s.Experts("down")].Expert(s.Expert), 1.5f))),
        new("rows of one matrix of an expert in reverse", "a kernel's own order of rows was written to the file", "MG326",
            s => s.Compare(s.Place($"ffn_{s.Part}_exps", s.Expert), r => Edit.ReverseRows(r[s.Experts(s.Part)].Expert(s.Expert), r[s.Experts(s.Part)].Columns))),
        new("one matrix of all experts transposed", "stacked experts are stored with inputs first, and the converter takes them as outputs first", "MG622",
            s => s.Compare(s.Place($"ffn_{s.Part}_exps", 0), r =>
            {
                for (var e = 0; e < r.Experts; e++) Edit.Transpose(r[s.Experts(s.Part)].Expert(e), r[s.Experts(s.Part)].Columns);
            })),
        new("gate and up exchanged", "the halves of a joined matrix are taken in the other order", "MG622",
            s => s.Compare(s.Place("ffn_gate_exps", 0), r => r.Exchange(s.Experts("gate"), s.Experts("up")))),
        new("the gate in place of up as well", "both are cut from the same half of a joined matrix", "MG622",
            s => s.Compare(s.Place("ffn_up_exps", 0), r => r[s.Experts("gate")].Weights.CopyTo(r[s.Experts("up")].Weights, 0))),
        new("rows of gate and up interleaved", "the joined matrix has them row by row, and the converter cuts it in halves", "MG326",
            s => s.Compare(s.Place("ffn_"), r => Interleave(r[s.Experts("gate")], r[s.Experts("up")], r.Experts))),
        new("a matrix of a layer's experts lost", "the converter did not know its name", "MG624",
            s => s.Compare(s.Place($"ffn_{s.Part}_exps"), r => r.Tensors.Remove(s.Experts(s.Part)))),
        new("experts of two layers exchanged", "layers are numbered with and without the dense ones", "MG622",
            s => s.Compare("blk.", r => Array.ForEach(s.Matrices, n => r.Exchange(n, n.Replace(Scene.In(s.Layer, ""), Scene.In(s.OtherLayer, ""), StringComparison.Ordinal))))),
        new("the shared expert lost", "a tool that stacks the routed experts drops what is named differently", "MG624",
            s => Shared(s, $"ffn_{s.Part}_shexp", (r, n) => r.Tensors.Remove(n))),
        new("the shared expert zeroed", "it was taken for one of those that the cut leaves out", "MG607",
            s => Shared(s, $"ffn_{s.Part}_shexp", (r, n) => Array.Clear(r[n].Weights))),
        new("a routed expert in place of the shared one", "the first expert of the stack was taken for the shared one", "MG325",
            s => Shared(s, $"ffn_{s.Part}_shexp", (r, n) => r[s.Experts(s.Part)].Expert(s.Expert).CopyTo(r[n].Weights))),
    ];

    private static void Average(Release.Tensor tensor, int experts)
    {
        var mean = new float[tensor.Expert(0).Length];
        for (var e = 0; e < experts; e++)
            for (var i = 0; i < mean.Length; i++)
                mean[i] += tensor.Expert(e)[i] / experts;
        for (var e = 0; e < experts; e++) mean.CopyTo(tensor.Expert(e));
    }

    private static void Interleave(Release.Tensor gate, Release.Tensor up, int experts)
    {
        for (var e = 0; e < experts; e++)
        {
            var joined = new List<float>();
            for (var row = 0; row < gate.Dimensions[1]; row++)
            {
                joined.AddRange(gate.Expert(e).Slice(row * gate.Columns, gate.Columns));
                joined.AddRange(up.Expert(e).Slice(row * up.Columns, up.Columns));
            }

            joined[..(joined.Count / 2)].CopyTo(gate.Expert(e));
            joined[(joined.Count / 2)..].CopyTo(up.Expert(e));
        }
    }

    /// <summary>A release that has shared experts, and has them damaged.</summary>
    private static Broken Shared(Scene scene, string role, Action<Release, string> damage)
    {
        var model = scene.Model;
        foreach (var layer in model.ExpertLayers.Where(l => !model.Tensors.ContainsKey(Scene.In(l, "ffn_up_shexp.weight"))))
        {
            var gate = model[Scene.In(layer, "ffn_gate_exps.weight")];
            model.AddNetwork(Scene.In(layer, ""), "_shexp", scene.Random, gate.Columns, (int)gate.Dimensions[1]);
        }

        return scene.Compare(scene.Place(role), model.With(r => damage(r, scene[role])), model);
    }
}
