using MoeGate.Tests.Support;

[assembly: AssemblyFixture(typeof(PackedPackages))]

namespace MoeGate.Tests.Support;

/// <summary>
/// Both packages, packed once for all tests that install them, from what was built with the tests. <see cref="Feed"/> is the folder
/// that they are installed from, and <see cref="Restored"/> that in which consumers keep what they restore.
/// </summary>
public sealed class PackedPackages : IDisposable
{
    private readonly Lazy<TestFolder> folder = new(Pack);

    /// <summary>The version of both.</summary>
    public static string Version => Gate.Version;

    public string Feed => folder.Value["feed"];

    public string Restored => folder.Value["restored"];

    /// <summary>One of the packages.</summary>
    public string File(string name) => Path.Combine(Feed, name);

    public void Dispose()
    {
        if (folder.IsValueCreated) folder.Value.Dispose();
    }

    /// <summary>What the tests were built with: a package is packed of the same.</summary>
    private static string[] Switch =>
#if MOEGATE_GPU
        ["-p:MoeGateGpu=true"];
#else
        [];
#endif

    private static TestFolder Pack()
    {
        var packed = new TestFolder();
        var configuration = Path.GetFileName(Path.GetDirectoryName(AppContext.BaseDirectory.TrimEnd(Path.DirectorySeparatorChar)))!;
        foreach (var project in (string[])["MoeGate.Tool", "MoeGate.Tasks"])
            Sdk.Run(Repository.Root, ["pack", "src/" + project, "--no-build", "-c", configuration, "-o", packed["feed"], "-v", "q", "-nodeReuse:false", .. Switch]).Succeeded();
        return packed;
    }
}

/// <summary>Tests that run the SDK, one after the other.</summary>
[CollectionDefinition(Name)]
public sealed class SdkCommands
{
    public const string Name = "commands of the SDK";
}
