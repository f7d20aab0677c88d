using System.Text;
using MoeGate.Formats;
using MoeGate.Tests.Support;

namespace MoeGate.Tests.Formats;

/// <summary>A profile of which every byte in turn is the first behind the reader's 64 KiB buffer.</summary>
public class BufferEdges
{
    private const int Edge = 64 * 1024;

    private const string Profile = """
        {"ké\"y\u00e9": "a \\\" vàlue \ud83d\ude00", "n": [[-1.5e-3, true], {"deep": null}],
        "12": {"total_tokens": 1234567, "activation_counts": [9, 876543, 1.2e3], "reap": [1.25e-7, 0.333333333333, 42], "ean_mean": [1, 2, 3], "other": "é"}}
        """;

    [Theory]
    [InlineData("")]
    [InlineData("\uFEFF")]
    public void ChangeNothing(string mark)
    {
        for (var behind = 0; behind <= Encoding.UTF8.GetByteCount(Profile); behind++)
        {
            var padding = new string(' ', Edge - 1 - behind);
            var layer = Assert.Single(SmallProfile.Read(mark + "{" + padding + Profile[1..]).Layers);
            Assert.Equal(12, layer.Layer);
            Assert.Equal(1234567, layer.Tokens);
            Assert.Equal([9, 876543, 1200], layer.Counts);
            Assert.Equal([1.25e-7, 0.333333333333, 42], layer.Reap!);
            Assert.Equal([1, 2, 3], layer.EanMean!);
        }
    }

    [Fact]
    public void LeaveAMessagesPlaceRight()
    {
        var broken = Profile.Replace("1.25e-7", "-1.25e-7", StringComparison.Ordinal);
        var inLine = broken.Split('\n')[1];
        var column = inLine.IndexOf("-1.25e-7", StringComparison.Ordinal) + 1;
        for (var behind = 0; behind <= Encoding.UTF8.GetByteCount(broken); behind++)
        {
            var padding = new string('\n', Edge - 1 - behind);
            var error = Assert.Throws<InputException>(() => SmallProfile.Read("{" + padding + broken[1..]));
            Assert.Equal(new Place("stats.json", padding.Length + 2, column), error.Place);
        }
    }

    [Fact]
    public void LeaveTheParsersOwnPlaceRight()
    {
        var broken = Profile.Replace("1.25e-7", "NaN", StringComparison.Ordinal);
        var column = broken.Split('\n')[1].IndexOf("NaN", StringComparison.Ordinal) + 1;
        for (var behind = 0; behind <= Encoding.UTF8.GetByteCount(broken); behind++)
        {
            var padding = new string('\n', Edge - 1 - behind);
            var error = Assert.Throws<InputException>(() => SmallProfile.Read("{" + padding + broken[1..]));
            Assert.Equal(new Place("stats.json", padding.Length + 2, column), error.Place);
        }
    }
}
