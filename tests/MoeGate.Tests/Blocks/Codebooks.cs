using System.Runtime.InteropServices;
using System.Security.Cryptography;
using MoeGate.Blocks;
using MoeGate.Blocks.Grids;

namespace MoeGate.Tests.Blocks;

/// <summary>The tables of the types whose weights are entries of one.</summary>
public class Codebooks
{
    [Fact]
    public void AreThoseThatAgreedWithGgml() =>
        Assert.Equal(
            """
            Iq1Grid ce14cc6490491fa1
            Iq2XxsGrid 05826b5d3e472a3a
            Iq2XsGrid 06e47aaca60b4dc1
            Iq2SGrid e1aa1473412b0552
            Iq3XxsGrid 46e35f5a997efdee
            Iq3SGrid bd1af4945a1717c6
            """,
            string.Join('\n', Sum<Iq1Grid>(2048, 8), Sum<Iq2XxsGrid>(256, 8), Sum<Iq2XsGrid>(512, 8), Sum<Iq2SGrid>(1024, 8), Sum<Iq3XxsGrid>(256, 4), Sum<Iq3SGrid>(512, 4)));

    [Fact]
    public void MayBeWhoeverHoldsThem()
    {
        MustServe<IQ1_S, Iq1Grid>();
        MustServe<IQ1_M, Iq1Grid>();
        MustServe<IQ2_XXS, Iq2XxsGrid>();
        MustServe<IQ2_XS, Iq2XsGrid>();
        MustServe<IQ2_S, Iq2SGrid>();
        MustServe<IQ3_XXS, Iq3XxsGrid>();
        MustServe<IQ3_S, Iq3SGrid>();
    }

    /// <summary>An entry that is not there throws, so that their number is part of the sum.</summary>
    private static string Sum<TGrid>(int entries, int places)
        where TGrid : struct, IGrid
    {
        var grid = default(TGrid);
        byte[] weights = [.. from entry in Enumerable.Range(0, entries) from place in Enumerable.Range(0, places) select (byte)grid.Weight(entry, place)];
        Assert.Throws<IndexOutOfRangeException>(() => grid.Weight(entries, 0));
        return $"{typeof(TGrid).Name} {Convert.ToHexStringLower(SHA256.HashData(weights))[..16]}";
    }

    private static void MustServe<T, TGrid>()
        where T : unmanaged, IGridBlock<T>
        where TGrid : struct, IGrid
    {
        var bytes = new byte[1000];
        new Random(7).NextBytes(bytes);
        foreach (ref readonly var block in MemoryMarshal.Cast<byte, T>(bytes.AsSpan()))
            for (var i = 0; i < T.Length; i++)
                Assert.Equal(T.Decode(in block, i), T.Decode(in block, i, new Other<TGrid>(default)));
    }

    /// <summary>A codebook in the hands of somebody else.</summary>
    private readonly struct Other<TGrid>(TGrid grid) : IGrid
        where TGrid : struct, IGrid
    {
        public int Weight(int entry, int place) => grid.Weight(entry, place);
    }
}
