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

    public static void Extend(string path, long length)
    {
        using var file = new FileStream(path, FileMode.Open, FileAccess.Write, FileShare.ReadWrite);
        file.SetLength(length);
    }
}
