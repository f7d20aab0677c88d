using MoeGate.Tests.Support;

namespace MoeGate.Tests.Releases.Kinds;

/// <summary>What befalls tensors outside the routed experts.</summary>
internal static class TensorKinds
{
    private const string Embeddings = "token_embd.weight", Output = "output.weight";

    public static IEnumerable<Damage> All =>
    [
        new("the wrong sign of a matrix", "a rotation was folded in on one side only", "MG325",
            s => Attention(s, (r, n) => Edit.Scale(r[n].Weights, -1))),
        new("a square matrix transposed", "the checkpoint stores it with inputs first, and its shape does not tell", "MG325",
            s => s.Compare(s.Place("attn_output"), r => Edit.Transpose(r[s["attn_output"]].Weights, r[s["attn_output"]].Columns))),
        new("two rows of a matrix exchanged", "a reordering of rows stops one short", "MG328",
            s =>
            {
                s.Type = s.One("q8_0", "q6_K");
                return Attention(s, (r, n) => Edit.Exchange(r[n].Row(s.Expert), r[n].Row(s.Expert + s.Other + 1)), " row ");
            }),
        new("rows of queries or keys in Hugging Face's order", "the converter did not reorder them for its own rotary embeddings", "MG325",
            s => Rotated(s, (r, n) => r.InOrder(n, r[n]).CopyTo(r[n].Weights, 0))),
        new("keys reordered by the number of heads of the queries", "the converter forgets that there are fewer heads of keys", "MG325",
            s => s.Compare(s.Place("attn_k"), r =>
            {
                var name = s["attn_k"];
                var original = r.InOrder(name, r[name]);
                var (rows, heads) = (original.Length / r[name].Columns, r.Number("attention.head_count"));
                var half = rows / heads / 2;
                for (var row = 0; row < rows; row++)
                {
                    var (head, at) = (row / (2 * half), row % (2 * half));
                    original.AsSpan((head * 2 * half + at % 2 * half + at / 2) * r[name].Columns, r[name].Columns).CopyTo(r[name].Row(row));
                }
            })),
        new("the attention of another layer", "a merge of layers counts from another first layer", "MG325",
            s => Attention(s, (r, n) => r[n.Replace(Scene.In(s.Layer, ""), Scene.In(s.OtherLayer, ""), StringComparison.Ordinal)].Weights.CopyTo(r[n].Weights, 0))),
        new("two layers exchanged", "files of layers were sorted by name, so that 10 comes before 2", "MG325",
            s => s.Compare("blk.", r => r.ExchangeLayers(s.Layer, s.OtherLayer))),
        new("half of a matrix zero", "one part of a model that was split over machines was not gathered", "MG321",
            s => Attention(s, (r, n) => r[n].Weights.AsSpan(r[n].Weights.Length / 2).Clear())),
        new("the halves of a matrix exchanged", "parts of a model that was split over machines were joined in another order", "MG325",
            s => Attention(s, (r, n) => Edit.Exchange(r[n].Weights.AsSpan(0, r[n].Weights.Length / 2), r[n].Weights.AsSpan(r[n].Weights.Length / 2)))),
        new("a matrix collapsed to zero", "memory was given out for it and its file was never read", "MG607",
            s => Attention(s, (r, n) => Array.Clear(r[n].Weights))),
        new("a matrix collapsed to one number", "a buffer was filled as a mark and never written", "MG607",
            s => Attention(s, (r, n) => Array.Fill(r[n].Weights, 0.03125f))),
        new("a matrix lost", "the converter did not know its name", "MG624",
            s => Attention(s, (r, n) => r.Tensors.Remove(n))),
        new("a norm doubled", "a scale was folded into it and into the matrix behind it", "MG327",
            s => s.Compare(s.Place("ffn_norm"), r => Edit.Scale(r[s["ffn_norm"]].Weights, 2))),
        new("1 added to a norm", "the converter takes it for the norm of a model that stores the distance from 1", "MG327",
            s => s.Compare(s.Place("attn_norm"), r =>
            {
                foreach (ref var weight in r[s["attn_norm"]].Weights.AsSpan()) weight += 1;
            })),
        new("the norms of a layer exchanged", "their names differ between families of models", "MG327",
            s =>
            {
                var model = s.Model;
                Edit.Redraw(model[s["ffn_norm"]].Weights, s.Random);
                return s.Compare(s.Place(""), model.With(r => r.Exchange(s["attn_norm"], s["ffn_norm"])), model);
            }),
        new("the embeddings of another model", "the base model's were copied over the tuned ones", "MG325",
            s => s.Compare("token_embd", r => Edit.Redraw(r[Embeddings].Weights, s.Random))),
        new("rows of the embeddings moved on by one", "a token was put at the start of the vocabulary", "MG325",
            s => s.Compare("token_embd", r => Edit.ShiftRows(r[Embeddings]))),
        new("rows of added tokens zero", "the embeddings were made longer and not filled", "MG328",
            s =>
            {
                s.Type = s.One("q8_0", "q6_K");
                return s.Compare("token_embd row ", r => r[Embeddings].Weights.AsSpan(^(3 * r[Embeddings].Columns)..).Clear());
            }),
        new("embeddings and output matrix exchanged", "their names differ between families of models", "MG325",
            s => s.Compare("token_embd|output", r => r.Exchange(Embeddings, Output))),
        new("an output matrix of its own lost", "the converter takes the embeddings to be tied", "MG624",
            s => s.Compare("output", r => r.Tensors.Remove(Output))),
    ];

    private static Broken Attention(Scene scene, Action<Release, string> damage, string more = "")
    {
        var role = scene.One("attn_q", "attn_k", "attn_v", "attn_output");
        return scene.Compare(scene.Place(role) + more, r => damage(r, scene[role]));
    }

    private static Broken Rotated(Scene scene, Action<Release, string> damage)
    {
        var role = scene.One("attn_q", "attn_k");
        return scene.Compare(scene.Place(role), r => damage(r, scene[role]));
    }
}
