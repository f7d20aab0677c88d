using System.Reflection;
using ILGPU;
using ILGPU.Backends.EntryPoints;
using ILGPU.Backends.PTX;
using ILGPU.Runtime;
using ILGPU.Runtime.CPU;
using ILGPU.Runtime.Cuda;

namespace MoeGate.Tests.Gpu.Ptx;

/// <summary>Compiles kernels as for a CUDA device, without one; and has memory for views, which ILGPU makes of an accelerator's only.</summary>
public sealed class PtxCompiler : IDisposable
{
    private readonly Dictionary<MethodInfo, string> texts = [];
    private Context context;
    private PTXBackend backend;

    public PtxCompiler()
    {
        (context, backend) = Open();
        Memory = context.CreateCPUAccelerator(0);
    }

    /// <summary>Where views come from.</summary>
    public Accelerator Memory { get; }

    /// <summary>The text of a kernel.</summary>
    /// <param name="kernel">A method group with its type arguments.</param>
    public string Compile(Delegate kernel)
    {
        if (texts.TryGetValue(kernel.Method, out var known)) return known;
        try
        {
            var text = ((PTXCompiledKernel)backend.Compile(EntryPointDescription.FromExplicitlyGroupedKernel(kernel.Method), KernelSpecialization.Empty)).PTXAssembly;
            texts.Add(kernel.Method, text);
            return text;
        }
        catch (InternalCompilerException)
        {
            // A context that failed once compiles nothing after.
            backend.Dispose();
            (context, backend) = Open();
            throw;
        }
    }

    public void Dispose()
    {
        backend.Dispose();
        Memory.Dispose();
        context.Dispose();
    }

    /// <summary>As the product opens a device: see there why not at a higher level.</summary>
    private static (Context, PTXBackend) Open()
    {
        var opened = Context.Create(b => b.CPU().Optimize(OptimizationLevel.O1));
        return (opened, new PTXBackend(opened, new CudaCapabilityContext(CudaArchitecture.SM_80), CudaArchitecture.SM_80, CudaInstructionSet.ISA_80, null));
    }
}
