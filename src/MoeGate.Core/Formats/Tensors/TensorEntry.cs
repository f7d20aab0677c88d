using MoeGate.Blocks;

namespace MoeGate.Formats.Tensors;

/// <summary>One tensor as its file names it; the reader of the format has checked that all its bytes are there.</summary>
/// <param name="Name">The file's own name for it: untrusted text.</param>
/// <param name="Type">How its weights are stored.</param>
/// <param name="Dimensions">In ggml's order: the row length first. At least one; the product is at most 2⁶³ − 1.</param>
/// <param name="File">Where its bytes are.</param>
/// <param name="Offset">Of the first byte in that file.</param>
public sealed record TensorEntry(string Name, WeightType Type, IReadOnlyList<long> Dimensions, DataFile File, long Offset)
{
    /// <summary>The length of a row.</summary>
    public long Columns => Dimensions[0];

    /// <summary>All rows of all further dimensions.</summary>
    public long Rows
    {
        get
        {
            var rows = 1L;
            for (var d = 1; d < Dimensions.Count; d++) rows *= Dimensions[d];
            return rows;
        }
    }

    /// <summary>A single dimension, as norms and biases have.</summary>
    public bool IsVector => Dimensions.Count == 1;

    public long Elements => Columns * Rows;

    public long Bytes => Type.BytesOf(Elements);

    /// <summary>The shape as people write it, such as 2560 × 9728: rows first where there are two dimensions.</summary>
    public string Shape => string.Join(" × ", Dimensions.Reverse());
}
