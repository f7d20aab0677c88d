namespace MoeGate.Reductions.Pairing;

/// <summary>Which of some directions one of them may have come from: the nearest, and all that noise does not tell from it.</summary>
internal sealed class Ballot
{
    private readonly Direction[] reference;
    private readonly double[] distances;
    private readonly int weights;

    /// <param name="candidate">The direction.</param>
    /// <param name="reference">Those that it may have come from, by place.</param>
    public Ballot(Direction candidate, Direction[] reference)
    {
        this.reference = reference;
        IsFinite = candidate.IsFinite;
        weights = candidate.Weights?.Length ?? 0;
        distances = [.. reference.Select(r => candidate.Weights is { } ours && r.Weights is { } theirs ? Fingerprint.Distance(ours, theirs) : double.PositiveInfinity)];
        HasContent = candidate.Weights is not null && reference.Any(r => r.Weights is not null);
        var best = Array.IndexOf(distances, distances.DefaultIfEmpty(double.PositiveInfinity).Min());
        Nearest = HasContent && best >= 0 && distances[best] <= Fingerprint.Far ? best : null;
    }

    /// <summary>Whether there is anything to compare: zeros resemble nothing.</summary>
    public bool HasContent { get; }

    public bool IsFinite { get; }

    /// <summary>The place of the nearest; null where none is near.</summary>
    public int? Nearest { get; }

    /// <summary>The squared distance from the direction at this place.</summary>
    public double Distance(int place) => distances[place];

    /// <summary>Whether it may have come from the direction at this place.</summary>
    public bool Allows(int place)
    {
        if (Nearest is not { } best || place < 0 || place >= distances.Length || reference[place].Weights is not { } other) return false;
        if (place == best) return true;
        var between = Fingerprint.Distance(other, reference[best].Weights!);
        return distances[place] - distances[best] <= Fingerprint.Margin(distances[best], between, weights);
    }
}
