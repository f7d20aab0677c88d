using MoeGate.Formats;

namespace MoeGate.Tests.Formats;

public class WrappedProse
{
    [Fact]
    public void FillsLinesUpToTheWidth() => Assert.Equal(["a bc", "d ef", "g"], Wrapping.Lines("a bc d ef g", 4));

    [Fact]
    public void BreaksAtLineEndsAndBlanksAlike() => Assert.Equal(["a b c"], Wrapping.Lines("  a\r\n  b   c \n", 80));

    [Fact]
    public void LeavesALongWordWhole() => Assert.Equal(["a", "longword", "b"], Wrapping.Lines("a longword b", 3));

    [Fact]
    public void OfNothingIsNothing() => Assert.Empty(Wrapping.Lines(" \n ", 10));
}
