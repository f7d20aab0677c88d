using System.Runtime.Intrinsics;

namespace MoeGate.Reductions;

/// <summary>Hands single numbers on in bulk.</summary>
/// <param name="take">Gets them when the buffer is full, and at <see cref="Flush"/>.</param>
internal sealed class FloatBuffer(FloatBuffer.Taker take)
{
    public delegate void Taker(ReadOnlySpan<float> values);

    private readonly float[] values = new float[2048];
    private int filled;

    public void Add(float value)
    {
        values[filled++] = value;
        if (filled > values.Length - Vector512<float>.Count) Flush();
    }

    public void Add(Vector512<float> sixteen)
    {
        sixteen.CopyTo(values, filled);
        filled += Vector512<float>.Count;
        if (filled > values.Length - Vector512<float>.Count) Flush();
    }

    public void Flush()
    {
        take(values.AsSpan(0, filled));
        filled = 0;
    }
}
