namespace MoeGate.Tests.Support;

/// <summary>A run that did nothing but say, in one line, why not.</summary>
internal static class Refused
{
    public const int AsUsage = 2;
    public const int AsEvidence = 3;

    /// <param name="run">What the tool did.</param>
    /// <param name="exitCode">What it must have ended with.</param>
    /// <param name="start">What the line must begin with, behind the tool's name.</param>
    public static void With(Moegate run, int exitCode, string start)
    {
        Assert.StartsWith("moegate: " + start, run.Error, StringComparison.Ordinal);
        Assert.Equal(exitCode, run.ExitCode);
        Assert.Equal("", run.Out);
        Assert.Equal(run.Error.Length - 1, run.Error.IndexOf('\n', StringComparison.Ordinal));
    }
}
