using MoeGate.Blocks;
using MoeGate.Evidence;
using MoeGate.Formats.Tensors;
using MoeGate.Metrics;
using MoeGate.Models;
using MoeGate.Reductions;
using MoeGate.Reports;
using MoeGate.Reports.Weights;

namespace MoeGate.Tests.Reports;

/// <summary>Tensors whose sums are made by hand, with everything that a tensor report can meet.</summary>
internal static class SmallWeights
{
    public const int Narrow = 256;
    public const int Wide = 768;

    private static readonly WeightType undecodable = new("q9_Z", 99, 256, 99);

    /// <summary>
    /// Two layers, the second of them with experts: a down projection that is harder by its weights and its output, a matrix in a
    /// type that nobody can decode, one that is quantized, one whose activations do not fit, a norm, a weight that is not finite, and
    /// a sample of rows.
    /// </summary>
    public static Observation Observed { get; } = Of(
        [
            Tensor(0, "ffn_gate", Narrow, tail: 0.5) with { Input = Input(0, "ffn_input", Narrow, 2) },
            Tensor(0, "ffn_up", Narrow, tail: 0.7) with { Input = Input(0, "ffn_input", Narrow, 2) },
            Tensor(0, "ffn_down", Wide, tail: 3, error: 0.38, output: 0.21) with { Input = Input(0, "ffn_down_input", Wide, 90) },
            Tensor(0, "attn_q", Narrow, tail: 1, nonFinite: 3) with { Mismatch = "mismatch: blk.0.attn_input has 64 dimensions, the tensor 256 columns" },
            Tensor(0, "attn_k", Narrow, type: undecodable),
            Tensor(0, "attn_v", Narrow, type: WeightTypes.Find("q4_K")! with { Decoder = WeightDecoder.Of<F32>() }),
            Tensor(0, "attn_norm", Narrow, isVector: true),
            Tensor(1, "ffn_gate_exps", Narrow, tail: 0.5, experts: 3),
            Tensor(1, "ffn_up_exps", Narrow, tail: 0.4, experts: 3),
            Tensor(1, "ffn_down_exps", Wide, tail: 0.6, experts: 3, hard: 2, sampled: true),
            Tensor(null, "output", Narrow, tail: 2),
        ],
        [Input(0, "ffn_input", Narrow, 2), Input(0, "ffn_down_input", Wide, 90), Input(0, "attn_input", 64, 1)]);

    public static Observation Of(IReadOnlyList<ObservedTensor> tensors, IReadOnlyList<ObservedActivation> activations, string path = "models/small") => new(new EvidenceSet
    {
        Identities =
        [
            new EvidenceIdentity("candidate", path, 1_234_567, "f32bin"),
            .. activations.Count == 0 ? Array.Empty<EvidenceIdentity>() : [new EvidenceIdentity(activations[0].IsPower ? "imatrix" : "activations", path, 4711, "f32bin")],
        ],
        Kinds = EvidenceKind.Candidate | (activations.Count == 0 ? EvidenceKind.None : activations[0].IsPower ? EvidenceKind.Imatrix : EvidenceKind.Activations),
        Weights = [.. tensors.Select(t => t.Tensor)],
    })
    {
        Tensors = tensors,
        Activations = activations,
    };

    public static string Report(Observation observed, bool verbose = false, bool color = false)
    {
        using var writer = new StringWriter { NewLine = "\n" };
        WeightReport.Write(observed, Measuring.Measure(observed, Catalog.All), writer, new ReportStyle(color, verbose));
        return writer.ToString();
    }

    /// <param name="layer">Null for a tensor outside the blocks.</param>
    /// <param name="role">Its part.</param>
    /// <param name="columns">The length of a row.</param>
    /// <param name="tail">The more, the higher the kurtosis.</param>
    /// <param name="error">Its proxy's error, in standard deviations.</param>
    /// <param name="output">The error of its output.</param>
    /// <param name="experts">Slices; 0 for a tensor that is not stacked.</param>
    /// <param name="hard">The expert that is harder than the others.</param>
    public static ObservedTensor Tensor(
        int? layer, string role, int columns, double tail = 0, double error = 0.34, double output = 0.12, WeightType? type = null,
        bool isVector = false, int experts = 0, int hard = -1, long nonFinite = 0, bool sampled = false)
    {
        type ??= WeightTypes.F32;
        const int rows = 4;
        long[] dimensions = isVector ? [columns] : experts > 0 ? [columns, rows, experts] : [columns, rows];
        var subject = layer is null ? role : $"blk.{layer}.{role}";
        var entry = new TensorEntry(subject + ".weight", type, dimensions, null!, 0);
        var slices = Enumerable.Range(0, Math.Max(1, experts)).Select(e => new WeightSlice(experts > 0 ? e : null, entry, (long)e * rows, isVector ? 1 : rows)).ToList();
        var tensor = new WeightTensor
        {
            Subject = subject, Layer = layer, Role = role, OwnName = entry.Name, Type = type, IsVector = isVector, IsStacked = experts > 0, Slices = slices, Columns = columns,
        };
        var read = type.Decoder is not null;
        return new ObservedTensor(
            tensor,
            read ? Sums(sampled ? 2 : tensor.Rows, columns, tail, error, nonFinite) with { Output = new OutputSums(output, 1) } : null,
            read ? [.. Enumerable.Range(0, experts).Select(e => Sums(rows, columns, tail, e == hard ? 2 * error : error + e * 0.001, 0))] : []);
    }

    /// <param name="strong">The RMS of its strongest dimension; the others have about 1.</param>
    public static ObservedActivation Input(int layer, string source, int dimensions, double strong, long tokens = 40, bool isPower = false)
    {
        double[] square = [.. Enumerable.Range(0, dimensions).Select(j => j == 5 ? strong * strong : 1 + j % 7 * 0.125)];
        TokenFigures Token(int t) => new(0.01 * t, 1.25, strong + t, 0.02, 0.5);
        return new ObservedActivation(Subject.Parse($"blk.{layer}.{source}"), "small", new ActivationSums
        {
            Tokens = tokens,
            Dimensions = dimensions,
            MeanSquare = square,
            Values = isPower ? null : new ActivationValues
            {
                NonFinite = 0,
                All = Moments(-strong, -1, 0, 1, strong),
                Order = new WeightOrder([-4, -3, -2, -1, 0, 1, 2, 3, 4], 12, 3),
                Mean = [.. square.Select((_, j) => 0.125 * (j % 3 - 1))],
                Std = [.. square.Select(Math.Sqrt)],
                Negative = [.. square.Select((_, j) => j % 4 * 0.25)],
                Massive = strong > 50 ? [5] : [],
                OverTokens = Token(2),
                First = [Token(0), Token(1), Token(2)],
            },
        }, isPower);
    }

    private static TensorSums Sums(long rows, int columns, double tail, double error, long nonFinite)
    {
        // Most weights at ±1, two farther out.
        var far = 2 + tail;
        var weights = Moments([.. Enumerable.Repeat(1.0, 10), .. Enumerable.Repeat(-1.0, 10), far, -far]);
        var squares = error * error * weights.M2;
        double[] perColumn(Func<int, double> value) => [.. Enumerable.Range(0, columns).Select(value)];
        return new TensorSums
        {
            Rows = rows,
            Columns = columns,
            NonFinite = nonFinite,
            Weights = weights,
            Order = new WeightOrder([-far, -2, -1.5, -1, 0.00005, 1, 1.5, 2, far], 1, 2),
            ByRow = new RowSums(Moments(-0.5, 0.25, 0.5), Moments(0.75, 1, 1.25), Moments(3, 4, 5)),
            ByGroup = new GroupSums
            {
                Means = Moments(-0.25, 0, 0.5), Stds = Moments(0.875, 1), Ranges = Moments(2, 3, 4), OffsetImportance = Moments(0.03, 0.05, 0.1), Above = [1, 0, 0], Constant = 1,
                IntraRowStd = Moments(0.25), ErrorNoOffset = 4 * squares, ErrorOffset = squares, ErrorClamped = squares,
            },
            GroupOrder = new GroupOrder(0.05, 0.09, 2, 1, 1),
            ByColumn = new ColumnSums(
                perColumn(j => 0.001 * error * (1 + j % 5)), perColumn(_ => 0), perColumn(j => 1 + j % 3), perColumn(j => 2 + j % 2 + tail), [.. Enumerable.Repeat(rows, columns)]),
        };
    }

    private static Moments Moments(params IReadOnlyList<double> numbers)
    {
        var moments = new Moments();
        foreach (var number in numbers) moments.Add(number);
        return moments;
    }
}
