namespace MoeGate.Benchmarks.Device;

/// <summary>What the processor is called.</summary>
internal static class Processor
{
    private const string CpuInfo = "/proc/cpuinfo";
    private const string Key = "model name";

    /// <summary>As its maker calls it, where that can be read; else its kind.</summary>
    public static string Name { get; } = Named() ?? System.Runtime.InteropServices.RuntimeInformation.ProcessArchitecture.ToString();

    private static string? Named()
    {
        if (OperatingSystem.IsWindows()) return Environment.GetEnvironmentVariable("PROCESSOR_IDENTIFIER");
        return File.Exists(CpuInfo) ? File.ReadLines(CpuInfo).FirstOrDefault(l => l.StartsWith(Key, StringComparison.Ordinal))?.Split(':', 2)[1].Trim() : null;
    }
}
