using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;

namespace MoeGate.Reductions;

/// <summary>Mean, deviation and extremes of numbers that come sixteen at a time, one to a lane, summed about a pivot.</summary>
internal struct LaneSpread
{
    private double pivot;
    private Vector512<double> low1, high1, low2, high2, lowMin, highMin, lowMax, highMax;

    public long Count { get; private set; }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public void Add(Vector512<double> low, Vector512<double> high)
    {
        if (Count == 0) Start(low[0]);
        Count += 16;
        lowMin = Wide.Min(lowMin, low);
        highMin = Wide.Min(highMin, high);
        lowMax = Wide.Max(lowMax, low);
        highMax = Wide.Max(highMax, high);
        var about = Vector512.Create(pivot);
        low = Wide.Subtract(low, about);
        high = Wide.Subtract(high, about);
        low1 = Wide.Add(low1, low);
        high1 = Wide.Add(high1, high);
        low2 = Wide.MultiplyAdd(low, low, low2);
        high2 = Wide.MultiplyAdd(high, high, high2);
    }

    /// <summary>The lanes joined in their order.</summary>
    public readonly Moments ToMoments()
    {
        if (Count == 0) return new Moments();
        double s1 = 0, s2 = 0, min = double.PositiveInfinity, max = double.NegativeInfinity;
        for (var lane = 0; lane < Vector512<double>.Count; lane++)
        {
            s1 += low1[lane] + high1[lane];
            s2 += low2[lane] + high2[lane];
            min = Math.Min(min, Math.Min(lowMin[lane], highMin[lane]));
            max = Math.Max(max, Math.Max(lowMax[lane], highMax[lane]));
        }

        return Moments.OfSpread(Count, pivot, s1, s2, min + 0.0, max + 0.0);
    }

    private void Start(double first)
    {
        this = default;
        pivot = first;
        lowMin = highMin = Vector512.Create(double.PositiveInfinity);
        lowMax = highMax = Vector512.Create(double.NegativeInfinity);
    }
}
