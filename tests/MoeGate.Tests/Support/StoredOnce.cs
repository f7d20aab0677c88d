using System.Collections.Concurrent;
using System.Runtime.InteropServices;
using System.Security.Cryptography;
using MoeGate.Blocks;

namespace MoeGate.Tests.Support;

/// <summary>
/// Weights as ggml quantizes them. Rows are quantized by themselves, and a test that damages one expert leaves all others as they
/// were, so what was quantized once is kept by its content.
/// </summary>
internal static class StoredOnce
{
    private static readonly ConcurrentDictionary<(string Type, int Columns, UInt128 Content), byte[]> kept = new();

    /// <summary>The bytes of a tensor.</summary>
    /// <param name="type">How it is stored.</param>
    /// <param name="weights">Whole rows.</param>
    /// <param name="columns">Weights to a row.</param>
    /// <param name="slices">How many parts of as many rows there are, each kept by itself.</param>
    public static byte[] Bytes(WeightType type, ReadOnlySpan<float> weights, int columns, int slices)
    {
        if (!type.IsQuantized) return Quantize(type, weights, columns);
        var length = weights.Length / slices;
        var bytes = new byte[type.BytesOf(weights.Length)];
        var room = bytes.Length / slices;
        for (var s = 0; s < slices; s++) Slice(type, weights.Slice(s * length, length), columns).CopyTo(bytes.AsSpan(s * room, room));
        return bytes;
    }

    private static byte[] Slice(WeightType type, ReadOnlySpan<float> weights, int columns)
    {
        Span<byte> digest = stackalloc byte[SHA256.HashSizeInBytes];
        SHA256.HashData(MemoryMarshal.AsBytes(weights), digest);
        var key = (type.Name, columns, MemoryMarshal.Read<UInt128>(digest));
        if (kept.TryGetValue(key, out var stored)) return stored;
        return kept[key] = Quantize(type, weights, columns);
    }

    private static byte[] Quantize(WeightType type, ReadOnlySpan<float> weights, int columns) =>
        Ggml.Quantize(type.Id!.Value, weights, columns, Enumerable.Repeat(1f, columns).ToArray());
}
