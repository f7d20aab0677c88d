using System.Runtime.Intrinsics;

namespace MoeGate.Blocks;

/// <summary>128 weights of plus or minus a scale. 18 bytes.</summary>
public unsafe struct Q1_0 : IWeightBlock<Q1_0>
{
    private ushort d; // Half: the scale of the block.
    private fixed byte qs[16]; // A bit for each weight, the lowest first, set for plus.

    public static int Length => 128;

    public static float Decode(in Q1_0 block, int index) => Halves.ToSingle(block.d) * -Signs.Of(block.qs[index >> 3], index & 7);

    /// <summary>Eight at a time: every lane looks at its own bit of four bytes that all of them see, and takes one sign or the other.</summary>
    public static void Decode(ReadOnlySpan<Q1_0> blocks, Span<float> weights)
    {
        var bits = Vector256.Create(1, 2, 4, 8, 16, 32, 64, 128);
        fixed (Q1_0* block = blocks)
        fixed (float* start = weights[..(blocks.Length * Length)])
        {
            var to = start;
            for (var b = 0; b < blocks.Length; b++)
            {
                var d = Vector256.Create(Halves.ToSingle(block[b].d));
                for (var at = 0; at < 16; at += 4, to += 32)
                {
                    var packed = Vector256.Create(*(int*)(block[b].qs + at));
                    for (var i = 0; i < 4; i++)
                        Vector256.ConditionalSelect(Vector256.Equals(packed & bits << 8 * i, Vector256<int>.Zero).AsSingle(), -d, d).Store(to + 8 * i);
                }
            }
        }
    }
}
