namespace MoeGate.Reductions;

/// <summary>Goes through a run of weights group by group: sixteen whole groups at a time where that can be, one at a time where not.</summary>
internal abstract unsafe class GroupWalk
{
    /// <summary>Takes in a run of whole groups of one row; only the last run of a row may end in a shorter group.</summary>
    public void Add(ReadOnlySpan<float> weights)
    {
        var batches = weights.Length / GroupBatch.Weights;
        fixed (float* start = weights)
        {
            for (var b = 0; b < batches; b++)
                if (!TryAddBatch(start + (long)b * GroupBatch.Weights))
                    for (var g = 0; g < GroupBatch.Groups; g++)
                        AddGroup(weights.Slice(b * GroupBatch.Weights + g * GroupSums.Size, GroupSums.Size));
        }

        for (var at = batches * GroupBatch.Weights; at < weights.Length; at += GroupSums.Size)
            AddGroup(weights.Slice(at, Math.Min(GroupSums.Size, weights.Length - at)));
    }

    /// <summary>The definition: one group of at most 16 weights, of which those that are not finite are left out.</summary>
    protected abstract void AddGroup(ReadOnlySpan<float> group);

    /// <summary>Sixteen whole groups in lanes; false, and nothing taken in, where a weight is not finite.</summary>
    protected abstract bool TryAddBatch(float* groups);
}
