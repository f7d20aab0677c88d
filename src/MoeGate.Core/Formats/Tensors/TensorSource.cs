namespace MoeGate.Formats.Tensors;

/// <summary>
/// Tensors in files, whatever the format: GGUF and split sets of it, safetensors and sharded sets of it, a folder of f32bin files.
/// Opening checks everything that the headers say; weights are read afterwards, a tile at a time, by any number of threads.
/// </summary>
public sealed class TensorSource(string shown, string format, IReadOnlyList<DataFile> files, IReadOnlyList<TensorEntry> tensors) : IDisposable
{
    /// <summary>As the user named it.</summary>
    public string Shown { get; } = shown;

    /// <summary>What it turned out to be, such as <c>GGUF</c>, <c>GGUF, 3 parts</c>, <c>safetensors</c>, <c>f32bin</c>.</summary>
    public string Format { get; } = format;

    public IReadOnlyList<DataFile> Files { get; } = files;

    /// <summary>In the order of the files; names are unique.</summary>
    public IReadOnlyList<TensorEntry> Tensors { get; } = tensors;

    /// <summary>What a GGUF file says about its model, of a split one the first part; null for formats that say nothing.</summary>
    public GgufMetadata? Metadata { get; init; }

    /// <summary>Bytes of all files together.</summary>
    public long Bytes => Files.Sum(f => f.Length);

    public void Dispose()
    {
        foreach (var file in Files) file.Dispose();
    }
}
