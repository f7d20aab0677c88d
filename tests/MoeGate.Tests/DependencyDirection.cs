using System.Text.RegularExpressions;
using System.Xml.Linq;
using MoeGate.Tests.Support;

namespace MoeGate.Tests;

/// <summary>Inside the core, folders depend only leftwards: Blocks, Formats, Models, Evidence, Reductions, Metrics, Rules, Reports.</summary>
public class DependencyDirection
{
    private static readonly string[] order = ["Blocks", "Formats", "Models", "Evidence", "Reductions", "Metrics", "Rules", "Reports"];
    private static readonly string core = Repository.File("src", "MoeGate.Core");

    public static TheoryData<string> Folders => new(order);

    [Theory]
    [MemberData(nameof(Folders))]
    public void IsLeftward(string folder)
    {
        var right = string.Join('|', order.SkipWhile(f => f != folder).Skip(1).DefaultIfEmpty("none"));
        var files = Directory.GetFiles(Path.Combine(core, folder), "*.cs", SearchOption.AllDirectories);
        Assert.NotEmpty(files);
        foreach (var file in files)
        {
            var code = WithoutTextAndComments(File.ReadAllText(file));
            Assert.Matches($@"\bnamespace MoeGate\.{folder}[.;]", code);
            Assert.DoesNotMatch($@"\bMoeGate\.(?:{right})\b", code);
            Assert.DoesNotMatch($@"(?<![\w.])(?:{right})\.[A-Z]\w*[.( >]", code);
        }
    }

    [Fact]
    public void HasEveryFolderInItsPlace() =>
        Assert.Equal(order.Order(), Directory.GetDirectories(core).Select(Path.GetFileName).Where(f => f is not ("bin" or "obj")).Order());

    [Fact]
    public void LeavesTheCoreWithoutConsole()
    {
        foreach (var file in Directory.GetFiles(core, "*.cs", SearchOption.AllDirectories).Where(f => !f.Contains($"{Path.DirectorySeparatorChar}obj{Path.DirectorySeparatorChar}", StringComparison.Ordinal)))
            Assert.DoesNotMatch(@"\bConsole\.|\bSystem\.CommandLine\b|\bEnvironment\.Exit\b", WithoutTextAndComments(File.ReadAllText(file)));
    }

    [Fact]
    public void LeavesTheCoreWithoutPackagesAndProjects()
    {
        var project = XDocument.Load(Path.Combine(core, "MoeGate.Core.csproj"));
        Assert.Empty(project.Descendants("PackageReference"));
        Assert.Empty(project.Descendants("ProjectReference"));
        var references = typeof(Gate).Assembly.GetReferencedAssemblies().Select(a => a.Name!);
        Assert.All(references, name => Assert.StartsWith("System.", name, StringComparison.Ordinal));
        Assert.DoesNotContain("System.Console", references);
    }

    private static string WithoutTextAndComments(string code) =>
        Regex.Replace(code, "\"\"\".*?\"\"\"|\"(?:[^\"\\\\\n]|\\\\.)*\"|//[^\n]*", "\"\"", RegexOptions.Singleline, TimeSpan.FromSeconds(10));
}
