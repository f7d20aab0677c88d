using MoeGate.Tests.Support;

namespace MoeGate.Tests.Packages;

/// <summary>A project that restores the packed MoeGate.Tasks and is built with the SDK.</summary>
[Collection(SdkCommands.Name)]
public class ConsumerProject(PackedPackages packages)
{
    private const string NothingChanged = "nothing has changed since these figures were measured";

    [Fact]
    public void IsMeasuredOnceAndJudgedEveryTime()
    {
        using var consumer = new Consumer(packages, "<MoeGateConfig>gate/moegate.json</MoeGateConfig><MoeGateReports>junit;sarif=out/own.sarif</MoeGateReports>").WithSample();
        var first = consumer.Dotnet("build", "-v", "n").Succeeded();
        Assert.DoesNotContain(NothingChanged, first.Out, StringComparison.Ordinal);
        Assert.True(File.Exists(consumer["obj/Debug/net10.0/moegate/moegate.xml"]));
        Assert.True(File.Exists(consumer["out/own.sarif"]));
        Assert.Empty(Consumer.Codes(first, "error"));

        // A limit that is moved changes the verdict and not the figures.
        consumer.Write("gate/moegate.json", Sample.Text("moegate.json").Replace("min >= 2pp", "min >= 99pp", StringComparison.Ordinal));
        var second = consumer.Dotnet("build", "--no-restore", "-v", "n").Failed();
        Assert.Contains(NothingChanged, second.Out, StringComparison.Ordinal);
        Assert.Equal(["T201"], Consumer.Codes(second, "error"));
        Assert.Contains($"{consumer["gate/moegate.json"]}(", second.Out, StringComparison.Ordinal);

        // What is built from scratch is measured from scratch.
        Assert.DoesNotContain(NothingChanged, consumer.Dotnet("build", "--no-restore", "--no-incremental", "-v", "n").Failed().Out, StringComparison.Ordinal);

        // Evidence that has changed is measured.
        consumer.Write("gate/moegate.json", Sample.Text("moegate.json"));
        File.Copy(consumer["gate/broken-profile.json"], consumer["gate/calibration.json"], overwrite: true);
        var third = consumer.Dotnet("build", "--no-restore", "-v", "n").Failed();
        Assert.DoesNotContain(NothingChanged, third.Out, StringComparison.Ordinal);
        Assert.Contains("MG101", Consumer.Codes(third, "error"));

        consumer.Dotnet("clean").Succeeded();
        Assert.False(Directory.Exists(consumer["obj/Debug/net10.0/moegate"]));
        Assert.False(File.Exists(consumer["out/own.sarif"]));
    }

    /// <summary>A folder that the project names may hold what is not the gate's.</summary>
    [Fact]
    public void KeepsItsOwnFilesWhenItIsCleaned()
    {
        using var consumer = new Consumer(packages, "<MoeGateConfig>gate/moegate.json</MoeGateConfig><MoeGateReports>json</MoeGateReports><MoeGateIntermediatePath>gate</MoeGateIntermediatePath>").WithSample();
        var mine = Directory.GetFiles(consumer["gate"]).Order().ToList();
        consumer.Dotnet("build").Succeeded();
        Assert.True(File.Exists(consumer["gate/consumer.moegate.json"]));
        consumer.Dotnet("build", "--no-restore", "--no-incremental").Succeeded();
        consumer.Dotnet("clean").Succeeded();
        Assert.Equal(mine, Directory.GetFiles(consumer["gate"]).Order());

        var nothing = consumer.Dotnet("build", "--no-restore", "-p:MoeGateConfig=").Succeeded();
        Assert.Equal(["MOEGATE"], Consumer.Codes(nothing, "warning"));
        Assert.Contains("nothing was judged", nothing.Out, StringComparison.Ordinal);
        Assert.Empty(Consumer.Codes(consumer.Dotnet("build", "--no-restore", "-p:MoeGateConfig=", "-p:MoeGateEnabled=false").Succeeded(), "warning"));
    }

    [Fact]
    public void TreatsWarningsAsItWantsTo()
    {
        using var consumer = new Consumer(packages, "<MoeGateConfig>gate/warns.json</MoeGateConfig>").WithSample();
        consumer.Write("gate/warns.json", """
            { "extends": "moegate:pruning",
              "evidence": { "experts": "calibration.json", "keep": 0.5 },
              "rules": [ { "id": "T1", "metric": "pruning.vs_random", "assert": { "warning": "mean >= 90pp" } } ] }
            """);
        var warned = consumer.Dotnet("build").Succeeded();
        Assert.Equal(["T1"], Consumer.Codes(warned, "warning"));

        // By hand, in a target of its own.
        consumer.WriteAbove("Directory.Build.targets", """<Project><Target Name="Gate"><MoeGateCheck Config="gate/broken.json" FailOn="never"><Output TaskParameter="ExitCode" PropertyName="Code" /></MoeGateCheck><Message Importance="high" Text="the code is $(Code)" /></Target></Project>""");
        var byHand = consumer.Dotnet("msbuild", "-t:Gate").Succeeded();
        Assert.Contains("the code is 0", byHand.Out, StringComparison.Ordinal);
        Assert.Contains("T201", Consumer.Codes(byHand, "warning"));

        // What fails the build leaves no package behind.
        var packed = consumer.Dotnet("pack", "--no-restore", "-warnaserror:T1", "-o", consumer["packed"]).Failed();
        Assert.Equal(["T1"], Consumer.Codes(packed, "error"));
        Assert.False(Directory.Exists(consumer["packed"]) && Directory.GetFiles(consumer["packed"]).Length > 0);

        Assert.Empty(Consumer.Codes(consumer.Dotnet("build", "--no-restore", "-p:MSBuildWarningsAsMessages=T1").Succeeded(), "warning"));
        Assert.Empty(Consumer.Codes(consumer.Dotnet("build", "--no-restore", "-p:NoWarn=T1", "-warnaserror").Succeeded(), "warning"));
        Assert.Equal(["MOEGATE"], Consumer.Codes(consumer.Dotnet("build", "--no-restore", "-p:MoeGateConfig=gate/not-there.json").Failed(), "error"));
        Assert.Empty(Consumer.Codes(consumer.Dotnet("build", "--no-restore", "-p:MoeGateConfig=gate/not-there.json", "-p:MoeGateEnabled=false").Succeeded(), "error"));
    }

    [Fact]
    public void IsJudgedOncePerTargetFrameworkAndNeverByAnEditor()
    {
        using var consumer = new Consumer(packages, """
            <TargetFrameworks>net10.0;net10.0-windows</TargetFrameworks>
            <TargetFramework />
            <EnableWindowsTargeting>true</EnableWindowsTargeting>
            <DisableTransitiveFrameworkReferenceDownloads>true</DisableTransitiveFrameworkReferenceDownloads>
            <MoeGateConfig>gate/broken.json</MoeGateConfig>
            <MoeGateReports>json</MoeGateReports>
            <MoeGateReportFolder>reports</MoeGateReportFolder>
            """).WithSample();
        var design = consumer.Dotnet("msbuild", "-restore", "-t:Build", "-p:DesignTimeBuild=true", "-v:m").Succeeded();
        Assert.Empty(Consumer.Codes(design, "warning"));

        var built = consumer.Dotnet("build", "--no-restore", "-v", "n", "-tl:off").Failed();
        Assert.Equal(["MG101", "MG202", "T201", "T202"], Consumer.Codes(built, "error").Distinct());
        foreach (var framework in (string[])["net10.0", "net10.0-windows"]) Assert.Single(Directory.GetFiles(consumer[$"obj/Debug/{framework}/moegate"], "*.json"));
        Assert.False(Directory.Exists(consumer["obj/Debug/moegate"]));
        Assert.Equal(["consumer.net10.0-windows.broken.json", "consumer.net10.0.broken.json"], Directory.GetFiles(consumer["reports"]).Select(Path.GetFileName).Order(StringComparer.Ordinal));

        consumer.Dotnet("clean").Succeeded();
        Assert.Empty(Directory.GetDirectories(consumer["obj"], "moegate", SearchOption.AllDirectories));
    }

    [Fact]
    public void IsBuiltBesideOthers()
    {
        using var consumer = new Consumer(packages, "<MoeGateConfig>gate/moegate.json</MoeGateConfig>", name: "one").WithSample();
        consumer.Add("two", "<MoeGateConfig>../one/gate/broken.json</MoeGateConfig>");
        consumer.Add("drei größe; 100% 'x'", "<MoeGateFailOn>never</MoeGateFailOn>", """
            <MoeGateModel Include="../modelle/größe%3B 100%25 'x'.gguf" Reference="../modelle/ref &#38; two.gguf" />
            """);
        Directory.CreateDirectory(consumer.FileAbove("modelle"));
        File.Copy(Repository.File("samples", "weights", "model-broken.gguf"), consumer.FileAbove("modelle/größe; 100% 'x'.gguf"));
        File.Copy(Repository.File("samples", "weights", "model.gguf"), consumer.FileAbove("modelle/ref & two.gguf"));
        consumer.WriteAbove("all.proj", """
            <Project>
              <Target Name="Build"><MSBuild Projects="one/one.csproj;two/two.csproj;drei größe%3B 100%25 'x'/drei größe%3B 100%25 'x'.csproj" Targets="Restore" Properties="Restoring=true" BuildInParallel="false" />
                <MSBuild Projects="one/one.csproj;two/two.csproj;drei größe%3B 100%25 'x'/drei größe%3B 100%25 'x'.csproj" Targets="Build" BuildInParallel="true" ContinueOnError="ErrorAndContinue" /></Target>
            </Project>
            """);
        var built = consumer.Above("msbuild", "all.proj", "-m:2", "-v:m").Failed();
        Assert.Contains("T201", Consumer.Codes(built, "error"));
        Assert.DoesNotContain("one.csproj]", string.Join('\n', built.Out.Split('\n').Where(l => l.Contains(": error ", StringComparison.Ordinal))), StringComparison.Ordinal);
        Assert.Contains("größe; 100% 'x'.gguf: max weight.nonfinite is 32 weights", built.Out, StringComparison.Ordinal);
        foreach (var project in (string[])["one", "two", "drei größe; 100% 'x'"]) Assert.Single(Directory.GetFiles(consumer.FileAbove($"{project}/obj/Debug/net10.0/moegate"), "*.json"));
    }
}
