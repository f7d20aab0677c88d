using System.Text;
using MoeGate.Evidence;
using MoeGate.Tests.Support;

namespace MoeGate.Tests.Formats;

public class ProfileOfManyBuffers
{
    private const int Experts = 1999;

    [Fact]
    public void IsReadAsItWasWritten()
    {
        var random = new Random(7);
        var layers = Enumerable.Range(0, 8).Select(layer => (
            Layer: layer * 3,
            Counts: Enumerable.Range(0, Experts).Select(_ => random.NextInt64(1L << random.Next(1, 60))).ToArray(),
            Scores: Enumerable.Range(0, Experts).Select(_ => random.NextDouble() * Math.Pow(10, random.Next(-30, 30))).ToArray())).ToList();
        var text = SmallProfile.Of([.. layers.Select(l => SmallProfile.Layer(l.Layer, long.MaxValue, l.Counts, l.Scores))]);
        Assert.True(text.Length > 512 * 1024);

        var profile = SmallProfile.Read(text);

        Assert.Equal(layers.Select(l => l.Layer), profile.Layers.Select(l => l.Layer));
        Assert.Equal(layers.Select(l => l.Counts), profile.Layers.Select(l => l.Counts));
        Assert.Equal(layers.Select(l => l.Scores), profile.Layers.Select(l => l.Reap!));
    }

    [Fact]
    public void IsReadTheSameFromAStreamThatGivesAByteAtATime()
    {
        var bytes = File.ReadAllBytes(Sample.Path("calibration.json"));
        using var trickle = new Trickle(bytes);
        var expected = SmallProfile.Read(Encoding.UTF8.GetString(bytes));
        var read = ExpertProfileReader.Read(trickle, "stats.json", TestContext.Current.CancellationToken);
        Assert.Equal(expected.Layers.Select(l => l.Counts), read.Layers.Select(l => l.Counts));
        Assert.Equal(expected.Layers.Select(l => l.Reap!), read.Layers.Select(l => l.Reap!));
    }

    private sealed class Trickle(byte[] bytes) : MemoryStream(bytes)
    {
        public override int Read(byte[] buffer, int offset, int count) => base.Read(buffer, offset, Math.Min(1, count));

        public override int Read(Span<byte> buffer) => base.Read(buffer[..Math.Min(1, buffer.Length)]);
    }
}
