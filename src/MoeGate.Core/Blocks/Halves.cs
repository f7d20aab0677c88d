namespace MoeGate.Blocks;

/// <summary>Scales that are stored in half precision.</summary>
internal static class Halves
{
    public static float ToSingle(ushort half) => F16.Decode(new F16(half), 0);
}
