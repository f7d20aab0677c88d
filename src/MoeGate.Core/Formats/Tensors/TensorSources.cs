namespace MoeGate.Formats.Tensors;

/// <summary>Opens what somebody named as a model, by what it contains rather than by what it is called.</summary>
public static class TensorSources
{
    /// <summary>
    /// A GGUF file or any part of a split one; a safetensors file, the index of a sharded one, or a folder of such files; a
    /// folder of f32bin weights (<c>blk_3_ffn_down_weight.f32bin</c>) or one such file, which alone is known by its name.
    /// </summary>
    /// <param name="path">Where it is.</param>
    /// <param name="shown">How messages name it.</param>
    /// <exception cref="InputException">Missing, not readable, of another format, or malformed.</exception>
    public static TensorSource Open(string path, string shown)
    {
        InputFile.RefuseUrl(path);
        if (Directory.Exists(path)) return TensorFolder.Open(path, shown);
        if (path.EndsWith(".safetensors.index.json", StringComparison.OrdinalIgnoreCase)) return SafetensorsModel.OpenIndex(path, shown);
        var file = DataFile.Open(path, shown);
        try
        {
            var extension = Path.GetExtension(path).ToUpperInvariant();
            if (extension == ".F32BIN" && F32BinFile.Fits(file)) return F32BinFile.Open(file, shown);
            if (LooksLikeGguf(file)) return GgufModel.Open(file, path, shown);
            if (LooksLikeSafetensors(file) && SafetensorsModel.IsShard(path))
            {
                file.Dispose();
                return TensorFolder.Open(Path.GetDirectoryName(Path.GetFullPath(path))!, shown);
            }

            if (LooksLikeSafetensors(file)) return SafetensorsModel.Open(file, shown);
            Foreign.Reject(file);
            return extension switch
            {
                ".F32BIN" => F32BinFile.Open(file, shown),
                ".SAFETENSORS" => SafetensorsModel.Open(file, shown),
                ".GGUF" => GgufModel.Open(file, path, shown),
                _ => throw new InputException(InputKind.Evidence, new Place(shown), "is not a model that this version reads", Foreign.Readable),
            };
        }
        catch
        {
            file.Dispose();
            throw;
        }
    }

    internal static bool LooksLikeGguf(DataFile file)
    {
        Span<byte> magic = stackalloc byte[4];
        if (file.Length < magic.Length) return false;
        file.Read(0, magic);
        return magic.SequenceEqual("GGUF"u8) || magic.SequenceEqual("FUGG"u8);
    }

    /// <summary>Eight bytes of length, whose highest is 0 in any header that can be, and the brace of an object.</summary>
    internal static bool LooksLikeSafetensors(DataFile file)
    {
        Span<byte> head = stackalloc byte[9];
        if (file.Length < head.Length) return false;
        file.Read(0, head);
        return head[7] == 0 && head[8] == '{';
    }
}
