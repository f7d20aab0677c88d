using MoeGate.Blocks;
using MoeGate.Tests.Support;

namespace MoeGate.Tests.Blocks;

/// <summary>All 65536 halves as the scale of a block.</summary>
public class EveryScale
{
    [Fact]
    public void IsTheHalfOfThePlatform()
    {
        var type = WeightTypes.Find("q8_0")!;
        var blocks = new byte[65536 * type.Bytes];
        for (var half = 0; half < 65536; half++)
        {
            var block = blocks.AsSpan(half * type.Bytes, type.Bytes);
            block.Fill(1);
            (block[0], block[1]) = ((byte)half, (byte)(half >> 8));
        }

        var expected = Enumerable.Range(0, 65536 * type.Length).Select(i => (float)BitConverter.UInt16BitsToHalf((ushort)(i / type.Length))).ToArray();
        StoredBlocks.MustBeSame(expected, StoredBlocks.Decoded(type, blocks), "all at once");
        StoredBlocks.MustBeSame(expected, StoredBlocks.Defined(type, blocks), "by the definition");
    }
}
