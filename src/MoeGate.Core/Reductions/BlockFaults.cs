namespace MoeGate.Reductions;

/// <summary>The blocks that hold a value that is not finite: how many there are, and where the first ones are.</summary>
/// <param name="Count">Of all of them.</param>
/// <param name="First">The first <see cref="Named"/> in file order.</param>
public sealed record BlockFaults(long Count, IReadOnlyList<BlockFault> First)
{
    /// <summary>How many are named.</summary>
    public const int Named = 10;

    public static BlockFaults None { get; } = new(0, []);

    /// <summary>Joined with those of the rows that come after.</summary>
    public BlockFaults With(BlockFaults later) =>
        later.Count == 0 ? this : Count == 0 ? later : new BlockFaults(Count + later.Count, [.. First.Concat(later.First).Take(Named)]);
}

/// <summary>One block that holds a value that is not finite; a type that is not quantized has blocks of one weight.</summary>
/// <param name="Expert">The slice's expert; null in a tensor that is not stacked.</param>
/// <param name="Row">Of the tensor, or of the slice, from 0.</param>
/// <param name="Block">Within the row, from 0.</param>
/// <param name="Weights">How many of its weights are not finite.</param>
public readonly record struct BlockFault(int? Expert, long Row, long Block, int Weights);
