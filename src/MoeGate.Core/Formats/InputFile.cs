using System.Formats.Tar;

namespace MoeGate.Formats;

/// <summary>Opens a file that somebody named, and says in one line why it cannot be opened or is not what it was taken for.</summary>
public static class InputFile
{
    /// <summary>A sequential, unbuffered stream over the file.</summary>
    /// <param name="path">Where it is.</param>
    /// <param name="shown">How messages name it.</param>
    /// <param name="kind">Whether a fault in it is exit code 2 or 3.</param>
    /// <param name="wanted">What it should be.</param>
    /// <exception cref="InputException">URL, missing, a folder, not readable, empty, or visibly of another format.</exception>
    public static FileStream Open(string path, string shown, InputKind kind, string wanted = "JSON")
    {
        Exists(path, shown, kind);
        try
        {
            var stream = new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.Read, bufferSize: 0, FileOptions.SequentialScan);
            RejectForeign(stream, shown, kind, wanted);
            return stream;
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new InputException(kind, new Place(shown), "cannot be read: " + e.Message, "check its permissions");
        }
    }

    /// <summary>Throws unless the path names something that can be opened as a file.</summary>
    public static void Exists(string path, string shown, InputKind kind)
    {
        RefuseUrl(path);
        if (File.Exists(path)) return;
        if (Directory.Exists(path)) InputException.Throw(kind, new Place(shown), "is a folder", "name a file in it");
        InputException.Throw(kind, new Place(shown), "no such file", "check the path; paths in a configuration are relative to that file");
    }

    /// <summary>
    /// Bytes of a file on a disk, links followed; 0 for a pipe or a device, and for what is not there. Asked before opening what
    /// is read at will: to open a pipe can wait for ever, and takes it from whoever reads it next.
    /// </summary>
    public static long LengthOnDisk(string path)
    {
        try
        {
            var file = new FileInfo(path);
            if (file.ResolveLinkTarget(returnFinalTarget: true) is FileInfo target) file = target;
            return file.Exists ? file.Length : 0;
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return 0;
        }
    }

    /// <summary>Throws for a pipe or a device, which has no place in what a file names: to open one can wait for ever, and it may never end.</summary>
    public static void OnDisk(string path, string shown, InputKind kind)
    {
        Exists(path, shown, kind);
        if (LengthOnDisk(path) == 0) InputException.Throw(kind, new Place(shown), "is empty, or a pipe or a device", "name a file that is on a disk");
    }

    /// <summary>
    /// Whether this is a file without a byte, links followed, and neither a pipe nor a device. An archive tells them apart without
    /// opening a pipe.
    /// </summary>
    public static bool IsEmptyOnDisk(string path)
    {
        try
        {
            var file = new FileInfo(path);
            if (file.ResolveLinkTarget(returnFinalTarget: true) is FileInfo target) file = target;
            if (!file.Exists || file.Length > 0) return false;
            using var archive = new MemoryStream();
            using (var writer = new TarWriter(archive, leaveOpen: true)) writer.WriteEntry(file.FullName, "file");
            archive.Position = 0;
            using var reader = new TarReader(archive);
            return reader.GetNextEntry() is { EntryType: TarEntryType.RegularFile, Length: 0 };
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return false;
        }
    }

    /// <summary>URLs are part of the plan and not of this version: refused by name instead of being looked up as a file.</summary>
    public static void RefuseUrl(string path)
    {
        if (path.Contains("://", StringComparison.Ordinal))
            throw InputException.Usage($"{path}: URLs cannot be read by this version", "download the file and name it by its path");
    }

    /// <summary>The full path of a name that somebody gave.</summary>
    /// <exception cref="InputException">A URL, or a name that no file can have.</exception>
    public static string FullPath(string path)
    {
        RefuseUrl(path);
        if (path.Length == 0 || path.Contains('\0')) throw InputException.Usage($"\"{path}\" is not the name of a file");
        return Path.GetFullPath(path);
    }

    /// <summary>Looks at the first bytes; a pipe, which cannot be wound back, is left alone.</summary>
    private static void RejectForeign(FileStream stream, string shown, InputKind kind, string wanted)
    {
        if (!stream.CanSeek) return;
        Span<byte> head = stackalloc byte[64];
        var read = stream.ReadAtLeast(head, head.Length, throwOnEndOfStream: false);
        head = head[..read];
        stream.Position = 0;

        var found = head switch
        {
            [] => "is empty",
            _ when head.StartsWith("GGUF"u8) => $"is a GGUF file, not {wanted}",
            _ when head.StartsWith("version https://git-lfs"u8) => "is a Git LFS pointer, not the file itself",
            [0x1f, 0x8b, ..] => $"is a gzip file, not {wanted}",
            [(byte)'P', (byte)'K', 3, 4, ..] => $"is a zip archive (perhaps saved by torch.save), not {wanted}",
            [0xff, 0xfe, ..] or [0xfe, 0xff, ..] => "is UTF-16 text, not UTF-8",
            [_, _, _, _, _, _, _, 0, (byte)'{', ..] => $"is a safetensors file, not {wanted}",
            _ => null,
        };
        if (found is null) return;
        stream.Dispose();
        InputException.Throw(kind, new Place(shown), found, found.Contains("LFS", StringComparison.Ordinal)
            ? "run git lfs pull"
            : found.Contains("UTF-16", StringComparison.Ordinal) ? "save it as UTF-8" : "name the file that was meant");
    }
}
