namespace MoeGate.Metrics.Sharding;

/// <summary>Which shard of how many, counted from 1.</summary>
public readonly record struct ShardNumber
{
    /// <summary>More than any engine starts.</summary>
    public const int Most = 10_000;

    private ShardNumber(int index, int of) => (Index, Of) = (index, of);

    public int Index { get; }

    public int Of { get; }

    /// <summary>Null where there is no such shard.</summary>
    public static ShardNumber? From(long index, long of) =>
        of is >= 1 and <= Most && index >= 1 && index <= of ? new ShardNumber((int)index, (int)of) : null;

    public override string ToString() => FormattableString.Invariant($"shard {Index} of {Of}");
}

/// <summary>What a part says of itself: which shard measured it, and by which plan.</summary>
/// <param name="Number">Which of how many.</param>
/// <param name="Plan">The plan's SHA-256, in lower-case digits.</param>
public sealed record Shard(ShardNumber Number, string Plan);
