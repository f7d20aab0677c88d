using MoeGate.Tests.Support;
using MoeGate.Tool;

namespace MoeGate.Tests.Tool;

/// <summary>A full disk behind a redirection: what cannot be written is never a pass.</summary>
public class StandardOutputThatFails
{
    [Theory]
    [InlineData("check", "moegate.json")]
    [InlineData("check", "broken.json")]
    [InlineData("measure", "moegate.json")]
    public void IsSaidAndIsNoVerdict(string command, string configuration)
    {
        using var error = new StringWriter { NewLine = "\n" };
        using var full = new StreamWriter(new FullDisk()) { AutoFlush = false };
        var exitCode = Application.Run([command, Sample.Path(configuration)], new Terminal(full, error, false, _ => null, TestContext.Current.CancellationToken));
        Assert.Equal((2, "moegate: standard output cannot be written: no space left\n"), (exitCode, error.ToString()));
    }

    private sealed class FullDisk : MemoryStream
    {
        private bool told;

        /// <summary>The first write fails; later ones are those of closing.</summary>
        public override void Write(ReadOnlySpan<byte> buffer) => Fail();

        public override void Write(byte[] buffer, int offset, int count) => Fail();

        private void Fail()
        {
            if (told) return;
            told = true;
            throw new IOException("no space left");
        }
    }
}
