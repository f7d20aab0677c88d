using System.Runtime.InteropServices;
using MoeGate.Blocks;

namespace MoeGate.Tests.Support;

/// <summary>
/// A way to store matrices in 8 bits with scales beside them. Scales have four significant bits, as the weights of F8_E4M3 do, so that
/// what they make together is a bfloat16.
/// </summary>
/// <param name="Dtype">F8_E4M3 or F8_E5M2.</param>
/// <param name="BlockRows">Rows that share a scale; 0 for all.</param>
/// <param name="BlockColumns">Columns that share a scale; 0 for all.</param>
/// <param name="Ending">Of the scales' name behind the weights'.</param>
/// <param name="ScaleDtype">Their type.</param>
public sealed record EightBits(string Dtype, int BlockRows, int BlockColumns, string Ending, string ScaleDtype)
{
    private readonly (float Value, byte Code)[] codes = Codes(Dtype);

    public static EightBits DeepSeek { get; } = new("F8_E4M3", 128, 128, "_scale_inv", "F32");

    public static EightBits ByRow { get; } = new("F8_E4M3", 1, 0, "_scale", "BF16");

    /// <summary>A matrix as it is stored.</summary>
    /// <param name="Weights">What the codes and scales make.</param>
    public sealed record Stored(byte[] Codes, byte[] Scales, long[] ScaleShape, float[] Weights);

    /// <summary>Rounds each weight to the nearest.</summary>
    public Stored Quantize(ReadOnlySpan<float> weights, int columns)
    {
        int rows = weights.Length / columns, high = BlockRows > 0 ? BlockRows : rows, wide = BlockColumns > 0 ? BlockColumns : columns;
        int down = (rows + high - 1) / high, across = (columns + wide - 1) / wide;
        var scales = new float[down * across];
        for (var i = 0; i < weights.Length; i++)
        {
            ref var scale = ref scales[i / columns / high * across + i % columns / wide];
            scale = Math.Max(scale, Math.Abs(weights[i]));
        }

        for (var s = 0; s < scales.Length; s++) scales[s] = RoundedUp(scales[s] / codes[^1].Value);
        var stored = new byte[weights.Length];
        var rounded = new float[weights.Length];
        for (var i = 0; i < weights.Length; i++)
        {
            var scale = scales[i / columns / high * across + i % columns / wide];
            var (value, code) = Nearest(weights[i] / scale);
            (stored[i], rounded[i]) = (code, value * scale);
        }

        return new Stored(stored, Bytes(scales), BlockRows == 0 ? [] : BlockColumns == 0 ? [rows, 1] : [down, across], rounded);
    }

    private float RoundedUp(float scale)
    {
        var bits = BitConverter.SingleToUInt32Bits(scale);
        var kept = ScaleDtype == "F8_E8M0" ? 23 : 20;
        return BitConverter.UInt32BitsToSingle((bits >> kept) + 1 << kept);
    }

    private byte[] Bytes(float[] scales) => ScaleDtype switch
    {
        "BF16" => [.. scales.SelectMany(s => BitConverter.GetBytes((ushort)(BitConverter.SingleToUInt32Bits(s) >> 16)))],
        "F16" => [.. scales.SelectMany(s => BitConverter.GetBytes((Half)s))],
        "F8_E8M0" => [.. scales.Select(s => (byte)(BitConverter.SingleToUInt32Bits(s) >> 23))],
        _ => MemoryMarshal.AsBytes(scales.AsSpan()).ToArray(),
    };

    private (float Value, byte Code) Nearest(float weight)
    {
        var at = Array.BinarySearch(codes, (weight, (byte)0), Comparer<(float Value, byte Code)>.Create((a, b) => a.Value.CompareTo(b.Value)));
        if (at >= 0) return codes[at];
        var above = Math.Clamp(~at, 1, codes.Length - 1);
        return codes[above].Value - weight < weight - codes[above - 1].Value ? codes[above] : codes[above - 1];
    }

    private static (float Value, byte Code)[] Codes(string dtype)
    {
        var values = new float[256];
        WeightTypes.OfDtype(dtype)!.Decoder!.Decode([.. Enumerable.Range(0, 256).Select(c => (byte)c)], values);
        return [.. values.Select((v, c) => (Value: v, Code: (byte)c)).Where(v => float.IsFinite(v.Value) && v.Code != 0x80).OrderBy(v => v.Value)];
    }
}
