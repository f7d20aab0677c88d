using MoeGate.Tests.Support;

namespace MoeGate.Tests.Tool;

public class ShellCompletion
{
    [Theory]
    [InlineData("[suggest:abc]")]
    [InlineData("[suggest:-5]")]
    [InlineData("[suggest:99999999999]")]
    public void AtNoPositionIsRefused(string directive)
    {
        var run = Moegate.Run(directive, "check");
        Assert.Equal((2, "", $"moegate: {directive} is not [suggest:POSITION]\n"), (run.ExitCode, run.Out, run.Error));
    }

    [Theory]
    [InlineData("bash", "complete -o default -F _moegate moegate\n")]
    [InlineData("zsh", "compdef _moegate moegate\n")]
    [InlineData("fish", "complete -c moegate -a '(__moegate_complete)'\n")]
    [InlineData("pwsh", "Register-ArgumentCompleter -Native -CommandName moegate")]
    public void IsAScriptThatAsksTheTool(string shell, string registration)
    {
        var run = Moegate.Run("completion", shell);
        Assert.Equal((0, ""), (run.ExitCode, run.Error));
        Assert.Contains("[suggest:", run.Out, StringComparison.Ordinal);
        Assert.Contains(registration, run.Out, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("", "analyze check completion config devices explain init measure merge metrics report rules schema types")]
    [InlineData("che", "check")]
    [InlineData("check --re", "--report")]
    [InlineData("measure --sh", "--shard")]
    [InlineData("check --fail-on ", "error never warning")]
    [InlineData("compare --device ", "auto cpu gpu")]
    [InlineData("measure --score ", "ean_mean frequency importance_score reap")]
    [InlineData("completion ", "bash fish pwsh zsh")]
    [InlineData("schema ", "configuration pack results waivers")]
    public void SuggestsWhatFits(string line, string suggested)
    {
        var run = Moegate.Run($"[suggest:{line.Length}]", line);
        Assert.Equal((0, ""), (run.ExitCode, run.Error));
        var found = run.Out.Split('\n', StringSplitOptions.RemoveEmptyEntries);
        Assert.All(suggested.Split(' '), s => Assert.Contains(s, found));
    }

    [Fact]
    public void SuggestsMetricsToExplain() => Assert.Contains("pruning.vs_random\n", Moegate.Run("[suggest:12]", "explain prun").Out, StringComparison.Ordinal);

    [Fact]
    public void WorksInBash()
    {
        Assert.SkipWhen(OperatingSystem.IsWindows() || !File.Exists("/bin/bash"), "bash is not there");
        using var folder = new TestFolder();
        var script = folder.Write("completion.bash", Moegate.Run("completion", "bash").Out);
        const string test = """
            moegate() { echo "$1|$2" >&2; printf 'check\nschema\n'; }
            source "$1" 2>/dev/null || exit 9
            COMP_LINE='moegate che'; COMP_POINT=11; COMP_WORDS=(moegate che); COMP_CWORD=1
            _moegate; echo "${COMPREPLY[*]}"
            """;
        var (exitCode, output, error) = Peer.Run("/bin/bash", "-c", test, "bash", script);
        Assert.Equal((0, "check\n"), (exitCode, output));
        Assert.Equal("", error);
    }
}
