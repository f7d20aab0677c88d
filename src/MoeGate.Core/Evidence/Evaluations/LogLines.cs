using System.Text;

namespace MoeGate.Evidence.Evaluations;

/// <summary>Reads a log line by line in bounded memory: of a line that is too long only the beginning is kept.</summary>
/// <param name="head">What was read of the file already.</param>
/// <param name="stream">The rest of it.</param>
/// <param name="largest">Bytes that are read at most.</param>
/// <param name="tooLarge">What is thrown where there are more.</param>
/// <param name="cancellation">Asked while reading.</param>
internal sealed class LogLines(ReadOnlyMemory<byte> head, Stream stream, long largest, Func<Exception> tooLarge, CancellationToken cancellation)
{
    private const int Longest = 64 * 1024;

    private readonly byte[] buffer = new byte[64 * 1024];
    private readonly byte[] line = new byte[Longest];
    private ReadOnlyMemory<byte> ahead = head;
    private long total = head.Length;

    /// <summary>The line under the cursor: without colours, control characters and blanks around it.</summary>
    public string Text { get; private set; } = "";

    /// <summary>Whether a line break stands behind it; a last line without one may be cut off.</summary>
    public bool IsEnded { get; private set; }

    /// <summary>Steps to the next line; false after the last.</summary>
    public bool Next()
    {
        var length = 0;
        IsEnded = false;
        while (!IsEnded)
        {
            if (ahead.IsEmpty && !Fill()) break;
            var end = ahead.Span.IndexOf((byte)'\n');
            IsEnded = end >= 0;
            var part = IsEnded ? ahead[..end] : ahead;
            var kept = Math.Min(part.Length, Longest - length);
            part[..kept].CopyTo(line.AsMemory(length));
            length += kept;
            ahead = ahead[(IsEnded ? end + 1 : part.Length)..];
        }

        Text = Clean(Encoding.UTF8.GetString(line.AsSpan(0, length)));
        return IsEnded || length > 0;
    }

    /// <summary>All bytes that are left.</summary>
    public byte[] Rest()
    {
        using var all = new MemoryStream();
        do all.Write(ahead.Span);
        while (Fill());
        return all.ToArray();
    }

    private bool Fill()
    {
        cancellation.ThrowIfCancellationRequested();
        var read = stream.Read(buffer);
        ahead = buffer.AsMemory(0, read);
        total += read;
        return total > largest ? throw tooLarge() : read > 0;
    }

    /// <summary>Takes out ANSI sequences (<c>ESC [ … letter</c>), control characters and the mark that a file may begin with.</summary>
    private static string Clean(string text)
    {
        if (!text.Any(c => char.IsControl(c) || c == '\uFEFF')) return text.Trim();
        var clean = new StringBuilder(text.Length);
        for (var i = 0; i < text.Length; i++)
        {
            if (text[i] == '\e' && i + 1 < text.Length && text[i + 1] == '[')
            {
                i += 2;
                while (i < text.Length && text[i] is < '@' or > '~') i++;
            }
            else if (text[i] == '\t')
            {
                clean.Append(' ');
            }
            else if (!char.IsControl(text[i]) && text[i] != '\uFEFF')
            {
                clean.Append(text[i]);
            }
        }

        return clean.ToString().Trim();
    }
}
