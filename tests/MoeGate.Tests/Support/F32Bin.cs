using System.Runtime.InteropServices;

namespace MoeGate.Tests.Support;

/// <summary>Writes the f32bin format: rows, columns, and the floats row by row.</summary>
internal static class F32Bin
{
    /// <summary>The header says what it is told, whatever stands behind it.</summary>
    public static byte[] Of(long rows, long columns, params float[] values) =>
        [.. BitConverter.GetBytes(rows), .. BitConverter.GetBytes(columns), .. MemoryMarshal.AsBytes(values.AsSpan())];
}
