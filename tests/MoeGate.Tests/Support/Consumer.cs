using System.Security;
using System.Text.RegularExpressions;

namespace MoeGate.Tests.Support;

/// <summary>A project of somebody else's, in a folder of its own, that restores MoeGate.Tasks from a folder and nothing from anywhere else.</summary>
internal sealed partial class Consumer : IDisposable
{
    private readonly TestFolder folder = new();
    private readonly string name;

    /// <param name="packages">What it restores.</param>
    /// <param name="properties">Of the project, as XML.</param>
    /// <param name="items">Likewise.</param>
    /// <param name="name">Of its folder and of the project.</param>
    public Consumer(PackedPackages packages, string properties, string items = "", string name = "consumer")
    {
        this.name = name;
        folder.Write("nuget.config", $"""
            <configuration>
              <packageSources><clear /><add key="packed" value="{SecurityElement.Escape(packages.Feed)}" /></packageSources>
            </configuration>
            """);
        folder.Write("Directory.Build.props", $"""
            <Project>
              <PropertyGroup><RestorePackagesPath>{SecurityElement.Escape(packages.Restored)}</RestorePackagesPath></PropertyGroup>
            </Project>
            """);
        Add(name, properties, items);
    }

    public string Path => folder[name];

    /// <summary>A file in the project's folder.</summary>
    public string this[string file] => System.IO.Path.Combine(Path, file);

    /// <summary>A project in a folder beside the first.</summary>
    public void Add(string project, string properties, string items = "")
    {
        folder.Write($"{project}/{project}.csproj", $"""
            <Project Sdk="Microsoft.NET.Sdk">
              <PropertyGroup>
                <TargetFramework>net10.0</TargetFramework>
                <NuGetAudit>false</NuGetAudit>
                {properties}
              </PropertyGroup>
              <ItemGroup>
                <PackageReference Include="MoeGate.Tasks" Version="{PackedPackages.Version}" PrivateAssets="all" />
                {items}
              </ItemGroup>
            </Project>
            """);
    }

    /// <summary>The sample gate on expert statistics.</summary>
    public Consumer WithSample()
    {
        foreach (var file in Directory.GetFiles(Sample.Path(), "*.json")) folder.Write($"{name}/gate/{System.IO.Path.GetFileName(file)}", File.ReadAllText(file));
        return this;
    }

    public string Write(string file, string text) => folder.Write($"{name}/{file}", text);

    /// <summary>A command of the SDK in the project's folder.</summary>
    public Sdk Dotnet(string command, params IEnumerable<string> args) => Sdk.Run(Path, [command, .. args, "-nodeReuse:false"]);

    /// <summary>A command in the folder above the projects.</summary>
    public Sdk Above(string command, params IEnumerable<string> args) => Sdk.Run(folder.Path, [command, .. args, "-nodeReuse:false"]);

    /// <summary>A file above the projects.</summary>
    public string WriteAbove(string file, string text) => folder.Write(file, text);

    public string FileAbove(string file) => folder[file];

    /// <summary>The codes of errors and warnings that a build printed, each once for every place.</summary>
    public static IReadOnlyList<string> Codes(Sdk build, string level) =>
        [.. Line().Matches(build.Out).Where(m => m.Groups["level"].Value == level).DistinctBy(m => m.Groups["finding"].Value).Select(m => m.Groups["code"].Value).Order(StringComparer.Ordinal)];

    public void Dispose() => folder.Dispose();

    [GeneratedRegex(@"^\s*([0-9]+>)?(?<finding>.*?(\([0-9]+,[0-9]+\)| ): (?<level>error|warning) (?<code>[A-Za-z0-9_-]+): .*)$", RegexOptions.Multiline | RegexOptions.ExplicitCapture | RegexOptions.CultureInvariant, 10_000)]
    private static partial Regex Line();
}
