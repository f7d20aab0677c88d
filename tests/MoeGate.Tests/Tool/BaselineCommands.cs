using MoeGate.Tests.Support;

namespace MoeGate.Tests.Tool;

/// <summary>A baseline from its first day on: saved, compared with, refused, accepted, shown.</summary>
public sealed class BaselineCommands : IDisposable
{
    private const string Regression = """{ "id": "T1", "metric": "pruning.kept_mass", "assert": "each >= baseline - 0.5pp" }""";

    private static readonly string[] statistics = [Repository.File("samples", "experts", "calibration.json"), Repository.File("samples", "experts", "plan-random.json")];

    private readonly TestFolder folder = new();

    [Fact]
    public void SavesComparesFailsAndAccepts()
    {
        var path = Gate("0.5");
        Assert.Contains("no such baseline", Moegate.Run("check", path).Error, StringComparison.Ordinal);
        var saved = Moegate.Run("baseline", "save", path);
        Assert.Equal(("", 0), (saved.Error, saved.ExitCode));
        Assert.Equal($"wrote {folder["main.json"]}: 12 figures of 2 metrics\n", saved.Out);
        Assert.Equal(0, Moegate.Run("check", path).ExitCode);

        var worse = Moegate.Run("check", path, "--keep", "0.25");
        Assert.Equal(1, worse.ExitCode);
        Assert.Contains("pruning.kept_mass: worst is", worse.Out, StringComparison.Ordinal);
        Assert.Contains("limit >= baseline - 0.5pp = ", worse.Out, StringComparison.Ordinal);

        var before = File.ReadAllText(folder["main.json"]);
        var tried = Moegate.Run("baseline", "accept", path, "--keep", "0.25", "--reason", "half the memory", "--dry-run");
        Assert.Equal(("", 0), (tried.Error, tried.ExitCode));
        Assert.Contains("worse  pruning.kept_mass", tried.Out, StringComparison.Ordinal);
        Assert.Equal(before, File.ReadAllText(folder["main.json"]));

        Assert.Equal(0, Moegate.Run("baseline", "accept", path, "--keep", "0.25", "--reason", "half the memory").ExitCode);
        Assert.Equal(0, Moegate.Run("check", path, "--keep", "0.25").ExitCode);
        Assert.Contains("half the memory", Moegate.Run("baseline", "show", path).Out, StringComparison.Ordinal);
    }

    [Fact]
    public void ChangesTheLinesOfTheFiguresThatChanged()
    {
        var path = Gate("0.5");
        Moegate.Run("baseline", "save", path);
        var before = File.ReadAllLines(folder["main.json"]);
        Moegate.Run("baseline", "accept", path, "--keep", "0.25", "--reason", "half the memory");
        var after = File.ReadAllLines(folder["main.json"]);
        Assert.All(after.Except(before), line => Assert.True(line.Contains("kept_mass", StringComparison.Ordinal) || line.Contains("\"reason\"", StringComparison.Ordinal) || line.Contains("\"keep\"", StringComparison.Ordinal), line));
        Assert.Equal(before.Count(l => l.Contains("profile.tokens", StringComparison.Ordinal)), after.Intersect(before).Count(l => l.Contains("profile.tokens", StringComparison.Ordinal)));
    }

    [Fact]
    public void IsTheSameWhenNothingChanged()
    {
        var path = Gate("0.5");
        Moegate.Run("baseline", "save", path);
        var before = File.ReadAllText(folder["main.json"]);
        var again = Moegate.Run("baseline", "accept", path, "--reason", "once more");
        Assert.Equal((0, folder["main.json"] + " has these figures already; nothing was written\n"), (again.ExitCode, again.Out));
        Assert.Equal(before, File.ReadAllText(folder["main.json"]));
        Assert.Equal(0, Moegate.Run("baseline", "save", path, "--force").ExitCode);
        Assert.Equal(before, File.ReadAllText(folder["main.json"]));
    }

    [Fact]
    public void DoesNotSaveOverABaseline()
    {
        var path = Gate("0.5");
        Moegate.Run("baseline", "save", path);
        Refused.With(Moegate.Run("baseline", "save", path), Refused.AsUsage, folder["main.json"] + " is already there; moegate baseline accept --reason TEXT changes it; --force replaces it and its history");
    }

    [Fact]
    public void DoesNotTakeFiguresThatFail()
    {
        var path = Gate("0.5", """{ "id": "T2", "metric": "profile.tokens", "assert": "min >= 1e9", "why": "x" }""");
        var refused = Moegate.Run("baseline", "save", path);
        Assert.Equal(1, refused.ExitCode);
        Assert.StartsWith("T2  min profile.tokens is 11169 tokens", refused.Out, StringComparison.Ordinal);
        Assert.Equal("moegate: nothing was written: 1 rule does not pass; mend it, waive it, or take the figures with --allow-failing\n", refused.Error);
        Assert.False(File.Exists(folder["main.json"]));
        Assert.Equal(0, Moegate.Run("baseline", "save", path, "--allow-failing").ExitCode);
    }

    [Fact]
    public void AreNotInTheWayOfThemselves()
    {
        // A plain error and a warning that compares: the first save has nothing to compare with, and a later accept may lose figures.
        var path = Gate("0.5", """{ "id": "T3", "metric": "profile.tokens", "assert": { "error": "min >= 1", "warning": "each >= baseline" } }""");
        Assert.Equal(("", 0), Ended(Moegate.Run("baseline", "save", path)));
        folder.Write("main.json", File.ReadAllText(folder["main.json"]).Replace("\"subject\":\"blk.1\",\"value\":11169", "\"subject\":\"blk.99\",\"value\":11169", StringComparison.Ordinal));
        Assert.Equal(3, Moegate.Run("check", path).ExitCode);
        Assert.Equal(("", 0), Ended(Moegate.Run("baseline", "accept", path, "--reason", "there is no layer 99")));
        Assert.Equal(0, Moegate.Run("check", path).ExitCode);
    }

    [Fact]
    public void TakesInAnotherDefinitionOfEqualFigures()
    {
        var path = Gate("0.5");
        Moegate.Run("baseline", "save", path);
        folder.Write("main.json", File.ReadAllText(folder["main.json"]).Replace("\"id\":\"pruning.kept_mass\",\"definition\":1", "\"id\":\"pruning.kept_mass\",\"definition\":9", StringComparison.Ordinal));
        Assert.Equal(3, Moegate.Run("check", path).ExitCode);
        Assert.Equal(0, Moegate.Run("baseline", "accept", path, "--reason", "the new definition").ExitCode);
        Assert.Equal(0, Moegate.Run("check", path).ExitCode);
    }

    [Fact]
    public void KeepsWhatWasSavedWithAll()
    {
        var path = Gate("0.5");
        Moegate.Run("baseline", "save", path, "--all");
        var lines = File.ReadAllLines(folder["main.json"]).Length;
        Moegate.Run("baseline", "accept", path, "--keep", "0.25", "--reason", "half the memory");
        Assert.InRange(File.ReadAllLines(folder["main.json"]).Length, lines, lines + 2);
    }

    [Fact]
    public void DoesNotTakeAPartForTheWhole()
    {
        var path = Gate("0.5");
        Moegate.Run("baseline", "save", path);
        Refused.With(Moegate.Run("baseline", "accept", path, "--select", "layer=3", "--reason", "x"), Refused.AsUsage, "only a part was measured (layer 3); a baseline is of the whole: leave --select out");
        Assert.Equal(0, Moegate.Run("check", path, "--select", "layer=3").ExitCode);
    }

    [Fact]
    public void ReplacesNothingButABaseline()
    {
        var path = Gate("0.5");
        folder.Write("main.json", "the only copy of a model");
        Refused.With(Moegate.Run("baseline", "save", path, "--force"), Refused.AsUsage, folder["main.json"] + " is there and is no baseline");
        Assert.Equal("the only copy of a model", File.ReadAllText(folder["main.json"]));
    }

    [Fact]
    public void SaysThatNoRuleCompares()
    {
        Moegate.Run("baseline", "save", Gate("0.5"));
        var run = Moegate.Run("check", "--experts", statistics[0], "--keep", "0.5", "--baseline", folder["main.json"]);
        Assert.Contains("no rule in force compares with it, so nothing is", run.Error, StringComparison.Ordinal);
    }

    [Fact]
    public void IsOfOneGate() =>
        Refused.With(Moegate.Run("check", Gate("0.5"), folder.Write("other.json", "{}"), "--baseline", "b.json"), Refused.AsUsage, "--baseline is of one gate, and several are asked for");

    [Theory]
    [InlineData("moegate baseline accept needs a reason", "accept")]
    [InlineData("--reason says nothing", "accept", "--reason", " ")]
    public void AcceptsNothingWithoutAReason(string says, params string[] args)
    {
        var run = Moegate.Run(["baseline", .. args]);
        Assert.Equal(2, run.ExitCode);
        if (args.Length > 1) Assert.Contains(says, run.Error, StringComparison.Ordinal);
        else Assert.Contains("--reason", run.Error, StringComparison.Ordinal);
    }

    [Fact]
    public void NeedsToBeToldWhere() =>
        Refused.With(Moegate.Run("baseline", "save", "--experts", statistics[0]), Refused.AsUsage, "no baseline is named; name it with --baseline FILE, or as \"baseline\": { \"file\": … } in the configuration");

    [Fact]
    public void AcceptsOnlyWhereThereIsOne() =>
        Refused.With(Moegate.Run("baseline", "accept", "--experts", statistics[0], "--baseline", folder["nowhere.json"], "--reason", "x"), Refused.AsEvidence, folder["nowhere.json"] + ": no such baseline");

    [Fact]
    public void IsMadeOfResultsAsWell()
    {
        var path = Gate("0.5");
        Moegate.Run("measure", path, "-o", folder["results.json"]);
        Assert.Equal(0, Moegate.Run("baseline", "save", path, "--metrics", folder["results.json"]).ExitCode);
        Assert.Equal(0, Moegate.Run("check", path).ExitCode);
    }

    [Fact]
    public void IsSeenInTheResultsAndReportedAgain()
    {
        var path = Gate("0.5");
        Moegate.Run("baseline", "save", path);
        var json = Moegate.Run("check", path, "--keep", "0.25", "-o", folder["results.json"]);
        Assert.Equal(1, json.ExitCode);
        Assert.Contains("\"baseline\":", File.ReadAllText(folder["results.json"]), StringComparison.Ordinal);
        Assert.Equal(File.ReadAllText(folder["results.json"]), Moegate.Run("report", folder["results.json"], "--report", "json").Out);
        Assert.Equal(json.Out, Moegate.Run("report", folder["results.json"]).Out);
    }

    [Theory]
    [InlineData("skip", "")]
    [InlineData("warning", "no such baseline, so nothing is compared with it; moegate baseline save writes it")]
    public void ThatMayBeMissingIsMissed(string whenMissing, string says)
    {
        var run = Moegate.Run("check", Gate("0.5", whenMissing: whenMissing));
        Assert.Equal((0, says.Length > 0), (run.ExitCode, run.Error.Length > 0));
        Assert.Contains(says, run.Error, StringComparison.Ordinal);
    }

    [Fact]
    public void ThatAConfigurationDoesNotNameCannotBeShown() =>
        Refused.With(Moegate.Run("baseline", "show", folder.Write("moegate.json", "{}")), Refused.AsUsage, folder["moegate.json"] + " names no baseline; name the baseline itself");

    public void Dispose() => folder.Dispose();

    private static (string Error, int ExitCode) Ended(Moegate run) => (run.Error, run.ExitCode);

    private string Gate(string keep, string? rule = null, string whenMissing = "error") => folder.Write("moegate.json", $$"""
        {
          "evidence": { "experts": "{{statistics[0]}}", "keep": {{keep}} },
          "baseline": { "file": "main.json", "whenMissing": "{{whenMissing}}" },
          "rules": [{{Regression}}, {{rule ?? """{ "id": "T2", "metric": "profile.tokens", "assert": "min >= 1" }"""}}]
        }
        """);
}
