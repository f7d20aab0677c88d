using System.Runtime.CompilerServices;

namespace MoeGate.Reductions;

/// <summary>
/// The second reading of an <see cref="OrderHistogram"/>: counts the lower halves of the values that can hold an answer, then gives
/// the answers. Answers are exact once the same values were read as before.
/// </summary>
public sealed class OrderSelection : IDisposable
{
    /// <summary>All values, where there are few; nothing is counted then.</summary>
    private readonly float[]? sorted;

    private readonly long[] below;
    private readonly ushort[] wanted;
    private readonly byte[] slots;
    private readonly Tally lower;
    private readonly bool coarse;

    /// <param name="below">How many values are below each upper half of a place, and last their number.</param>
    /// <param name="wanted">The upper halves of places within which values have to be told apart, ascending.</param>
    /// <param name="coarse">Whether all lower halves are 0.</param>
    internal OrderSelection(long[] below, ushort[] wanted, bool coarse)
        : this(below, wanted, coarse, new byte[OrderHistogram.Halves])
    {
        for (var i = 0; i < wanted.Length; i++) slots[OrderHistogram.Raw(wanted[i])] = (byte)(i + 1);
    }

    /// <param name="sorted">All values, ascending.</param>
    internal OrderSelection(float[] sorted)
        : this([sorted.Length], [], coarse: true, []) => this.sorted = sorted;

    private OrderSelection(long[] below, ushort[] wanted, bool coarse, byte[] slots)
    {
        if (wanted.Length > byte.MaxValue) throw new ArgumentException("too many places at once", nameof(wanted));
        (this.below, this.wanted, this.coarse, this.slots) = (below, wanted, coarse, slots);
        lower = new(wanted.Length * OrderHistogram.Halves);
    }

    /// <summary>Of the first reading.</summary>
    public long Count => below[^1];

    /// <summary>Whether there is anything to read a second time.</summary>
    public bool NeedsRefining => wanted.Length > 0;

    /// <summary>Whether the second reading, all forks merged, counted what the first did: false where a file changed between them.</summary>
    public bool IsComplete
    {
        get
        {
            foreach (var half in wanted)
            {
                var slot = slots[OrderHistogram.Raw(half)] - 1;
                if (lower.Sum(slot << 16, OrderHistogram.Halves) != below[half + 1] - below[half]) return false;
            }

            return true;
        }
    }

    /// <summary>
    /// For each upper half by raw bits 0, or one more than the number of the run of 2¹⁶ counts that tells its lower halves apart; empty where
    /// nothing is counted.
    /// </summary>
    public ReadOnlySpan<byte> Table => slots;

    /// <summary>Takes in the second reading, as somebody else counted it by <see cref="Table"/>.</summary>
    public void Add(ReadOnlySpan<long> counts)
    {
        for (var i = 0; i < counts.Length; i++) lower.Add(i, counts[i]);
    }

    /// <summary>An empty one for another thread, to be merged into this one.</summary>
    public OrderSelection Fork() => sorted is null ? new(below, wanted, coarse, slots) : new(sorted);

    /// <summary>Second reading.</summary>
    /// <param name="finite">The values of the first reading, in any order and in any pieces.</param>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public unsafe void Refine(ReadOnlySpan<float> finite)
    {
        if (wanted.Length == 0) return;

        // Hardly any value is wanted: four at a time are told at one branch, which is foreseen. A half is an index that cannot leave
        // its table.
        fixed (int* counts = lower.Room(finite.Length))
        fixed (byte* slot = slots)
        fixed (float* start = finite)
        {
            var bits = (uint*)start;
            nint i = 0;
            for (; i < finite.Length - 3; i += 4)
            {
                ulong a = *(ulong*)(bits + i), b = *(ulong*)(bits + i + 2);
                if ((slot[(ushort)(a >> 16)] | slot[a >> 48] | slot[(ushort)(b >> 16)] | slot[b >> 48]) == 0) continue;
                for (var one = i; one < i + 4; one++) CountOne(bits[one], slot, counts);
            }

            for (; i < finite.Length; i++) CountOne(bits[i], slot, counts);
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static unsafe void CountOne(uint value, byte* slot, int* counts)
    {
        var one = slot[value >> 16];
        if (one != 0) counts[((one - 1) << 16) | (ushort)value]++;
    }

    /// <summary>Gives its memory back; of no use afterwards.</summary>
    public void Dispose() => lower.Dispose();

    /// <summary>Takes in the second reading of a <see cref="Fork"/>.</summary>
    public void Merge(OrderSelection fork) => lower.Merge(fork.lower);

    /// <summary>Takes in the second readings of some forks, which are of no use afterwards.</summary>
    internal void Join(ReadOnlySpan<OrderSelection?> forks)
    {
        foreach (var fork in forks)
        {
            if (fork is null) continue;
            Merge(fork);
            fork.Dispose();
        }
    }

    /// <summary>The value of a rank that was selected, from 0 for the least.</summary>
    public float At(long rank)
    {
        if (rank < 0 || rank >= Count) throw new ArgumentOutOfRangeException(nameof(rank));
        if (sorted is not null) return sorted[rank] + 0f;
        var half = OrderHistogram.Half(below, rank);
        if (coarse) return OrderHistogram.Value(Whole(half, half >> 15 == 0 ? ushort.MaxValue : 0));
        var left = rank - below[half];
        for (var low = 0; low < OrderHistogram.Halves; low++)
            if ((left -= Within(half, low)) < 0)
                return OrderHistogram.Value(Whole(half, low));
        throw new InvalidOperationException("the second reading differs from the first");
    }

    /// <summary>How many values are below a cut that was selected.</summary>
    public long Below(Cut cut)
    {
        if (cut.Key > uint.MaxValue) return Count;
        if (sorted is not null) return BelowSorted(sorted, cut);
        int half = (int)(cut.Key >> 16), end = (int)(cut.Key & 0xFFFF);
        var sum = below[half];
        if (sum == below[half + 1]) return sum;

        // Coarse values have the lower half 0, which is the last place where bits are inverted, and the first where they are not.
        if (coarse) return half >> 15 == 0 || end == 0 ? sum : below[half + 1];
        for (var low = 0; low < end; low++) sum += Within((ushort)half, low);
        return sum;
    }

    /// <summary>The place of a cut among all values; of zeros with either sign, whose order sorting leaves open, it is asked one by one.</summary>
    private static long BelowSorted(float[] sorted, Cut cut)
    {
        var count = 0L;
        foreach (var value in sorted)
            if (OrderHistogram.Key(value) < cut.Key)
                count++;
        return count;
    }

    /// <summary>At a percentage of the way from the least to the greatest, by linear interpolation between order statistics.</summary>
    /// <param name="percent">One of those whose <see cref="RanksOf"/> were selected.</param>
    /// <returns>NaN where there are no values.</returns>
    public double Percentile(double percent)
    {
        if (Count == 0) return double.NaN;
        var (first, second, part) = Between(percent, Count);
        double a = At(first), b = At(second);

        // The two forms of NumPy, which meet both ends exactly.
        return part < 0.5 ? a + (b - a) * part : b - (b - a) * (1 - part);
    }

    /// <summary>The ranks between which percentiles lie.</summary>
    public static IEnumerable<long> RanksOf(IEnumerable<double> percents, long count) =>
        count == 0 ? [] : percents.Select(p => Between(p, count)).SelectMany(b => new[] { b.First, b.Second });

    private static (long First, long Second, double Part) Between(double percent, long count)
    {
        var place = (count - 1) * (percent / 100);
        var first = (long)place;
        return (first, Math.Min(first + 1, count - 1), place - first);
    }

    private static uint Whole(int half, int low) => (uint)half << 16 | (uint)low;

    private long Within(ushort half, int low)
    {
        var slot = slots[OrderHistogram.Raw(half)];
        if (slot == 0) throw new InvalidOperationException("nothing was selected here");
        return lower[((slot - 1) << 16) | (half >> 15 == 0 ? ushort.MaxValue - low : low)];
    }
}
