using System.IO.Compression;
using MoeGate.Tests.Support;

namespace MoeGate.Tests.Packages;

/// <summary>ILGPU is in what is built with <c>-p:MoeGateGpu=true</c>, with its licence, and in nothing else.</summary>
[Collection(SdkCommands.Name)]
public class TraceOfIlgpu(PackedPackages packages)
{
    /// <summary>Whether the tests were, and with them what they pack.</summary>
    private static bool IsAskedFor =>
#if MOEGATE_GPU
        true;
#else
        false;
#endif

    private static string[] Assemblies => IsAskedFor ? ["ILGPU.dll", "MoeGate.Gpu.dll"] : [];

    [Theory]
    [InlineData("moegate")]
    [InlineData("MoeGate.Tasks")]
    public void IsInAPackageThatAsksForIt(string id)
    {
        using var package = ZipFile.OpenRead(packages.File($"{id}.{PackedPackages.Version}.nupkg"));
        Assert.Equal(Assemblies.Select(f => "tools/net10.0/any/" + f), Traces(package.Entries.Select(e => e.FullName).Where(IsAssembly)));
        Assert.Equal(IsAskedFor, Names(package, "tools/net10.0/any/moegate.deps.json"));
        if (!IsAskedFor) Assert.All(package.Entries.Where(e => IsAssembly(e.FullName)), e => Assert.False(Names(package, e.FullName), e.FullName));
    }

    [Theory]
    [InlineData("moegate")]
    [InlineData("MoeGate.Tasks")]
    public void BringsItsLicence(string id)
    {
        using var package = ZipFile.OpenRead(packages.File($"{id}.{PackedPackages.Version}.nupkg"));
        var notices = package.GetEntry("THIRD-PARTY-NOTICES.txt");
        Assert.Equal(IsAskedFor, notices is not null);
        if (notices is null) return;
        var text = Text(notices);
        Assert.All(["University of Illinois/NCSA Open Source License", "Copyright (c) 2016-2025 ILGPU Project", "Redistributions in binary form must reproduce"], words => Assert.Contains(words, text, StringComparison.Ordinal));
    }

    /// <summary>Also where an earlier build asked for it: what is left over would be found, and loaded.</summary>
    [Fact]
    public void IsInAnOutputThatAsksForIt()
    {
        Assert.Equal(Assemblies, Traces(Directory.GetFiles(AppContext.BaseDirectory).Where(IsAssembly).Select(Path.GetFileName).OfType<string>()));
        Assert.Equal(IsAskedFor, File.ReadAllText(Path.Combine(AppContext.BaseDirectory, "moegate.deps.json")).Contains("ILGPU", StringComparison.OrdinalIgnoreCase));
    }

    /// <summary>The licence is of the version that is restored.</summary>
    [Fact]
    public void HasTheVersionThatItsNoticeNames()
    {
        var version = System.Xml.Linq.XDocument.Load(Repository.File("Directory.Packages.props")).Descendants("PackageVersion").Single(p => (string?)p.Attribute("Include") == "ILGPU").Attribute("Version")!.Value;
        Assert.Contains($"(ILGPU.dll), version {version}.", File.ReadAllText(Repository.File("src", "MoeGate.Gpu", "THIRD-PARTY-NOTICES.txt")), StringComparison.Ordinal);
    }

    private static bool IsAssembly(string name) => name.EndsWith(".dll", StringComparison.OrdinalIgnoreCase);

    private static IEnumerable<string> Traces(IEnumerable<string> assemblies) =>
        assemblies.Where(a => a.Contains("gpu", StringComparison.OrdinalIgnoreCase)).Order(StringComparer.Ordinal);

    /// <summary>Whether a file speaks of it: an assembly that refers to another names it in its metadata, in UTF-8.</summary>
    private static bool Names(ZipArchive package, string file) => Text(package.GetEntry(file)!).Contains("ILGPU", StringComparison.Ordinal);

    private static string Text(ZipArchiveEntry entry)
    {
        using var reader = new StreamReader(entry.Open(), System.Text.Encoding.Latin1);
        return reader.ReadToEnd();
    }
}
