namespace MoeGate.Reductions;

/// <summary>Moments of all activations, and the figures of tokens, in the order of the file.</summary>
internal sealed class TokenSums(int dimensions)
{
    /// <summary>Of so many tokens the figures are kept.</summary>
    private const int Shown = 3;

    private readonly float[] room = new float[dimensions];
    private readonly List<TokenFigures> first = [];
    private Moments all = new();
    private (double Mean, double Std, double MaxAbs, double NearZero, double Negative) sums;
    private long counted;

    public Moments All => all;

    public IReadOnlyList<TokenFigures> First => first;

    /// <summary>Means over the tokens that have a finite value; NaN where none has.</summary>
    public TokenFigures Mean() =>
        new(sums.Mean / counted, sums.Std / counted, sums.MaxAbs / counted, sums.NearZero / counted, sums.Negative / counted);

    public void Add(ReadOnlySpan<float> token, bool isFinite)
    {
        var finite = isFinite ? token : ActivationReduction.Finite(token, room);
        if (finite.Length == 0)
        {
            if (first.Count < Shown) first.Add(new(double.NaN, double.NaN, double.NaN, double.NaN, double.NaN));
            return;
        }

        var moments = RunMoments.Of(finite);
        all.Merge(moments);
        int near = 0, negative = 0;
        var bound = 0.01 * moments.Std;
        foreach (var value in finite)
        {
            near += Math.Abs((double)value) < bound ? 1 : 0;
            negative += value < 0 ? 1 : 0;
        }

        var figures = new TokenFigures(moments.Mean, moments.Std, Math.Max(-moments.Min, moments.Max), (double)near / finite.Length, (double)negative / finite.Length);
        if (first.Count < Shown) first.Add(figures);
        sums = (sums.Mean + figures.Mean, sums.Std + figures.Std, sums.MaxAbs + figures.MaxAbs, sums.NearZero + figures.NearZero, sums.Negative + figures.Negative);
        counted++;
    }
}
