using System.Reflection;
using System.Runtime.CompilerServices;
using MoeGate.Blocks;
using MoeGate.Tests.Support;

namespace MoeGate.Tests.Blocks;

/// <summary>A struct lies in memory as its block lies in the file: without padding.</summary>
public class SizeOfABlock
{
    public static TheoryData<string> Types => new(StoredBlocks.Types);

    [Theory]
    [MemberData(nameof(Types))]
    public void IsThatOfItsStruct(string name)
    {
        var type = WeightTypes.Find(name)!;
        var (bytes, length) = ((int, int))typeof(SizeOfABlock).GetMethod(nameof(SizeOf), BindingFlags.Static | BindingFlags.NonPublic)!.MakeGenericMethod(StoredBlocks.StructOf(type)).Invoke(null, null)!;
        Assert.Equal(type.Bytes, bytes);
        Assert.Equal(type.Length, length);
    }

    /// <summary>A kernel reads fields only at multiples of their size.</summary>
    [Theory]
    [MemberData(nameof(Types))]
    public void HasItsFieldsAligned(string name)
    {
        var type = WeightTypes.Find(name)!;
        var widest = StoredBlocks.StructOf(type).GetFields(BindingFlags.Instance | BindingFlags.NonPublic | BindingFlags.Public).Max(f => Widest(f.FieldType));
        Assert.Equal(0, type.Bytes % widest);
    }

    private static int Widest(Type field) => field switch
    {
        _ when field == typeof(byte) || field == typeof(sbyte) => 1,
        _ when field == typeof(ushort) || field == typeof(short) => 2,
        _ when field == typeof(int) || field == typeof(uint) || field == typeof(float) => 4,
        _ when field == typeof(long) || field == typeof(ulong) || field == typeof(double) => 8,
        _ => field.GetFields(BindingFlags.Instance | BindingFlags.NonPublic | BindingFlags.Public).Max(f => Widest(f.FieldType)),
    };

    private static (int Bytes, int Length) SizeOf<T>()
        where T : unmanaged, IWeightBlock<T> => (Unsafe.SizeOf<T>(), T.Length);
}
