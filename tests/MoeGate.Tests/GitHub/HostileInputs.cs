using System.Text;

namespace MoeGate.Tests.GitHub;

/// <summary>Inputs may come from anybody who opens a pull request: they are arguments and never commands, to the shell or to the runner.</summary>
public sealed class HostileInputs : IDisposable
{
    /// <summary>Keeps the arguments of every gate, and ends as if the gate had failed.</summary>
    private const string Recorder = """
        case $1:$2 in check:--help) exit 0 ;; report:*) exit 0 ;; esac
        printf '%s\0' "$@" >> "$RECORD"
        printf 'verdict=fail\nerrors=1\nwarnings=2\n' >> "$GITHUB_OUTPUT"
        exit 1
        """;

    private readonly SimulatedRunner runner = new();

    public static TheoryData<string> Texts => new(
        "$(touch pwned)", "`touch pwned`", "; touch pwned", "a\"b'c", "-x", "--fail-on=never", "*", "~", "$HOME", "%0A::error::x", "a\\nb",
        "a\n::error::x", "a\r\n::set-output name=verdict::pass", "::stop-commands::x", "##[error]x", "verdict=pass", "moegate_\nverdict=pass", "\uFEFF語\u202E", "=", "a=b");

    [Theory]
    [MemberData(nameof(Texts))]
    public void ReachTheToolAsTheyAre(string text)
    {
        var (step, gates) = Record(("MOEGATE_CANDIDATE", text), ("MOEGATE_REFERENCE", text), ("MOEGATE_PLAN", text), ("MOEGATE_BASELINE", text), ("MOEGATE_FAIL_ON", text), ("MOEGATE_KEEP", text));
        Assert.Equal(1, step.ExitCode);
        string[] expected = [$"--candidate={text}", $"--reference={text}", $"--plan={text}", $"--baseline={text}", $"--fail-on={text}", $"--keep={text}"];
        Assert.Empty(expected.Except(Assert.Single(gates)));
        MustBeUnharmed(step);
    }

    /// <summary>A line of a list is one argument, whatever is in it.</summary>
    [Theory]
    [MemberData(nameof(Texts))]
    public void OfListsReachTheToolLineByLine(string text)
    {
        var (step, gates) = Record(("MOEGATE_EXPERTS", text), ("MOEGATE_ARGUMENTS", text), ("MOEGATE_CONFIG", "first.json\n" + text));
        var lines = text.Split('\n').Select(l => l.Trim()).ToList();
        Assert.Equal(1 + lines.Count, gates.Count);
        foreach (var gate in gates)
        {
            Assert.Empty(lines.Select(l => $"--experts={l}").Except(gate));
            Assert.Empty(lines.Except(gate[..^2]));
        }

        Assert.Equal(["first.json", .. lines], gates.Select(g => g[^1]));
        Assert.All(gates, g => Assert.Equal("--", g[^2]));
        MustBeUnharmed(step, 1 + lines.Count);
    }

    [Theory]
    [MemberData(nameof(Texts))]
    public void CannotForgeAnOutput(string text)
    {
        Assert.SkipWhen(OperatingSystem.IsWindows(), "no folder can have such a name there");
        var tool = runner.Program("tool", Recorder + "\n");
        var writing = runner.Program("writing", $"[ \"$1\" != check ] || [ \"$2\" = --help ] || for a in \"$@\"; do case $a in --report=*=*) f=${{a#--report=*=}}; mkdir -p -- \"$(dirname -- \"$f\")\"; : > \"$f\" ;; esac; done\nexec '{tool}' \"$@\"\n");
        var step = runner.CheckWith(writing, ("RECORD", runner["record"]), ("MOEGATE_CONFIG", "a.json"), ("MOEGATE_REPORTS", text));
        Assert.Equal($"{text}/moegate.sarif", step.Outputs["sarif"]);
        MustBeUnharmed(step);
    }

    [Fact]
    public void ThatAreBlankAreNotGiven()
    {
        var (_, gates) = Record(("MOEGATE_CONFIG", " \n\n"), ("MOEGATE_CANDIDATE", ""), ("MOEGATE_EXPERTS", "  \n\t\n"), ("MOEGATE_ARGUMENTS", "\r\n"));
        Assert.Equal(["check", "--report=github", "--report=json=moegate-reports/moegate.results.json", "--report=sarif=moegate-reports/moegate.sarif", "--report=junit=moegate-reports/moegate.junit.xml", "--", "moegate.json"], Assert.Single(gates));
    }

    [Fact]
    public void ThatArePathsStartFromTheWorkingDirectory()
    {
        var (_, gates) = Record(
            ("MOEGATE_WORKING_DIRECTORY", "./models/x/"), ("MOEGATE_CANDIDATE", "c.gguf"), ("MOEGATE_REFERENCE", "/data/r.gguf"), ("MOEGATE_EXPERTS", "a.json\nD:\\b.json"),
            ("MOEGATE_EVALUATION", "mmlu=m.json\nmmlu.reference=/p.json\n./a=b.log\nplain.log"), ("MOEGATE_RULES", "moegate:release\nteam.json"), ("MOEGATE_ARGUMENTS", "--select\nlayer=0"));
        Assert.Equal(
            [
                "--candidate=models/x/c.gguf", "--reference=/data/r.gguf", "--experts=models/x/a.json", "--experts=D:\\b.json",
                "--evaluation=mmlu=models/x/m.json", "--evaluation=mmlu.reference=/p.json", "--evaluation=models/x/./a=b.log", "--evaluation=models/x/plain.log",
                "--rules=moegate:release", "--rules=models/x/team.json", "--select", "layer=0",
            ],
            Assert.Single(gates).Skip(5));
    }

    /// <summary>The real tool says what it was given; what it says must stay words.</summary>
    [Fact]
    public void ThatNameNoFileAreToldHarmlessly()
    {
        var names = Texts.Select(t => t.Data.Split('\n')[^1]).ToList();
        var step = runner.Check(("MOEGATE_CONFIG", string.Join('\n', names)));
        Assert.Equal(2, step.ExitCode);
        Assert.Equal(names.Count, step.Commands.Count);
        Assert.All(step.Commands, c => Assert.Matches(@"^::error title=MoeGate::.*no such file.* \(exit code 2\)$", c));
        Assert.Equal(("undecided", "kept"), (step.Outputs["verdict"], step.Outputs["earlier"]));
        var line = runner.Check(("MOEGATE_CANDIDATE", "a\n::error::b"), ("MOEGATE_KEEP", "0.5\r\n::error::c"));
        Assert.StartsWith("::error title=MoeGate::", Assert.Single(line.Commands), StringComparison.Ordinal);
        Assert.False(File.Exists(runner["pwned"]));
    }

    public void Dispose() => runner.Dispose();

    /// <summary>The arguments of every gate that the step ran.</summary>
    private (StepRun Step, IReadOnlyList<string[]> Gates) Record(params (string Name, string Value)[] inputs)
    {
        File.Delete(runner["record"]);
        var step = runner.CheckWith(runner.Program("tool", Recorder), [("RECORD", runner["record"]), .. inputs]);
        var words = Encoding.UTF8.GetString(File.ReadAllBytes(runner["record"])).Split('\0')[..^1];
        var starts = words.Index().Where(w => w.Item == "check").Select(w => w.Index).Append(words.Length).ToList();
        return (step, [.. starts.Zip(starts.Skip(1), (from, to) => words[from..to])]);
    }

    private void MustBeUnharmed(StepRun step, int gates = 1)
    {
        Assert.DoesNotContain(step.Commands, c => !c.StartsWith("::group::", StringComparison.Ordinal) && c != "::endgroup::");
        Assert.Equal(("fail", $"{gates}", $"{2 * gates}", "kept"), (step.Outputs["verdict"], step.Outputs["errors"], step.Outputs["warnings"], step.Outputs["earlier"]));
        Assert.False(File.Exists(runner["pwned"]));
    }
}
