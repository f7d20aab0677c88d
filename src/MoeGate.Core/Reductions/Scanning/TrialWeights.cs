using System.Runtime.InteropServices;
using MoeGate.Blocks;
using MoeGate.Formats;
using MoeGate.Formats.Tensors;
using MoeGate.Models;
using MoeGate.Reductions.Devices;
using MoeGate.Reductions.Pairing;

namespace MoeGate.Reductions.Scanning;

/// <summary>Weights made up for a trial, in a file that goes with them: random blocks of a type, alone or beside those of another, with factors or without.</summary>
internal sealed class TrialWeights : IDisposable
{
    /// <summary>The fourth power of it is far from the end of doubles.</summary>
    private const float MostWeight = 1e30f;

    private const int FactorRows = 16, FactorColumns = 128;

    private readonly string path = Path.Combine(Path.GetTempPath(), Path.GetRandomFileName());
    private readonly DataFile? file;

    /// <param name="task">Which work they are for.</param>
    /// <param name="columns">Whole blocks.</param>
    /// <param name="rows">How many.</param>
    /// <param name="keepsStrangers">Whether blocks that are not numbers stay among them.</param>
    /// <exception cref="DeviceException">There is no place for the file.</exception>
    public TrialWeights(DeviceTask task, int columns, long rows, bool keepsStrangers)
    {
        try
        {
            List<(WeightType Type, bool HasFactors, long At)> written = [];
            using (var stream = new FileStream(path, FileMode.CreateNew))
            {
                written.Add((task.Type, task.HasFactors, stream.Position));
                Write(stream, task.Type, rows * columns, seed: 1, keepsStrangers);
                if (task.Reference is not null) written.Add((task.Reference, task.ReferenceHasFactors, stream.Position));
                if (task.Reference is { } reference) Write(stream, reference, rows * columns, seed: 2, keepsStrangers);
                WriteFactors(stream, Grid(columns, rows).Count);
            }

            file = DataFile.Open(path, "weights made up for a trial");
            var factorsAt = file.Length - sizeof(float) * Grid(columns, rows).Count;
            List<WeightTensor> tensors = [.. written.Select(w => Tensor(file, w.Type, columns, rows, w.At, w.HasFactors ? factorsAt : null))];
            if (task.Reference is null) Requests = [new ScanRequest(tensors[0], task.Needs | Reduce.Moments)];
            else Pairs = [PairOf(tensors[0], tensors[1], task.PairNeeds)];
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException or InputException)
        {
            Dispose();
            throw new DeviceException($"cannot be held against the processor first ({e.Message.TrimEnd('.')})", e);
        }
    }

    /// <summary>The tensor by itself; none where it stands beside a reference.</summary>
    public IReadOnlyList<ScanRequest> Requests { get; } = [];

    /// <summary>The tensor beside its reference; none where it has none.</summary>
    public IReadOnlyList<PairRequest> Pairs { get; } = [];

    public void Dispose()
    {
        file?.Dispose();
        try
        {
            File.Delete(path);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            // Where there was no place for it there is nothing to delete.
        }
    }

    private static ScaleGrid Grid(int columns, long rows) =>
        new((rows + FactorRows - 1) / FactorRows, (columns + FactorColumns - 1) / FactorColumns, FactorRows, FactorColumns);

    private static WeightTensor Tensor(DataFile file, WeightType type, int columns, long rows, long offset, long? factorsAt)
    {
        var entry = new TensorEntry("trial", type, [columns, rows], file, offset);
        var grid = Grid(columns, rows);
        var scale = factorsAt is { } at ? new WeightScale(new TensorEntry("factors", WeightTypes.F32, [grid.Columns, grid.Rows], file, at), 0, 0, grid) : null;
        return new WeightTensor { Subject = "trial", Role = "trial", OwnName = "trial", Type = type, Columns = columns, Slices = [new WeightSlice(null, entry, 0, rows) { Scale = scale }] };
    }

    /// <summary>With a power of its own for each column, so that one taken for another shows.</summary>
    private static PairRequest PairOf(WeightTensor candidate, WeightTensor origin, ReducePair needs)
    {
        var pair = new TensorPair { Candidate = candidate, Sources = [origin], Origins = [new RowRuns(origin.Slices[0])] };
        double[] power = [.. Enumerable.Range(0, (int)candidate.Columns).Select(j => 1 + j % 7 * 0.25)];
        return new PairRequest(pair, (needs & ~ReducePair.Output) | ReducePair.Errors | ReducePair.Importance) { Power = _ => power };
    }

    /// <summary>A piece of random blocks again and again: no type is quicker with some weights than with others.</summary>
    private static void Write(Stream stream, WeightType type, long weights, int seed, bool keepsStrangers)
    {
        var blocks = (int)Math.Min(weights / type.Length, Math.Max(1, (1 << 16) / type.Length));
        var piece = new byte[blocks * type.Bytes];
        new Random(seed).NextBytes(piece);
        var decoded = new float[type.Length];
        for (var b = 0; b < blocks; b++)
        {
            var block = piece.AsSpan(b * type.Bytes, type.Bytes);
            type.Decoder!.Decode(block, decoded);
            if (!Array.TrueForAll(decoded, w => float.IsFinite(w) ? Math.Abs(w) < MostWeight : keepsStrangers)) block.Clear();
        }

        for (var left = type.BytesOf(weights); left > 0; left -= piece.Length) stream.Write(piece.AsSpan(0, (int)Math.Min(left, piece.Length)));
    }

    private static void WriteFactors(Stream stream, long count)
    {
        var random = new Random(3);
        float[] factors = [.. Enumerable.Range(0, checked((int)count)).Select(_ => (float)(random.NextDouble() - 0.5))];
        stream.Write(MemoryMarshal.AsBytes(factors.AsSpan()));
    }
}
