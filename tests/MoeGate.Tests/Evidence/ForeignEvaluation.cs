using MoeGate.Formats;
using MoeGate.Tests.Support;

namespace MoeGate.Tests.Evidence;

/// <summary>Files that are neither a log nor a result.</summary>
public class ForeignEvaluation
{
    [Theory]
    [InlineData("", "a.log: is empty")]
    [InlineData("hello\nworld\n", "a.log: is neither a log of llama-perplexity nor a result of lm-evaluation-harness; give what")]
    [InlineData("GGUF\u0003", "a.log: is a GGUF file, not a log or JSON")]
    [InlineData("[1, 2]", "a.log: is neither a log")]
    [InlineData("  {", "a.log:1:4: malformed JSON")]
    [InlineData("\u0001\u0002\n\u0003", "a.log: is neither a log")]
    public void IsRefused(string text, string fault) =>
        Assert.StartsWith(fault, Assert.Throws<InputException>(() => EvaluationFile.Read(text)).Message, StringComparison.Ordinal);

    [Fact]
    public void IsRefusedInUtf16()
    {
        using var folder = new TestFolder();
        var path = folder.Write("a.log", [0xFF, 0xFE, .. System.Text.Encoding.Unicode.GetBytes(EvaluationFile.Log("6.2316", "0.11842"))]);
        Assert.Equal("a.log: is UTF-16 text, not UTF-8; save it as UTF-8", Assert.Throws<InputException>(() => EvaluationFile.Read(folder, path)).Message);
    }

    [Fact]
    public void IsRefusedWhereItIsTooLarge()
    {
        using var folder = new TestFolder();
        var path = folder.Write("a.log", EvaluationFile.Log("6.2316", "0.11842"));
        SparseFile.Extend(path, 300L * 1024 * 1024);
        Assert.StartsWith("a.log: is larger than 256 MiB", Assert.Throws<InputException>(() => EvaluationFile.Read(folder, path)).Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("general-kld.log")]
    [InlineData("tasks.json")]
    public void IsNeverAnotherExceptionThanTheOne(string name)
    {
        using var folder = new TestFolder();
        var bytes = File.ReadAllBytes(EvaluationFile.Sample(name));
        for (var i = 0; i < bytes.Length; i += 13)
        {
            foreach (var damage in (byte[])[0, (byte)'9', (byte)'[', 0xFF])
            {
                var damaged = bytes.ToArray();
                damaged[i] = damage;
                try
                {
                    EvaluationFile.Read(folder, folder.Write("a.log", damaged));
                }
                catch (InputException e)
                {
                    Assert.StartsWith("a.log:", e.Message, StringComparison.Ordinal);
                }
            }
        }
    }
}
