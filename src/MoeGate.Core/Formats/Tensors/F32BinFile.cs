using MoeGate.Blocks;

namespace MoeGate.Formats.Tensors;

/// <summary>One matrix of floats: i64 rows, i64 columns, little-endian, then the floats row by row and nothing after them.</summary>
internal static class F32BinFile
{
    public const string Extension = ".f32bin";

    private const int HeaderBytes = 16;

    /// <summary>A single file.</summary>
    public static TensorSource Open(DataFile file, string shown) => Opening.Source(files =>
    {
        files.Add(file);
        return new TensorSource(shown, "f32bin", files, [Read(file)]);
    });

    /// <summary>Files of a folder, a tensor each.</summary>
    public static TensorSource OpenFiles(IReadOnlyList<string> paths, string shown) => Opening.Source(files =>
    {
        var tensors = new List<TensorEntry>();
        foreach (var path in paths)
        {
            var file = DataFile.Open(path, Path.Join(shown, Path.GetFileName(path)));
            files.Add(file);
            tensors.Add(Read(file));
        }

        return new TensorSource(shown, "f32bin", files, tensors);
    });

    /// <summary>The tensor, named as its file is.</summary>
    /// <exception cref="InputException">The header and the length of the file do not agree.</exception>
    public static TensorEntry Read(DataFile file)
    {
        if (!Fits(file)) Foreign.Reject(file);
        using var header = new HeaderReader(file);
        var rows = header.I64("the number of rows");
        var columns = header.I64("the number of columns");
        if (rows < 0 || columns < 0) throw header.Error($"claims {rows} rows of {columns} columns, and neither can be negative", "write the file again", at: 0);
        long[] dimensions = [columns, rows];
        if (Dimensions.Bytes(WeightTypes.F32, dimensions) is not { } bytes) throw header.Error($"claims {rows} rows of {columns} columns, more than 2^63 bytes", "write the file again", at: 0);
        if (bytes > header.Remaining) throw header.Error($"truncated: {rows} rows of {columns} columns need {bytes} bytes, and {header.Remaining} remain", "fetch the file again");
        if (bytes < header.Remaining) throw header.Error($"{rows} rows of {columns} columns need {bytes} bytes, and {header.Remaining} remain", "write the file again", at: HeaderBytes + bytes);
        return new TensorEntry(Path.GetFileNameWithoutExtension(file.Shown), WeightTypes.F32, dimensions, file, HeaderBytes);
    }

    /// <summary>Whether header and length agree, as they do in no other format but by a very great chance.</summary>
    public static bool Fits(DataFile file)
    {
        if (file.Length < HeaderBytes) return false;
        using var header = new HeaderReader(file);
        long rows = header.I64("rows"), columns = header.I64("columns");
        return rows >= 0 && columns >= 0 && Dimensions.Bytes(WeightTypes.F32, [columns, rows]) == header.Remaining;
    }
}
