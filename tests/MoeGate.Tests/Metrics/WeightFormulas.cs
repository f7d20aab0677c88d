using MoeGate.Blocks;
using MoeGate.Evidence;
using MoeGate.Metrics;
using MoeGate.Formats.Tensors;
using MoeGate.Models;
using MoeGate.Reductions;

namespace MoeGate.Tests.Metrics;

/// <summary>Readings of sums that are made by hand, so that each formula is seen apart from the reading of files.</summary>
public class WeightFormulas
{
    private const string Subject = "blk.0.ffn_down";

    private static readonly double std = Math.Sqrt(3.5);

    /// <summary>Every metric of weights, and what it makes of <see cref="Sums"/>.</summary>
    public static TheoryData<string, double> Values => new()
    {
        { "weight.mean", 3 },
        { "weight.std", std },
        { "weight.min", 1 },
        { "weight.max", 6 },
        { "weight.p0.1", 10 },
        { "weight.p1", 20 },
        { "weight.p5", 30 },
        { "weight.p25", 40 },
        { "weight.median", 50 },
        { "weight.p75", 60 },
        { "weight.p95", 70 },
        { "weight.p99", 80 },
        { "weight.p99.9", 90 },
        { "weight.offset_to_spread", 3 / std },
        { "weight.skewness", 18 / 4.0 / (3.5 * std) },
        { "weight.excess_kurtosis", 98 / 4.0 / (3.5 * 3.5) - 3 },
        { "weight.near_zero", 0.25 },
        { "weight.outliers", 0.5 },
        { "weight.nonfinite", 0 },
        { "row.mean.mean", 2 },
        { "row.mean.std", 1 },
        { "row.mean.min", 1 },
        { "row.mean.max", 3 },
        { "row.std.mean", 3 },
        { "row.std.std", 1 },
        { "row.std.min", 2 },
        { "row.std.max", 4 },
        { "row.range.mean", 7 },
        { "row.range.std", 2 },
        { "row.mean_cv", 0.5 },
        { "row.std_cv", 1 / 3.0 },
        { "group.mean.mean", 1 },
        { "group.mean.std", 2 },
        { "group.mean.min", -1 },
        { "group.mean.max", 3 },
        { "group.std.mean", 2 },
        { "group.std.std", 1 },
        { "group.std.min", 1 },
        { "group.std.max", 3 },
        { "group.range.mean", 4 },
        { "group.range.std", 2 },
        { "group.range.min", 2 },
        { "group.range.max", 6 },
        { "group.offset_importance.mean", 0.15 },
        { "group.offset_importance.median", 0.14 },
        { "group.offset_importance.p90", 0.23 },
        { "group.offset_importance.max", 0.25 },
        { "group.offset_importance.above_0.1", 1 },
        { "group.offset_importance.above_0.2", 0.5 },
        { "group.offset_importance.above_0.3", 0 },
        { "group.offset_excess", 0.15 / 0.0591607 },
        { "group.constant", 3 },
        { "group.sign.positive", 0.5 },
        { "group.sign.negative", 0.3 },
        { "group.sign.near_zero", 0.2 },
        { "group.intra_row_std", 1 },
        { "quant2.rmse_no_offset", 2 },
        { "quant2.rmse_offset", 0.5 },
        { "quant2.rmse_clamped", 1 },
        { "quant2.relative_offset_rmse", 0.5 / std },
        { "quant2.offset_benefit", 75 },
        { "layout.superblocks", 2 },
        { "layout.groups", 32 },
        { "layout.metadata_bytes", 40 },
    };

    public static TheoryData<string> Ids => [.. All];

    public static TheoryData<string> OfActivations => [.. All.Where(id => id.StartsWith("weight.", StringComparison.Ordinal)).Select(id => id["weight.".Length..])];

    private static IEnumerable<string> All => Values.Select(row => row.Data.Item1);

    internal static TensorSums Sums { get; } = new()
    {
        Rows = 2,
        Columns = 512,
        NonFinite = 0,
        Weights = Of(1, 2, 3, 6),
        Order = new WeightOrder([10, 20, 30, 40, 50, 60, 70, 80, 90], NearZero: 1, Outliers: 2),
        ByRow = new RowSums(Of(1, 3), Of(2, 4), Of(5, 9)),
        ByGroup = new GroupSums
        {
            Means = Of(-1, 3),
            Stds = Of(1, 3),
            Ranges = Of(2, 6),
            OffsetImportance = Of(0.05, 0.25),
            Above = [2, 1, 0],
            Constant = 3,
            IntraRowStd = Of(0.5, 1.5),
            ErrorNoOffset = 16,
            ErrorOffset = 1,
            ErrorClamped = 4,
        },
        GroupOrder = new GroupOrder(0.14, 0.23, Positive: 5, Negative: 3, NearZero: 2),
    };

    /// <summary>Every weight is 0.25.</summary>
    private static TensorSums Constant { get; } = Flat(0.25);

    [Theory]
    [MemberData(nameof(Values))]
    public void GiveTheValue(string id, double value) => Assert.Equal(value, Read(id, Sums).Value!.Value, Math.Abs(value) * 1e-6);

    [Fact]
    public void AreAllHere() =>
        Assert.Equal(
            Catalog.All.Select(m => m.Id).Where(id => id.Split('.')[0] is "weight" or "row" or "group" or "quant2" or "layout"),
            All.Order(StringComparer.Ordinal));

    [Theory]
    [MemberData(nameof(OfActivations))]
    public void AreTheSameOfActivations(string id)
    {
        Assert.Equal(Read("weight." + id, Sums), ReadActivation("activation." + id, Sums.Weights, Sums.Order!));
        var (weight, activation) = (Catalog.Find("weight." + id)!.Text, Catalog.Find("activation." + id)!.Text);
        Assert.DoesNotContain("weight", activation.Title, StringComparison.Ordinal);
        Assert.DoesNotContain("{", weight.Title + weight.Formula.Replace("|{", "", StringComparison.Ordinal) + weight.Explanation + weight.Remedy, StringComparison.Ordinal);
    }

    [Theory]
    [MemberData(nameof(Ids))]
    public void AreMeasuredOfExpertsToo(string id)
    {
        if (id.StartsWith("layout.", StringComparison.Ordinal)) return;
        var tensor = Tensor(WeightTypes.F32, 4, 512) with { Subject = "blk.0.ffn_down_exps", IsStacked = true, Slices = [Slice(0, 2, WeightTypes.F32, 512), Slice(5, 2, WeightTypes.F32, 512)] };
        var measured = Measure(id, new ObservedTensor(tensor, Sums with { Rows = 4 }, [Sums, Sums]));
        Assert.Equal(["blk.0.ffn_down_exps", "blk.0.ffn_down_exps[0]", "blk.0.ffn_down_exps[5]"], measured.Select(m => m.Subject.Name));
        Assert.All(measured, m => Assert.Equal(measured[0].Reading, m.Reading));
    }

    [Theory]
    [InlineData("weight.offset_to_spread")]
    [InlineData("weight.skewness")]
    [InlineData("weight.excess_kurtosis")]
    [InlineData("weight.near_zero")]
    [InlineData("weight.outliers")]
    [InlineData("row.std_cv")]
    [InlineData("group.offset_importance.mean")]
    [InlineData("group.offset_importance.median")]
    [InlineData("group.offset_importance.p90")]
    [InlineData("group.offset_importance.max")]
    [InlineData("group.offset_importance.above_0.1")]
    [InlineData("group.offset_importance.above_0.2")]
    [InlineData("group.offset_importance.above_0.3")]
    [InlineData("group.offset_excess")]
    [InlineData("group.sign.positive")]
    [InlineData("group.sign.negative")]
    [InlineData("group.sign.near_zero")]
    [InlineData("quant2.relative_offset_rmse")]
    [InlineData("quant2.offset_benefit")]
    public void HaveNoMeaningWithoutSpread(string id) => Assert.Equal(Absence.NotApplicable, Read(id, Constant).Unavailable!.Kind);

    [Theory]
    [InlineData("weight.std", 0)]
    [InlineData("weight.mean", 0.25)]
    [InlineData("weight.median", 0.25)]
    [InlineData("row.mean_cv", 0)]
    [InlineData("group.constant", 64)]
    [InlineData("quant2.rmse_offset", 0)]
    public void HaveAValueWithoutSpread(string id, double value) => Assert.Equal(value, Read(id, Constant).Value);

    [Fact]
    public void HaveNoVariationOfMeansThatAreNoise()
    {
        Assert.Equal(Absence.NotApplicable, Read("row.mean_cv", Sums with { ByRow = new RowSums(Of(-1, 3), Of(1, 1), Of(1, 1)) }).Unavailable!.Kind);
        Assert.Equal(Absence.NotApplicable, Read("row.mean_cv", Flat(0)).Unavailable!.Kind);
    }

    [Theory]
    [MemberData(nameof(Ids))]
    public void HaveNoMeaningForVectorsBeyondTheWeightsThemselves(string id)
    {
        var reading = Read(id, Sums, vector: true);
        if (id.StartsWith("weight.", StringComparison.Ordinal)) Assert.NotNull(reading.Value);
        else Assert.Equal(Absence.NotApplicable, reading.Unavailable!.Kind);
    }

    [Theory]
    [MemberData(nameof(Ids))]
    public void SayWhyThereIsNothingOfAQuantizedType(string id)
    {
        var reading = Read(id, null, WeightTypes.All.Single(t => t.Name == "q4_K") with { Decoder = null });
        if (id.StartsWith("layout.", StringComparison.Ordinal)) Assert.NotNull(reading.Value);
        else Assert.Equal(IsOfUnquantized(id) ? Absence.NotApplicable : Absence.Missing, reading.Unavailable!.Kind);
    }

    [Theory]
    [MemberData(nameof(Ids))]
    public void AreMissingWhereTheTypeCannotBeDecodedOrNothingWasRead(string id)
    {
        if (id.StartsWith("layout.", StringComparison.Ordinal)) return;
        Assert.Contains("cannot decode", Missing(Read(id, null, WeightTypes.All.Single(t => t.Name == "u16"))), StringComparison.Ordinal);
        Assert.Equal("it was not read", Missing(Read(id, null)));
    }

    [Theory]
    [MemberData(nameof(Ids))]
    public void AreMissingWhereNoWeightIsFinite(string id)
    {
        if (id.StartsWith("layout.", StringComparison.Ordinal)) return;
        var reading = Read(id, new TensorSums { Rows = 2, Columns = 512, NonFinite = 1024, Weights = new Moments() });
        if (id == "weight.nonfinite") Assert.Equal(1024, reading.Value);
        else Assert.Equal("no weight is finite", Missing(reading));
    }

    [Theory]
    [MemberData(nameof(Ids))]
    public void SayThatSomeWeightsAreNotFinite(string id)
    {
        var reading = Read(id, Sums with { NonFinite = 7 });
        if (id == "weight.nonfinite") Assert.Equal((7, null), (reading.Value, reading.Note));
        else if (!id.StartsWith("layout.", StringComparison.Ordinal)) Assert.Equal("over the finite weights; 7 are not finite", reading.Note);
    }

    [Theory]
    [MemberData(nameof(Ids))]
    public void HaveNoMeaningForAnEmptyTensor(string id)
    {
        var tensor = Tensor(WeightTypes.F32, 0, 512);
        Assert.Equal(Absence.NotApplicable, Assert.Single(Measure(id, new ObservedTensor(tensor, null, []))).Reading.Unavailable!.Kind);
    }

    [Theory]
    [MemberData(nameof(OfActivations))]
    public void AreMissingWhereNoActivationIsFinite(string id)
    {
        var reading = ReadActivation("activation." + id, new Moments(), new WeightOrder([], 0, 0), nonFinite: 9);
        if (id == "nonfinite") Assert.Equal(9, reading.Value);
        else Assert.Equal("no activation is finite", Missing(reading));
    }

    [Theory]
    [MemberData(nameof(OfActivations))]
    public void HaveNoMeaningForConstantActivationsWhereTheyHaveNoneForWeights(string id)
    {
        var reading = ReadActivation("activation." + id, Constant.Weights, Constant.Order!);
        Assert.Equal(Read("weight." + id, Constant), reading);
    }

    [Theory]
    [InlineData(500, null, 32, null)]
    [InlineData(17, null, 2, null)]
    [InlineData(256, 1, 16, 20)]
    public void LayOutRowsAsGgmlDoes(long columns, int? blocks, int groups, int? bytes)
    {
        double? Value(string id) => Assert.Single(Measure(id, new ObservedTensor(Tensor(WeightTypes.F32, 2, columns), null, []))).Reading.Value;
        Assert.Equal((blocks, groups, bytes), (Value("layout.superblocks"), Value("layout.groups"), Value("layout.metadata_bytes")));
    }

    private static bool IsOfUnquantized(string id) =>
        id.StartsWith("quant2.", StringComparison.Ordinal) || id.StartsWith("group.offset_", StringComparison.Ordinal) || id == "group.constant";

    private static string Missing(Reading reading)
    {
        Assert.Equal(Absence.Missing, reading.Unavailable?.Kind);
        return reading.Unavailable!.Reason;
    }

    internal static Reading Read(string id, TensorSums? sums, WeightType? type = null, bool vector = false) =>
        Assert.Single(Measure(id, new ObservedTensor(Tensor(type ?? WeightTypes.F32, 2, 512) with { IsVector = vector }, sums, []))).Reading;

    private static List<Measurement> Measure(string id, ObservedTensor tensor) =>
        [.. Catalog.Find(id)!.Measure(new Observation(new EvidenceSet()) { Tensors = [tensor] }, TestContext.Current.CancellationToken)];

    private static Reading ReadActivation(string id, Moments all, WeightOrder order, long nonFinite = 0)
    {
        var token = new TokenFigures(0, 0, 0, 0, 0);
        var sums = new ActivationSums
        {
            Tokens = 64,
            Dimensions = 1,
            MeanSquare = [1],
            Values = new ActivationValues { NonFinite = nonFinite, All = all, Order = order, Mean = [0], Std = [0], Negative = [0], Massive = [], OverTokens = token, First = [] },
        };
        var subject = MoeGate.Metrics.Subject.Parse("blk.0.ffn_down_input");
        var power = new ObservedActivation(MoeGate.Metrics.Subject.Parse("blk.1.ffn_down_input"), "i.gguf", sums with { Values = null }, IsPower: true);
        var observed = new Observation(new EvidenceSet()) { Activations = [new ObservedActivation(subject, "a.f32bin", sums, IsPower: false), power] };
        var reading = Assert.Single(Catalog.Find(id)!.Measure(observed, TestContext.Current.CancellationToken)).Reading;
        return id == "activation.nonfinite" || nonFinite == 0 ? reading : reading with { Note = null };
    }

    private static WeightTensor Tensor(WeightType type, long rows, long columns) => new()
    {
        Subject = Subject,
        Layer = 0,
        Role = "ffn_down",
        OwnName = Subject + ".weight",
        Type = type,
        Slices = [Slice(null, rows, type, columns)],
        Columns = columns,
    };

    private static WeightSlice Slice(int? expert, long rows, WeightType type, long columns) =>
        new(expert, new TensorEntry(Subject + ".weight", type, [columns, rows], null!, 0), 0, rows);

    private static TensorSums Flat(double weight) => new()
    {
        Rows = 2,
        Columns = 512,
        NonFinite = 0,
        Weights = Of([.. Enumerable.Repeat(weight, 1024)]),
        Order = new WeightOrder([.. WeightOrder.Percents.Select(_ => weight)], NearZero: 0, Outliers: 0),
        ByRow = new RowSums(Of(weight, weight), Of(0, 0), Of(0, 0)),
        ByGroup = new GroupSums
        {
            Means = Of(weight, weight),
            Stds = Of(0, 0),
            Ranges = Of(0, 0),
            OffsetImportance = new Moments(),
            Above = [0, 0, 0],
            Constant = weight == 0 ? 0 : 64,
            IntraRowStd = Of(0, 0),
            ErrorNoOffset = 0,
            ErrorOffset = 0,
            ErrorClamped = 0,
        },
        GroupOrder = new GroupOrder(null, null, Positive: 64, Negative: 0, NearZero: 0),
    };

    internal static Moments Of(params double[] values)
    {
        var moments = new Moments();
        foreach (var value in values) moments.Add(value);
        return moments;
    }
}
