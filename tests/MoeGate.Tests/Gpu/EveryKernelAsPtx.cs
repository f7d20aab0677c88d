using System.Runtime.InteropServices;
using ILGPU;
using MoeGate.Blocks;
using MoeGate.Blocks.Grids;
using MoeGate.Gpu;
using MoeGate.Reductions.Kernels;
using MoeGate.Tests.Gpu.Ptx;
using MoeGate.Tests.Support;

namespace MoeGate.Tests.Gpu;

/// <summary>
/// What a CUDA device is given to run, for every type of weights and every reduction, interpreted: ILGPU's own simulated device calls the
/// methods themselves and never sees it.
/// </summary>
public class EveryKernelAsPtx(PtxCompiler compiler) : IClassFixture<PtxCompiler>
{
    public static MatrixTheoryData<string, string> TypesAndReductions => new(StoredBlocks.Types, KernelShape.All.Keys);

    /// <summary>To the bit: the text says the same operations in the same order.</summary>
    [Theory]
    [MemberData(nameof(TypesAndReductions))]
    public void GivesTheSumsOfTheProcessor(string type, string reduction) => Check(type, reduction, fuses: false);

    /// <summary>Counts to the bit, and with them all weights; sums within rounding.</summary>
    [Theory]
    [MemberData(nameof(TypesAndReductions))]
    public void GivesThemWhereADriverFusesProductsWithSums(string type, string reduction) => Check(type, reduction, fuses: true);

    private void Check(string type, string reduction, bool fuses)
    {
        var kernels = KernelShape.All[reduction];
        var tile = new KernelTile(compiler, WeightTypes.Find(type)!, kernels.LeastColumns, fuses);
        tile.Type.Decoder!.Accept(new OfType(tile, kernels));
    }

    private sealed class OfType(KernelTile tile, IKernelShape kernels) : IBlockVisitor<bool>
    {
        private const int FactorsPerRow = 4;

        public bool Visit<TBlock>()
            where TBlock : unmanaged, IWeightBlock<TBlock> => Check<TBlock, Plainly<TBlock>>(default);

        public bool Visit<TBlock>(ulong[] entries)
            where TBlock : unmanaged, IGridBlock<TBlock>
        {
            using var codebook = tile.Memory(entries);
            return Check<TBlock, ByCodebook<TBlock>>(new(codebook.View.AsContiguous()));
        }

        private bool Check<TBlock, TDecoding>(TDecoding decoding)
            where TBlock : unmanaged
            where TDecoding : struct, IDecoding<TBlock>
        {
            var stored = tile.Stored();
            var weights = StoredBlocks.Decoded(tile.Type, stored);
            using var memory = tile.Memory(stored);
            var blocks = memory.View.AsContiguous().Cast<TBlock>();

            // Sums of weights of any size have no common measure for what rounding may do; counts of them need none.
            if (!tile.Fuses || kernels.IsOfCounts) kernels.Check(tile, new TileRows<TBlock, TDecoding>(blocks, decoding, tile.BlocksPerRow, ArrayView<float>.Empty, 0, 1), new DecodedRows(tile.Columns, weights));

            var largest = weights.Where(float.IsFinite).Max(Math.Abs);
            var factors = Enumerable.Range(1, KernelTile.Rows * FactorsPerRow).Select(i => 1 / largest / i).ToArray();
            var shared = (tile.Columns + FactorsPerRow - 1) / FactorsPerRow;
            using var lent = tile.Memory(factors);
            var scaled = weights.Select((w, i) => w * factors[i / tile.Columns * FactorsPerRow + i % tile.Columns / shared]).ToArray();
            Beside(new TileRows<TBlock, TDecoding>(blocks, decoding, tile.BlocksPerRow, lent.View.AsContiguous(), FactorsPerRow, shared), scaled);
            return true;
        }

        /// <summary>Weights up to 1 beside others, with what enters the columns.</summary>
        private void Beside<TRows>(TRows rows, float[] weights)
            where TRows : struct, IRows
        {
            var random = new Random(7);
            float[] reference = [.. weights.Select(_ => 2 * random.NextSingle() - 1)];
            (reference[3], reference[^2]) = (float.NaN, float.NegativeInfinity);
            ushort[] stored = [.. reference.Select(w => (ushort)(BitConverter.SingleToUInt32Bits(w) >> 16))];
            var power = Enumerable.Range(0, tile.Columns).Select(c => 0.5 + c % 7).ToArray();
            using var memory = tile.Memory(stored);
            using var entering = tile.Memory(power);
            var referenceRows = new TileRows<BF16, Plainly<BF16>>(memory.View.AsContiguous().Cast<BF16>(), default, tile.Columns, ArrayView<float>.Empty, 0, 1);
            kernels.Check(
                tile,
                new PairedRows<TRows, TileRows<BF16, Plainly<BF16>>>(rows, referenceRows, entering.View.AsContiguous(), tile.Columns),
                new DecodedRows(tile.Columns, weights, StoredBlocks.Decoded(WeightTypes.BF16, MemoryMarshal.AsBytes(stored.AsSpan()).ToArray()), power));
        }
    }
}
