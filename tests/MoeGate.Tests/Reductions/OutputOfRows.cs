using MoeGate.Reductions;
using MoeGate.Tests.Support;

namespace MoeGate.Tests.Reductions;

/// <summary>Energy and error of the output of some rows under real activations, against a triple loop.</summary>
public class OutputOfRows
{
    public static TheoryData<int, int, int> Shapes => new()
    {
        { 1, 1, 1 }, { 2, 2, 4 }, { 3, 5, 7 }, { 5, 33, 256 }, { 300, 3, 257 }, { 17, 70, 300 }, { 4, 2, 1100 },
    };

    [Theory]
    [MemberData(nameof(Shapes))]
    public void IsThatOfATripleLoop(int tokens, int rows, int columns)
    {
        var (a, w, e) = (Made(tokens, columns, 1), Made(rows, columns, 2), Made(rows, columns, 3));
        var (error, output) = Naive(a, w, e);
        var sums = Blocks(a, ActivationBlocks.Most)[0](w, e);
        Close(output, sums.Output);
        Close(error, sums.Error);
    }

    [Theory]
    [InlineData("layer-small", "act_blk0_ffn_down_input", "blk_0_ffn_down_weight")]
    [InlineData("stories260K/f32bin", "act_blk1_ffn_down_input", "blk_1_ffn_down_weight")]
    [InlineData("stories260K/f32bin", "act_blk0_attn_input", "blk_0_attn_q_weight")]
    public void IsThatOfATripleLoopOnALayer(string folder, string activations, string weights)
    {
        var (a, w) = (Matrix.Read(Repository.Data([.. folder.Split('/'), activations + ".f32bin"])), Matrix.Read(Repository.Data([.. folder.Split('/'), weights + ".f32bin"])));
        var e = w with { Values = [.. w.ProxyErrors().Select(v => (float)v)] };
        var (error, output) = Naive(a, w, e);
        var sums = Blocks(a, ActivationBlocks.Most)[0](w, e);
        Close(output, sums.Output);
        Close(error, sums.Error);
    }

    [Fact]
    public void DoesNotDependOnThePiecesInWhichRowsCome()
    {
        var (a, w, e) = (Made(19, 300, 1), Made(71, 300, 2), Made(71, 300, 3));
        a.AsActivations(file =>
        {
            var block = new ActivationBlocks(file).Read(0, TestContext.Current.CancellationToken);
            OutputReduction whole = new(block), pieces = new(block);
            whole.Add(w.Values, e.Values, TestContext.Current.CancellationToken);
            for (int row = 0, count = 1; row < w.Rows; row += count, count += 2)
            {
                count = Math.Min(count, w.Rows - row);
                pieces.Add(w.Values.AsSpan(row * 300, count * 300), e.Values.AsSpan(row * 300, count * 300), TestContext.Current.CancellationToken);
            }

            Assert.Equal(whole.Sums, pieces.Sums);
            return 0;
        });
    }

    [Fact]
    public void AddsUpOverThreadsAndOverBlocksOfTokens()
    {
        var (a, w, e) = (Made(23, 50, 1), Made(9, 50, 2), Made(9, 50, 3));
        var (error, output) = Naive(a, w, e);
        foreach (var floats in (int[])[1, 50, 149, 150, 600])
        {
            a.AsActivations(file =>
            {
                var blocks = new ActivationBlocks(file, floats);
                OutputReduction? all = null;
                for (var b = 0L; b < blocks.Count; b++)
                {
                    var block = blocks.Read(b, TestContext.Current.CancellationToken);
                    OutputReduction first = new(block), second = new(block);
                    first.Add(w.Values.AsSpan(0, 250), e.Values.AsSpan(0, 250), TestContext.Current.CancellationToken);
                    second.Add(w.Values.AsSpan(250), e.Values.AsSpan(250), TestContext.Current.CancellationToken);
                    first.Merge(second);
                    if (all is null) all = first;
                    else all.Merge(first);
                }

                Close(output, all!.Sums.Output);
                Close(error, all.Sums.Error);
                return 0;
            });
        }
    }

    [Theory]
    [InlineData(double.NaN)]
    [InlineData(double.PositiveInfinity)]
    public void IsNotKnownWhereAnActivationIsNotFinite(double odd)
    {
        var (a, w) = (Matrix.Of(5, 6, (t, j) => t == 3 && j == 2 ? odd : 1), Made(3, 6, 2));
        var sums = Blocks(a, ActivationBlocks.Most)[0](w, w);
        Assert.False(double.IsFinite(sums.Output));
        Assert.False(double.IsFinite(sums.Error / sums.Output));
    }

    [Fact]
    public void RefusesPartsOfRows()
    {
        var (a, w) = (Made(2, 6, 1), Made(1, 7, 2));
        Assert.Throws<ArgumentException>(() => Blocks(a, ActivationBlocks.Most)[0](w, w));
    }

    private static Matrix Made(int rows, int columns, int seed)
    {
        var random = new Random(seed);
        return Matrix.Of(rows, columns, (_, _) => random.NextDouble() - 0.4);
    }

    private static List<Func<Matrix, Matrix, OutputSums>> Blocks(Matrix a, int floats) => a.AsActivations(file =>
    {
        var blocks = new ActivationBlocks(file, floats);
        return Enumerable.Range(0, (int)blocks.Count).Select(b => blocks.Read(b, TestContext.Current.CancellationToken)).Select(block => (Func<Matrix, Matrix, OutputSums>)((w, e) =>
        {
            var output = new OutputReduction(block);
            output.Add(w.Values, e.Values, TestContext.Current.CancellationToken);
            return output.Sums;
        })).ToList();
    });

    private static (double Error, double Output) Naive(Matrix a, Matrix w, Matrix e)
    {
        double error = 0, output = 0;
        for (var i = 0; i < w.Rows; i++)
            for (var t = 0; t < a.Rows; t++)
            {
                double y = 0, d = 0;
                for (var j = 0; j < a.Columns; j++)
                {
                    y += (double)a[t, j] * w[i, j];
                    d += (double)a[t, j] * e[i, j];
                }

                output += y * y;
                error += d * d;
            }

        return (error, output);
    }

    private static void Close(double expected, double actual) => Assert.InRange(actual, expected * (1 - 1e-11), expected * (1 + 1e-11));
}
