using MoeGate.Blocks;

namespace MoeGate.Tests.Reports;

/// <summary>What a tensor report says where something is not there, does not fit, or is not harder.</summary>
public class WeightReportEvidence
{
    [Fact]
    public void WithoutActivationsSaysWhatToGive()
    {
        var report = SmallWeights.Report(SmallWeights.Of([SmallWeights.Tensor(0, "ffn_down", SmallWeights.Wide)], []));
        foreach (var section in new[] { "4  ", "8  " }) Assert.Equal("Not measured: give --activations DIR.", Body(report, section).Trim());
        foreach (var section in new[] { "5  ", "6  ", "9  " }) Assert.Equal("Not measured: give --activations DIR, or --imatrix FILE for the power of each dimension.", Body(report, section).Trim());
        Assert.Contains("no neighbour of the same layer to compare it with", report, StringComparison.Ordinal);
    }

    [Fact]
    public void AnImportanceMatrixGivesPowerAndNothingElse()
    {
        var input = SmallWeights.Input(0, "ffn_down_input", SmallWeights.Wide, 9, isPower: true);
        var report = SmallWeights.Report(SmallWeights.Of([SmallWeights.Tensor(0, "ffn_down", SmallWeights.Wide) with { Input = input }], [input]));
        Assert.Contains("(power only)", report, StringComparison.Ordinal);
        foreach (var section in new[] { "4  ", "8  " }) Assert.Contains("an importance matrix knows only the power", Body(report, section), StringComparison.Ordinal);
        foreach (var section in new[] { "5  ", "6  ", "9  " }) Assert.Contains("blk.0.ffn_down", Body(report, section), StringComparison.Ordinal);
    }

    [Fact]
    public void NamesWhatCannotBeDecoded()
    {
        var report = SmallWeights.Report(SmallWeights.Observed);
        Assert.Contains("Cannot be decoded       q9_Z, 1 tensor: blk.0.attn_k", report, StringComparison.Ordinal);
        Assert.Contains("Not shown: blk.0.attn_k: stored as q9_Z", Flat(Body(report, "1  ")), StringComparison.Ordinal);
    }

    [Fact]
    public void NamesWhatDoesNotFit()
    {
        var report = SmallWeights.Report(SmallWeights.Observed);
        Assert.Contains("Does not fit            blk.0.attn_q: mismatch: blk.0.attn_input has 64 dimensions, the tensor 256 columns", report, StringComparison.Ordinal);
        Assert.Contains("Not shown: blk.0.attn_q: mismatch:", Flat(Body(report, "6  ")), StringComparison.Ordinal);
    }

    [Fact]
    public void NamesTheHardestExpert() => Assert.Contains("blk.1.ffn_down_exps[2]", Body(SmallWeights.Report(SmallWeights.Observed), "Experts of stacked tensors"), StringComparison.Ordinal);

    [Fact]
    public void SaysThatASampleIsOne() => Assert.Contains("a part of the rows of 1 tensor, whose figures are estimates: blk.1.ffn_down_exps", Flat(SmallWeights.Report(SmallWeights.Observed)), StringComparison.Ordinal);

    [Theory]
    [InlineData(0.34, 0.12, "no harder than ffn_gate and ffn_up, by its weights or under the real activations.")]
    [InlineData(0.345, 0.13, "no harder than ffn_gate and ffn_up, by its weights or under the real activations.")]
    [InlineData(0.36, 0.12, "harder than ffn_gate and ffn_up by its weights, but not under the real activations.")]
    [InlineData(0.36, 0.2, "harder than ffn_gate and ffn_up, by its weights and under the real activations.")]
    [InlineData(0.34, 0.2, "harder than ffn_gate and ffn_up under the real activations, not by its weights.")]
    [InlineData(0.3, 0.2, "harder than ffn_gate and ffn_up under the real activations, not by its weights.")]
    [InlineData(0.3, 0.12, "easier than ffn_gate and ffn_up by its weights, and alike under the real activations.")]
    [InlineData(0.3, 0.05, "easier than ffn_gate and ffn_up, by its weights and under the real activations.")]
    [InlineData(0.34, 0.05, "no harder than ffn_gate and ffn_up by its weights, and easier under the real activations.")]
    public void SaysWhetherTheDownProjectionIsHarder(double error, double output, string verdict)
    {
        var (input, down) = (SmallWeights.Input(0, "ffn_input", SmallWeights.Narrow, 2), SmallWeights.Input(0, "ffn_down_input", SmallWeights.Wide, 2));
        var report = SmallWeights.Report(SmallWeights.Of(
            [
                SmallWeights.Tensor(0, "ffn_gate", SmallWeights.Narrow) with { Input = input },
                SmallWeights.Tensor(0, "ffn_up", SmallWeights.Narrow) with { Input = input },
                SmallWeights.Tensor(0, "ffn_down", SmallWeights.Wide, error: error, output: output) with { Input = down },
            ],
            [input, down]));
        Assert.Contains($"\n  ffn_down                {verdict}\n", report, StringComparison.Ordinal);
    }

    [Fact]
    public void SpeaksOfNoOutputThatWasNotMeasured()
    {
        var report = SmallWeights.Report(SmallWeights.Of([SmallWeights.Tensor(0, "ffn_gate", SmallWeights.Narrow), SmallWeights.Tensor(0, "ffn_down", SmallWeights.Wide, error: 0.4)], []));
        Assert.Contains("harder than ffn_gate by its weights; what that means under real activations is not measured (--activations DIR).", Flat(report), StringComparison.Ordinal);
        Assert.DoesNotContain("by its output", report, StringComparison.Ordinal);
    }

    [Fact]
    public void OfNothingButQuantizedTensorsSaysSo()
    {
        var quantized = WeightTypes.Find("q4_K")! with { Decoder = WeightDecoder.Of<F32>() };
        var report = SmallWeights.Report(SmallWeights.Of([SmallWeights.Tensor(0, "ffn_down", SmallWeights.Wide, type: quantized)], []));
        Assert.Contains("Not known: no matrix here is stored unquantized", report, StringComparison.Ordinal);
        Assert.Contains("blk.0.ffn_down", Body(report, "1  "), StringComparison.Ordinal);
    }

    [Fact]
    public void OfNothingAtAllIsStillAReport()
    {
        var report = SmallWeights.Report(SmallWeights.Of([], []));
        Assert.Equal(11, report.Split("\n── ").Length - 1);
    }

    private static string Body(string report, string section)
    {
        var body = report.Split("\n── ").Single(s => s.StartsWith(section, StringComparison.Ordinal));
        return body[body.IndexOf('\n', StringComparison.Ordinal)..];
    }

    /// <summary>As if lines were not wrapped.</summary>
    private static string Flat(string text) => string.Join(' ', text.Split([' ', '\n'], StringSplitOptions.RemoveEmptyEntries));
}
