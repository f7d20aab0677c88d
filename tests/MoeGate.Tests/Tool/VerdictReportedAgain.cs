using MoeGate.Reports;
using MoeGate.Tests.Support;

namespace MoeGate.Tests.Tool;

public class VerdictReportedAgain
{
    public static TheoryData<string, string> Cases
    {
        get
        {
            var cases = new TheoryData<string, string>();
            foreach (var format in Reporter.All.Select(r => r.Format))
                foreach (var gate in (string[])["pass", "fail", "undecided"])
                    cases.Add(format, gate);
            return cases;
        }
    }

    [Theory]
    [MemberData(nameof(Cases))]
    public void HasTheSameBytesInEveryFormat(string format, string gate)
    {
        using var folder = new TestFolder();
        foreach (var file in Directory.GetFiles(Sample.Path())) File.Copy(file, folder[Path.GetFileName(file)]);
        var path = gate switch { "pass" => folder["moegate.json"], "fail" => folder["broken.json"], _ => folder.Write("undecided.json", Undecided) };
        path = Path.GetRelativePath(Environment.CurrentDirectory, path);
        string[] style = format == "console" ? ["--verbose"] : [];

        var check = Moegate.Run(["check", path, "-o", folder["results.json"], "--report", $"{format}={folder["first"]}", .. style]);
        var checkOut = Moegate.Run(["check", path, "--report", format, .. style]);
        var report = Moegate.Run(["report", folder["results.json"], "--report", $"{format}={folder["second"]}", .. style]);
        var reportOut = Moegate.Run(["report", folder["results.json"], "--report", format, .. style]);

        Assert.Equal(gate switch { "pass" => 0, "fail" => 1, _ => 3 }, check.ExitCode);
        Assert.Equal((0, ""), (report.ExitCode, report.Error));
        Assert.Equal(checkOut.Out, reportOut.Out);
        Assert.Equal(File.ReadAllBytes(folder["first"]), File.ReadAllBytes(folder["second"]));
        Assert.True(checkOut.Out.Length > 0 || (format, gate) == ("msbuild", "pass"));
    }

    [Fact]
    public void CanBeReadFromEveryFormatThatAConfigurationOffers() =>
        Assert.Equal(Reporter.All.Select(r => r.Format), MoeGate.Rules.Configuration.ConfigurationShape.ReportFormats);

    private const string Undecided = """
        {
          "extends": "moegate:release",
          "evidence": { "experts": "calibration.json", "keep": 0.5 },
          "rules": [
            { "id": "T1", "metric": "profile.tokens", "assert": { "error": "min >= 1", "warning": "each >= 20000" }, "select": { "layer": ["0-2", "!1"] } },
            { "id": "T2", "metric": "profile.tokens", "assert": "min >= 1", "select": { "layer": 77 } },
            { "id": "T3", "metric": "profile.dead", "assert": "count <= 2", "groupBy": "layer", "why": "a <b> & | `c` ::error:: \"d\"" },
            { "id": "T4", "metric": "pruning.kept_mass", "assert": "min >= baseline - 2pp" },
            { "id": "T5", "metric": "profile.starved", "assert": "each <= 0", "allow": "50%", "title": "few | are * starved" },
            { "id": "T6", "metric": "pruning.kept_mass", "assert": "mean >= 1%", "requires": ["heldOut"] }
          ]
        }
        """;
}
