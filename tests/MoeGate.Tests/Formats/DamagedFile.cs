using MoeGate.Tests.Support;

namespace MoeGate.Tests.Formats;

/// <summary>Valid files of which a few random bytes were changed, put in or taken out.</summary>
public class DamagedFile
{
    private const int Times = 500;

    [Theory]
    [InlineData("profile", 1)]
    [InlineData("sums", 2)]
    [InlineData("plan", 3)]
    [InlineData("configuration", 4)]
    [InlineData("architecture", 5)]
    [InlineData("verdict", 6)]
    [InlineData("measurements", 7)]
    [InlineData("waivers", 8)]
    public void IsRefusedWithItsPlaceOrIsValid(string kind, int seed)
    {
        using var folder = new TestFolder();
        var (name, args) = Prepare(folder, kind);
        var whole = File.ReadAllBytes(folder[name]);
        var random = new Random(seed);
        int refused = 0, valid = 0;
        for (var i = 0; i < Times; i++)
        {
            folder.Write(name, Damage(whole, random));
            var run = Moegate.Run(args);
            if (run.ExitCode is 0 or 1 || run.Error.Length == 0)
            {
                valid++;
                continue;
            }

            refused++;
            Assert.True(run.ExitCode is Refused.AsUsage or Refused.AsEvidence, $"{kind} {i}: {run.Error}");
            Assert.Equal("", run.Out);
            Assert.Single(run.Error.TrimEnd('\n').Split('\n'));
            Assert.Matches(@":\d+:\d+: |: (is |no such file|keep |keeps expert|lists \d+ layers|layer \d+ does not record)", run.Error);
        }

        Assert.InRange(refused, Times / 10, Times);
        Assert.InRange(valid, 1, Times);
    }

    private static (string Name, string[] Args) Prepare(TestFolder folder, string kind)
    {
        var profile = folder.Write("profile.json", SmallProfile.Text);
        var plan = folder.Write("plan.json", """{"n_expert": 4, "keep": {"1": [0, 1], "2": [2, 3]}}""");
        var results = folder["results.json"];
        switch (kind)
        {
            case "profile": return ("profile.json", ["measure", "--experts", profile, "--keep", "0.5", "--report", "json"]);
            case "sums":
                return ("sums.json", ["measure", "--experts", folder.Write("sums.json", SmallProfile.Sums(10, (1, [9, 6, 4, 1], [0.9, 0.5, 0.4, 0.1]))), "--report", "json"]);
            case "plan": return ("plan.json", ["measure", "--experts", profile, "--plan", plan, "--report", "json"]);
            case "architecture": return ("model.json", ["measure", "--architecture", folder.Write("model.json", Sample.Text("architecture.json")), "--keep", "0.5", "--report", "json"]);
            case "verdict":
                Moegate.Run("check", "--experts", profile, "--keep", "0.5", "-o", results);
                var others = MoeGate.Reports.Reporter.All.Select(r => r.Format).Where(f => f != "json").SelectMany(f => new[] { "--report", $"{f}={folder["r." + f]}" });
                return ("results.json", ["report", results, "--report", "json", .. others]);
            case "measurements":
                Moegate.Run("measure", "--experts", profile, "--keep", "0.5", "-o", results);
                return ("results.json", ["check", "--metrics", results, "--report", "json"]);
        }

        folder.Write("waivers.json", """[{"rule": "T1", "select": {"layer": "0-7"}, "reason": "known", "expires": "2031-01-31", "limit": "2pp", "owner": "team"}]""");
        var configuration = folder.Write("moegate.json", """
            { "extends": ["moegate:pruning"], "evidence": { "experts": "profile.json", "plan": "plan.json" }, "waivers": "waivers.json",
              "rules": [{ "id": "T1", "metric": "pruning.vs_random", "assert": { "error": "min >= 0.5pp", "warning": "p50 >= 2pp" }, "select": { "layer": ["0-7", "!4"] },
                          "onNoData": "skip" },
                        { "id": "T2", "metric": "pruning.kept_mass", "assert": "each >= 10%", "allow": "2 items", "groupBy": "layer", "requires": ["experts"] }] }
            """);
        return (kind == "waivers" ? "waivers.json" : "moegate.json", ["check", configuration, "--report", "json"]);
    }

    private static byte[] Damage(byte[] whole, Random random)
    {
        var bytes = whole.ToList();
        for (var times = random.Next(1, 4); times > 0; times--)
        {
            var at = random.Next(bytes.Count);
            var value = (byte)(random.Next(3) == 0 ? random.Next(256) : "0123456789-+.eE\"{}[],: \\nu"[random.Next(26)]);
            switch (random.Next(4))
            {
                case 0: bytes[at] ^= (byte)(1 << random.Next(8)); break;
                case 1: bytes.Insert(at, value); break;
                case 2: bytes.RemoveAt(at); break;
                default: bytes[at] = value; break;
            }
        }

        return [.. bytes];
    }
}
