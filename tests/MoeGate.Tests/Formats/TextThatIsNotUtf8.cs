using System.Text;
using MoeGate.Tests.Support;

namespace MoeGate.Tests.Formats;

/// <summary>A byte that begins no UTF-8 character, in place of the letter é.</summary>
public class TextThatIsNotUtf8
{
    [Theory]
    [InlineData("{\n  ¦\"notÉe\": 1, \"3\": {}}")]
    [InlineData("{\n  \"note\": ¦\"É\", \"3\": {}}")]
    [InlineData("{\"3\": {\n ¦\"É\": 1}}")]
    public void IsRefusedInAProfileAtItsToken(string marked)
    {
        var at = Marked.At(marked);
        using var folder = new TestFolder();
        var path = folder.Write("stats.json", Latin(at.Text));
        Refused.With(Moegate.Run("check", "--experts", path), Refused.AsEvidence, at.In(path) + "text that is not UTF-8");
    }

    [Fact]
    public void IsRefusedInAPlanAtItsByte()
    {
        var at = Marked.At("{\n  \"3¦É\": [1]}");
        using var folder = new TestFolder();
        var path = folder.Write("plan.json", Latin(at.Text));
        Refused.With(Moegate.Run("check", "--plan", path), Refused.AsEvidence, at.In(path) + "text that is not UTF-8");
    }

    [Fact]
    public void IsRefusedInAConfigurationAtItsByte()
    {
        var at = Marked.At("{\n  // caf¦É\n  \"rules\": []\n}");
        using var folder = new TestFolder();
        var path = folder.Write("moegate.json", Latin(at.Text));
        Refused.With(Moegate.Run("check", path), Refused.AsUsage, at.In(path) + "text that is not UTF-8");
    }

    [Fact]
    public void IsNamedAsSuchWhereItIsAnUnpairedSurrogate()
    {
        var at = Marked.At("{\n  ¦\"\\ud800\": 1}");
        using var folder = new TestFolder();
        var path = folder.Write("stats.json", at.Text);
        Refused.With(Moegate.Run("check", "--experts", path), Refused.AsEvidence, at.In(path) + "text with an unpaired surrogate");
        Refused.With(Moegate.Run("check", "--plan", path), Refused.AsEvidence, at.In(path) + "text with an unpaired surrogate");
    }

    private static byte[] Latin(string text) => Encoding.Latin1.GetBytes(text.Replace('É', '\u00E9'));
}
