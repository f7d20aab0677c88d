using MoeGate.Blocks;
using MoeGate.Tests.Support;

namespace MoeGate.Tests.Blocks;

/// <summary>Blocks that are decoded all at once give the weights of the definition, to the bit.</summary>
public class SpanDecoding
{
    public static TheoryData<string> Types => new(StoredBlocks.Types);

    [Theory]
    [MemberData(nameof(Types))]
    public void IsTheDefinitionForAnyNumberOfBlocks(string name)
    {
        var type = WeightTypes.Find(name)!;
        for (var blocks = 0; blocks <= 40; blocks++) Same(type, StoredBlocks.Random(type, blocks, seed: blocks), $"{blocks} blocks");
    }

    [Theory]
    [MemberData(nameof(Types))]
    public void IsTheDefinitionForAnyScale(string name)
    {
        var type = WeightTypes.Find(name)!;
        Same(type, StoredBlocks.WithSpecials(type, seed: 1), "specials");
    }

    [Theory]
    [MemberData(nameof(Types))]
    public void LeavesTheRoomBehindAlone(string name)
    {
        var type = WeightTypes.Find(name)!;
        var room = Enumerable.Repeat(7f, 3 * type.Length + 64).ToArray();
        type.Decoder!.Decode(StoredBlocks.Random(type, 3, seed: 2), room);
        Assert.All(room[(3 * type.Length)..], w => Assert.Equal(7f, w));
    }

    [Theory]
    [MemberData(nameof(Types))]
    public void RefusesRoomThatIsTooSmall(string name)
    {
        var type = WeightTypes.Find(name)!;
        var blocks = StoredBlocks.Random(type, 40, seed: 3);
        Assert.ThrowsAny<Exception>(() => type.Decoder!.Decode(blocks, new float[40 * type.Length - 1]));
    }

    private static void Same(WeightType type, byte[] blocks, string of) =>
        StoredBlocks.MustBeSame(StoredBlocks.Defined(type, blocks), StoredBlocks.Decoded(type, blocks), $"{type}, {of}");
}
