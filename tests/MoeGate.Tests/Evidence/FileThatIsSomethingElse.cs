using System.Text;
using MoeGate.Tests.Support;

namespace MoeGate.Tests.Evidence;

public class FileThatIsSomethingElse
{
    public static TheoryData<string, byte[]> Files => new()
    {
        { "is empty", [] },
        { "is a GGUF file, not JSON", [.. "GGUF"u8, 3, 0, 0, 0] },
        { "is a Git LFS pointer, not the file itself; run git lfs pull", [.. "version https://git-lfs.github.com/spec/v1\noid sha256:0\nsize 1\n"u8] },
        { "is a gzip file, not JSON", [0x1f, 0x8b, 8, 0, 0] },
        { "is a zip archive (perhaps saved by torch.save), not JSON", [(byte)'P', (byte)'K', 3, 4, 0] },
        { "is a safetensors file, not JSON", [64, 0, 0, 0, 0, 0, 0, 0, .. "{\"a\":1}"u8] },
        { "is UTF-16 text, not UTF-8; save it as UTF-8", [0xff, 0xfe, .. Encoding.Unicode.GetBytes("{}")] },
        { "is UTF-16 text, not UTF-8; save it as UTF-8", [0xfe, 0xff, .. Encoding.BigEndianUnicode.GetBytes("{}")] },
    };

    [Theory]
    [MemberData(nameof(Files))]
    public void IsNamedAsWhatItIs(string what, byte[] bytes)
    {
        using var folder = new TestFolder();
        var path = folder.Write("file.json", bytes);
        foreach (var option in (string[])["--experts", "--held-out", "--plan", "--architecture", "--metrics"])
        {
            if (option == "--architecture" && what.Contains("GGUF", StringComparison.Ordinal)) continue; // which it may be
            Refused.With(Moegate.Run("check", option, path), Refused.AsEvidence, $"{path}: {what}");
        }

        Refused.With(Moegate.Run("config", path), Refused.AsUsage, $"{path}: {what}");
    }
}
