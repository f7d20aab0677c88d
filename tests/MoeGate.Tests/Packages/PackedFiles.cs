using System.IO.Compression;
using System.Text;
using System.Text.RegularExpressions;
using System.Xml.Linq;
using MoeGate.Tests.Support;

namespace MoeGate.Tests.Packages;

/// <summary>What the packages hold.</summary>
[Collection(SdkCommands.Name)]
public class PackedFiles(PackedPackages packages)
{
    public static TheoryData<string> Packages => new("moegate", "MoeGate.Tasks");

    [Theory]
    [MemberData(nameof(Packages))]
    public void SayWhatTheyAre(string id)
    {
        using var package = Open($"{id}.{PackedPackages.Version}.nupkg");
        var metadata = XDocument.Parse(Text(package, id + ".nuspec")).Root!.Elements().Single();
        string? Value(string name) => metadata.Elements().SingleOrDefault(e => e.Name.LocalName == name)?.Value;
        Assert.Equal((id, PackedPackages.Version, "MIT", "icon.png", "PACKAGE.md"), (Value("id"), Value("version"), Value("license"), Value("icon"), Value("readme")));
        Assert.Contains("gguf", Value("tags"), StringComparison.Ordinal);
        Assert.False(string.IsNullOrWhiteSpace(Value("description")));
        Assert.NotNull(package.GetEntry("icon.png"));
        Assert.Null(Value("projectUrl"));
    }

    [Theory]
    [MemberData(nameof(Packages))]
    public void HaveAReadmeWhoseLinksWorkOnAnyPage(string id)
    {
        using var package = Open($"{id}.{PackedPackages.Version}.nupkg");
        Assert.DoesNotMatch(@"\]\((?!https://)", Text(package, "PACKAGE.md"));
    }

    [Theory]
    [MemberData(nameof(Packages))]
    public void NameNoFolderOfTheMachineThatPackedThem(string id)
    {
        using var package = Open($"{id}.{PackedPackages.Version}.nupkg");
        string[] folders = [Repository.Root, Environment.GetFolderPath(Environment.SpecialFolder.UserProfile)];
        foreach (var entry in package.Entries)
        {
            var bytes = Bytes(entry);
            foreach (var folder in folders.Where(f => f.Length > 1))
            {
                var path = folder + "/";
                Assert.True(bytes.AsSpan().IndexOf(Encoding.UTF8.GetBytes(path)) < 0 && bytes.AsSpan().IndexOf(Encoding.Unicode.GetBytes(path)) < 0, $"{entry.FullName} holds {path}");
            }
        }
    }

    [Fact]
    public void OfTheTaskHoldTheWholeToolAndNothingThatABuildLoads()
    {
        using var package = Open($"MoeGate.Tasks.{PackedPackages.Version}.nupkg");
        string[] names = [.. package.Entries.Select(e => e.FullName)];
        Assert.Equal(["tasks/netstandard2.0/MoeGate.Tasks.dll"], names.Where(n => n.StartsWith("tasks/", StringComparison.Ordinal)));
        Assert.All(["MoeGate.Core.dll", "System.CommandLine.dll", "moegate.dll", "moegate.deps.json", "moegate.runtimeconfig.json"], file => Assert.Contains("tools/net10.0/any/" + file, names));
        Assert.All(["build/MoeGate.Tasks.props", "build/MoeGate.Tasks.targets", "buildMultiTargeting/MoeGate.Tasks.props", "docs/rules.md", "docs/msbuild.md", "docs/configuration.md"], file => Assert.Contains(file, names));
        Assert.DoesNotContain(names, n => n.StartsWith("lib/", StringComparison.Ordinal));
        var nuspec = Text(package, "MoeGate.Tasks.nuspec");
        Assert.Contains("<developmentDependency>true</developmentDependency>", nuspec, StringComparison.Ordinal);
        Assert.DoesNotContain("<dependency ", nuspec, StringComparison.Ordinal);
    }

    [Fact]
    public void OfTheTaskHaveEveryPageThatAPageLinksTo()
    {
        using var package = Open($"MoeGate.Tasks.{PackedPackages.Version}.nupkg");
        var names = package.Entries.Select(e => Uri.UnescapeDataString(e.FullName)).ToHashSet(StringComparer.Ordinal);
        var pages = names.Where(n => n.StartsWith("docs/", StringComparison.Ordinal)).ToList();
        var root = new Uri("file:///package/");
        foreach (var page in pages)
        {
            var prose = Regex.Replace(Text(package, page), "^```.*?^```|`[^`\n]*`", "", RegexOptions.Multiline | RegexOptions.Singleline, TimeSpan.FromSeconds(10));
            var links = Regex.Matches(prose, @"\]\((?<file>[^)#:\s]+)(#[^)\s]*)?\)", RegexOptions.ExplicitCapture, TimeSpan.FromSeconds(10)).Select(m => new Uri(new Uri(root, page), m.Groups["file"].Value)).Select(l => l.AbsolutePath["/package/".Length..]);
            Assert.Empty(links.Except(names).Select(l => page + " -> " + l));
        }

        Assert.InRange(pages.Count, 5, 15);
    }

    [Fact]
    public void OfTheToolHaveAReadmeWithEveryCommand()
    {
        var help = Moegate.Run("--help").Out.Split('\n').SkipWhile(l => l != "Commands:").Skip(1).TakeWhile(l => l.StartsWith("  ", StringComparison.Ordinal)).Select(l => l.Trim().Split(' ')[0]).Order(StringComparer.Ordinal).ToList();
        var table = File.ReadLines(Repository.File("src", "MoeGate.Tool", "PACKAGE.md")).Where(l => l.StartsWith("| `", StringComparison.Ordinal)).SelectMany(l => Regex.Matches(l.Split('|')[1], "`(?<name>[a-z]+)", RegexOptions.ExplicitCapture, TimeSpan.FromSeconds(1))).Select(m => m.Groups["name"].Value).Distinct().Order(StringComparer.Ordinal);
        Assert.NotEmpty(help);
        Assert.Equal(help, table);
    }

    [Fact]
    public void OfTheToolHaveSymbolsWithTheirSources()
    {
        using var package = Open($"moegate.{PackedPackages.Version}.snupkg");
        Assert.All(["moegate.pdb", "MoeGate.Core.pdb"], file => Assert.True(Bytes(package.GetEntry("tools/net10.0/any/" + file)!).AsSpan().StartsWith("BSJB"u8)));
        using var symbols = System.Reflection.Metadata.MetadataReaderProvider.FromPortablePdbStream(new MemoryStream(Bytes(package.GetEntry("tools/net10.0/any/MoeGate.Core.pdb")!)));
        var reader = symbols.GetMetadataReader();
        var documents = reader.Documents.Select(d => reader.GetString(reader.GetDocument(d).Name)).ToList();
        Assert.Contains("/_/src/MoeGate.Core/Gate.cs", documents);
        Assert.True(reader.CustomDebugInformation.Count(c => reader.GetGuid(reader.GetCustomDebugInformation(c).Kind) == embeddedSource) >= documents.Count - 1);
    }

    [Fact]
    public void HaveTheVersionOfTheChangelog()
    {
        var newest = Regex.Match(File.ReadAllText(Repository.File("CHANGELOG.md")), @"^## (?<version>[0-9.]+)", RegexOptions.Multiline | RegexOptions.ExplicitCapture, TimeSpan.FromSeconds(1));
        var prefix = XDocument.Load(Repository.File("Directory.Build.props")).Descendants("VersionPrefix").Single().Value;
        Assert.Equal((prefix, prefix), (newest.Groups["version"].Value, PackedPackages.Version.Split('-')[0]));
        Assert.Contains($"Version=\"{prefix}\"", File.ReadAllText(Repository.File("src", "MoeGate.Tasks", "PACKAGE.md")), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("-p:VersionSuffix=rc.1", "-rc.1", true)]
    [InlineData("-p:Version=7.8.9-beta", "7.8.9-beta", false)]
    public void TakeTheVersionOfARelease(string argument, string expected, bool isSuffix)
    {
        foreach (var project in (string[])["MoeGate.Tool", "MoeGate.Tasks"])
        {
            var version = Sdk.Run(Repository.Root, "msbuild", "src/" + project, "-getProperty:PackageVersion", argument, "-nodeReuse:false").Succeeded().Out.Trim();
            Assert.Equal(isSuffix ? PackedPackages.Version.Split('-')[0] + expected : expected, version);
        }
    }

    /// <summary>The kind of debug information that is a source file, by the portable PDB specification.</summary>
    private static readonly Guid embeddedSource = new("0E8A571B-6926-466E-B4AD-8AB04611F5FE");

    private ZipArchive Open(string name) => ZipFile.OpenRead(packages.File(name));

    private static string Text(ZipArchive package, string name) => Encoding.UTF8.GetString(Bytes(package.GetEntry(name)!)).TrimStart('\uFEFF');

    private static byte[] Bytes(ZipArchiveEntry entry)
    {
        using var stream = entry.Open();
        using var memory = new MemoryStream();
        stream.CopyTo(memory);
        return memory.ToArray();
    }
}
