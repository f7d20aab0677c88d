using System.Globalization;
using System.Runtime.InteropServices;
using System.Text.Json;
using MoeGate.Blocks;
using MoeGate.Tests.Support;

namespace MoeGate.Tests.Metrics;

/// <summary>Every metric of a candidate against its reference, against a separate implementation in NumPy.</summary>
public class ErrorReference
{
    private const double Tolerance = 1e-7;

    /// <summary>Every type that ggml quantizes to.</summary>
    public static TheoryData<string> Types => new(WeightTypes.All.Where(t => t.Id is not null && t.Decoder is not null && (t.IsQuantized || t.Name is "f32" or "f16" or "bf16")).Select(t => t.Name));

    private static readonly Dictionary<string, Action<PairOfFiles>> cases = new()
    {
        ["one weight"] = f => f.Add("blk.0.ffn_up", 1, Stored.F32(0.5f), Stored.F32(0.75f)),
        ["one row"] = f => f.Add("blk.0.ffn_up", 300, Noisy(300, 1), Stored.F32(Stored.Draw(300, 1))),
        ["rows of one column"] = f => f.Add("blk.0.ffn_up", 1, Noisy(70, 1), Stored.F32(Stored.Draw(70, 1))),
        ["rows shorter than 16"] = f => f.Add("blk.0.ffn_up", 7, Noisy(7 * 50, 1), Stored.F32(Stored.Draw(7 * 50, 1))),
        ["rows of 17"] = f => f.Add("blk.0.ffn_up", 17, Noisy(17 * 50, 1), Stored.F32(Stored.Draw(17 * 50, 1))),
        ["rows longer than what is decoded at once"] = f => f.Add("blk.0.ffn_up", 16384 + 5, Noisy(3 * 16389, 1), Stored.F32(Stored.Draw(3 * 16389, 1))),
        ["rows longer than what is read at once"] = f => f.Add("blk.0.ffn_up", 70_001, Noisy(2 * 70_001, 1), Stored.F32(Stored.Draw(2 * 70_001, 1))),
        ["several chunks"] = f => f.Add("blk.0.ffn_up", 1000, Noisy(700_000, 1), Stored.F32(Stored.Draw(700_000, 1))),
        ["a vector, and rows of the same"] = f => f.Add("blk.0.attn_norm", null, Noisy(90, 1), Stored.F32(Stored.Draw(90, 1))).Add("blk.0.ffn_up", 90, Noisy(90, 1), Stored.F32(Stored.Draw(90, 1))),
        ["constant"] = f => f.Add("blk.0.ffn_up", 33, Noisy(33 * 9, 1), Stored.F32([.. Enumerable.Repeat(0.1f, 33 * 9)])),
        ["constant on both sides"] = f => f.Add("blk.0.ffn_up", 33, Stored.F32([.. Enumerable.Repeat(0.2f, 33 * 9)]), Stored.F32([.. Enumerable.Repeat(0.1f, 33 * 9)])),
        ["around 1000"] = f => f.Add("blk.0.ffn_up", 72, Moved(72 * 9, 1000, 1e-3f), Moved(72 * 9, 1000, 0)),
        ["zeros that are some no more"] = f => f.Add("blk.0.ffn_up", 20, Noisy(60, 1), Stored.F32(new float[60])),
        ["zeros of both sides"] = f => f.Add("blk.0.ffn_up", 20, Stored.F32(new float[60]), Stored.F32(new float[60])),
        ["zeros in place of some"] = f => f.Add("blk.0.ffn_up", 20, Stored.F32(new float[60]), Stored.F32(Stored.Draw(60, 1))),
        ["zeros of other signs"] = f => f.Add("blk.0.ffn_up", 20, Stored.F32([.. Enumerable.Repeat(-0f, 20), .. Stored.Draw(20, 2)]), Stored.F32([.. new float[20], .. Stored.Draw(20, 2)])),
        ["equal weights"] = f => f.Add("blk.0.ffn_up", 20, Stored.F32(Stored.Draw(60, 1)), Stored.F32(Stored.Draw(60, 1))),
        ["a row of zeros among others"] = f => f.Add("blk.0.ffn_up", 20, Noisy(60, 1), Stored.F32([.. Stored.Draw(40, 1), .. new float[20]])),
        ["huge weights"] = f => f.Add("blk.0.ffn_up", 40, Stored.F32(Stored.Draw(4000, 2, 5e37)), Stored.F32(Stored.Draw(4000, 1, 5e37))),
        ["weights of opposite signs at the end of all numbers"] = f => f.Add("blk.0.ffn_up", 40, Stored.F32([.. Enumerable.Repeat(-3e38f, 80)]), Stored.F32([.. Stored.Draw(40, 1), .. Enumerable.Repeat(3e38f, 40)])),
        ["subnormal weights"] = f => f.Add("blk.0.ffn_up", 40, Stored.F32(Stored.Draw(400, 2, 1e-42)), Stored.F32(Stored.Draw(400, 1, 1e-42))),
        ["one weight of 1e30"] = f => f.Add("blk.0.ffn_up", 40, Changed(400, 77, 1.01e30f), Changed(400, 77, 1e30f)),
        ["not a number in the candidate"] = f => f.Add("blk.0.ffn_up", 40, Changed(400, 77, float.NaN), Stored.F32(Stored.Draw(400, 1))),
        ["not a number in the reference"] = f => f.Add("blk.0.ffn_up", 40, Stored.F32(Stored.Draw(400, 1)), Changed(400, 77, float.NaN)),
        ["infinity on both sides"] = f => f.Add("blk.0.ffn_up", 40, Changed(400, 77, float.PositiveInfinity), Changed(400, 77, float.PositiveInfinity)),
        ["infinity at the end of a row"] = f => f.Add("blk.0.ffn_up", 41, Changed(410, 40, float.NegativeInfinity), Stored.F32(Stored.Draw(410, 1))),
        ["nothing but infinities"] = f => f.Add("blk.0.ffn_up", 3, Stored.F32([.. Enumerable.Repeat(float.PositiveInfinity, 9)]), Stored.F32(Stored.Draw(9, 1))),
        ["one expert"] = f => f.Stack("blk.0.ffn_down_exps", 40, [Noisy(400, 1)], [Stored.F32(Stored.Draw(400, 1))]),
        ["experts"] = f => f.Stack("blk.0.ffn_down_exps", 40, Experts(4, Noisy), Experts(4, Exact)),
        ["an expert that is not all numbers"] = f => f.Stack("blk.0.ffn_down_exps", 40, [Noisy(400, 1), Changed(400, 5, float.NaN, 2), Noisy(400, 3)], Experts(3, Exact)),
        ["an expert of zeros"] = f => f.Stack("blk.0.ffn_down_exps", 40, [Noisy(400, 1), Stored.F32(new float[400]), Noisy(400, 3)], Experts(3, Exact)),
        ["an expert that was zeros"] = f => f.Stack("blk.0.ffn_down_exps", 40, Experts(3, Noisy), [Exact(400, 1), Stored.F32(new float[400]), Exact(400, 3)]),
        ["an expert that is zeros on both sides"] = f => f.Stack("blk.0.ffn_down_exps", 40, [Noisy(400, 1), Stored.F32(new float[400]), Noisy(400, 3)], [Exact(400, 1), Stored.F32(new float[400]), Exact(400, 3)]),
        ["experts that are exact but one"] = f => f.Stack("blk.0.ffn_down_exps", 40, [Exact(400, 1), Noisy(400, 2), Exact(400, 3)], Experts(3, Exact)),
        ["experts that were pruned and reordered"] = f => f.Stack("blk.0.ffn_down_exps", 40, [Noisy(400, 5), Noisy(400, 2), Noisy(400, 4)], Experts(6, Exact), parents: [4, 1, 3]),
        ["experts of several types, with gaps in their numbers"] = f => f.Singly(
            "blk.0.ffn_down", 256, [Stored.In("q4_K", Stored.Draw(2560, 1), 256), Stored.In("q8_0", Stored.Draw(2560, 2), 256), Stored.In("q4_K", Stored.Draw(2560, 3), 256)], [.. Experts(3, (_, seed) => Exact(2560, seed))], [0, 2, 7]),
        ["blocks of other lengths on both sides"] = f => f.Add("blk.0.ffn_up", 512, Stored.In("q4_K", Stored.Draw(512 * 90, 1), 512), Stored.In("q8_0", Stored.Draw(512 * 90, 1), 512))
            .Add("blk.0.ffn_gate", 768, Stored.In("iq4_nl", Stored.Draw(768 * 90, 1), 768), Stored.In("q6_K", Stored.Draw(768 * 90, 1), 768))
            .Add("blk.0.ffn_down", 128 * 300, Stored.In("q1_0", Stored.Draw(128 * 600, 1), 128 * 300), Stored.In("q8_0", Stored.Draw(128 * 600, 1), 128 * 300)),
        ["doubles"] = f => f.Add("blk.0.ffn_up", 40, Stored.In("bf16", Stored.Draw(4000, 1), 40), Stored.F64([.. Stored.Draw(4000, 1).Select(w => w + 1e-10)])),
        ["an importance matrix"] = f => f.Add("blk.0.ffn_up", 40, Noisy(400, 1), Exact(400, 1), Power(40, 1)),
        ["an importance matrix of rows of 17 and of zeros"] = f => f.Add("blk.0.ffn_up", 17, Noisy(170, 1), Exact(170, 1), Power(17, 1)).Add("blk.1.ffn_up", 17, Noisy(170, 1), Exact(170, 1), new float[17]),
        ["an importance matrix of long rows"] = f => f.Add("blk.0.ffn_up", 20_003, Noisy(60_009, 1), Exact(60_009, 1), Power(20_003, 1)),
        ["an importance matrix of experts, of which one was never calibrated"] = f => f.Stack("blk.0.ffn_down_exps", 40, Experts(3, Noisy), Experts(3, Exact), powers: [Power(40, 1), null, Power(40, 3)]),
        ["an importance matrix of experts that were pruned"] = f => f.Stack("blk.0.ffn_down_exps", 40, [Noisy(400, 5), Noisy(400, 2)], Experts(6, Exact), [4, 1], [Power(40, 1), Power(40, 2)]),
        ["an expert whose parent is not known"] = f => f.Stack("blk.0.ffn_down_exps", 40, [Noisy(400, 5), Exact(400, 99), Noisy(400, 2)], Experts(6, Exact), [4, -1, 1], [Power(40, 1), Power(40, 2), Power(40, 3)])
            .Entering("ffn_down_input", 70, Activations(70, 40)),
        ["activations"] = f => f.Add("blk.0.ffn_up", 600, Noisy(6000, 1), Exact(6000, 1)).Entering("ffn_input", 70, Activations(70, 600)),
        ["activations of experts that were pruned"] = f => f.Stack("blk.0.ffn_down_exps", 40, [Noisy(400, 5), Noisy(400, 2)], Experts(6, Exact), parents: [4, 1]).Entering("ffn_down_input", 70, Activations(70, 40)),
        ["activations of many columns"] = f => f.Add("blk.0.ffn_up", 20_003, Noisy(60_009, 1), Exact(60_009, 1)).Entering("ffn_input", 70, Activations(70, 20_003)),
        ["activations of quantized weights"] = f => f.Add("blk.0.ffn_up", 1024, Stored.In("q2_K", Stored.Draw(40 * 1024, 1), 1024), Stored.In("bf16", Stored.Draw(40 * 1024, 1), 1024)).Entering("ffn_input", 70, Activations(70, 1024)),
    };

    public static TheoryData<string> Names => [.. cases.Keys];

    [Theory]
    [MemberData(nameof(Names))]
    public void EqualsNumPyOnTensorsMadeByHand(string name)
    {
        using var files = new PairOfFiles();
        cases[name](files);
        Compare(files, atLeast: 12);
    }

    [Theory]
    [MemberData(nameof(Types))]
    public void EqualsNumPyOnWhatGgmlQuantizes(string type)
    {
        // Searching grids takes long.
        var (columns, rows) = type.StartsWith("iq", StringComparison.Ordinal) ? (256, 2) : (512, 40);
        using var files = new PairOfFiles();
        for (var seed = 1; seed <= 2; seed++)
        {
            var weights = Stored.Draw(columns * rows, 100 + seed);
            files.Add($"blk.{seed}.ffn_up", columns, Stored.In(type, weights, columns), Stored.In(seed == 1 ? "f32" : "bf16", weights, columns));
        }

        Stored[] Both(Func<float[], Stored> store) => [store(Stored.Draw(columns * rows, 201)), store(Stored.Draw(columns * rows, 202))];
        files.Stack("blk.0.ffn_down_exps", columns, Both(w => Stored.In(type, w, columns)), Both(w => Stored.F32(w)), powers: [Power(columns, 1), null]);
        Compare(files, atLeast: 60);
    }

    [Theory]
    [MemberData(nameof(Types))]
    public void EqualsNumPyAndGgmlOnGoldenVectors(string name)
    {
        var index = JsonDocument.Parse(File.ReadAllBytes(Repository.Data("ggml-golden", "index.json"))).RootElement;
        var type = WeightTypes.Find(name)!;
        using var files = new PairOfFiles();
        var (layer, squares) = (0, new Dictionary<string, double>());
        foreach (var made in index.GetProperty("cases").EnumerateArray().Where(c => c.GetProperty("type").GetString() == name && c.GetProperty("kind").GetString() == "quantize"))
        {
            var input = index.GetProperty("inputs").GetProperty(made.GetProperty("input").GetString()!);
            var columns = input.GetProperty("n_per_row").GetInt32();
            var weights = Floats(input.GetProperty("file").GetString()!);
            var blocks = File.ReadAllBytes(Repository.Data("ggml-golden", Name(made, "q")));
            var decoded = Floats(Name(made, "deq"));
            string?[] names = input.GetProperty("row_names") is { ValueKind: JsonValueKind.Array } given ? [.. given.EnumerateArray().Select(n => n.GetString())] : [];
            var at = 0;
            foreach (var row in made.GetProperty("rows").EnumerateArray())
            {
                var stored = row.GetProperty("row");
                var place = stored.ValueKind == JsonValueKind.Number ? stored.GetInt32() : Array.IndexOf(names, stored.GetString());
                var size = (int)type.BytesOf(columns);
                var subject = string.Create(CultureInfo.InvariantCulture, $"blk.{layer++}.ffn_up");
                files.Add(subject, columns, new Stored(type, blocks[(at * size)..((at + 1) * size)], decoded[(at * columns)..((at + 1) * columns)]), Stored.F32(weights[(place * columns)..((place + 1) * columns)]));
                if (row.GetProperty("valid").GetBoolean() && row.GetProperty("nmse") is { ValueKind: JsonValueKind.Number } nmse) squares.Add(subject, nmse.GetDouble());
                at++;
            }

            Assert.Equal(blocks.Length, at * type.BytesOf(columns));
            if (names.Length > 0) continue;
            files.Add(string.Create(CultureInfo.InvariantCulture, $"blk.{layer++}.ffn_up"), columns, new Stored(type, blocks, decoded), Stored.F32(weights));
        }

        var measured = Compare(files, atLeast: 200);
        Assert.InRange(squares.Count, 15, 200);
        foreach (var (subject, square) in squares)
        {
            var ours = Math.Pow(measured.Value("error.relative_rmse", subject), 2);
            Assert.True(Math.Abs(ours - square) <= Tolerance * square, $"{subject}: ggml's data have {square:R}, ours {ours:R}");
        }
    }

    private static string Name(JsonElement made, string file) => made.GetProperty(file).GetProperty("file").GetString()!;

    private static float[] Floats(string name) => MemoryMarshal.Cast<byte, float>(File.ReadAllBytes(Repository.Data("ggml-golden", name))).ToArray();

    private static Stored Exact(int count, int seed) => Stored.F32(Stored.Draw(count, seed));

    /// <summary>The weights of the seed and an error of about a tenth of them.</summary>
    private static Stored Noisy(int count, int seed) => Stored.F32([.. Stored.Draw(count, seed).Zip(Stored.Draw(count, 1000 + seed), (w, e) => w + 0.1f * e)]);

    private static Stored Moved(int count, float to, float error) => Stored.F32([.. Stored.Draw(count, 1, 0.01).Zip(Stored.Draw(count, 2, error), (w, e) => to + w + e)]);

    private static Stored Changed(int count, int at, float to, int seed = 1)
    {
        var weights = Stored.Draw(count, seed);
        weights[at] = to;
        return Stored.F32(weights);
    }

    private static Stored[] Experts(int count, Func<int, int, Stored> of) => [.. Enumerable.Range(1, count).Select(seed => of(400, seed))];

    private static float[] Power(int columns, int seed) => [.. Stored.Draw(columns, seed, 1).Select(a => a * a)];

    /// <summary>Of columns of different power.</summary>
    private static float[] Activations(int tokens, int columns) => [.. Stored.Draw(tokens * columns, 77, 1).Select((a, i) => a * (1 + i % columns % 7))];

    private static Measured Compare(PairOfFiles files, int atLeast)
    {
        var ours = files.Measure();
        var theirs = files.ByNumPy();
        var compared = 0;
        foreach (var (metric, subjects) in theirs)
        {
            foreach (var (subject, value) in subjects)
            {
                Assert.True(ours.Has(metric, subject), $"{metric} of {subject} was not measured");
                MustAgree(metric, subject, value, ours, theirs);
                compared++;
            }
        }

        Assert.True(compared >= atLeast, $"only {compared} figures were compared");
        foreach (var subject in ours.Subjects)
            Assert.DoesNotContain(ours.Of(subject).Keys, m => m.StartsWith("error.", StringComparison.Ordinal) && !(theirs.TryGetValue(m, out var known) && known.ContainsKey(subject)));
        return ours;
    }

    private static void MustAgree(string metric, string subject, JsonElement value, Measured measured, Dictionary<string, Dictionary<string, JsonElement>> theirs)
    {
        var ours = JsonSerializer.Deserialize<JsonElement>(measured.Of(subject)[metric]);
        var kind = ours.TryGetProperty("unavailable", out var why) ? why.GetProperty("kind").GetString() : null;
        var what = $"{metric} of {subject}: NumPy {value}, ours {ours}";
        switch (value.ValueKind)
        {
            case JsonValueKind.Null:
                Assert.True(kind is not null, what);
                return;
            case JsonValueKind.String:
                Assert.True(value.GetString() == kind, what);
                return;
            case JsonValueKind.Array when metric == "matmul.superblock_top":
                Assert.Equal(value.EnumerateArray().Select(v => v.GetInt64()), ours.GetProperty("items").EnumerateArray().Select(i => long.Parse(i.GetProperty("index").GetString()!.Split('-')[0], CultureInfo.InvariantCulture) / 256));
                return;
            case JsonValueKind.Array:
                Assert.True(kind is null && value[1].GetString() == ours.GetProperty("at").GetString(), what);
                value = value[0];
                break;
        }

        Assert.True(kind is null, what);
        var (expected, found) = (value.GetDouble(), ours.GetProperty("value").GetDouble());

        // What rounding alone can make of a sum of errors of both signs, and of a difference of decibels.
        var noise = 1e-13 * (theirs["error.max_abs"].TryGetValue(subject, out var largest) && largest.ValueKind == JsonValueKind.Number ? largest.GetDouble() : 0);
        var floor = metric switch
        {
            "error.bias" => noise,
            "error.relative_bias" => noise * Math.Abs(theirs["error.bias"][subject].GetDouble() is 0 ? 0 : expected / theirs["error.bias"][subject].GetDouble()),
            "error.sqnr" or "error.sqnr_deficit" or "error.worst_deficit" or "error.cosine" => 1e-9,
            "matmul.correlation" or "matmul.superblock_correlation" or "column.kurtosis" => 1e-9,
            _ => 0,
        };
        var share = metric switch { "error.max_abs" => 0, "error.p99" or "error.p99.9" => 1e-12, "matmul.output_error" => 1e-6, _ => Tolerance };
        Assert.True(Math.Abs(expected - found) <= Math.Max(floor, share * Math.Abs(expected)), what);
    }
}
