using System.Numerics;
using System.Runtime.InteropServices;

namespace MoeGate.Reductions;

/// <summary>
/// A digest of stored bytes in 128 bits: two lanes, each folding the 128-bit product of words and state into 64 bits, as wyhash does
/// (Wang Yi, github.com/wangyi-fudan/wyhash). It tells copies from other weights; it is no proof against somebody who builds
/// a collision.
/// </summary>
internal struct ContentDigest
{
    private const ulong FirstKey = 0xA0761D6478BD642F, SecondKey = 0xE7037ED1A0B428DB, ThirdKey = 0x8EBC6AF09C88C6E3, FourthKey = 0x589965CC75374CC3;

    private ulong low = FirstKey, high = SecondKey;

    public ContentDigest()
    {
    }

    /// <summary>Of all bytes so far.</summary>
    public readonly UInt128 Value => new(high, low);

    /// <summary>
    /// Takes in a run of bytes. The digest is of the runs and not of the bytes alone, so only content that is cut alike can be
    /// compared; slices of one tensor are.
    /// </summary>
    public void Add(ReadOnlySpan<byte> bytes)
    {
        var words = MemoryMarshal.Cast<byte, ulong>(bytes);
        var i = 0;
        for (; i + 1 < words.Length; i += 2) Add(words[i], words[i + 1]);

        // What is left is shorter than two words; its length tells 0 from nothing.
        Span<ulong> rest = stackalloc ulong[2];
        bytes[(i * sizeof(ulong))..].CopyTo(MemoryMarshal.AsBytes(rest));
        Add(rest[0], rest[1]);
        Add((ulong)bytes.Length, ThirdKey);
    }

    /// <summary>The digest of two runs, one after the other.</summary>
    public static UInt128 Join(UInt128 earlier, UInt128 later)
    {
        var joined = new ContentDigest { low = (ulong)earlier, high = (ulong)(earlier >> 64) };
        joined.Add((ulong)later, (ulong)(later >> 64));
        return joined.Value;
    }

    private void Add(ulong first, ulong second)
    {
        low = Fold(first ^ ThirdKey, second ^ low);
        high = Fold(second ^ FourthKey, BitOperations.RotateLeft(first, 32) ^ high);
    }

    private static ulong Fold(ulong a, ulong b) => Math.BigMul(a, b, out var lower) ^ lower;
}
