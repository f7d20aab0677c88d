using MoeGate.Blocks;
using MoeGate.Formats.Tensors;
using MoeGate.Models;

namespace MoeGate.Tests.Support;

/// <summary>Tensors of stored bytes in a file of nothing else.</summary>
internal sealed class StoredMatrix : IDisposable
{
    private readonly TestFolder folder = new();
    private readonly List<DataFile> files = [];

    /// <summary>A tensor of these bytes; of several experts as many slices of as many rows each.</summary>
    public WeightTensor Tensor(WeightType type, byte[] bytes, int columns, int experts = 1)
    {
        var path = folder.Write($"{files.Count}.bin", bytes);
        var file = DataFile.Open(path, "stored.bin");
        files.Add(file);
        var rows = bytes.Length / type.BytesOf(columns);
        var entry = new TensorEntry("stored", type, [columns, rows / experts, experts], file, 0);
        return new WeightTensor
        {
            Subject = "blk.0.ffn_up",
            Role = "ffn_up",
            Layer = 0,
            OwnName = "stored",
            Type = type,
            Columns = columns,
            IsStacked = experts > 1,
            Slices = [.. Enumerable.Range(0, experts).Select(e => new WeightSlice(experts > 1 ? e : null, entry, e * (rows / experts), rows / experts))],
        };
    }

    /// <summary>The same weights, each row multiplied with factors of its own that stand in a tensor of single floats.</summary>
    public WeightTensor Scaled(WeightTensor tensor, float[] factors, ScaleGrid grid)
    {
        var path = folder.Write($"{files.Count}.bin", System.Runtime.InteropServices.MemoryMarshal.AsBytes(factors.AsSpan()).ToArray());
        var file = DataFile.Open(path, "factors.bin");
        files.Add(file);
        var entry = new TensorEntry("factors", WeightTypes.F32, [grid.Columns, grid.Rows], file, 0);
        return tensor with { Slices = [.. tensor.Slices.Select(s => s with { Scale = new WeightScale(entry, 0, 0, grid) })] };
    }

    public void Dispose()
    {
        foreach (var file in files) file.Dispose();
        folder.Dispose();
    }
}
