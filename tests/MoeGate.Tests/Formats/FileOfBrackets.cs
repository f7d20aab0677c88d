using MoeGate.Evidence;
using MoeGate.Formats;

namespace MoeGate.Tests.Formats;

/// <summary>200 MB of opening brackets, which a careless parser turns into a stack of 200 million.</summary>
public class FileOfBrackets
{
    private const long Length = 200_000_000;

    [Theory]
    [InlineData("", "stats.json:1:1: expected an object of layers, found an array")]
    [InlineData("{\"3\": ", "stats.json:1:7: expected the statistics of layer 3 as an object, found an array")]
    [InlineData("{\"note\": ", "stats.json:1:73: malformed JSON: nested deeper than 64 levels")]
    [InlineData("{\"3\": {\"note\": ", "stats.json:1:78: malformed JSON: nested deeper than 64 levels")]
    public void IsRefusedWithinTheFirstBuffers(string start, string message)
    {
        using var stream = new Brackets(start);
        var before = GC.GetAllocatedBytesForCurrentThread();
        var error = Assert.Throws<InputException>(() => ExpertProfileReader.Read(stream, "stats.json", TestContext.Current.CancellationToken));
        Assert.Equal(message, error.Message);
        Assert.InRange(stream.BytesRead, 1, 1 << 20);
        Assert.InRange(GC.GetAllocatedBytesForCurrentThread() - before, 0, 4 << 20);
    }

    private sealed class Brackets(string start) : Stream
    {
        public override bool CanRead => true;

        public override bool CanSeek => true;

        public override bool CanWrite => false;

        public override long Length => FileOfBrackets.Length;

        public override long Position { get; set; }

        public long BytesRead { get; private set; }

        public override int Read(byte[] buffer, int offset, int count)
        {
            var read = (int)Math.Min(count, Length - Position);
            for (var i = 0; i < read; i++, Position++) buffer[offset + i] = (byte)(Position < start.Length ? start[(int)Position] : '[');
            BytesRead += read;
            return read;
        }

        public override void Flush() => throw new NotSupportedException();

        public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();

        public override void SetLength(long value) => throw new NotSupportedException();

        public override void Write(byte[] buffer, int offset, int count) => throw new NotSupportedException();
    }
}
