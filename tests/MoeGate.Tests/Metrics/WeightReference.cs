using System.Buffers.Binary;
using System.Globalization;
using System.Runtime.InteropServices;
using System.Text.Json;
using MoeGate.Tests.Support;

namespace MoeGate.Tests.Metrics;

/// <summary>Every metric of sections 6 to 8 at every tensor and activation source, against a separate implementation in NumPy.</summary>
public class WeightReference
{
    private const double Tolerance = 1e-6;

    private const string Weights = "blk_0_ffn_down_weight.f32bin";
    private const string Activations = "act_blk0_ffn_down_input.f32bin";

    /// <summary>Rows × columns and the weight at each place; with the rows of an activation source where the case has one.</summary>
    private sealed record Case(int Rows, int Columns, Func<Random, int, int, double> Weight, int Tokens = 0, int ActivationColumns = 0);

    private static readonly Dictionary<string, Case> Cases = new()
    {
        ["one row"] = new(1, 300, Ordinary, Tokens: 70),
        ["one column"] = new(40, 1, Ordinary),
        ["one weight"] = new(1, 1, (_, _, _) => 0.5),
        ["rows shorter than a group"] = new(30, 7, Ordinary, Tokens: 70),
        ["rows of 17"] = new(20, 17, Ordinary, Tokens: 70),
        ["rows of 172"] = new(20, 172, Ordinary, Tokens: 70),
        ["rows of 2881"] = new(12, 2881, Ordinary, Tokens: 70),
        ["constant"] = new(8, 64, (_, _, _) => 0.1),
        ["constant groups of zeros and others"] = new(8, 64, (random, row, column) => column < 16 ? 0.0 : column < 32 ? row : Ordinary(random, row, column)),
        ["all zeros"] = new(8, 64, (_, _, _) => 0.0, Tokens: 70),
        ["a group of negative weights"] = new(8, 64, (random, row, column) => OfOneSign(-1, random, row, column), Tokens: 70),
        ["a group of positive weights"] = new(8, 64, (random, row, column) => OfOneSign(1, random, row, column), Tokens: 70),
        ["some weights not finite"] = new(8, 72, (random, row, column) => NotFinite(row, column) ?? Ordinary(random, row, column), Tokens: 70),
        ["no weight finite"] = new(3, 20, (_, _, column) => column % 2 == 0 ? double.NaN : double.NegativeInfinity),
        ["around 1000"] = new(8, 72, (random, _, _) => 1000.0 + 0.01 * (2.0 * random.NextDouble() - 1.0)),
        ["one weight of 1e30"] = new(16, 72, (random, row, column) => row == 3 && column == 5 ? 1e30 : Ordinary(random, row, column)),
        ["denormals"] = new(8, 72, (random, _, _) => float.Epsilon * random.Next(-1000, 1000)),
        ["range below that of a constant"] = new(8, 72, (random, row, column) => 1e-10 * Ordinary(random, row, column)),
        ["activations of other columns"] = new(8, 64, Ordinary, Tokens: 70, ActivationColumns: 48),
        ["few tokens"] = new(8, 64, Ordinary, Tokens: 5),
    };

    public static TheoryData<string> Names => [.. Cases.Keys];

    [Theory]
    [InlineData("layer-small")]
    [InlineData("stories260K/f32bin")]
    public void EqualsNumPyOnWholeLayers(string folder) => Compare(Repository.Data(folder.Split('/')), atLeast: 500);

    [Theory]
    [MemberData(nameof(Names))]
    public void EqualsNumPyOnTensorsMadeByHand(string name)
    {
        var made = Cases[name];
        var random = new Random(1);
        using var folder = new TestFolder();
        folder.Write(Weights, F32Bin(made.Rows, made.Columns, (row, column) => made.Weight(random, row, column)));
        if (made.Tokens > 0)
        {
            var columns = made.ActivationColumns > 0 ? made.ActivationColumns : made.Columns;
            folder.Write(Activations, F32Bin(made.Tokens, columns, (token, column) => Activation(random, token, column)));
        }

        Compare(folder.Path, atLeast: 60);
    }

    /// <summary>A dimension that is dead and one that is massive are among them.</summary>
    private static double Activation(Random random, int token, int column) =>
        column == 3 ? 0.0 : token == 2 && column == 5 ? -9000.0 : Gaussian(random) * (1.0 + column % 7);

    private static double Ordinary(Random random, int row, int column) => 0.02 * (0.5 + row % 5 * 0.25) * Gaussian(random);

    /// <summary>One group of weights that all have this sign.</summary>
    private static double OfOneSign(int sign, Random random, int row, int column)
    {
        var weight = Ordinary(random, row, column);
        return row == 2 && column is >= 16 and < 32 ? sign * (Math.Abs(weight) + 1e-4) : weight;
    }

    private static double Gaussian(Random random) => Math.Sqrt(-2.0 * Math.Log(1.0 - random.NextDouble())) * Math.Cos(Math.Tau * random.NextDouble());

    /// <summary>Single weights, a whole group and a whole row.</summary>
    private static double? NotFinite(int row, int column) => (row, column) switch
    {
        (0, 0) or (5, _) or (4, >= 16 and < 32) => double.NaN,
        (1, 1) => double.PositiveInfinity,
        (2, 2) => double.NegativeInfinity,
        _ => null,
    };

    private static byte[] F32Bin(int rows, int columns, Func<int, int, double> at)
    {
        var values = new float[rows * columns];
        for (var row = 0; row < rows; row++)
        {
            for (var column = 0; column < columns; column++) values[row * columns + column] = (float)at(row, column);
        }

        var file = new byte[16 + 4 * values.Length];
        BinaryPrimitives.WriteInt64LittleEndian(file, rows);
        BinaryPrimitives.WriteInt64LittleEndian(file.AsSpan(8), columns);
        MemoryMarshal.AsBytes(values.AsSpan()).CopyTo(file.AsSpan(16));
        return file;
    }

    private static void Compare(string folder, int atLeast)
    {
        string[] activations = Directory.EnumerateFiles(folder, "act_*").Any() ? [folder] : [];
        var (exitCode, output, error) = Peer.Run(Peer.RequirePython(), [Repository.File("tests", "reference", "weights.py"), folder, .. activations]);
        Assert.True(exitCode == 0, error);
        var ours = Moegate.Run(["measure", "--candidate", folder, .. activations.SelectMany(a => new[] { "--activations", a }), "--report", "json"]);
        Assert.True(ours.ExitCode == 0, ours.Error);

        using var actual = JsonDocument.Parse(ours.Out);
        var theirs = JsonSerializer.Deserialize<Dictionary<string, Dictionary<string, JsonElement>>>(output)!;
        var found = actual.RootElement.GetProperty("measurements").EnumerateArray()
            .ToDictionary(m => (Metric: m.GetProperty("metric").GetString()!, Subject: m.GetProperty("subject").GetString()!));

        var compared = 0;
        foreach (var (metric, subjects) in theirs)
        {
            foreach (var (subject, value) in subjects)
            {
                Assert.True(found.ContainsKey((metric, subject)), $"{metric} of {subject} was not measured");
                MustAgree(metric, subject, value, found[(metric, subject)], Floor(theirs, metric, subject));
                compared++;
            }
        }

        Assert.True(compared >= atLeast, $"only {compared} figures were compared");
        NothingElse(theirs, found.Keys);
    }

    /// <summary>A figure of these kinds that NumPy does not have is one of us mistaken.</summary>
    private static void NothingElse(Dictionary<string, Dictionary<string, JsonElement>> theirs, IEnumerable<(string Metric, string Subject)> found)
    {
        var kinds = theirs.Keys.Select(Kind).ToHashSet();
        var subjects = theirs.Values.SelectMany(s => s.Keys).ToHashSet();

        // What chance gives for groups of other lengths is a table of ours, tested by simulation.
        bool IsKnown((string Metric, string Subject) f) => f.Metric == "group.offset_excess" || theirs.TryGetValue(f.Metric, out var known) && known.ContainsKey(f.Subject);
        Assert.DoesNotContain(found, f => kinds.Contains(Kind(f.Metric)) && subjects.Contains(f.Subject) && !IsKnown(f));
    }

    private static string Kind(string metric) => metric[..metric.IndexOf('.', StringComparison.Ordinal)];

    private static string Name(string metric) => metric[(Kind(metric).Length + 1)..];

    private static void MustAgree(string metric, string subject, JsonElement theirs, JsonElement ours, double floor)
    {
        var unavailable = ours.TryGetProperty("unavailable", out var why);
        if (theirs.ValueKind == JsonValueKind.Null)
        {
            Assert.True(unavailable, $"{metric} of {subject} has no value in NumPy: {ours}");
            return;
        }

        Assert.False(unavailable, $"{metric} of {subject} is not available ({why}), NumPy has {theirs}");
        if (theirs.ValueKind == JsonValueKind.Array)
        {
            // A column is its number, a super-block the columns that it is made of.
            var width = metric == "matmul.superblock_top" ? 256 : 1;
            var items = ours.GetProperty("items").EnumerateArray().Select(i => long.Parse(i.GetProperty("index").GetString()!.Split('-')[0], CultureInfo.InvariantCulture) / width);
            Assert.Equal(theirs.EnumerateArray().Select(t => t.GetInt64()), items);
            return;
        }

        var (expected, value) = (theirs.GetDouble(), ours.GetProperty("value").GetDouble());
        var allowed = IsOrderStatistic(metric) ? 0.0 : Math.Max(floor, Tolerance * Math.Abs(expected));
        Assert.True(Math.Abs(expected - value) <= allowed, $"{metric} of {subject}: NumPy {expected:R}, ours {value:R}");
    }

    /// <summary>Extremes and percentiles of stored values, which no rounding of a sum excuses.</summary>
    private static bool IsOrderStatistic(string metric) =>
        Kind(metric) is "weight" or "activation" && Name(metric) is "min" or "max" or "median" or ['p', ..];

    /// <summary>
    /// What rounding alone can make of a figure that is a difference of larger ones. Measured by the ordinary values of a tensor, so that one
    /// enormous weight excuses no error in rows and groups that do not hold it.
    /// </summary>
    private static double Floor(Dictionary<string, Dictionary<string, JsonElement>> theirs, string metric, string subject)
    {
        double Of(string name) => theirs.TryGetValue(name, out var subjects) && subjects.TryGetValue(subject, out var found)
            && found.ValueKind == JsonValueKind.Number ? found.GetDouble() : 0.0;

        // A subject is a tensor or an activation source, so one of the two is there.
        double Either(string name) => Of("weight." + name) + Of("activation." + name);
        var value = 1e-13 * Math.Max(Math.Abs(Either("p0.1")), Math.Abs(Either("p99.9")));
        var proxy = 1e-15 * Math.Max(Math.Abs(Either("min")), Math.Abs(Either("max"))) + value;
        return (Kind(metric), Name(metric)) switch
        {
            ("weight" or "activation", "mean" or "std") => value,
            ("weight" or "activation", "offset_to_spread") => value / Either("std"),
            ("weight" or "activation", "skewness" or "excess_kurtosis") or ("column", "kurtosis") => 1e-9,
            ("matmul", "correlation" or "superblock_correlation") => 1e-9,
            ("token", "mean" or "std") or ("group", "intra_row_std") => value,
            ("row" or "group" or "dimension", ['m', 'e', 'a', 'n', '.', ..] or ['s', 't', 'd', '.', ..] or ['r', 'a', 'n', 'g', 'e', '.', ..]) => value,
            ("quant2", "relative_offset_rmse") => proxy / Of("weight.std"),
            ("quant2", "offset_benefit") => 200.0 * proxy / Of("quant2.rmse_no_offset"),
            ("quant2", _) => proxy,
            _ => 1e-15,
        };
    }
}
