using System.Buffers.Binary;
using System.Runtime.InteropServices;
using MoeGate.Blocks;
using MoeGate.Evidence;
using MoeGate.Formats.Tensors;
using MoeGate.Reductions;

namespace MoeGate.Tests.Support;

/// <summary>A matrix of a test: two counts of 64 bits, then floats, as f32bin files have it.</summary>
internal sealed record Matrix(int Rows, int Columns, float[] Values)
{
    private const int Header = 16;

    public static Matrix Of(int rows, int columns, Func<int, int, double> value) =>
        new(rows, columns, [.. Enumerable.Range(0, rows * columns).Select(i => (float)value(i / columns, i % columns))]);

    public static Matrix Read(string path)
    {
        var bytes = File.ReadAllBytes(path);
        return new((int)BinaryPrimitives.ReadInt64LittleEndian(bytes), (int)BinaryPrimitives.ReadInt64LittleEndian(bytes.AsSpan(8)),
            MemoryMarshal.Cast<byte, float>(bytes.AsSpan(Header)).ToArray());
    }

    public float this[int row, int column] => Values[row * Columns + column];

    public IEnumerable<double> Row(int row) => Enumerable.Range(0, Columns).Select(j => (double)this[row, j]);

    public IEnumerable<double> Column(int column) => Enumerable.Range(0, Rows).Select(i => (double)this[i, column]);

    /// <summary>Does something with it as an activation source on disk.</summary>
    public T AsActivations<T>(Func<ActivationFile, T> use)
    {
        using var folder = new TestFolder();
        var bytes = new byte[Header + Values.Length * sizeof(float)];
        BinaryPrimitives.WriteInt64LittleEndian(bytes, Rows);
        BinaryPrimitives.WriteInt64LittleEndian(bytes.AsSpan(8), Columns);
        MemoryMarshal.AsBytes(Values.AsSpan()).CopyTo(bytes.AsSpan(Header));
        using var file = DataFile.Open(folder.Write("act_blk0_ffn_input.f32bin", bytes), "act_blk0_ffn_input.f32bin");
        return use(new ActivationFile("blk.0.ffn_input", 0, "ffn_input", new TensorEntry("act_blk0_ffn_input", WeightTypes.F32, [Columns, Rows], file, Header)));
    }

    public ActivationSums Reduced() => AsActivations(f => ActivationReduction.Read(f, TestContext.Current.CancellationToken));

    /// <summary>Its errors under the clamped 4-level proxy, by definition.</summary>
    public double[] ProxyErrors()
    {
        var errors = new double[Values.Length];
        for (var row = 0; row < Rows; row++)
            for (var j = 0; j < Columns; j += GroupSums.Size)
            {
                var (at, length) = (row * Columns + j, Math.Min(GroupSums.Size, Columns - j));
                Proxy.Clamped(Values.AsSpan(at, length), errors.AsSpan(at, length));
            }

        return errors;
    }

    /// <summary>The sums that metrics of columns need, by definition.</summary>
    public TensorSums ByColumn()
    {
        var errors = ProxyErrors();
        var mean = Enumerable.Range(0, Columns).Select(j => Column(j).Average()).ToArray();
        double[] Central(int power) => [.. mean.Select((m, j) => Column(j).Sum(w => Math.Pow(w - m, power)))];
        return new TensorSums
        {
            Rows = Rows,
            Columns = Columns,
            NonFinite = 0,
            Weights = RunOf(Values),
            ByColumn = new ColumnSums(
                [.. mean.Select((_, j) => Enumerable.Range(0, Rows).Sum(i => errors[i * Columns + j] * errors[i * Columns + j]))],
                mean, Central(2), Central(4), [.. mean.Select(_ => (long)Rows)]),
        };
    }

    private static Moments RunOf(float[] values)
    {
        var moments = new Moments();
        foreach (var value in values) moments.Add(value);
        return moments;
    }
}
