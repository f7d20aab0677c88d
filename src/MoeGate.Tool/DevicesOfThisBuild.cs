using MoeGate.Reductions.Devices;

namespace MoeGate.Tool;

/// <summary>Whether this build can use a GPU, which is decided when it is built.</summary>
internal static class DevicesOfThisBuild
{
    /// <summary>Where it looks for devices; null where it has no support for any.</summary>
#if MOEGATE_GPU
    public static IDeviceSource? Source { get; } = new Gpu.IlgpuDevices();
#else
    public static IDeviceSource? Source => null;
#endif

    /// <summary>What is said of a build without.</summary>
    public const string None = "this build has no GPU support";

    /// <summary>What to do about that.</summary>
    public const string Remedy = "install the tool from a package of a release, or build it with -p:MoeGateGpu=true";
}
