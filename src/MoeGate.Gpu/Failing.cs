using ILGPU;
using ILGPU.Runtime;
using ILGPU.Runtime.Cuda;
using ILGPU.Runtime.OpenCL;
using MoeGate.Reductions.Devices;

namespace MoeGate.Gpu;

/// <summary>What goes wrong on a device, in a line. Whatever it is, the processor can do the work.</summary>
internal static class Failing
{
    /// <param name="doing">What was tried, in words that follow "failed while".</param>
    /// <param name="work">It.</param>
    public static T Of<T>(string doing, Func<T> work)
    {
        try
        {
            return work();
        }
        catch (Exception e) when (e is not DeviceException)
        {
            throw new DeviceException(Words(doing, e), e);
        }
    }

    /// <summary>Gives back what may already be lost: there is nobody to tell.</summary>
    public static void Silently(Action work)
    {
        try
        {
            work();
        }
        catch (Exception e) when (e is AcceleratorException or InvalidOperationException or ObjectDisposedException or NotSupportedException)
        {
        }
    }

    private static string Words(string doing, Exception e) => e switch
    {
        OutOfMemoryException => $"ran out of memory while {doing}",
        CudaException { Error: nameof(CudaError.CUDA_ERROR_OUT_OF_MEMORY) } => $"ran out of memory while {doing}",
        CudaException cuda => $"failed while {doing} ({cuda.Error})",
        CLException { Error: CLError.CL_OUT_OF_RESOURCES or CLError.CL_MEM_OBJECT_ALLOCATION_FAILURE or CLError.CL_OUT_OF_HOST_MEMORY } => $"ran out of memory while {doing}",
        CLException openCL => $"failed while {doing} ({openCL.Error})",
        InternalCompilerException => $"cannot compile what it was asked for, while {doing} ({FirstLine(e.InnerException ?? e)})",
        _ => $"failed while {doing} ({FirstLine(e)})",
    };

    private static string FirstLine(Exception e) => e.Message.Split('\n')[0].Trim().TrimEnd('.');
}
