using MoeGate.Blocks;
using MoeGate.Models;
using MoeGate.Reductions;
using MoeGate.Reductions.Pairing;
using MoeGate.Reductions.Scanning;
using MoeGate.Tests.Support;

namespace MoeGate.Tests.Reductions.Devices;

/// <summary>
/// What everything that computes has to do, the processor and every device alike: the figures of all reductions, held against their
/// definitions.
/// </summary>
/// <remarks>
/// Counts, extremes, percentiles and signs are the same to the bit. Sums are not: a device adds in another order and may contract a product
/// and a sum into one rounding, so they agree to <see cref="Tolerance"/> of their size, a few hundred roundings of a double.
/// </remarks>
public abstract class DeviceSuite
{
    private const double Tolerance = 1e-12;
    private const Reduce Everything = Reduce.Moments | Reduce.Order | Reduce.Rows | Reduce.Groups | Reduce.GroupOrder | Reduce.Columns | Reduce.Faults | Reduce.ZeroRows | Reduce.Digest;
    private const ReducePair AllErrors = ReducePair.Errors | ReducePair.Order | ReducePair.Importance | ReducePair.Columns;

    public static TheoryData<string> Types => [.. StoredBlocks.Types];

    /// <summary>What computes; null for the processor. Skips where it is not there.</summary>
    private protected abstract DeviceUse? Use();

    [Theory]
    [MemberData(nameof(Types))]
    public void SumsRandomBytesOfEveryType(string name)
    {
        var type = WeightTypes.Find(name)!;
        var blocks = type.Length > 1 ? Math.Max(1, 512 / type.Length) : 517;
        var columns = blocks * type.Length;
        var bytes = StoredBlocks.Random(type, 9 * blocks, seed: type.Bytes);
        Array.Clear(bytes, 3 * blocks * type.Bytes, blocks * type.Bytes);
        MustSum(type, bytes, columns);
    }

    [Theory]
    [InlineData(1, 1)]
    [InlineData(1, 15)]
    [InlineData(3, 16)]
    [InlineData(5, 17)]
    [InlineData(40, 1)]
    [InlineData(2, 5000)]
    [InlineData(300, 33)]
    public void SumsMatricesOfAnyShape(int rows, int columns) => MustSum(Stored.Draw(rows * columns, rows + columns, 0.02f), columns);

    [Fact]
    public void SumsWeightsFarFromZero() => MustSum([.. Stored.Draw(60 * 200, 1, 0.001f).Select(w => 1000 + w)], 200);

    [Fact]
    public void SumsConstants()
    {
        MustSum([.. Enumerable.Repeat(0.1f, 40 * 48)], 48);
        MustSum(new float[40 * 48], 48);
        MustSum([.. Enumerable.Range(0, 40 * 48).Select(i => i % 3 == 0 ? -0f : 0f)], 48);
    }

    [Fact]
    public void LeavesOutWhatIsNotFinite()
    {
        var weights = Stored.Draw(20 * 100, 3);
        foreach (var i in (int[])[0, 1, 17, 99, 100, 555, 1999]) weights[i] = i % 2 == 0 ? float.NaN : float.NegativeInfinity;
        Array.Fill(weights, float.PositiveInfinity, 300, 100);
        MustSum(weights, 100);
        MustSum([.. Enumerable.Repeat(float.NaN, 64)], 16);
    }

    [Fact]
    public void KeepsAnOutlierInItsPlace()
    {
        var weights = Stored.Draw(64 * 128, 4, 1e-3f);
        weights[0] = 1e6f;
        weights[^1] = -1e6f;
        MustSum(weights, 128);
    }

    [Fact]
    public void TellsTheSlicesOfAStackApart()
    {
        using var stored = new StoredMatrix();
        var weights = Stored.Draw(6 * 10 * 64, 5);
        weights.AsSpan(0, 640).CopyTo(weights.AsSpan(3 * 640));
        var tensor = stored.Tensor(WeightTypes.F32, Bytes(weights), 64, experts: 6);
        var result = Scan(new ScanRequest(tensor, Everything, Everything & ~(Reduce.Order | Reduce.GroupOrder)));
        PlainSums.Of(weights, 64).MustBe(PlainSums.Of(result.Whole!), Tolerance);
        Assert.Equal(result.Experts[0].Digest, result.Experts[3].Digest);
        Assert.Equal(5, result.Experts.Select(e => e.Digest).Distinct().Count());
        for (var e = 0; e < 6; e++) Assert.Equal(weights.AsSpan(e * 640, 640).ToArray().Max(), result.Experts[e].Weights.Max);
    }

    [Fact]
    public void ReadsASample()
    {
        using var stored = new StoredMatrix();
        var weights = Stored.Draw(200 * 32, 6);
        var tensor = stored.Tensor(WeightTypes.F32, Bytes(weights), 32);
        using var use = Use();
        var options = new ScanOptions { Threads = 2, SampleRows = 20, Seed = 7, Device = use };
        var result = TensorScan.Run([new ScanRequest(tensor, Everything)], options, TestContext.Current.CancellationToken)[0].Whole!;
        var drawn = TensorScan.Run([new ScanRequest(tensor, Everything)], options with { Device = null }, TestContext.Current.CancellationToken)[0].Whole!;
        PlainSums.Of(drawn).MustBe(PlainSums.Of(result), Tolerance);
        Assert.Equal(20, result.Rows);
    }

    [Fact]
    public void MultipliesWithFactors()
    {
        using var stored = new StoredMatrix();
        var type = WeightTypes.Find("f8_e4m3")!;
        var bytes = StoredBlocks.Random(type, 70 * 300, 8);
        var grid = ScaleGrid.Over(70, 300, 3, 5)!.Value;
        var factors = Stored.Draw(15, 9);
        var tensor = stored.Scaled(stored.Tensor(type, bytes, 300), factors, grid);
        var weights = StoredBlocks.Decoded(type, bytes);
        for (var i = 0; i < weights.Length; i++) weights[i] *= factors[i / 300 / grid.BlockRows * 5 + i % 300 / grid.BlockColumns];
        PlainSums.Of(weights, 300).MustBe(PlainSums.Of(Scan(new ScanRequest(tensor, Everything)).Whole!), Tolerance);
    }

    [Theory]
    [MemberData(nameof(Types))]
    public void ComparesEveryTypeWithItsReference(string name)
    {
        var type = WeightTypes.Find(name)!;
        var blocks = type.Length > 1 ? Math.Max(1, 256 / type.Length) : 261;
        var bytes = StoredBlocks.Random(type, 12 * blocks, seed: 50 + type.Bytes);
        MustCompare(WeightTypes.BF16, StoredBlocks.Random(WeightTypes.BF16, 12 * blocks * type.Length, 51), type, bytes, blocks * type.Length);

        // The other way round: where the reference begins behind the candidate is no whole number of its blocks.
        MustCompare(type, bytes.AsSpan(0, 3 * blocks * type.Bytes).ToArray(), WeightTypes.F16, StoredBlocks.Random(WeightTypes.F16, 3 * blocks * type.Length, 52), blocks * type.Length);
    }

    [Fact]
    public void ComparesRowsThatWereReordered()
    {
        using var stored = new StoredMatrix();
        var before = Stored.Draw(30 * 64, 10);
        int[] order = [.. Enumerable.Range(0, 30).Select(r => (r * 7 + 3) % 30)];
        float[] after = [.. order.SelectMany(r => before.AsSpan(r * 64, 64).ToArray()).Select((w, i) => i == 100 ? w + 1 : w)];
        var candidate = stored.Tensor(WeightTypes.F32, Bytes(after), 64);
        var reference = stored.Tensor(WeightTypes.F32, Bytes(before), 64);
        var pair = new TensorPair { Candidate = candidate, Sources = [reference], Origins = [new RowRuns(reference.Slices[0]) { Order = order }] };
        var result = Compare(new PairRequest(pair, AllErrors));
        Assert.Equal((1, 1920L), (Math.Round(result.Whole.Errors.Largest, 5), result.Whole.Errors.Count));
        Assert.Equal(1, result.Whole.Worst!.Value.Row);
    }

    [Fact]
    public void RepeatsToTheBit()
    {
        // Several tiles, which lanes bring in any order.
        using var stored = new StoredMatrix();
        var tensor = stored.Tensor(WeightTypes.F32, Bytes(Stored.Draw(17_000 * 16, 11)), 16);
        string Run()
        {
            using var use = Use();
            return Flat(TensorScan.Run([new ScanRequest(tensor, Reduce.Moments | Reduce.Rows)], new ScanOptions { Threads = 4, Device = use }, TestContext.Current.CancellationToken)[0].Whole!);
        }

        Assert.Equal(Run(), Run());
    }

    /// <summary>All figures of random bytes of a type, or of singles, beside their definitions.</summary>
    private void MustSum(WeightType type, byte[] bytes, int columns)
    {
        using var stored = new StoredMatrix();
        var result = Scan(new ScanRequest(stored.Tensor(type, bytes, columns), Everything));
        PlainSums.Of(StoredBlocks.Decoded(type, bytes), columns).MustBe(PlainSums.Of(result.Whole!), Tolerance);
    }

    private void MustSum(float[] weights, int columns) => MustSum(WeightTypes.F32, Bytes(weights), columns);

    private void MustCompare(WeightType referenceType, byte[] reference, WeightType type, byte[] bytes, int columns)
    {
        using var stored = new StoredMatrix();
        var (candidate, source) = (stored.Tensor(type, bytes, columns), stored.Tensor(referenceType, reference, columns));
        var pair = new TensorPair { Candidate = candidate, Sources = [source], Origins = [new RowRuns(source.Slices[0])] };
        double[] power = [.. Stored.Draw(columns, 12).Select(a => (double)a * a)];
        var found = Compare(new PairRequest(pair, AllErrors) { Power = _ => power });
        PlainErrors.MustBe(StoredBlocks.Decoded(referenceType, reference), StoredBlocks.Decoded(type, bytes), power, columns, found.Whole, Tolerance);
    }

    private ScanResult Scan(ScanRequest request)
    {
        using var use = Use();
        return TensorScan.Run([request], new ScanOptions { Threads = 2, Device = use }, TestContext.Current.CancellationToken)[0];
    }

    private PairResult Compare(PairRequest request)
    {
        using var use = Use();
        return TensorScan.Run([], [request], new ScanOptions { Threads = 2, Device = use }, TestContext.Current.CancellationToken).Pairs[0];
    }

    private static byte[] Bytes(float[] weights) => System.Runtime.InteropServices.MemoryMarshal.AsBytes(weights.AsSpan()).ToArray();

    private static string Flat(TensorSums sums) =>
        $"{sums.Weights.Mean:R} {sums.Weights.M2:R} {sums.Weights.M3:R} {sums.Weights.M4:R} {sums.ByRow!.Means.M2:R} {sums.ByRow.Stds.M2:R} {sums.ByRow.Ranges.M2:R}";
}
