using System.Reflection;
using System.Runtime.InteropServices;
using ILGPU;
using ILGPU.Runtime;

namespace MoeGate.Tests.Gpu.Ptx;

/// <summary>
/// The arguments of a kernel as ILGPU lays them out for a CUDA device: fields one after the other, each where it is aligned, a view as its
/// address and length, and a struct without fields as a byte. What views see is brought into the interpreter's memory, and back.
/// </summary>
internal sealed class PtxArguments
{
    private readonly Dictionary<nint, (ulong Address, byte[] Bytes)> copies = [];
    private readonly PtxMemory memory = new();
    private readonly List<byte> bytes = [];

    /// <summary>Runs the kernel with them.</summary>
    public static void Run(PtxKernel kernel, int groups, int threads, bool fuses, params object[] arguments)
    {
        var self = new PtxArguments();
        Assert.Equal(kernel.Parameters.Count, arguments.Length);
        var laid = kernel.Parameters.Zip(arguments, (parameter, argument) => (parameter, Bytes: self.Lay(argument))).ToList();
        Assert.All(laid, l => Assert.Equal(l.parameter.Bytes, l.Bytes.Length));
        PtxMachine.Run(kernel, groups, threads, laid.ToDictionary(l => l.parameter.Name, l => l.Bytes), self.memory, fuses);
        foreach (var (at, (_, changed)) in self.copies) Marshal.Copy(changed, 0, at, changed.Length);
    }

    private byte[] Lay(object argument)
    {
        bytes.Clear();
        Put(argument);
        return [.. bytes];
    }

    private void Put(object value)
    {
        var type = value.GetType();
        Align(type);
        if (IsView(type)) ((Action<ArrayView<byte>>)PutView<byte>).Method.GetGenericMethodDefinition().MakeGenericMethod(type.GenericTypeArguments).Invoke(this, BindingFlags.DoNotWrapExceptions, null, [value], null);
        else if (value is int i) bytes.AddRange(BitConverter.GetBytes(i));
        else if (value is long l) bytes.AddRange(BitConverter.GetBytes(l));
        else if (value is double d) bytes.AddRange(BitConverter.GetBytes(d));
        else if (type.IsPrimitive || type.IsEnum) throw new NotSupportedException($"an argument of type {type}");
        else PutFields(value, type);
    }

    private void PutFields(object value, Type type)
    {
        if (Fields(type) is not { Length: > 0 } fields)
        {
            bytes.Add(0);
            return;
        }

        foreach (var field in fields) Put(field.GetValue(value)!);
        Align(type);
    }

    private void PutView<T>(ArrayView<T> view)
        where T : unmanaged
    {
        bytes.AddRange(BitConverter.GetBytes(view.Length > 0 ? AddressOf(view) : 0));
        bytes.AddRange(BitConverter.GetBytes(view.Length));
    }

    private ulong AddressOf<T>(ArrayView<T> view)
        where T : unmanaged
    {
        var at = view.LoadEffectiveAddressAsPtr();
        if (copies.TryGetValue(at, out var known)) return known.Address;
        var copy = new byte[view.LengthInBytes];
        Marshal.Copy(at, copy, 0, copy.Length);
        var address = memory.Add(copy, $"a view of {typeof(T).Name}");
        copies.Add(at, (address, copy));
        return address;
    }

    private void Align(Type type)
    {
        while (bytes.Count % AlignmentOf(type) != 0) bytes.Add(0);
    }

    private static int AlignmentOf(Type type) =>
        IsView(type) ? sizeof(long)
        : type == typeof(int) ? sizeof(int)
        : type.IsPrimitive ? sizeof(long)
        : Fields(type).Select(f => AlignmentOf(f.FieldType)).DefaultIfEmpty(1).Max();

    private static FieldInfo[] Fields(Type type) => type.GetFields(BindingFlags.Instance | BindingFlags.Public | BindingFlags.NonPublic);

    private static bool IsView(Type type) => type.IsGenericType && type.GetGenericTypeDefinition() == typeof(ArrayView<>);
}
