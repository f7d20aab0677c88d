using System.Globalization;

namespace MoeGate.Tests.Releases.Kinds;

/// <summary>What befalls the keys that say how weights are used.</summary>
internal static class KeyKinds
{
    public static IEnumerable<Damage> All =>
    [
        Changed("fewer experts to a token", "the key was lowered for speed and never raised again", "expert_used_count", (_, _) => 1),
        Changed("another number of dense layers", "the tool counts layers from 1", "leading_dense_block_count", (_, old) => (int)old + 1),
        Changed("another base of rotary embeddings", "the key of the long-context version was taken", "rope.freq_base", (s, _) => s.One(500000f, 1000000f)),
        Changed("fewer rotated dimensions of a head", "they were computed from the wrong number of heads", "rope.dimension_count", (_, old) => (int)old / 2),
        Changed("another epsilon of norms", "the converter writes its default", "attention.layer_norm_rms_epsilon", (s, _) => s.One(1e-5f, 1e-3f)),
        Changed("another number of heads", "heads of keys were taken for heads of queries", "attention.head_count", (s, old) => s.One((int)old / 2, (int)old * 2)),
        Changed("another number of heads of keys", "the converter takes every model to have as many as of queries", "attention.head_count_kv", (_, old) => (int)old * 2),
        Changed("another weight of the experts' output", "the factor was folded into the weights and left in the key, or the other way round", "expert_weights_scale", (_, old) => (float)old + 1),
        Changed("another function of the router", "the converter takes every router to be a softmax", "expert_gating_func", (_, _) => 1, 2),
        Changed("weights of experts no longer normalised", "the flag has another name in the newer configuration", "expert_weights_norm", (_, _) => false, true),
        Changed("another number of shared experts", "the shared one was counted with the routed", "expert_shared_count", (_, old) => (int)old + 1),
        new("fewer layers by the keys than in the file", "the layers were counted before the last was added", "MG625",
            s => s.Compare("block_count", r => r.Say("block_count", r.Blocks - 1))),
        new("a layer missing", "one file of layers was not found and was passed over", "MG603",
            s => s.Compare(s.Place("")[..^1], r =>
            {
                foreach (var name in r.Tensors.Keys.Where(n => n.StartsWith(s.Place(""), StringComparison.Ordinal)).ToList()) r.Tensors.Remove(name);
            })),
        new("another width of experts by the keys", "the width of the dense layers was written", "MG609",
            s => s.Compare("expert_feed_forward_length", r => r.Say("expert_feed_forward_length", 2 * r.Number("expert_feed_forward_length")))),
    ];

    /// <param name="done">What was done.</param>
    /// <param name="happens">How it comes about.</param>
    /// <param name="key">Without the name of the architecture.</param>
    /// <param name="change">What the key becomes, from what it was.</param>
    /// <param name="healthy">What it is before, where the healthy release does not say.</param>
    private static Damage Changed(string done, string happens, string key, Func<Scene, object, object> change, object? healthy = null) => new(done, happens, "MG625", s =>
    {
        var model = s.Model;
        var name = $"{model.Architecture}.{key}";
        var old = healthy ?? Typed(model.Keys[name]);
        model.Say(key, old);
        return s.Compare(name, model.With(r => r.Say(key, change(s, old))), model);
    });

    private static object Typed(object value) => value is float ? value : Convert.ToInt32(value, CultureInfo.InvariantCulture);
}
