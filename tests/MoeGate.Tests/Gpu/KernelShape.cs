using System.Reflection;
using MoeGate.Reductions.Kernels;

namespace MoeGate.Tests.Gpu;

/// <summary>The kernels of one shape of reductions, and what comes of the same on the processor.</summary>
internal interface IKernelShape
{
    /// <summary>So many that some threads have more to do than others, and not a whole number of groups where blocks allow that.</summary>
    int LeastColumns { get; }

    /// <summary>Whether they give counts alone, which are the same however products and sums are rounded.</summary>
    bool IsOfCounts => false;

    /// <summary>Runs them and compares.</summary>
    /// <param name="rows">As a device has them.</param>
    /// <param name="decoded">The same weights.</param>
    void Check<TRows>(KernelTile tile, TRows rows, DecodedRows decoded)
        where TRows : struct, IRows;
}

/// <summary>All that the core has to reduce on a device, found by what it implements.</summary>
internal static class KernelShape
{
    private static readonly (Type Reduction, Type Shape)[] shapes =
        [(typeof(IRowSums<>), typeof(RowKernels<>)), (typeof(IColumnSums<>), typeof(ColumnKernels<>)), (typeof(IOrderedValue), typeof(OrderKernels<>))];

    /// <summary>Of every reduction its name, and its kernels.</summary>
    public static IReadOnlyDictionary<string, IKernelShape> All { get; } = shapes
        .SelectMany(s => Implementing(s.Reduction).Select(r => (r.Name, Kernels: (IKernelShape)Activator.CreateInstance(s.Shape.MakeGenericType(r))!)))
        .ToDictionary(s => s.Name, s => s.Kernels);

    /// <summary>The structs of the core that implement an interface.</summary>
    public static IEnumerable<Type> Implementing(Type reduction) => typeof(Gate).Assembly.GetTypes()
        .Where(t => t.IsValueType && Array.Exists(t.GetInterfaces(), i => i == reduction || i.IsGenericType && i.GetGenericTypeDefinition() == reduction));

    /// <summary>What sums begin with: those that hold a parameter say so by a method that takes it.</summary>
    public static TSums Empty<TSums>()
        where TSums : unmanaged
    {
        const double parameter = 0.01;
        var begin = typeof(TSums).GetMethods(BindingFlags.Public | BindingFlags.Static).FirstOrDefault(m => m.ReturnType == typeof(TSums));
        return begin is null ? default : (TSums)begin.Invoke(null, [.. begin.GetParameters().Select(_ => (object)parameter)])!;
    }
}
