using ILGPU;
using ILGPU.Runtime;

namespace MoeGate.Gpu;

/// <summary>Memory on a device that grows when more is asked for than ever before, and so never holds more than one use of it needs.</summary>
internal sealed class Room<T>(Accelerator accelerator) : IDisposable
    where T : unmanaged
{
    private MemoryBuffer1D<T, Stride1D.Dense>? memory;

    /// <summary>Room for so many; what was there before is forgotten where it has to grow.</summary>
    public ArrayView<T> For(long count)
    {
        if (memory is null || memory.Length < count)
        {
            memory?.Dispose();
            memory = null;
            memory = accelerator.Allocate1D<T>(Math.Max(1, count));
        }

        return memory.View.AsContiguous().SubView(0, Math.Max(1, count));
    }

    public void Dispose() => memory?.Dispose();
}
