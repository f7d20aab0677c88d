using System.Runtime.InteropServices;
using MoeGate.Formats;
using MoeGate.Formats.Tensors;
using MoeGate.Models;

namespace MoeGate.Evidence;

/// <summary>The sums of one tensor in an importance matrix.</summary>
public sealed class ImportanceEntry
{
    private const int Chunk = 16 * 1024; // floats

    private readonly DataFile file;
    private readonly long offset;

    /// <summary>The file's own count that every sum is divided by, where the experts have none of their own.</summary>
    private readonly int calls;

    private ImportanceEntry(DataFile file, long offset, string ownName, long values) =>
        (this.file, this.offset, OwnName, Name, Values) = (file, offset, ownName, TensorName.Parse(ownName), values);

    /// <summary>Of the GGUF form, which has a count for each expert.</summary>
    internal ImportanceEntry(TensorEntry sums, string ownName, IReadOnlyList<double> counts)
        : this(sums.File, sums.Offset, ownName, sums.Elements)
    {
        Columns = sums.Columns;
        Counts = counts;
    }

    /// <summary>Of the older form, which has a single count.</summary>
    internal ImportanceEntry(DataFile file, long offset, string ownName, long values, int calls)
        : this(file, offset, ownName, values) => this.calls = calls;

    /// <summary>The tensor's name in the file: untrusted text.</summary>
    public string OwnName { get; }

    /// <summary>What that name means.</summary>
    public TensorName Name { get; }

    /// <summary>Columns of all experts together.</summary>
    public long Values { get; }

    /// <summary>Of one expert; the older form does not say, only the model's own tensor does.</summary>
    public long? Columns { get; }

    /// <summary>Tokens that each expert saw; null in the older form.</summary>
    public IReadOnlyList<double>? Counts { get; }

    /// <summary>How many experts it has figures of; 1 for a tensor that is not stacked.</summary>
    /// <param name="columns">The length of the tensor's rows.</param>
    /// <exception cref="InputException">It was made for a tensor of another shape.</exception>
    public int Experts(long columns)
    {
        if (columns <= 0 || Columns is { } own && own != columns || Values % columns != 0 || Values / columns > int.MaxValue)
            throw new InputException(InputKind.Evidence, new Place(file.Shown, Offset: offset), $"{OwnName} has {(Columns is { } c ? $"rows of {c}" : $"{Values} values")}, and the model's tensor rows of {columns}", "name the importance matrix of this model");
        return (int)(Values / columns);
    }

    /// <summary>The experts that no token of the calibration text reached, ascending.</summary>
    /// <inheritdoc cref="Experts" path="/param|/exception"/>
    public IReadOnlyList<int> Uncalibrated(long columns) => [.. Enumerable.Range(0, Experts(columns)).Where(e => !IsCalibrated(e, columns))];

    /// <summary>The mean square of what entered each column; null for an expert that was never calibrated.</summary>
    /// <param name="expert">From 0.</param>
    /// <inheritdoc cref="Experts" path="/param|/exception"/>
    public double[]? Power(int expert, long columns)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(expert);
        ArgumentOutOfRangeException.ThrowIfGreaterThanOrEqual(expert, Experts(columns));
        if (columns > Array.MaxLength) throw new InputException(InputKind.Evidence, new Place(file.Shown, Offset: offset), $"{OwnName} has rows of {columns}, more than can be read");
        if (!IsCalibrated(expert, columns)) return null;
        var count = Counts?[expert] ?? calls;
        var power = new double[columns];
        var at = 0;
        foreach (var sum in Sums(expert * columns, columns)) power[at++] = sum / count;
        return power;
    }

    /// <summary>Throws where a sum is none of squares.</summary>
    internal void Check()
    {
        var at = 0L;
        foreach (var sum in Sums(0, Values))
        {
            if (!float.IsFinite(sum) || sum < 0)
                throw new InputException(InputKind.Evidence, new Place(file.Shown, Offset: offset + 4 * at), $"{OwnName}: {(float.IsFinite(sum) ? "negative" : "non-finite")} sum of squares", "calibrate again");
            if (Counts is null && calls == 0 && sum != 0)
                throw new InputException(InputKind.Evidence, new Place(file.Shown, Offset: offset + 4 * at), $"{OwnName}: a sum of no calls", "calibrate again");
            at++;
        }
    }

    /// <summary>
    /// Not where no token was counted, where nothing that entered had any power, or, in the older form, which writes the count itself for every
    /// column of an expert that was never reached, where every mean is 1.
    /// </summary>
    private bool IsCalibrated(int expert, long columns)
    {
        if (Counts is not null && !(Counts[expert] > 0)) return false;
        var isCounted = Counts is not null;
        foreach (var sum in Sums(expert * columns, columns))
            if (sum != 0 && (isCounted || sum != calls)) return true;
        return false;
    }

    private IEnumerable<float> Sums(long first, long count)
    {
        var chunk = new float[Math.Min(Chunk, count)];
        for (var done = 0L; done < count;)
        {
            var length = (int)Math.Min(chunk.Length, count - done);
            file.Read(offset + 4 * (first + done), MemoryMarshal.AsBytes(chunk.AsSpan(0, length)));
            for (var i = 0; i < length; i++) yield return chunk[i];
            done += length;
        }
    }
}
