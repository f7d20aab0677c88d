using System.Globalization;
using MoeGate.Models;

namespace MoeGate.Metrics.Structure;

public sealed class MissingTensors() : LayerStructureMetric(new("structure.missing_tensors", Unit.None, Better.Lower)
{
    Title = "Tensors that the block should have and has not",
    Formula = "|{parts of experts that most blocks with experts have, a router, numbered experts : not in the block}|, or 1 for a block without any",
    Source = Own,
    Explanation = """
        0 is healthy. A block with experts needs every matrix and bias of experts that more than half of such blocks have (gate and up
        may be stored as one), a router where the others have one, and of experts that are named singly every number. Every block that
        block_count counts needs tensors (without that key, every one between others), and one with a norm for a feed-forward network
        needs that network. It is judged by the file's own keys and tensors; blocks that only predict further tokens may be left out.
        Named is each tensor that is not there, or the block. exp_probs_b is not asked for: some models select experts without it in
        some blocks. Not applicable to a folder of f32bin files, which is never known to be a whole model.
        """,
    Remedy = "Convert again from the whole original, or fetch the file again. A tool that skips what it does not know leaves such gaps.",
})
{
    /// <summary>More blocks than any model has; a key may claim any number.</summary>
    private const int MostLayers = 1 << 12;

    private protected override string WithoutLayers(Observation observed) =>
        IsFolderOfParts(observed) ? "a folder of f32bin files is never known to be a whole model" : "the model has no numbered blocks of its own";

    private protected override IEnumerable<(int Layer, Reading Reading)> Layers(Observation observed)
    {
        if (IsFolderOfParts(observed)) yield break;
        var tensors = observed.Evidence.AllWeights;
        var keys = new ModelKeys(observed.Evidence.Candidate?.Metadata);
        var further = NextTokenLayers.Of(observed.Evidence);
        var blocks = tensors.Where(t => t.Layer is not null).ToLookup(t => t.Layer!.Value);

        // A file of nothing but the blocks that predict further tokens goes with a model in another file.
        if (blocks.All(b => further.Contains(b.Key))) yield break;

        var isGguf = observed.Evidence.Candidate?.Metadata is not null;
        var experts = new MissingExperts(ExpertLayer.Of(tensors), keys, isGguf);
        var isWhole = observed.Evidence.Weights.Count == tensors.Count;
        foreach (var layer in blocks.Select(b => b.Key).Union(isGguf ? Counted(keys) : Between(tensors, blocks)).Order())
        {
            if (blocks.Contains(layer) ? !Wants(observed, layer) : !isWhole || further.Contains(layer) || IsEmptyByItsKeys(keys, layer)) continue;
            yield return (layer, Offence.Read([.. blocks.Contains(layer) ? experts.In(layer, blocks[layer]) : [new Offence(Block(layer), 1, $"{Block(layer)} has no tensors")]]));
        }
    }

    private static bool IsFolderOfParts(Observation observed) => observed.Evidence.Candidate?.Format == "f32bin";

    private static IEnumerable<int> Counted(ModelKeys keys) => Enumerable.Range(0, (int)Math.Clamp(keys.Of("block_count") ?? 0, 0, MostLayers));

    /// <summary>
    /// Numbers between those of other blocks, of which not even a tensor of an unknown kind tells. A file without embeddings is a part
    /// of a model, and may be any.
    /// </summary>
    private static IEnumerable<int> Between(IReadOnlyList<WeightTensor> tensors, ILookup<int, WeightTensor> blocks)
    {
        if (!tensors.Any(t => t.Role == "token_embd")) return [];
        var first = blocks.Min(b => b.Key);
        return Enumerable.Range(first, (int)Math.Min(MostLayers, blocks.Max(b => b.Key) - (long)first))
            .Where(l => !blocks.Contains(l) && !tensors.Any(t => t.OwnName.Contains(string.Create(CultureInfo.InvariantCulture, $"layers.{l}."), StringComparison.Ordinal)));
    }

    /// <summary>Neither attention nor a feed-forward network: some models that were searched for by their speed have such blocks.</summary>
    private static bool IsEmptyByItsKeys(ModelKeys keys, int layer) => keys.Of("attention.head_count", layer) == 0 && keys.Of("feed_forward_length", layer) == 0;

    private static string Block(int layer) => string.Create(CultureInfo.InvariantCulture, $"blk.{layer}");
}
