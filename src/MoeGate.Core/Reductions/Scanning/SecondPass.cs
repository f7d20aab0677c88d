namespace MoeGate.Reductions.Scanning;

/// <summary>The second reading of a chunk: the weights and offset importances again, to tell apart those between which percentiles lie.</summary>
internal sealed class SecondPass
{
    private readonly OrderSelection? order;
    private readonly FloatBuffer? importance;
    private readonly GroupSecondPass? groups;

    /// <param name="order">The thread's own count of weights; null where it is not needed.</param>
    /// <param name="offsets">The thread's own count of offset importances; null where nobody wants it.</param>
    /// <param name="signThreshold">Group means above it are positive.</param>
    public SecondPass(OrderSelection? order, OrderSelection? offsets, double signThreshold)
    {
        this.order = order is { NeedsRefining: true } ? order : null;
        if (offsets is null) return;
        importance = new FloatBuffer(offsets.Refine);
        groups = new GroupSecondPass(importance, signThreshold);
    }

    public void Add(ReadOnlySpan<float> weights)
    {
        groups?.Add(weights);

        // What is not finite shares its upper half with no number, so it is never among those that are told apart.
        order?.Refine(weights);
    }

    public SignCounts Signs()
    {
        importance?.Flush();
        return groups is null ? default : new SignCounts(groups.Positive, groups.Negative, groups.NearZero);
    }
}
