using System.Buffers.Binary;
using System.Runtime.InteropServices;
using MoeGate.Reductions;

namespace MoeGate.Benchmarks;

/// <summary>Writes the matrices of one transformer layer as f32bin files: 101 million weights, 404 MB, heavy-tailed as trained ones are.</summary>
internal static class SyntheticLayer
{
    private static readonly (string Role, int Rows, int Columns)[] matrices =
    [
        ("ffn_gate", 9728, 2560), ("ffn_up", 9728, 2560), ("ffn_down", 2560, 9728),
        ("attn_q", 4096, 2560), ("attn_k", 1024, 2560), ("attn_v", 1024, 2560), ("attn_output", 2560, 4096),
    ];

    /// <summary>Writes them all and returns their bytes without headers.</summary>
    public static long Write(string folder)
    {
        Parallel.ForEach(matrices, (matrix, _, index) => WriteMatrix(Path.Combine(folder, $"blk_0_{matrix.Role}_weight.f32bin"), matrix.Rows, matrix.Columns, (ulong)index));
        return matrices.Sum(m => 4L * m.Rows * m.Columns);
    }

    private static void WriteMatrix(string path, int rows, int columns, ulong seed)
    {
        using var stream = new FileStream(path, FileMode.Create, FileAccess.Write, FileShare.None, 1 << 20);
        Span<byte> header = stackalloc byte[16];
        BinaryPrimitives.WriteInt64LittleEndian(header, rows);
        BinaryPrimitives.WriteInt64LittleEndian(header[8..], columns);
        stream.Write(header);
        var random = new SplitMix64(seed);
        var row = new float[columns];
        for (var r = 0; r < rows; r++)
        {
            var scale = 0.01 * (1 + Uniform(random));
            for (var c = 0; c < columns; c += 2)
            {
                // Two Gaussian numbers of one radius, whose strength varies: a mixture with an excess kurtosis of about 2.
                var radius = scale * (0.5 + Uniform(random)) * Math.Sqrt(-2 * Math.Log(1 - Uniform(random)));
                var (sin, cos) = Math.SinCos(2 * Math.PI * Uniform(random));
                row[c] = (float)(radius * cos);
                row[c + 1] = (float)(radius * sin);
            }

            stream.Write(MemoryMarshal.AsBytes(row.AsSpan()));
        }
    }

    private static double Uniform(SplitMix64 random) => (random.Next() >> 11) * (1.0 / (1UL << 53));
}
