using MoeGate.Blocks;

namespace MoeGate.Tests.Support;

/// <summary>Large files that are mostly holes, so that they take no room on a disk.</summary>
internal static class SparseFile
{
    /// <summary>An f32bin matrix of zeros.</summary>
    public static string F32Bin(TestFolder folder, string name, long rows, long columns)
    {
        var path = folder.Write(name, Support.F32Bin.Of(rows, columns));
        Extend(path, 16 + 4 * rows * columns);
        return path;
    }

    /// <summary>A GGUF file of zeros.</summary>
    /// <param name="tensors">Dimensions in ggml's order.</param>
    /// <returns>Its path, and where each tensor begins.</returns>
    public static (string Path, long[] Offsets) Gguf(TestFolder folder, string name, params IReadOnlyList<(string Name, WeightType Type, long[] Dimensions)> tensors)
    {
        var offsets = new long[tensors.Count + 1];
        for (var t = 0; t < tensors.Count; t++)
        {
            var end = offsets[t] + tensors[t].Type.BytesOf(tensors[t].Dimensions.Aggregate(1L, (a, b) => a * b));
            offsets[t + 1] = (end + 31) / 32 * 32;
        }

        var header = new GgufBuilder { Offset = (t, _) => (ulong)offsets[t] }.Key("general.architecture", "toymoe");
        foreach (var (tensor, type, dimensions) in tensors) header.Tensor(tensor, type, dimensions, []);
        var path = folder.Write(name, header.Build());
        Extend(path, header.DataOffset + offsets[^1]);
        return (path, [.. offsets[..^1].Select(o => header.DataOffset + o)]);
    }

    /// <summary>Writes over what is there.</summary>
    public static void Plant(string path, long offset, byte[] bytes)
    {
        using var file = File.OpenHandle(path, access: FileAccess.Write);
        RandomAccess.Write(file, bytes, offset);
    }

    public static void Extend(string path, long length)
    {
        using var file = new FileStream(path, FileMode.Open, FileAccess.Write, FileShare.ReadWrite);
        file.SetLength(length);
    }
}
