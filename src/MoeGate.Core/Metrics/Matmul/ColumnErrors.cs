using MoeGate.Reductions;

namespace MoeGate.Metrics.Matmul;

/// <summary>What meets in each column: the RMS of its activation, the RMS error of its weights, and their product.</summary>
/// <param name="Rms">Of the activation of dimension j.</param>
/// <param name="Rmse">√(mean over rows of eᵢⱼ²).</param>
/// <param name="Contribution">RMSⱼ · RMSEⱼ.</param>
/// <param name="Weights">The columns' own sums.</param>
internal sealed record ColumnErrors(double[] Rms, double[] Rmse, double[] Contribution, ColumnSums Weights)
{
    public const string Origin = "The tensor report that MoeGate grew out of.";
    public const string Definition = "cⱼ = activation RMSⱼ · weight RMSEⱼ of column j";
    public const string NoContribution = "nothing contributes: where weights have errors there is no power";

    /// <summary>How many columns are named.</summary>
    public const int Named = 10;

    /// <summary>A metric over the columns of a matrix and what enters them.</summary>
    public static MatmulMetric Metric(MetricText text, Func<ColumnErrors, Reading> formula) =>
        new(text, Reduce.Columns, (tensor, activation) => Of(tensor, activation, formula));

    /// <summary>Something over all columns, where each has weights and an activation.</summary>
    public static Reading Of(TensorSums tensor, ActivationSums activation, Func<ColumnErrors, Reading> formula)
    {
        if (tensor.ByColumn is not { } columns) return Reading.Missing("its columns were not read");
        if (columns.Counts.Length != activation.MeanSquare.Length)
            return Reading.Missing($"{columns.Counts.Length} columns, and {activation.MeanSquare.Length} dimensions enter them");
        if (columns.Counts.Length == 0 || activation.Tokens == 0) return Reading.NotApplicable("nothing enters it");
        if (Array.FindIndex(activation.MeanSquare, double.IsNaN) is >= 0 and var dimension) return Reading.Missing($"no activation of dimension {dimension} is finite");
        if (Array.IndexOf(columns.Counts, 0) is >= 0 and var column) return Reading.Missing($"no weight of column {column} is finite");

        var rms = Array.ConvertAll(activation.MeanSquare, Math.Sqrt);
        double[] rmse = [.. columns.SquaredError.Select((e, j) => Math.Sqrt(e / columns.Counts[j]))];
        var reading = formula(new ColumnErrors(rms, rmse, [.. rms.Zip(rmse, (a, e) => a * e)], columns));
        return Notes(tensor, activation) is { Length: > 0 } notes ? reading with { Note = notes } : reading;
    }

    /// <summary>What is said beside a figure: what was left out, and how little it rests on.</summary>
    public static string Notes(TensorSums tensor, ActivationSums activation)
    {
        var notes = new List<string>();
        if (activation.Values is not null && activation.Tokens < ActivationSums.EnoughTokens) notes.Add($"low evidence: {activation.Tokens} tokens");
        return string.Join("; ", notes);
    }

    /// <summary>The columns of largest contribution, largest first.</summary>
    public IReadOnlyList<int> Top() => Spread.Greatest(Contribution, Named);
}
