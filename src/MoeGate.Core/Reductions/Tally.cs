using System.Buffers;
using System.Numerics;

namespace MoeGate.Reductions;

/// <summary>Counts that cannot wrap: counted in 32 bits, and carried into 64 before those are full.</summary>
internal sealed class Tally : IDisposable
{
    /// <summary>The most that one call may count.</summary>
    public const int Most = int.MaxValue;

    private readonly int length;
    private int[] counts;
    private long[]? carried;
    private int pending;

    /// <param name="length">How many counts; their memory comes from a pool, and goes back to it.</param>
    public Tally(int length)
    {
        this.length = length;
        counts = ArrayPool<int>.Shared.Rent(length);
        Array.Clear(counts, 0, length);
    }

    public long this[int index] => counts[index] + (carried?[index] ?? 0L);

    /// <summary>The counts to raise, by so much in all.</summary>
    public int[] Room(int increments)
    {
        if (increments > Most - pending) Carry();
        pending += increments;
        return counts;
    }

    public void Add(int index, long count)
    {
        if (count == 0) return;
        carried ??= new long[length];
        carried[index] += count;
    }

    /// <summary>The sum of a run of counts.</summary>
    public long Sum(int first, int many)
    {
        long sum = 0;
        foreach (var count in counts.AsSpan(first, many)) sum += count;
        for (var i = 0; carried is not null && i < many; i++) sum += carried[first + i];
        return sum;
    }

    public void Merge(Tally other)
    {
        if (other.carried is null && other.pending <= Most - pending)
        {
            pending += other.pending;
            var i = 0;
            for (; i <= length - Vector<int>.Count; i += Vector<int>.Count)
                (new Vector<int>(counts, i) + new Vector<int>(other.counts, i)).CopyTo(counts, i);
            for (; i < length; i++) counts[i] += other.counts[i];
            return;
        }

        for (var i = 0; i < length; i++) Add(i, other[i]);
    }

    public void Dispose()
    {
        if (counts.Length > 0) ArrayPool<int>.Shared.Return(counts);
        counts = [];
    }

    private void Carry()
    {
        carried ??= new long[length];
        for (var i = 0; i < length; i++) carried[i] += counts[i];
        Array.Clear(counts, 0, length);
        pending = 0;
    }
}
