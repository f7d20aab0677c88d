using Microsoft.Win32.SafeHandles;

namespace MoeGate.Formats.Tensors;

/// <summary>An open file of tensor data: read at any place by any thread, whatever its size.</summary>
public sealed class DataFile : IDisposable
{
    private readonly SafeFileHandle handle;

    private DataFile(SafeFileHandle handle, string shown, long length) => (this.handle, Shown, Length) = (handle, shown, length);

    /// <summary>As the user named it.</summary>
    public string Shown { get; }

    public long Length { get; }

    /// <exception cref="InputException">A URL, missing, a folder, empty, a pipe, or not readable.</exception>
    public static DataFile Open(string path, string shown)
    {
        InputFile.Exists(path, shown, InputKind.Evidence);
        if (InputFile.LengthOnDisk(path) == 0) InputException.Throw(InputKind.Evidence, new Place(shown), "is empty", "name a file on a disk; a pipe cannot be read at will");
        try
        {
            var opened = File.OpenHandle(path);
            return new DataFile(opened, shown, RandomAccess.GetLength(opened));
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException or NotSupportedException)
        {
            throw new InputException(InputKind.Evidence, new Place(shown), "cannot be read: " + e.Message.TrimEnd('.'), "check its permissions, and that it is a file on a disk");
        }
    }

    /// <summary>Fills the buffer with the bytes at an offset.</summary>
    /// <exception cref="InputException">The file ends before, or the disk fails.</exception>
    public void Read(long offset, Span<byte> buffer)
    {
        try
        {
            for (var filled = 0; filled < buffer.Length;)
            {
                var read = RandomAccess.Read(handle, buffer[filled..], offset + filled);
                if (read == 0) InputException.Throw(InputKind.Evidence, new Place(Shown, Offset: offset + filled), "truncated: the file ends here, and did not when it was opened", "read it again when nothing writes to it");
                filled += read;
            }
        }
        catch (IOException e)
        {
            throw new InputException(InputKind.Evidence, new Place(Shown, Offset: offset), "cannot be read: " + e.Message.TrimEnd('.'), "check the disk");
        }
    }

    public void Dispose() => handle.Dispose();
}
