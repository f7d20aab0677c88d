using ILGPU;
using ILGPU.Runtime;
using ILGPU.Runtime.CPU;
using ILGPU.Runtime.Cuda;
using ILGPU.Runtime.OpenCL;
using MoeGate.Reductions.Devices;

namespace MoeGate.Gpu;

/// <summary>The devices that ILGPU finds: those that speak CUDA, then those that only speak OpenCL.</summary>
public sealed class IlgpuDevices : IDeviceSource
{
    private const string CudaApi = "CUDA";
    private const string OpenCLApi = "OpenCL";

    public IReadOnlyList<FoundDevice> Find()
    {
        var cuda = Find(CudaApi, b => b.Cuda(_ => true), c => c.Devices.OfType<CudaDevice>().Select(Of));
        var openCL = Find(OpenCLApi, b => b.OpenCL(_ => true), c => c.Devices.OfType<CLDevice>().Where(d => cuda.TrueForAll(c => c.Open is null) || d.Vendor != CLDeviceVendor.Nvidia).Select(Of));
        return [.. cuda.Concat(openCL).OrderBy(d => d.Open is null).ThenBy(d => d.Info.Api == CudaApi ? 0 : 1).ThenByDescending(d => d.Info.Memory)];
    }

    /// <summary>ILGPU's own interpreter of kernels on the processor: slow, and there for tests.</summary>
    public static IWeightDevice OpenSimulated()
    {
        var context = Context.Create(b => b.CPU().Optimize(OptimizationLevel.O1));
        var device = context.GetCPUDevice(0);
        return new IlgpuDevice(context, device.CreateCPUAccelerator(context), new DeviceInfo("simulated device", "ILGPU", 0));
    }

    private static List<FoundDevice> Find(string api, Action<Context.Builder> with, Func<Context, IEnumerable<FoundDevice>> find)
    {
        try
        {
            using var context = Context.Create(with);
            return [.. find(context)];
        }
#pragma warning disable CA1031 // Whatever a driver does that is not known yet, the processor does the work.
        catch (Exception e)
#pragma warning restore CA1031
        {
            // A library that is not there finds nothing, and is nothing to speak of; one that is there and fails is.
            return e is DllNotFoundException ? [] : [new FoundDevice(new DeviceInfo("driver", api, 0), $"cannot be used ({e.Message.Split('\n')[0].Trim().TrimEnd('.')})", null)];
        }
    }

    private static FoundDevice Of(CudaDevice device)
    {
        var whyNot = device.Architecture is null ? "is too old, or newer than this version knows"
            : device.InstructionSet is null ? "has a driver that is too old"
            : null;
        return Found(device, CudaApi, whyNot, b => b.Cuda(d => d.DeviceId == device.DeviceId));
    }

    private static FoundDevice Of(CLDevice device)
    {
        var whyNot = device.DeviceType == CLDeviceType.CL_DEVICE_TYPE_CPU ? "is the processor, which does better by itself"
            : !device.Capabilities.Float64 ? "has no double precision"
            : !device.Capabilities.Int64_Atomics ? "cannot count in 64 bits"
            : null;
        return Found(device, OpenCLApi, whyNot, b => b.OpenCL(d => d.DeviceId == device.DeviceId));
    }

    private static FoundDevice Found(Device device, string api, string? whyNot, Action<Context.Builder> only)
    {
        var info = new DeviceInfo(device.Name.Trim(), api, device.MemorySize);
        return new FoundDevice(info, whyNot, whyNot is null ? () => Open(info, only) : null);
    }

    private static IWeightDevice Open(DeviceInfo info, Action<Context.Builder> only) => Failing.Of("opening it", () =>
    {
        // Optimizations beyond the first level take loops that threads leave at different times for ones that they leave together.
        var context = Context.Create(b =>
        {
            only(b);
            b.Optimize(OptimizationLevel.O1);
        });
        try
        {
            return new IlgpuDevice(context, context.Devices[0].CreateAccelerator(context), info);
        }
        catch
        {
            context.Dispose();
            throw;
        }
    });
}
