using MoeGate.Tests.Support;

namespace MoeGate.Tests.Formats;

public class DeeplyNestedFile
{
    [Theory]
    [InlineData(Refused.AsEvidence, "measure", "--plan")]
    [InlineData(Refused.AsEvidence, "measure", "--architecture")]
    [InlineData(Refused.AsEvidence, "check", "--metrics")]
    [InlineData(Refused.AsUsage, "check", "--keep", "0.5", "--rules")]
    [InlineData(Refused.AsUsage, "config")]
    public void IsRefusedAtLevel64(int exitCode, params string[] args)
    {
        using var folder = new TestFolder();
        var path = folder.Write("file.json", new string('[', 1_000_000));
        Refused.With(Moegate.Run([.. args, path]), exitCode, path + ":1:65: malformed JSON: nested deeper than 64 levels");
    }

    [Fact]
    public void OfMoreThanAPlanCanHaveIsRefusedUnread()
    {
        using var folder = new TestFolder();
        var path = folder.Write("plan.json", "[");
        using (var stream = new FileStream(path, FileMode.Open, FileAccess.Write)) stream.SetLength(300L << 20);
        var before = GC.GetTotalAllocatedBytes();
        Refused.With(Moegate.Run("check", "--plan", path), Refused.AsEvidence, path + ": is larger than 256 MiB");
        Assert.InRange(GC.GetTotalAllocatedBytes() - before, 0, 64L << 20);
    }
}
