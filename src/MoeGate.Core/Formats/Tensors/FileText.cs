using System.Buffers;
using System.Globalization;
using System.Text;

namespace MoeGate.Formats.Tensors;

/// <summary>Text of a binary file that ought to be UTF-8 and need not be.</summary>
internal static class FileText
{
    /// <summary>The text, with every byte that is not UTF-8 written as <c>\xFF</c>, so that different bytes stay different names.</summary>
    public static string Of(ReadOnlySpan<byte> bytes)
    {
        if (System.Text.Unicode.Utf8.IsValid(bytes)) return Encoding.UTF8.GetString(bytes);
        var text = new StringBuilder(bytes.Length + 16);
        while (bytes.Length > 0)
        {
            if (Rune.DecodeFromUtf8(bytes, out var rune, out var length) == OperationStatus.Done) text.Append(rune);
            else foreach (var b in bytes[..length]) text.Append(CultureInfo.InvariantCulture, $"\\x{b:X2}");
            bytes = bytes[length..];
        }

        return text.ToString();
    }
}
