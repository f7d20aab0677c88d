using MoeGate.Blocks;
using MoeGate.Evidence;
using MoeGate.Reductions.Scanning;
using MoeGate.Tests.Support;

namespace MoeGate.Tests.Tool;

/// <summary><c>check --cache FILE</c>: figures of an earlier run, for as long as they are what would be measured.</summary>
public sealed class KeptFigures : IDisposable
{
    private const string Taken = "nothing has changed since these figures were measured";

    private readonly TestFolder folder = new();

    public static TheoryData<string[]> Evidence => new(
        [Sample.Path("moegate.json")],
        [Sample.Path("broken.json")],
        ["--experts", Sample.Path("calibration.json"), "--plan", Sample.Path("plan-random.json"), "--select", "layer=2-3"],
        [Repository.File("samples", "evaluations", "moegate.json")],
        [Repository.File("samples", "weights", "moegate.json")],
        ["--candidate", Repository.File("samples", "releases", "pruned-broken.gguf"), "--reference", Repository.File("samples", "weights", "model.gguf"), "--activations", Repository.File("samples", "weights", "activations")],
        ["--candidate", Repository.File("samples", "weights", "model.gguf"), "--sample", "8", "--seed", "3"]);

    [Theory]
    [MemberData(nameof(Evidence))]
    public void GiveTheVerdictThatMeasuringGives(string[] evidence)
    {
        foreach (var format in (string[])["json", "console", "markdown"])
        {
            var measured = Check([.. evidence, "--report", format], cache: false);
            var kept = format == "json" ? Check([.. evidence, "--report", format]) : measured;
            Assert.DoesNotContain(Taken, kept.Error, StringComparison.Ordinal);
            var taken = Check([.. evidence, "--report", format]);
            Assert.Contains(Taken, taken.Error, StringComparison.Ordinal);
            Assert.Equal((measured.ExitCode, measured.Out, measured.Out), (taken.ExitCode, kept.Out, taken.Out));
        }
    }

    [Fact]
    public void AreMeasuredAgainWhenAnythingChangesThatTheyDependOn()
    {
        File.Copy(Sample.Path("calibration.json"), folder["calibration.json"]);
        Config("min >= 0pp");
        Assert.True(IsMeasured());
        Assert.False(IsMeasured());

        // Of the configuration only what says what to measure.
        Config("min >= 99pp");
        Assert.False(IsMeasured());
        Config("min >= 0pp", keep: "0.25");
        Assert.True(IsMeasured());
        Config("min >= 0pp", keep: "0.25", metric: "pruning.gain", unit: "%");
        Assert.True(IsMeasured());

        Assert.True(IsMeasured("--all"));
        Assert.True(IsMeasured("--select", "layer=2-3"));
        Assert.True(IsMeasured("--seed", "2"));
        Assert.True(IsMeasured());
        Assert.False(IsMeasured());

        // A changed digit, in a file that keeps its length and the time of its last change.
        var changed = File.GetLastWriteTimeUtc(folder["calibration.json"]);
        File.WriteAllText(folder["calibration.json"], File.ReadAllText(folder["calibration.json"]).Replace("0.1", "0.2", StringComparison.Ordinal));
        File.SetLastWriteTimeUtc(folder["calibration.json"], changed);
        Assert.True(IsMeasured());
        File.SetLastWriteTimeUtc(folder["calibration.json"], changed.AddDays(1));
        Assert.False(IsMeasured());
    }

    [Fact]
    public void AreMeasuredAgainWhereADeviceMayDoTheWorkOrHasTo()
    {
        bool IsTaken(string device) =>
            Moegate.Run(new PlainDevice().Alone, "check", "--candidate", Repository.File("samples", "weights", "model.gguf"), "--cache", folder["kept.json"], "--device", device).Error.Contains(Taken, StringComparison.Ordinal);

        Assert.Equal([false, true], new[] { "cpu", "cpu" }.Select(IsTaken));
        Assert.Equal([false, true], new[] { "gpu", "gpu" }.Select(IsTaken));
        Assert.Equal([false, true], new[] { "auto", "auto" }.Select(IsTaken));
    }

    [Fact]
    public void AreMeasuredAgainWhenAFileOfTheModelsFolderChanges()
    {
        Directory.CreateDirectory(folder["model"]);
        File.Copy(Repository.File("samples", "weights", "model.gguf"), folder["model/model.gguf"]);
        string[] check = ["--candidate", folder["model"]];
        Assert.DoesNotContain(Taken, Check(check).Error, StringComparison.Ordinal);
        Assert.Contains(Taken, Check(check).Error, StringComparison.Ordinal);
        folder.Write("model/config.json", "{}");
        Assert.DoesNotContain(Taken, Check(check).Error, StringComparison.Ordinal);
    }

    [Fact]
    public void OfALargeFileGoByItsTimeAndNotWhereThatIsFresh()
    {
        var (path, offsets) = SparseFile.Gguf(folder, "large.gguf", ("blk.0.attn_q.weight", WeightTypes.Find("f32")!, [4096, 2048]));
        string[] check = ["--candidate", path];
        Assert.DoesNotContain(Taken, Check(check).Error, StringComparison.Ordinal);
        Assert.False(File.Exists(folder["kept.json"]));

        var before = DateTime.UtcNow.AddHours(-1);
        File.SetLastWriteTimeUtc(path, before);
        Assert.DoesNotContain(Taken, Check(check).Error, StringComparison.Ordinal);
        Assert.Contains(Taken, Check(check).Error, StringComparison.Ordinal);

        // A change between the samples shows by the time, one of the first bytes even where the time was set back.
        SparseFile.Plant(path, offsets[0] + 5_000_000, [1]);
        File.SetLastWriteTimeUtc(path, before.AddSeconds(1));
        Assert.DoesNotContain(Taken, Check(check).Error, StringComparison.Ordinal);
        SparseFile.Plant(path, offsets[0], [1]);
        File.SetLastWriteTimeUtc(path, before.AddSeconds(1));
        Assert.DoesNotContain(Taken, Check(check).Error, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("")]
    [InlineData("{ \"schema\": \"moegate.kept/1\", \"key\"")]
    [InlineData("{ \"schema\": \"moegate.kept/1\", \"key\": \"{0}\", \"results\": { \"schema\": \"moegate.results/1\", \"tool\": { \"version\": \"1\" }, \"evidence\": [], \"measurements\": [ { \"metric\": \"no.such\", \"subject\": \"model\", \"value\": 1 } ] } }")]
    public void ThatAreDamagedAreMeasuredAgain(string damaged)
    {
        string[] check = ["--experts", Sample.Path("calibration.json"), "--keep", "0.5"];
        Check(check);
        var whole = File.ReadAllText(folder["kept.json"]);
        var key = whole.Split('"')[7];
        Assert.Equal(64, key.Length);
        if (damaged.Length == 0) File.Delete(folder["kept.json"]);
        else File.WriteAllText(folder["kept.json"], damaged.Replace("{0}", key, StringComparison.Ordinal));
        Assert.DoesNotContain(Taken, Check(check).Error, StringComparison.Ordinal);
        Assert.Equal(whole, File.ReadAllText(folder["kept.json"]));
    }

    [Fact]
    public void AreNotKeptOfEvidenceThatCannotBeRead()
    {
        Assert.Equal(3, Check(["--experts", folder.Write("bad.json", "{\"3\": {")]).ExitCode);
        Assert.Equal(3, Check(["--experts", folder["none.json"]]).ExitCode);
        Assert.False(File.Exists(folder["kept.json"]));
    }

    [Fact]
    public void WriteOverNothingElse()
    {
        var model = folder.Write("model.json", "{ \"mine\": true }");
        Refused.With(Moegate.Run("check", "--keep", "0.5", "--cache", model), Refused.AsUsage, $"--cache {model} would write over a file of another kind");
        Assert.Equal("{ \"mine\": true }", File.ReadAllText(model));
        Refused.With(Moegate.Run("check", "--experts", Sample.Path("calibration.json"), "--cache", folder["kept.json"], "-o", folder["./kept.json"]), Refused.AsUsage, $"--cache {folder["kept.json"]} is the file of a report too");
        Refused.With(Moegate.Run("check", Sample.Path("moegate.json"), Sample.Path("broken.json"), "--cache", folder["kept.json"]), Refused.AsUsage, "--cache is of one gate");
        Refused.With(Moegate.Run("check", "--metrics", model, "--cache", folder["kept.json"]), Refused.AsUsage, "--cache and --metrics exclude each other");
    }

    /// <summary>To open a pipe would wait for somebody who writes to it.</summary>
    [Fact]
    public void AreNotLookedForInAPipe()
    {
        var pipe = Pipe("kept");
        Refused.With(Moegate.Run("check", "--experts", Sample.Path("calibration.json"), "--keep", "0.5", "--cache", pipe), Refused.AsUsage, $"--cache {pipe} would write over a file of another kind");
    }

    [Fact]
    public async Task SayWhichFileIsWhyTheyAreNotKept()
    {
        var pipe = Pipe("stats.json");
        var writing = Task.Run(() => File.WriteAllText(pipe, Sample.Text("calibration.json")), TestContext.Current.CancellationToken);
        var run = Check(["--experts", pipe, "--keep", "0.5"]);
        Assert.Equal($"moegate: note: {folder["kept.json"]}: no figures are kept: {pipe} is no file on a disk\n", run.Error);
        await writing.WaitAsync(TimeSpan.FromMinutes(1), TestContext.Current.CancellationToken);

        var fresh = SparseFile.Gguf(folder, "large.gguf", ("blk.0.attn_q.weight", WeightTypes.Find("f32")!, [4096, 2048])).Path;
        Assert.Equal($"moegate: note: {folder["kept.json"]}: no figures are kept: {fresh} was changed within the last two seconds\n", Check(["--candidate", fresh]).Error);
    }

    /// <summary>Folders of models often hold files without a byte.</summary>
    [Fact]
    public void AreKeptBesideAnEmptyFile()
    {
        Directory.CreateDirectory(folder["model"]);
        File.Copy(Repository.File("samples", "weights", "model.gguf"), folder["model/model.gguf"]);
        folder.Write("model/empty", "");
        string[] check = ["--candidate", folder["model"]];
        Assert.Equal("", Check(check).Error);
        Assert.Contains(Taken, Check(check).Error, StringComparison.Ordinal);
        folder.Write("model/empty", "no more");
        Assert.Equal("", Check(check).Error);
    }

    /// <summary>Who adds something that figures depend on has to add it to the key, and then here.</summary>
    [Fact]
    public void DependOnAllThatIsAsked()
    {
        Assert.Equal(
            ["Activations", "Architecture", "ArchitectureItem", "Candidate", "Evaluations", "Experts", "HeldOut", "Imatrix", "Keep", "KeepPlace", "Parameters", "Plan", "Reference", "Score"],
            Properties<EvidenceRequest>());
        Assert.Equal(["Budgets", "Overhead", "Seed", "StarvedBelow"], Properties<Parameters>());
        Assert.Equal(["Device", "Progress", "SampleRows", "Seed", "Threads"], Properties<ScanOptions>().Where(n => n != "Most"));
        Assert.Equal(["All", "Baseline", "Besides", "Configuration", "Evidence", "FailOn", "Metrics", "Rules", "Scan", "Select", "Shard", "Today", "Waivers", "Warn"], Properties<GateRequest>());
    }

    public void Dispose() => folder.Dispose();

    private string Pipe(string name)
    {
        Assert.SkipWhen(OperatingSystem.IsWindows(), "there are no named pipes in the file system of Windows");
        Assert.Equal(0, Peer.Run("mkfifo", folder[name]).ExitCode);
        return folder[name];
    }

    private static IEnumerable<string> Properties<T>() => typeof(T).GetProperties().Where(p => p.GetMethod!.IsPublic && !p.GetMethod.IsStatic && p.CanWrite).Select(p => p.Name).Order(StringComparer.Ordinal);

    private void Config(string assert, string keep = "0.5", string metric = "pruning.vs_random", string unit = "pp") => folder.Write(
        "moegate.json",
        $$"""{ "evidence": { "experts": "calibration.json", "keep": {{keep}} }, "rules": [ { "id": "T1", "metric": "{{metric}}", "assert": "{{assert.Replace("pp", unit, StringComparison.Ordinal)}}" } ] }""");

    private bool IsMeasured(params string[] more)
    {
        var run = Check([folder["moegate.json"], .. more]);
        Assert.InRange(run.ExitCode, 0, 1);
        return !run.Error.Contains(Taken, StringComparison.Ordinal);
    }

    private Moegate Check(string[] args, bool cache = true) => Moegate.Run(["check", .. args, .. cache ? ["--cache", folder["kept.json"]] : Array.Empty<string>()]);
}
