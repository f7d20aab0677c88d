using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;

namespace MoeGate.Reductions;

/// <summary>
/// Everything about groups of 16 weights along the row: their means, deviations, ranges, offset importance, and the squared error
/// of the 4-level proxies (metrics.md §6). <see cref="AddGroup"/> is the definition, for groups of any length; eight whole groups at
/// a time go the same way in lanes.
/// </summary>
/// <param name="importance">Takes the offset importance of every group for its percentiles; null where nobody asked for them.</param>
internal sealed class GroupReduction(FloatBuffer? importance)
{
    private LaneSpread rowMeans, stds, ranges, offsets;
    private Vector256<double> lowNone, highNone, lowOffset, highOffset, lowClamped, highClamped;
    private Vector256<long> above1, above2, above3;
    private Moments meansOne = new(), stdsOne = new(), rangesOne = new(), offsetsOne = new();
    private Moments rowMeansOne = new(), intraRow = new();
    private double noneOne, offsetOne, clampedOne;
    private long constant;

    /// <summary>Takes in a run of whole groups of one row; only the last run of a row may end in a shorter group.</summary>
    public unsafe void Add(ReadOnlySpan<float> weights)
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
        for (var lane = 0; lane < Vector256<double>.Count; lane++)
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
            Above = [Vector256.Sum(above1), Vector256.Sum(above2), Vector256.Sum(above3)],
            Constant = constant,
            IntraRowStd = intraRow,
            ErrorNoOffset = none + noneOne,
            ErrorOffset = offset + offsetOne,
            ErrorClamped = clamped + clampedOne,
        };
    }

    /// <summary>The definition: one group of at most 16 weights, of which those that are not finite are left out.</summary>
    private void AddGroup(ReadOnlySpan<float> group)
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

    /// <summary>Eight whole groups in lanes; false, and nothing taken in, where a weight is not finite.</summary>
    private unsafe bool TryAddBatch(float* groups)
    {
        var lanes = stackalloc float[GroupBatch.Weights];
        var wide = stackalloc double[GroupBatch.Weights];
        GroupBatch.Turn(groups, lanes);

        var min = Vector256.Create(float.PositiveInfinity);
        var max = Vector256.Create(float.NegativeInfinity);
        Vector256<double> lowSum = default, highSum = default, lowSquares = default, highSquares = default;
        for (var i = 0; i < GroupSums.Size; i++)
        {
            var x = Vector256.Load(lanes + i * GroupBatch.Groups);
            min = Vector256.MinNative(min, x);
            max = Vector256.MaxNative(max, x);
            var (low, high) = Vector256.Widen(x);
            low.Store(wide + i * GroupBatch.Groups);
            high.Store(wide + i * GroupBatch.Groups + 4);
            lowSum += low;
            highSum += high;
            lowSquares = Vector256.FusedMultiplyAdd(low, low, lowSquares);
            highSquares = Vector256.FusedMultiplyAdd(high, high, highSquares);
        }

        // What is not finite in a group leaves its sum not finite: no sum of singles overflows a double.
        if (!GroupBatch.AreFinite(lowSum) || !GroupBatch.AreFinite(highSum)) return false;

        var sixteenth = Vector256.Create(1.0 / GroupSums.Size);
        var (lowMin, highMin) = Vector256.Widen(min);
        var (lowMax, highMax) = Vector256.Widen(max);
        var (lowRange, highRange) = (lowMax - lowMin, highMax - highMin);
        var (lowMean, highMean) = (lowSum * sixteenth, highSum * sixteenth);
        rowMeans.Add(lowMean, highMean);
        ranges.Add(lowRange, highRange);
        stds.Add(
            Vector256.Sqrt(Variance(lowMean, lowSquares * sixteenth, wide)),
            Vector256.Sqrt(Variance(highMean, highSquares * sixteenth, wide + 4)));
        AddOffsets(lowMean, highMean, lowRange, highRange, lowMin, highMin, lowMax, highMax);
        AddErrors(wide, lowMin, lowMax, lowRange, ref lowNone, ref lowOffset, ref lowClamped);
        AddErrors(wide + 4, highMin, highMax, highRange, ref highNone, ref highOffset, ref highClamped);
        return true;
    }

    private unsafe void AddOffsets(
        Vector256<double> lowMean, Vector256<double> highMean, Vector256<double> lowRange, Vector256<double> highRange,
        Vector256<double> lowMin, Vector256<double> highMin, Vector256<double> lowMax, Vector256<double> highMax)
    {
        var least = Vector256.Create(GroupSums.LeastRange);
        var low = Vector256.Abs(lowMean) / lowRange;
        var high = Vector256.Abs(highMean) / highRange;
        if (Vector256.GreaterThanAll(lowRange, least) && Vector256.GreaterThanAll(highRange, least))
        {
            offsets.Add(low, high);
            above1 -= Above(low, high, 0.1);
            above2 -= Above(low, high, 0.2);
            above3 -= Above(low, high, 0.3);
            importance?.Add(Vector256.Narrow(low, high));
            return;
        }

        for (var lane = 0; lane < GroupBatch.Groups; lane++)
        {
            var (offset, range, min, max) = lane < 4
                ? (low[lane], lowRange[lane], lowMin[lane], lowMax[lane])
                : (high[lane - 4], highRange[lane - 4], highMin[lane - 4], highMax[lane - 4]);
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

    /// <summary>The squared errors of four groups, as <see cref="Proxy"/> defines them.</summary>
    private static unsafe void AddErrors(
        double* wide, Vector256<double> min, Vector256<double> max, Vector256<double> range,
        ref Vector256<double> none, ref Vector256<double> offset, ref Vector256<double> clamped)
    {
        var three = Vector256.Create(3.0);
        var third = Vector256.Create(1.0 / 3);
        var step = range * third;
        var perStep = three / range;
        var scale = max * third;
        var perScale = Vector256.ConditionalSelect(Vector256.Equals(max, Vector256<double>.Zero), Vector256<double>.Zero, three / max);
        Vector256<double> noneSum = default, offsetSum = default;
        for (var i = 0; i < GroupSums.Size; i++)
        {
            var x = Vector256.Load(wide + i * GroupBatch.Groups);
            var above = x - min;
            var error = Vector256.FusedMultiplyAdd(-step, Vector256.Round(above * perStep), above);
            offsetSum = Vector256.FusedMultiplyAdd(error, error, offsetSum);
            var level = Vector256.MinNative(Vector256.MaxNative(Vector256.Round(x * perScale), Vector256<double>.Zero), three);
            error = Vector256.FusedMultiplyAdd(-scale, level, x);
            noneSum = Vector256.FusedMultiplyAdd(error, error, noneSum);
        }

        var judged = Vector256.GreaterThanOrEqual(range, Vector256.Create(GroupSums.LeastRange));
        noneSum = Vector256.ConditionalSelect(judged, noneSum, Vector256<double>.Zero);
        offsetSum = Vector256.ConditionalSelect(judged, offsetSum, Vector256<double>.Zero);
        none += noneSum;
        offset += offsetSum;
        clamped += Vector256.ConditionalSelect(Vector256.LessThan(min, Vector256<double>.Zero), offsetSum, noneSum);
    }

    /// <summary>
    /// Mean square less squared mean. Where that loses six of a double's sixteen digits or more, for a group far from zero beside its
    /// spread, the lane is summed again about its mean.
    /// </summary>
    private static unsafe Vector256<double> Variance(Vector256<double> mean, Vector256<double> meanSquare, double* wide)
    {
        var square = mean * mean;
        var variance = meanSquare - square;
        if (Vector256.GreaterThanOrEqualAll(variance, square * Vector256.Create(1e-6))) return variance;
        Span<double> group = stackalloc double[GroupSums.Size];
        for (var lane = 0; lane < Vector256<double>.Count; lane++)
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
    private static Vector256<long> Above(Vector256<double> low, Vector256<double> high, double limit) =>
        Vector256.GreaterThan(low, Vector256.Create(limit)).AsInt64() + Vector256.GreaterThan(high, Vector256.Create(limit)).AsInt64();

    private void Count(double offset)
    {
        var one = Vector256.CreateScalar(1L);
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
