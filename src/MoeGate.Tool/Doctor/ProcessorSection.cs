using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.Arm;
using System.Runtime.Intrinsics.X86;
using MoeGate.Metrics;
using MoeGate.Reductions;
using MoeGate.Reductions.Devices;
using MoeGate.Reductions.Scanning;
using MoeGate.Reports.Doctor;

namespace MoeGate.Tool.Doctor;

/// <summary>What reads and measures weights here.</summary>
internal static class ProcessorSection
{
    public static SignSection Of(IDeviceSource? devices) => new(
        "Processor",
        Sign.Fine("processors", $"{Environment.ProcessorCount}; {ScanOptions.Most} {(ScanOptions.Most == 1 ? "thread reads" : "threads read")} weights unless --threads says otherwise"),
        Instructions(),
        Sign.Fine("memory", $"{Figure.Size(GC.GetGCMemoryInfo().TotalAvailableMemoryBytes)} for this process; a model may be larger"),
        Devices(devices?.Find()));

    /// <param name="found">Null where this build looks for none.</param>
    private static Sign Devices(IReadOnlyList<FoundDevice>? found)
    {
        const string name = "devices", without = "the processor does all the work";
        if (found is null) return Sign.Note(name, $"{DevicesOfThisBuild.None}, and {without}");
        if (found.Count == 0) return Sign.Note(name, $"none was found: {without}");
        return found.FirstOrDefault(d => d.Open is not null) is { } device
            ? Sign.Fine(name, $"{device.Info}, {Figure.Size(device.Info.Memory)}; --device says who does the work")
            : Sign.Note(name, $"{string.Join("; ", found.Select(d => $"{d.Info} {d.WhyNot}"))}: {without}", "moegate devices lists them");
    }

    private static Sign Instructions()
    {
        List<string> names =
        [
            .. Named(("AVX2", Avx2.IsSupported), ("FMA", Fma.IsSupported), ("AVX-512", Avx512F.IsSupported), ("NEON", AdvSimd.IsSupported)),
            .. Named(("Vector128", Vector128.IsHardwareAccelerated), ("Vector256", Vector256.IsHardwareAccelerated), ("Vector512", Vector512.IsHardwareAccelerated)),
        ];
        var bits = WideRegisters.Bits;
        return bits == 0
            ? Sign.Note("vectors", "none that .NET knows: the same figures, slowly")
            : Sign.Fine("vectors", $"{string.Join(", ", names)}; sixteen floats at a time in {(512 / bits == 1 ? "one register" : $"{512 / bits} registers")} of {bits} bits");
    }

    private static IEnumerable<string> Named(params ReadOnlySpan<(string Name, bool IsSupported)> features)
    {
        var names = new List<string>();
        foreach (var (name, isSupported) in features)
            if (isSupported)
                names.Add(name);
        return names;
    }
}
