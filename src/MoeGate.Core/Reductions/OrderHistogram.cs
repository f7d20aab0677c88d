using System.Diagnostics.CodeAnalysis;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;

namespace MoeGate.Reductions;

/// <summary>
/// Exact order statistics of any number of finite floats in two readings and bounded memory. The bits of floats order as the floats
/// do, once the bits of negative ones are inverted: the first reading counts the upper halves, <see cref="Select"/> says which of
/// those hold an answer, and the second reading counts the lower halves within them. Each thread may count into its own, and merges
/// give what one would have. −0 and +0 are one value, 0.
/// </summary>
public sealed class OrderHistogram : IDisposable
{
    /// <summary>How many values half the bits of a float can have.</summary>
    internal const int Halves = 1 << 16;

    /// <summary>So many values are kept and sorted, which is shorter than to count: most tensors of a model are norms and biases.</summary>
    internal const int Few = 1 << 16;

    private float[] few = [];
    private Tally? upper;
    private uint seen;

    /// <summary>Values taken in.</summary>
    public long Count { get; private set; }

    /// <summary>Whether the lower halves of all values were 0, as those of BF16 are: then nothing is to be read a second time.</summary>
    public bool IsCoarse => (ushort)seen == 0;

    /// <summary>
    /// The definition of the order: the place of a value among all floats, as a number; −0 is just below +0, and nothing is between.
    /// </summary>
    public static uint Key(float value)
    {
        var bits = BitConverter.SingleToUInt32Bits(value);
        return bits >> 31 == 0 ? bits | 0x8000_0000 : ~bits;
    }

    /// <summary>The value of a place; of both zeros +0.</summary>
    public static float Value(uint key) => BitConverter.UInt32BitsToSingle(key >> 31 == 0 ? ~key : key & 0x7FFF_FFFF) + 0f;

    /// <summary>First reading.</summary>
    /// <param name="finite">Neither NaN nor infinity among them.</param>
    public void Add(ReadOnlySpan<float> finite)
    {
        if (upper is null && Count + finite.Length <= Few)
        {
            Keep(finite);
            return;
        }

        BeginCounting();
        Count += finite.Length;
        Tell(finite);
    }

    private void Tell(ReadOnlySpan<float> finite)
    {
        for (; finite.Length > 0; finite = finite[Math.Min(finite.Length, Tally.Most)..])
            CountUpper(finite[..Math.Min(finite.Length, Tally.Most)]);
    }

    private void Keep(ReadOnlySpan<float> finite)
    {
        var count = (int)Count;
        if (count + finite.Length > few.Length) Array.Resize(ref few, Math.Clamp(2 * (count + finite.Length), 256, Few));
        finite.CopyTo(few.AsSpan(count));
        Count += finite.Length;
    }

    /// <summary>From here on values are counted and not kept.</summary>
    [MemberNotNull(nameof(upper))]
    private void BeginCounting()
    {
        if (upper is not null) return;
        upper = new Tally(Halves);
        Tell(few.AsSpan(0, (int)Count));
        few = [];
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private unsafe void CountUpper(ReadOnlySpan<float> values)
    {
        if (IsCoarse) seen |= AllBits(values);

        // Plain loads of the upper halves where they lie: an index of 16 bits cannot leave the table.
        fixed (int* counts = upper!.Room(values.Length))
        fixed (float* start = values)
        {
            var half = (ushort*)start + 1;
            for (nint i = 0; i < values.Length; i++) counts[half[2 * i]]++;
        }
    }

    private static uint AllBits(ReadOnlySpan<float> values)
    {
        var all = Vector256<uint>.Zero;
        var bits = MemoryMarshal.Cast<float, uint>(values);
        for (; bits.Length >= Vector256<uint>.Count; bits = bits[Vector256<uint>.Count..]) all |= Vector256.Create(bits);
        var one = 0u;
        for (var lane = 0; lane < Vector256<uint>.Count; lane++) one |= all[lane];
        foreach (var bit in bits) one |= bit;
        return one;
    }

    /// <summary>Gives its memory back; of no use afterwards.</summary>
    public void Dispose() => upper?.Dispose();

    /// <summary>The first reading, as somebody else counted it.</summary>
    /// <param name="counts">Of each upper half by raw bits; and last how many values had a lower half that is not 0.</param>
    public static OrderHistogram Of(ReadOnlySpan<long> counts)
    {
        var histogram = new OrderHistogram { seen = counts[Halves] == 0 ? 0u : 1u };
        histogram.BeginCounting();
        for (var half = 0; half < Halves; half++)
        {
            histogram.upper.Add(half, counts[half]);
            histogram.Count += counts[half];
        }

        return histogram;
    }

    /// <summary>All of these as one, which are of no use afterwards; null where there are none.</summary>
    internal static OrderHistogram? Merged(OrderHistogram?[] parts)
    {
        OrderHistogram? all = null;
        for (var i = 0; i < parts.Length; i++)
        {
            if (parts[i] is not { } one) continue;
            parts[i] = null;
            if (all is null)
            {
                all = one;
                continue;
            }

            all.Merge(one);
            one.Dispose();
        }

        return all;
    }

    /// <summary>Takes in the first reading of another.</summary>
    public void Merge(OrderHistogram other)
    {
        if (other.upper is null)
        {
            Add(other.few.AsSpan(0, (int)other.Count));
            return;
        }

        BeginCounting();
        Count += other.Count;
        seen |= other.seen;
        upper.Merge(other.upper);
    }

    /// <summary>The first reading of the magnitudes |x| of the values taken in so far.</summary>
    public OrderHistogram Magnitudes()
    {
        var folded = new OrderHistogram { seen = seen };
        if (upper is null)
        {
            foreach (var value in few.AsSpan(0, (int)Count)) folded.Keep([Math.Abs(value)]);
            return folded;
        }

        folded.BeginCounting();
        folded.Count = Count;
        for (var half = 0; half < Halves; half++) folded.upper.Add(half & 0x7FFF, upper[half]);
        return folded;
    }

    /// <summary>What is to be known, and so which values have to be read again.</summary>
    /// <param name="ranks">Ranks from 0 whose values are wanted; those that are not below <see cref="Count"/> are left out.</param>
    /// <param name="cuts">Places of which it is wanted how many values are below.</param>
    public OrderSelection Select(IEnumerable<long> ranks, IEnumerable<Cut> cuts)
    {
        if (upper is null)
        {
            var sorted = few[..(int)Count];
            Array.Sort(sorted);
            return new OrderSelection(sorted);
        }

        var below = new long[Halves + 1];
        for (var half = 0; half < Halves; half++) below[half + 1] = below[half] + upper[Raw((ushort)half)];

        // The lower half of a negative value's place is that of its bits inverted.
        var wanted = new SortedSet<ushort>();
        if (!IsCoarse)
        {
            foreach (var rank in ranks)
                if (rank >= 0 && rank < Count)
                    wanted.Add(Half(below, rank));
            foreach (var cut in cuts)
                if (cut.Key <= uint.MaxValue && below[cut.Key >> 16] < below[(cut.Key >> 16) + 1])
                    wanted.Add((ushort)(cut.Key >> 16));
        }

        return new OrderSelection(below, [.. wanted], IsCoarse);
    }

    /// <summary>The upper half of the bits at the upper half of a place, and the other way round.</summary>
    internal static ushort Raw(ushort half) => (ushort)(half >> 15 == 0 ? ~half : half & 0x7FFF);

    /// <summary>The upper half of the place that the value of a rank has.</summary>
    internal static ushort Half(long[] below, long rank)
    {
        int low = 0, high = Halves;
        while (high - low > 1)
        {
            var middle = (low + high) / 2;
            if (below[middle] <= rank) low = middle;
            else high = middle;
        }

        return (ushort)low;
    }
}

/// <summary>A place between floats, which tells the values below from the others.</summary>
/// <param name="Key">The first <see cref="OrderHistogram.Key"/> that is not below; 2³² where all are.</param>
public readonly record struct Cut(long Key)
{
    /// <summary>The values &lt; a bound.</summary>
    public static Cut Below(double bound)
    {
        if (bound == 0) return new(OrderHistogram.Key(-0f));
        var near = Near(bound);
        return new(OrderHistogram.Key(near) + (near < bound ? 1L : 0));
    }

    /// <summary>The values ≤ a bound.</summary>
    public static Cut UpTo(double bound)
    {
        if (bound == 0) return new(OrderHistogram.Key(+0f) + 1L);
        var near = Near(bound);
        return new(OrderHistogram.Key(near) + (near <= bound ? 1L : 0));
    }

    private static float Near(double bound)
    {
        if (double.IsNaN(bound)) throw new ArgumentException("NaN has no place among numbers", nameof(bound));
        return (float)bound;
    }
}
