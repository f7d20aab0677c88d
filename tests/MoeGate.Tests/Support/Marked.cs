namespace MoeGate.Tests.Support;

/// <summary>Text with a mark <c>¦</c> at the place that a message is to name.</summary>
internal sealed record Marked(string Text, int Line, int Column)
{
    public static Marked At(string marked)
    {
        var at = marked.IndexOf('¦', StringComparison.Ordinal);
        Assert.True(at >= 0, $"no mark in {marked}");
        var before = marked[..at];
        return new Marked(before + marked[(at + 1)..], before.Count(c => c == '\n') + 1, at - before.LastIndexOf('\n'));
    }

    /// <summary><c>path:line:column: </c>, as messages begin.</summary>
    public string In(string path) => $"{path}:{Line}:{Column}: ";
}
