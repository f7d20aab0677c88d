using System.Numerics;

namespace MoeGate.Tests.Gpu.Ptx;

/// <summary>
/// What a driver may do with the text: round a product and the sum that takes it once instead of twice. Here it does so wherever it can.
/// </summary>
internal static class PtxFusion
{
    /// <param name="separately">What the instruction does where neither number is a product.</param>
    public static Action<PtxThread> Sum(PtxStatement statement, int to, int a, int b, Func<ulong, ulong, ulong> separately) => statement.Name switch
    {
        ["add", "f32"] => Sum(to, a, b, separately, Plus<float>, Plus<float>),
        ["add", _] => Sum(to, a, b, separately, Plus<double>, Plus<double>),
        ["sub", "f32"] => Sum(to, a, b, separately, Minus<float>, From<float>),
        _ => Sum(to, a, b, separately, Minus<double>, From<double>),
    };

    /// <param name="first">Of a product and b.</param>
    /// <param name="second">Of a product and a.</param>
    private static Action<PtxThread> Sum(int to, int a, int b, Func<ulong, ulong, ulong> separately, Func<ulong, ulong, ulong, ulong> first, Func<ulong, ulong, ulong, ulong> second) =>
        thread => thread[to] =
            thread.ProductIn(a) is var (x, y) ? first(x, y, thread[b])
            : thread.ProductIn(b) is var (u, v) ? second(u, v, thread[a])
            : separately(thread[a], thread[b]);

    private static ulong Plus<T>(ulong x, ulong y, ulong sum)
        where T : unmanaged, IFloatingPointIeee754<T> => PtxType.From(T.FusedMultiplyAdd(PtxType.To<T>(x), PtxType.To<T>(y), PtxType.To<T>(sum)));

    private static ulong Minus<T>(ulong x, ulong y, ulong taken)
        where T : unmanaged, IFloatingPointIeee754<T> => PtxType.From(T.FusedMultiplyAdd(PtxType.To<T>(x), PtxType.To<T>(y), -PtxType.To<T>(taken)));

    private static ulong From<T>(ulong x, ulong y, ulong whole)
        where T : unmanaged, IFloatingPointIeee754<T> => PtxType.From(T.FusedMultiplyAdd(-PtxType.To<T>(x), PtxType.To<T>(y), PtxType.To<T>(whole)));
}
