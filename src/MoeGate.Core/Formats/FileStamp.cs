using System.Globalization;
using System.Security.Cryptography;

namespace MoeGate.Formats;

/// <summary>
/// What tells a file from what it was before, without reading all of a large one: up to <see cref="ReadWhole"/> the hash of its bytes,
/// beyond that its length, the time of its last change, and the hash of a sample of its bytes.
/// </summary>
public static class FileStamp
{
    /// <summary>Files up to this many bytes are read whole, so that neither a kept time nor a new one deceives.</summary>
    public const long ReadWhole = 16L << 20;

    private const int Samples = 64;
    private const int SampleBytes = 4096;

    /// <summary>The coarsest clock of a file system in use: of a file changed more lately, the time says nothing.</summary>
    private static readonly TimeSpan coarsest = TimeSpan.FromSeconds(2);

    /// <summary>The stamp; null where there is doubt: no such file, a pipe, not readable, or a large file changed just now.</summary>
    /// <param name="path">The file.</param>
    /// <param name="doubt">What is in doubt, as words behind the file's name.</param>
    public static string? Of(string path, out string? doubt)
    {
        doubt = null;
        if (InputFile.LengthOnDisk(path) == 0)
        {
            if (InputFile.IsEmptyOnDisk(path)) return "0";
            doubt = "is no file on a disk";
            return null;
        }

        try
        {
            using var handle = File.OpenHandle(path);
            var length = RandomAccess.GetLength(handle);
            using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
            if (length <= ReadWhole)
            {
                Add(hash, handle, 0, length);
                return string.Create(CultureInfo.InvariantCulture, $"{length} {Hex(hash)}");
            }

            var changed = File.GetLastWriteTimeUtc(handle);
            if (changed > DateTime.UtcNow - coarsest)
            {
                doubt = "was changed within the last two seconds";
                return null;
            }

            for (var sample = 0; sample < Samples; sample++) Add(hash, handle, (length - SampleBytes) / (Samples - 1) * sample, SampleBytes);
            Add(hash, handle, length - SampleBytes, SampleBytes);
            return string.Create(CultureInfo.InvariantCulture, $"{length} {changed.Ticks} {Hex(hash)}");
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException or NotSupportedException)
        {
            doubt = "cannot be read";
            return null;
        }
    }

    private static void Add(IncrementalHash hash, Microsoft.Win32.SafeHandles.SafeFileHandle handle, long offset, long length)
    {
        Span<byte> buffer = stackalloc byte[SampleBytes];
        for (var end = offset + length; offset < end;)
        {
            var read = RandomAccess.Read(handle, buffer[..(int)Math.Min(buffer.Length, end - offset)], offset);
            if (read == 0) throw new EndOfStreamException();
            hash.AppendData(buffer[..read]);
            offset += read;
        }
    }

    private static string Hex(IncrementalHash hash) => Convert.ToHexStringLower(hash.GetCurrentHash());
}
