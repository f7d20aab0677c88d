using MoeGate.Reports.Weights;

namespace MoeGate.Reports.Compare;

/// <summary>A column of a table of errors.</summary>
/// <param name="Heading">Above it.</param>
/// <param name="Cell">What a line shows in it.</param>
/// <param name="IsText">Whether it stands to the left, as words do.</param>
internal sealed record CompareColumn(string Heading, Func<ComparedLine, string> Cell, bool IsText = false)
{
    public static CompareColumn Tensors { get; } = new("tensors", l => Page.Grouped(l.Tensors));

    public static CompareColumn Weights { get; } = new("weights", l => Page.Grouped(l.Errors.Weights));

    public static CompareColumn Type { get; } = new("type", l => l.Types, IsText: true);

    public static CompareColumn Bits { get; } = new("bpw", l => Page.Fixed(l.Errors.BitsPerWeight, 2));

    public static CompareColumn Sqnr { get; } = new("SQNR", l => l.Errors.IsExact ? "exact" : l.Errors.WasZero ? "was 0" : Show.Decimals(1)(l.Errors.Sqnr));

    public static CompareColumn Expected { get; } = new("expected", l => Page.Fixed(l.Errors.Expected, 1));

    public static CompareColumn Deficit { get; } = new("deficit", l => Show.Decimals(1)(l.Errors.Deficit));

    public static CompareColumn RelativeError { get; } = new("rel. error", l => Ratio(l.Errors.RelativeError));

    public static CompareColumn Cosine { get; } = new("cosine", l => l.Errors.IsExact ? "1" : Show.Decimals(4)(l.Errors.Cosine));

    public static CompareColumn WorstTensor { get; } = new("worst tensor", l => l.WorstTensor() is { } worst ? $"{worst.Label}{(worst.Errors.Deficit is { } deficit ? $" ({Show.Decimals(1)(deficit)})" : "")}" : "", IsText: true);

    public static CompareColumn WorstExpert { get; } = new("worst expert", l => l.Tensor.Tensor.IsStacked && Worst(l) is { } worst ? $"[{worst.Stored.Expert}]: {Ratio(MergedErrors.Of(worst).RelativeError)}" : "");

    public static CompareColumn WorstRow { get; } = new("worst row", l => Row(l) is var (slice, row, error) ? $"{(l.Slices.Count > 1 ? $"[{slice.Stored.Expert}] " : "")}row {row}: {Ratio(error)}" : "");

    /// <summary>The expert of the reference; empty where it has the same number.</summary>
    public static CompareColumn Parent { get; } = new("was", l => l.Slices[0].Parent is { } parent && parent != l.Slices[0].Stored.Expert ? $"[{parent}]" : "", IsText: true);

    public static CompareColumn Importance { get; } = new("under power", l => Show.Percent(3)(l.Errors.Importance));

    /// <summary>What explains the columns of a table.</summary>
    public const string About = "SQNR in dB: signal to quantization noise, 6 dB for a bit. Deficit: by how many dB it is below what its type reaches on Gaussian weights; real weights lack 1 to 5 dB. Rel. error: √(Σe² ÷ Σw²); 1 is as bad as zeros.";

    /// <summary>What explains the column of the importance matrix.</summary>
    public const string AboutImportance = " Under power: share of the energy that errors take where the importance matrix weighs each column; compare it with rel. error squared.";

    public static void Write(Page page, string subject, IEnumerable<ComparedLine> lines, params IReadOnlyList<CompareColumn> columns)
    {
        var table = new TextTable([subject, .. columns.Select(c => c.Heading)]).Right(columns.Index().Where(c => !c.Item.IsText).Select(c => c.Index + 1));
        foreach (var line in lines) table.Add([line.Label, .. columns.Select(c => c.Cell(line))]);
        page.Table(table);
    }

    /// <summary>A relative error: four decimals, or more where those would be nothing.</summary>
    public static string Ratio(double? value) => value switch
    {
        null => "–",
        0 => "0",
        >= 0.0005 => Show.Decimals(4)(value),
        { } small => small.ToString("0.0e0", System.Globalization.CultureInfo.InvariantCulture),
    };

    private static ComparedSlice? Worst(ComparedLine line) => line.Errors.IsExact ? null : line.Slices.MaxBy(s => MergedErrors.Of(s).Badness);

    private static (ComparedSlice Slice, long Row, double Error)? Row(ComparedLine line)
    {
        var worst = line.Slices.MaxBy(s => s.Read.Worst?.Error ?? -1);
        return worst?.Read.Worst is { Error: > 0 } row && worst.Stored.Rows > 1 ? (worst, row.Row, row.Error) : null;
    }
}
