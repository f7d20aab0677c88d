namespace MoeGate.Blocks;

/// <summary>
/// A type in which weights are stored: how many of them make a block of how many bytes, and how to decode it where this version
/// can. Names are ggml's, in its spelling; types that only safetensors knows are named after its dtype, in lower case.
/// </summary>
/// <param name="Name">Such as <c>q4_K</c>.</param>
/// <param name="Id">ggml's number of the type; null for a type that ggml does not have.</param>
/// <param name="Length">Weights per block.</param>
/// <param name="Bytes">Bytes per block.</param>
/// <param name="Decoder">Null where this version cannot decode it.</param>
public sealed record WeightType(string Name, int? Id, int Length, int Bytes, WeightDecoder? Decoder = null)
{
    /// <summary>Whether weights share a block, as those of quantized types do.</summary>
    public bool IsQuantized => Length > 1 || Bytes == 1 && Name.StartsWith("f8", StringComparison.Ordinal);

    /// <summary>What safetensors calls it; null for a type that only ggml has.</summary>
    public string? Dtype => Id is null || Length == 1 ? Name.ToUpperInvariant() : null;

    public double BitsPerWeight => 8.0 * Bytes / Length;

    /// <summary>Bytes that so many weights take.</summary>
    /// <param name="weights">A whole number of blocks.</param>
    /// <exception cref="OverflowException">More than 2⁶³ − 1.</exception>
    public long BytesOf(long weights) => checked(weights / Length * Bytes);

    public override string ToString() => Name;
}
