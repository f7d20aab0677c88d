using MoeGate.Blocks;
using MoeGate.Formats.Tensors;

namespace MoeGate.Models;

/// <summary>
/// One tensor of the model by its role, however its file stores it: routed experts are always one stacked tensor of slices, whether
/// the file stacks them (<c>blk.3.ffn_down_exps.weight</c>) or names each (<c>model.layers.3.mlp.experts.17.down_proj.weight</c>).
/// </summary>
public sealed record WeightTensor
{
    /// <summary>GGUF's name without <c>.weight</c>, such as <c>blk.3.ffn_down_exps</c>.</summary>
    public required string Subject { get; init; }

    /// <summary>The block's number; null for a tensor outside the blocks.</summary>
    public int? Layer { get; init; }

    /// <summary>GGUF's name for its part, such as <c>ffn_down_exps</c> or <c>token_embd</c>.</summary>
    public required string Role { get; init; }

    /// <summary>The file's own name; of experts that are named singly, the first one's with * for its number.</summary>
    public required string OwnName { get; init; }

    /// <summary>Of all slices; where they differ, the first one's, and <see cref="Mixed"/> says so.</summary>
    public required WeightType Type { get; init; }

    public bool Mixed { get; init; }

    /// <summary>Whether it has a single dimension, as norms and biases do: never quantized.</summary>
    public bool IsVector { get; init; }

    /// <summary>
    /// Whether it is a matrix of weights: norms and vectors are not, and neither are the biases and scales of one, however many
    /// dimensions they have.
    /// </summary>
    public bool IsMatrix => !IsVector && !IsScale && (Layer is null || !Role.Contains('.', StringComparison.Ordinal));

    /// <summary>Whether any of its slices is in a quantized type.</summary>
    public bool IsQuantized => Type.IsQuantized || Mixed && Slices.Any(s => s.Entry.Type.IsQuantized);

    /// <summary>Whether it holds nothing but the factors of other tensors' weights, and is part of those.</summary>
    public bool IsScale { get; init; }

    /// <summary>Why its weights cannot be decoded, in words that follow "it is"; null where they can.</summary>
    public string? Undecodable { get; private init; }

    /// <summary>
    /// Whether the file leaves open which of its dimensions meets the activations, as stacked experts of Hugging Face models do: some
    /// store a row for each output, others for each input.
    /// </summary>
    public bool IsOfUnknownOrientation { get; init; }

    /// <summary>Whether its slices are experts.</summary>
    public bool IsStacked { get; init; }

    /// <summary>The expert slices ascending, or the whole tensor as one slice.</summary>
    public required IReadOnlyList<WeightSlice> Slices
    {
        get;
        init
        {
            field = value;
            Undecodable = value.Select(s => s.Undecodable).FirstOrDefault(why => why is not null);
        }
    }

    /// <summary>The length of a row: weights that meet one activation each.</summary>
    public required long Columns { get; init; }

    /// <summary>Rows of all slices.</summary>
    public long Rows => Slices.Sum(s => s.Rows);

    public long Elements => Rows * Columns;

    /// <summary>Stored bytes.</summary>
    public long Bytes => Slices.Sum(s => s.Bytes);

    /// <summary>What is odd about it, in words, for reports: such as slices of different types.</summary>
    public string? Note { get; init; }
}

/// <summary>A run of whole rows that lie one after the other in a file: a tensor, or one expert of it.</summary>
/// <param name="Expert">The expert's number; null for a tensor that is not stacked.</param>
/// <param name="Entry">The stored tensor that it is part of.</param>
/// <param name="FirstRow">Its first row in that tensor.</param>
/// <param name="Rows">How many rows it has.</param>
public sealed record WeightSlice(int? Expert, TensorEntry Entry, long FirstRow, long Rows)
{
    /// <summary>Of the first byte in the file.</summary>
    public long Offset => Entry.Offset + Entry.Type.BytesOf(FirstRow * Entry.Columns);

    public long Bytes => Entry.Type.BytesOf(Rows * Entry.Columns);

    /// <summary>The factors of its weights; null where they are stored as they are.</summary>
    public WeightScale? Scale { get; init; }

    /// <summary>Why the factors that stand beside it cannot be its own, in words that follow "it is"; null where they can, or there are none.</summary>
    public string? Misfit { get; init; }

    /// <summary>Why it cannot be decoded; null where it can.</summary>
    public string? Undecodable => Entry.Type.Decoder is null ? $"stored as {Entry.Type}, which this version cannot decode" : Misfit;

    /// <summary>Turns what is stored into weights: the one way to them, which no factor is forgotten on.</summary>
    /// <param name="stored">Whole blocks.</param>
    /// <param name="weights">Room for a part of a row, or for some whole rows.</param>
    /// <param name="row">The first row.</param>
    /// <param name="column">The first column.</param>
    public void Decode(ReadOnlySpan<byte> stored, Span<float> weights, long row, long column)
    {
        if (Undecodable is { } why) throw new InvalidOperationException($"{Entry.Name} is {why}");
        Entry.Type.Decoder!.Decode(stored, weights);
        Scale?.Apply(weights, FirstRow + row, column, Entry.Columns);
    }

    /// <summary>The whole stored tensor in another shape, of as many weights; null where its factors do not allow that.</summary>
    public WeightSlice? Reshaped(long columns, long rows)
    {
        var scale = Scale?.Reshaped(columns, rows, Entry);
        return Scale is not null && scale is null ? null : this with { Entry = Entry with { Dimensions = [columns, rows] }, FirstRow = 0, Rows = rows, Scale = scale };
    }
}
