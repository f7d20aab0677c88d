namespace MoeGate.Formats.Tensors;

/// <summary>Finds the model in a folder.</summary>
internal static class TensorFolder
{
    private const string Weights = "blk_";
    private const string WeightsEnd = "_weight" + F32BinFile.Extension;

    /// <summary>The index, else all safetensors files, else the f32bin weights, else the one GGUF model there.</summary>
    public static TensorSource Open(string path, string shown)
    {
        var index = Path.Join(path, SafetensorsIndex.FileName);
        if (File.Exists(index)) return SafetensorsModel.OpenIndex(index, Path.Join(shown, SafetensorsIndex.FileName));

        var files = Files(path, shown);
        if (Ending(files, ".safetensors") is { Count: > 0 } safetensors) return SafetensorsModel.OpenFiles(safetensors, shown);
        if (Ending(files, WeightsEnd).Where(f => Path.GetFileName(f).StartsWith(Weights, StringComparison.Ordinal)).ToList() is { Count: > 0 } weights)
            return F32BinFile.OpenFiles(weights, shown);
        if (Ending(files, ".gguf") is { Count: > 0 } gguf && GgufModel.Only(gguf) is { } model)
            return TensorSources.Open(model, Path.Join(shown, Path.GetFileName(model)));

        var what = files.Count == 0 ? "is an empty folder" : Ending(files, ".gguf").Count > 1 ? "holds several GGUF models" : "holds no model that this version reads";
        throw new InputException(InputKind.Evidence, new Place(shown), what, Ending(files, ".gguf").Count > 1 ? "name the one that was meant" : Foreign.Readable);
    }

    /// <summary>All files of a folder in the order of their names, which no file system promises.</summary>
    /// <exception cref="InputException">The folder cannot be read.</exception>
    internal static IReadOnlyList<string> Files(string path, string shown)
    {
        try
        {
            return [.. Directory.EnumerateFiles(path).Order(StringComparer.Ordinal)];
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new InputException(InputKind.Evidence, new Place(shown), "cannot be read: " + e.Message.TrimEnd('.'), "check its permissions");
        }
    }

    private static List<string> Ending(IReadOnlyList<string> files, string end) => [.. files.Where(f => f.EndsWith(end, StringComparison.Ordinal))];
}
