namespace MoeGate.Formats.Tensors;

/// <summary>Files that are often found where tensors should be, known by their first bytes.</summary>
internal static class Foreign
{
    public const string Readable = "readable are GGUF, safetensors with or without its index, f32bin, and folders of these";

    /// <summary>
    /// Throws where the file is visibly something else than tensors. Formats that begin with a number can begin with the bytes of
    /// any other, and are asked first whether they fit.
    /// </summary>
    public static void Reject(DataFile file)
    {
        Span<byte> head = stackalloc byte[64];
        head = head[..(int)Math.Min(head.Length, file.Length)];
        file.Read(0, head);
        if (Named(head) is { } found)
            throw new InputException(InputKind.Evidence, new Place(file.Shown), found, found.Contains("LFS", StringComparison.Ordinal) ? "run git lfs pull" : Readable);
    }

    private static string? Named(ReadOnlySpan<byte> head)
    {
        if (head.StartsWith("version https://git-lfs"u8)) return "is a Git LFS pointer, not the file itself";
        if (head.StartsWith((ReadOnlySpan<byte>)[0x1f, 0x8b, 8])) return "is a gzip file, not tensors";
        if (head.StartsWith("PK\u0003\u0004"u8)) return "is a zip archive (perhaps a pickle saved by torch.save), not tensors";
        if (head is [0x80, 2 or 4, not 0, ..]) return "is a Python pickle, not tensors";
        if (head.StartsWith((ReadOnlySpan<byte>)[0x93, (byte)'N', (byte)'U', (byte)'M', (byte)'P', (byte)'Y'])) return "is a NumPy array, which this version does not read";
        if (head.StartsWith("lmgg"u8) || head.StartsWith("fmgg"u8) || head.StartsWith("tjgg"u8)) return "is a ggml file of the time before GGUF";
        if (head.Contains((byte)0)) return null; // not text
        var text = head.TrimStart(" \t\r\n"u8);
        if (text.StartsWith("{"u8) || text.StartsWith("["u8)) return "is JSON, not tensors";
        return text.StartsWith("<"u8) ? "is HTML or XML, not tensors" : null;
    }
}
