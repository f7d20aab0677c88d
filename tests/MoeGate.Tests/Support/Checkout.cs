namespace MoeGate.Tests.Support;

/// <summary>The folder of the repository that the running program was built in.</summary>
internal static class Checkout
{
    public static string Root { get; } = FindRoot();

    public static string File(params string[] parts) => Path.Combine([Root, .. parts]);

    private static string FindRoot()
    {
        var folder = new DirectoryInfo(AppContext.BaseDirectory);
        while (folder is not null && !System.IO.File.Exists(Path.Combine(folder.FullName, "MoeGate.sln"))) folder = folder.Parent;
        return folder?.FullName ?? throw new InvalidOperationException($"the repository is not above {AppContext.BaseDirectory}");
    }
}
