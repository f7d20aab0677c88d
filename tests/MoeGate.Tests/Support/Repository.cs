
namespace MoeGate.Tests.Support;

/// <summary>Files of the repository that the tests read, and the reference data outside it.</summary>
internal static class Repository
{
    private const string DataVariable = "MOEGATE_TEST_DATA";
    private const string UpdateVariable = "MOEGATE_UPDATE";

    public static string Root => Checkout.Root;

    public static string File(params string[] parts) => Checkout.File(parts);

    /// <summary>A file of the reference data; skips the test where there is none.</summary>
    public static string Data(params string[] parts)
    {
        var root = Environment.GetEnvironmentVariable(DataVariable);
        Assert.SkipWhen(string.IsNullOrEmpty(root), $"{DataVariable} is not set: the reference data are not in the repository");
        return Path.Combine([root!, .. parts]);
    }

    /// <summary>Compares text with a committed file; with MOEGATE_UPDATE=1 rewrites the file instead.</summary>
    public static void MustEqual(string text, params string[] parts)
    {
        var path = File(parts);
        if (Environment.GetEnvironmentVariable(UpdateVariable) == "1")
        {
            Directory.CreateDirectory(Path.GetDirectoryName(path)!);
            System.IO.File.WriteAllText(path, text);
            return;
        }

        Assert.True(System.IO.File.Exists(path), $"{string.Join('/', parts)} is not there: run the tests with {UpdateVariable}=1");
        Assert.Equal(System.IO.File.ReadAllText(path), text);
    }
}
