using System.Globalization;
using MoeGate.Blocks;
using MoeGate.Tests.Support;

namespace MoeGate.Tests.Releases.Kinds;

/// <summary>What befalls weights as they are stored in fewer bits.</summary>
internal static class QuantizationKinds
{
    public static IEnumerable<Damage> All =>
    [
        new("a scale that is NaN", "a block of an expert that calibration never reached was divided by nothing", "MG610",
            s => Scaled(s, s.One("q8_0", "q4_K", "q2_K"), 0x7E00)),
        new("a scale that is infinite", "it was too large for half precision", "MG610",
            s => Scaled(s, s.One("q8_0", "q4_K", "q2_K"), 0x7C00)),
        new("weights that became infinite in F16", "the original's bfloat16 reaches farther than half precision", "MG301",
            s =>
            {
                s.Type = "f16";
                var model = s.Model.With(r => r[s["attn_output"]].Row(s.Expert)[s.Other] = 98304);
                return s.Compare(s.Place("attn_output"), model, model);
            }),
        new("a matrix of which each weight is half of what it was", "its scales were computed for one bit more than the type has", "MG321",
            s =>
            {
                var role = s.One("attn_v", "attn_output");
                return s.Compare(s.Place(role), r => Edit.Scale(r[s[role]].Weights, 0.5f));
            }),
        new("quantized twice, the first time to 2 bits", "a q2_K file was taken as the source of a q8_0 one", "MG321",
            s =>
            {
                s.Type = "q8_0";
                return s.Compare("blk.|token_embd|output", r =>
                {
                    foreach (var (name, tensor) in r.Tensors.Where(t => t.Value.Dimensions.Length > 1 && !t.Key.Contains("ffn_gate_inp", StringComparison.Ordinal)))
                    {
                        var type = WeightTypes.Find("q2_K")!;
                        type.Decoder!.Decode(StoredOnce.Bytes(type, tensor.Weights, tensor.Columns, tensor.Dimensions.Length == 3 ? (int)tensor.Dimensions[2] : 1), tensor.Weights);
                    }
                });
            }),
        new("a quantizer that destroys its blocks", "ggml's quantizer of iq3_s meets 32 zeros in a row, as a sparse model has", "MG322",
            s =>
            {
                var name = s.Experts("down");
                var sparse = s.Model.With(r =>
                {
                    var weights = r[name].Weights;
                    for (var block = 0; block < weights.Length; block += 256) weights.AsSpan(block + 32, 32).Clear();
                });
                return s.Compare(s.Place("ffn_down_exps"), sparse, sparse, n => n == name ? "iq3_s" : "q8_0");
            }),
        new("halves of packed bytes exchanged", "another program packs the second weight into the lower four bits", "MG325",
            s =>
            {
                var role = s.One("attn_v", "attn_output");
                return s.Compare(s.Place(role), s.Model, types: n => n == s[role] ? "q4_0" : s.Type, stored: (name, bytes) =>
                {
                    if (name != s[role]) return;
                    for (var i = 0; i < bytes.Length; i++)
                        if (i % 18 > 1) bytes[i] = (byte)(bytes[i] << 4 | bytes[i] >> 4);
                });
            }),
        new("F16 written as BF16", "the converter copies bits and names the wrong type", "MG325",
            s =>
            {
                var role = s.One("attn_v", "attn_output");
                return s.Compare(s.Place(role), s.Model, types: n => n == s[role] ? "bf16" : s.Type, stored: (name, bytes) =>
                {
                    if (name == s[role]) Ggml.Quantize(WeightTypes.F16.Id!.Value, s.Model[name].Weights, s.Model[name].Columns).CopyTo(bytes, 0);
                });
            }),
        new("bytes of weights in the other order", "they were written by a big-endian machine, and the header was not", "MG301",
            s =>
            {
                var role = s.One("attn_v", "attn_output");
                return s.Compare(s.Place(role), s.Model, types: n => n == s[role] ? "bf16" : s.Type, stored: (name, bytes) =>
                {
                    for (var i = 0; name == s[role] && i < bytes.Length; i += 2) (bytes[i], bytes[i + 1]) = (bytes[i + 1], bytes[i]);
                });
            }),
        new("data that begin a block too late", "the writer rounds an offset up that was round already", "MG325",
            s =>
            {
                var role = s.One("attn_v", "attn_output");
                return s.Compare(s.Place(role), s.Model, stored: (name, bytes) =>
                {
                    var block = (int)WeightTypes.Find(s.Type)!.BytesOf(WeightTypes.Find(s.Type)!.Length);
                    if (name == s[role]) bytes.AsSpan(0, bytes.Length - block).ToArray().CopyTo(bytes, block);
                });
            }),
        new("an importance matrix with no data of an expert, and a type that needs them", "no token of the calibration text reached it", "MG612",
            s =>
            {
                var name = s.Experts("down");
                return s.Compare(s.Place("ffn_down_exps", s.Expert), s.Model, types: n => n == name ? "iq2_xxs" : s.Type, more: ["--imatrix", Imatrix(s, name, e => e == s.Expert ? 1 : 2 + e)]);
            }),
        new("an importance matrix that is NaN", "the model overflowed while it was calibrated", null,
            s => s.Compare("imatrix.dat", s.Model, more: ["--imatrix", Imatrix(s, s.Experts("down"), e => e == s.Expert ? float.NaN : 2 + e)])),
    ];

    /// <summary>Spoils the scale of one block of one row of one expert.</summary>
    private static Broken Scaled(Scene scene, string type, ushort half)
    {
        var name = scene.Experts(scene.Part);
        var (stored, model) = (WeightTypes.Find(type)!, scene.Model);
        var rows = (int)model[name].Dimensions[1];
        var row = scene.Random.Next(rows);
        var at = (int)stored.BytesOf((scene.Expert * (long)rows + row) * model[name].Columns) + (type == "q2_K" ? 80 : 0);
        scene.Type = type;
        return scene.Compare(scene.Place($"ffn_{scene.Part}_exps", scene.Expert) + string.Create(CultureInfo.InvariantCulture, $" row {row} block"), model, stored: (tensor, bytes) =>
        {
            if (tensor == name) BitConverter.TryWriteBytes(bytes.AsSpan(at), half);
        });
    }

    /// <summary>What meets each column of one stacked tensor, the same for all columns of an expert.</summary>
    private static string Imatrix(Scene scene, string name, Func<int, float> power)
    {
        var tensor = scene.Model[name];
        float[] sums = [.. Enumerable.Range(0, (int)tensor.Dimensions[2]).SelectMany(e => Enumerable.Repeat(power(e), tensor.Columns))];
        return scene.Write("imatrix.dat", SmallModel.Imatrix((name, sums)));
    }
}
