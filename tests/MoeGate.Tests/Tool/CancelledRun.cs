using MoeGate.Tests.Support;
using MoeGate.Tool;

namespace MoeGate.Tests.Tool;

public class CancelledRun
{
    [Theory]
    [InlineData("check")]
    [InlineData("measure")]
    [InlineData("analyze", "experts")]
    public void EndsWith130AndLeavesNothing(params string[] command)
    {
        using var folder = new TestFolder();
        using var output = new StringWriter();
        using var error = new StringWriter();
        string[] args = command.Length == 1
            ? [.. command, "--experts", Sample.Path("calibration.json"), "--keep", "0.5", "-o", folder["results.json"]]
            : [.. command, Sample.Path("calibration.json")];

        var exitCode = Application.Run(args, new Terminal(output, error, false, _ => null, new CancellationToken(canceled: true)));

        Assert.Equal((130, "", "moegate: cancelled"), (exitCode, output.ToString(), error.ToString().Trim()));
        Assert.Empty(Directory.GetFileSystemEntries(folder.Path));
    }

    [Fact]
    public void StopsInTheMiddleOfAProfile()
    {
        using var stream = new Endless();
        Assert.Throws<OperationCanceledException>(() => MoeGate.Evidence.ExpertProfileReader.Read(stream, "stats.json", stream.Token));
    }

    /// <summary>Blanks without end, which somebody stops waiting for.</summary>
    private sealed class Endless : Stream
    {
        private readonly CancellationTokenSource source = new();

        public CancellationToken Token => source.Token;

        public override bool CanRead => true;

        public override bool CanSeek => false;

        public override bool CanWrite => false;

        public override long Length => throw new NotSupportedException();

        public override long Position { get; set; }

        public override int Read(byte[] buffer, int offset, int count)
        {
            Array.Fill(buffer, (byte)' ', offset, count);
            if ((Position += count) > 10_000_000) source.Cancel();
            return count;
        }

        public override void Flush() => throw new NotSupportedException();

        public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();

        public override void SetLength(long value) => throw new NotSupportedException();

        public override void Write(byte[] buffer, int offset, int count) => throw new NotSupportedException();

        protected override void Dispose(bool disposing)
        {
            source.Dispose();
            base.Dispose(disposing);
        }
    }
}
