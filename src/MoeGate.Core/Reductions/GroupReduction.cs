using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;

namespace MoeGate.Reductions;

/// <summary>
/// Everything about groups of 16 weights along the row: their means, deviations, ranges, offset importance, and the squared error
/// of the 4-level proxies (metrics.md §6). <see cref="AddGroup"/> is the definition, for groups of any length; sixteen whole groups at
/// a time go the same way in lanes.
/// </summary>
/// <param name="importance">Takes the offset importance of every group for its percentiles; null where nobody asked for them.</param>
internal sealed class GroupReduction(FloatBuffer? importance) : GroupWalk
{
    private LaneSpread rowMeans, stds, ranges, offsets;
    private Vector512<double> lowNone, highNone, lowOffset, highOffset, lowClamped, highClamped;
    private Vector512<long> above1, above2, above3;
    private Moments meansOne = new(), stdsOne = new(), rangesOne = new(), offsetsOne = new();
    private Moments rowMeansOne = new(), intraRow = new();
    private double noneOne, offsetOne, clampedOne;
    private long constant;

    /// <summary>The row has no more weights.</summary>
    public void EndRow()
    {
        var row = rowMeans.ToMoments();
        row.Merge(rowMeansOne);
        if (row.Count == 0) return;
        intraRow.Add(row.Std);
        meansOne.Merge(row);
        rowMeans = default;
        rowMeansOne = new Moments();
    }

    /// <summary>The sums of the rows so far.</summary>
    public GroupSums ToSums()
    {
        double none = 0, offset = 0, clamped = 0;
        for (var lane = 0; lane < Vector512<double>.Count; lane++)
        {
            none += lowNone[lane] + highNone[lane];
            offset += lowOffset[lane] + highOffset[lane];
            clamped += lowClamped[lane] + highClamped[lane];
        }

        return new GroupSums
        {
            Means = meansOne,
            Stds = Joined(stds, stdsOne),
            Ranges = Joined(ranges, rangesOne),
            OffsetImportance = Joined(offsets, offsetsOne),
            Above = [Vector512.Sum(above1), Vector512.Sum(above2), Vector512.Sum(above3)],
            Constant = constant,
            IntraRowStd = intraRow,
            ErrorNoOffset = none + noneOne,
            ErrorOffset = offset + offsetOne,
            ErrorClamped = clamped + clampedOne,
        };
    }

    protected override void AddGroup(ReadOnlySpan<float> group)
    {
        Span<double> weights = stackalloc double[GroupSums.Size];
        var count = 0;
        foreach (var weight in group)
            if (float.IsFinite(weight))
                weights[count++] = weight;
        if (count == 0) return;
        weights = weights[..count];

        double sum = 0, min = weights[0], max = weights[0];
        foreach (var w in weights)
        {
            sum += w;
            min = Math.Min(min, w);
            max = Math.Max(max, w);
        }

        var mean = sum / count;
        var range = max - min;
        rowMeansOne.Add(mean);
        stdsOne.Add(Math.Sqrt(Variance(weights, mean)));
        rangesOne.Add(range);
        if (range > GroupSums.LeastRange)
        {
            var offset = Math.Abs(mean) / range;
            offsetsOne.Add(offset);
            Count(offset);
            importance?.Add((float)offset);
        }
        else if (min != 0 || max != 0)
        {
            constant++;
        }

        if (range < GroupSums.LeastRange) return;
        double none = 0, shifted = 0;
        foreach (var w in weights)
        {
            var e = Proxy.Error(w, 0, max);
            var f = Proxy.Error(w, min, range);
            none += e * e;
            shifted += f * f;
        }

        noneOne += none;
        offsetOne += shifted;
        clampedOne += min < 0 ? shifted : none;
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    protected override unsafe bool TryAddBatch(float* groups)
    {
        var lanes = stackalloc float[GroupBatch.Weights];
        var wide = stackalloc double[GroupBatch.Weights];
        GroupBatch.Turn(groups, lanes);

        var min = Vector512.Create(float.PositiveInfinity);
        var max = Vector512.Create(float.NegativeInfinity);
        Vector512<double> lowSum = default, highSum = default, lowSquares = default, highSquares = default;
        for (var i = 0; i < GroupSums.Size; i++)
        {
            var x = Wide.Load(lanes + i * GroupBatch.Groups);
            min = Wide.Min(min, x);
            max = Wide.Max(max, x);
            var (low, high) = Wide.Widen(x);
            low.Store(wide + i * GroupBatch.Groups);
            high.Store(wide + i * GroupBatch.Groups + 8);
            lowSum = Wide.Add(lowSum, low);
            highSum = Wide.Add(highSum, high);
            lowSquares = Wide.MultiplyAdd(low, low, lowSquares);
            highSquares = Wide.MultiplyAdd(high, high, highSquares);
        }

        // What is not finite in a group leaves its sum not finite: no sum of singles overflows a double.
        if (!GroupBatch.AreFinite(lowSum) || !GroupBatch.AreFinite(highSum)) return false;

        var sixteenth = Vector512.Create(1.0 / GroupSums.Size);
        var (lowMin, highMin) = Wide.Widen(min);
        var (lowMax, highMax) = Wide.Widen(max);
        var (lowRange, highRange) = (Wide.Subtract(lowMax, lowMin), Wide.Subtract(highMax, highMin));
        var (lowMean, highMean) = (Wide.Multiply(lowSum, sixteenth), Wide.Multiply(highSum, sixteenth));
        rowMeans.Add(lowMean, highMean);
        ranges.Add(lowRange, highRange);
        stds.Add(
            Wide.Sqrt(Variance(lowMean, Wide.Multiply(lowSquares, sixteenth), wide)),
            Wide.Sqrt(Variance(highMean, Wide.Multiply(highSquares, sixteenth), wide + 8)));
        AddOffsets(lowMean, highMean, lowRange, highRange, lowMin, highMin, lowMax, highMax);
        AddErrors(wide, lowMin, lowMax, lowRange, ref lowNone, ref lowOffset, ref lowClamped);
        AddErrors(wide + 8, highMin, highMax, highRange, ref highNone, ref highOffset, ref highClamped);
        return true;
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private unsafe void AddOffsets(
        Vector512<double> lowMean, Vector512<double> highMean, Vector512<double> lowRange, Vector512<double> highRange,
        Vector512<double> lowMin, Vector512<double> highMin, Vector512<double> lowMax, Vector512<double> highMax)
    {
        var least = Vector512.Create(GroupSums.LeastRange);
        var low = Wide.Divide(Vector512.Abs(lowMean), lowRange);
        var high = Wide.Divide(Vector512.Abs(highMean), highRange);
        if (Vector512.GreaterThanAll(lowRange, least) && Vector512.GreaterThanAll(highRange, least))
        {
            offsets.Add(low, high);
            above1 -= Above(low, high, 0.1);
            above2 -= Above(low, high, 0.2);
            above3 -= Above(low, high, 0.3);
            importance?.Add(Vector512.Narrow(low, high));
            return;
        }

        for (var lane = 0; lane < GroupBatch.Groups; lane++)
        {
            var (offset, range, min, max) = lane < 8
                ? (low[lane], lowRange[lane], lowMin[lane], lowMax[lane])
                : (high[lane - 8], highRange[lane - 8], highMin[lane - 8], highMax[lane - 8]);
            if (range > GroupSums.LeastRange)
            {
                offsetsOne.Add(offset);
                Count(offset);
                importance?.Add((float)offset);
            }
            else if (min != 0 || max != 0)
            {
                constant++;
            }
        }
    }

    /// <summary>The squared errors of eight groups, as <see cref="Proxy"/> defines them.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static unsafe void AddErrors(
        double* wide, Vector512<double> min, Vector512<double> max, Vector512<double> range,
        ref Vector512<double> none, ref Vector512<double> offset, ref Vector512<double> clamped)
    {
        var three = Vector512.Create(3.0);
        var third = Vector512.Create(1.0 / 3);
        var step = Wide.Multiply(range, third);
        var perStep = Wide.Divide(three, range);
        var scale = Wide.Multiply(max, third);
        var perScale = Vector512.ConditionalSelect(Vector512.Equals(max, Vector512<double>.Zero), Vector512<double>.Zero, Wide.Divide(three, max));
        var (back, backScale) = (-step, -scale);
        Vector512<double> noneSum = default, offsetSum = default;
        for (var i = 0; i < GroupSums.Size; i++)
        {
            var x = Wide.Load(wide + i * GroupBatch.Groups);
            var above = Wide.Subtract(x, min);
            var error = Wide.MultiplyAdd(back, Wide.Round(Wide.Multiply(above, perStep)), above);
            offsetSum = Wide.MultiplyAdd(error, error, offsetSum);
            var level = Wide.Min(Wide.Max(Wide.Round(Wide.Multiply(x, perScale)), Vector512<double>.Zero), three);
            error = Wide.MultiplyAdd(backScale, level, x);
            noneSum = Wide.MultiplyAdd(error, error, noneSum);
        }

        var judged = Vector512.GreaterThanOrEqual(range, Vector512.Create(GroupSums.LeastRange));
        noneSum = Vector512.ConditionalSelect(judged, noneSum, Vector512<double>.Zero);
        offsetSum = Vector512.ConditionalSelect(judged, offsetSum, Vector512<double>.Zero);
        none = Wide.Add(none, noneSum);
        offset = Wide.Add(offset, offsetSum);
        clamped = Wide.Add(clamped, Vector512.ConditionalSelect(Vector512.LessThan(min, Vector512<double>.Zero), offsetSum, noneSum));
    }

    /// <summary>
    /// Mean square less squared mean. Where that loses six of a double's sixteen digits or more, for a group far from zero beside its
    /// spread, the lane is summed again about its mean.
    /// </summary>
    private static unsafe Vector512<double> Variance(Vector512<double> mean, Vector512<double> meanSquare, double* wide)
    {
        var square = Wide.Multiply(mean, mean);
        var variance = Wide.Subtract(meanSquare, square);
        if (Vector512.GreaterThanOrEqualAll(variance, Wide.Multiply(square, Vector512.Create(1e-6)))) return variance;
        Span<double> group = stackalloc double[GroupSums.Size];
        for (var lane = 0; lane < Vector512<double>.Count; lane++)
        {
            for (var i = 0; i < GroupSums.Size; i++) group[i] = wide[i * GroupBatch.Groups + lane];
            variance = variance.WithElement(lane, Variance(group, mean[lane]));
        }

        return variance;
    }

    private static double Variance(ReadOnlySpan<double> weights, double mean)
    {
        var squares = 0.0;
        foreach (var w in weights) squares += (w - mean) * (w - mean);
        return squares / weights.Length;
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector512<long> Above(Vector512<double> low, Vector512<double> high, double limit) =>
        Vector512.GreaterThan(low, Vector512.Create(limit)).AsInt64() + Vector512.GreaterThan(high, Vector512.Create(limit)).AsInt64();

    private void Count(double offset)
    {
        var one = Vector512.CreateScalar(1L);
        if (offset > 0.1) above1 += one;
        if (offset > 0.2) above2 += one;
        if (offset > 0.3) above3 += one;
    }

    private static Moments Joined(LaneSpread lanes, Moments one)
    {
        var all = lanes.ToMoments();
        all.Merge(one);
        return all;
    }
}
