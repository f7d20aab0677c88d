namespace MoeGate.Formats.Tensors;

/// <summary>Opens several files as one source, or none.</summary>
internal static class Opening
{
    /// <param name="open">Adds every file to the list as soon as it is open.</param>
    public static TensorSource Source(Func<List<DataFile>, TensorSource> open)
    {
        var files = new List<DataFile>();
        try
        {
            return open(files);
        }
        catch
        {
            foreach (var file in files) file.Dispose();
            throw;
        }
    }
}
