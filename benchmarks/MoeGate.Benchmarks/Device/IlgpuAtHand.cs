using ILGPU.Runtime;
using MoeGate.Gpu;
using MoeGate.Reductions.Devices;

namespace MoeGate.Benchmarks.Device;

/// <summary>What ILGPU finds, and what it can copy in a second: the only place that knows of it.</summary>
internal static class IlgpuAtHand
{
    /// <summary>Copies that follow each other, so that starting them costs nothing.</summary>
    private const int Copies = 8;

    public static IReadOnlyList<FoundDevice> Find(bool isSimulated) =>
        isSimulated ? [new FoundDevice(new DeviceInfo("simulated device", "ILGPU", 0), null, IlgpuDevices.OpenSimulated)] : new IlgpuDevices().Find();

    /// <summary>GB/s from page-locked memory to the device.</summary>
    public static double Bus(IWeightDevice device, Sizes sizes) => Failing.Of("copying to it", () =>
    {
        var accelerator = ((IlgpuDevice)device).Accelerator;
        using var stream = accelerator.CreateStream();
        using var near = accelerator.AllocatePageLocked1D<byte>(sizes.LimitBytes);
        using var far = accelerator.Allocate1D<byte>(sizes.LimitBytes);
        return Limits.Rate(sizes, Copies * (long)sizes.LimitBytes, () =>
        {
            for (var i = 0; i < Copies; i++) far.View.AsContiguous().CopyFrom(stream, near.ArrayView);
            stream.Synchronize();
        });
    });

    /// <summary>GB/s within the device: each byte is read and written.</summary>
    public static double Memory(IWeightDevice device, Sizes sizes) => Failing.Of("copying within it", () =>
    {
        var accelerator = ((IlgpuDevice)device).Accelerator;
        using var stream = accelerator.CreateStream();
        using var from = accelerator.Allocate1D<byte>(sizes.LimitBytes);
        using var to = accelerator.Allocate1D<byte>(sizes.LimitBytes);
        from.MemSetToZero(stream);
        return Limits.Rate(sizes, 2 * Copies * (long)sizes.LimitBytes, () =>
        {
            for (var i = 0; i < Copies; i++) to.View.AsContiguous().CopyFrom(stream, from.View.AsContiguous());
            stream.Synchronize();
        });
    });
}
