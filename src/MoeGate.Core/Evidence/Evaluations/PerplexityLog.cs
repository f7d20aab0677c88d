using System.Globalization;
using System.Text.RegularExpressions;
using MoeGate.Formats;

namespace MoeGate.Evidence.Evaluations;

/// <summary>
/// Reads the log of a run of llama-perplexity. The program ends with 0 where a model computes NaN and where it finds no file, so only a
/// whole summary counts: anything else is a failure, with the words of the log that tell it.
/// </summary>
internal sealed partial class PerplexityLog
{
    private const string FinalEstimate = "Final estimate: PPL";

    private const string Cor = "Cor(ln(PPL(Q)), ln(PPL(base)))";

    /// <summary>What the summary of <c>--kl-divergence</c> has to hold, and whether a standard error belongs to it.</summary>
    private static readonly (string Name, bool HasError)[] summary =
    [
        ("Mean PPL(Q)", true), ("Mean PPL(base)", true), ("Mean ln(PPL(Q)/PPL(base))", true), ("Mean PPL(Q)/PPL(base)", true),
        ("Mean KLD", true), ("Maximum KLD", false), ("99.9% KLD", false), ("99.0% KLD", false), ("Median KLD", false),
        ("RMS Δp", true), ("Same top p", true),
    ];

    private static readonly string[] marks =
        ["perplexity: ", "kl_divergence: ", FinalEstimate, "Perplexity statistics", "system_info:", "llama_", "ggml_", "llama threadpool", "failed to load model"];

    private static readonly string[] complaints =
    [
        "failed to load", "error loading", "failed to open", "failed to read", "failed reading", "failed to decode", "failed to eval", "unable to load", "llama_decode() failed",
        "does not look like", "you need at least", "you must provide", "inconsistent vocab", "Unexpected negative standard deviation", "out of memory",
        "GGML_ASSERT", "Segmentation fault", "core dumped", "terminate called",
    ];

    private readonly Dictionary<string, Estimate> figures = [];
    private readonly string shown;
    private bool isKnown;
    private bool? comparesWithBase;
    private int runs;
    private int estimates;
    private int? chunks;
    private int? context;
    private int? lastChunk;
    private string? complaint;
    private string? lateComplaint;
    private string? fault;

    private PerplexityLog(string shown) => this.shown = Plain.Portable(shown);

    /// <exception cref="InputException">Nothing in the file is of llama-perplexity.</exception>
    public static PerplexityRun Read(LogLines lines, string shown)
    {
        var log = new PerplexityLog(shown);
        while (lines.Next()) log.Add(lines.Text, lines.IsEnded);
        if (!log.isKnown)
            InputException.Throw(InputKind.Evidence, new Place(shown), "is neither a log of llama-perplexity nor a result of lm-evaluation-harness", "give what llama-perplexity printed, both its outputs, or the results_….json of lm_eval");
        return log.Run(shown);
    }

    private void Add(string line, bool isEnded)
    {
        isKnown = isKnown || marks.Any(m => line.Contains(m, StringComparison.Ordinal));
        var level = Level().Match(line);
        if (level.Success ? level.Groups["level"].Value == "E" : complaints.Any(c => line.Contains(c, StringComparison.OrdinalIgnoreCase)))
        {
            complaint ??= line;
            if (figures.Count > 0) lateComplaint ??= line;
        }

        if (line.IndexOf(FinalEstimate, StringComparison.Ordinal) is >= 0 and var at) AddFinal(line[at..], isEnded);
        else if (Start().Match(line) is { Success: true } start) Begin(start, line);
        else if (Chunk().Match(line) is { Success: true } chunk) lastChunk = Whole(chunk.Groups["chunk"]) ?? lastChunk;
        else if (Named(line) is { } name) AddFigure(name, line, line[(line.IndexOf(':', StringComparison.Ordinal) + 1)..], isEnded);
    }

    private void Begin(Match start, string line)
    {
        runs++;
        comparesWithBase = start.Groups["mode"].Value == "computing";
        chunks = Whole(start.Groups["chunks"]);
        context = Whole(Context().Match(line).Groups["context"]);
    }

    private void AddFinal(string line, bool isEnded)
    {
        estimates++;
        comparesWithBase ??= false;
        AddFigure(FinalEstimate, line, line[(line.LastIndexOf('=') + 1)..], isEnded);
    }

    private void AddFigure(string name, string line, string text, bool isEnded)
    {
        if (name == "Mean PPL(Q)") estimates++;
        var words = text.Split(' ', StringSplitOptions.RemoveEmptyEntries);
        var numbers = words.Select(Number).ToList();
        var error = numbers.Skip(1).FirstOrDefault(n => n is not null);
        var needsError = name == FinalEstimate || summary.First(s => s.Name == name).HasError;

        // Of a line that the file ends in, the last figure may lack digits.
        if (numbers is not [{ } value, ..] || needsError && error is null || !isEnded && Decimals(words[^1]) < 5) fault ??= line;
        else if (!IsPossible(name, value, error)) fault ??= line;
        else figures[name] = new Estimate(value, error);
    }

    private PerplexityRun Run(string file)
    {
        var failure = Failure();
        var run = new PerplexityRun(file) { Failure = failure, ComparesWithBase = comparesWithBase, Chunks = chunks, Context = context };
        if (failure is not null) return run;
        if (comparesWithBase != true) return run with { Perplexity = figures[FinalEstimate] };
        return run with
        {
            Perplexity = figures["Mean PPL(Q)"],
            Divergence = new Divergence
            {
                BasePerplexity = figures["Mean PPL(base)"],
                LogRatio = figures["Mean ln(PPL(Q)/PPL(base))"],
                Ratio = figures["Mean PPL(Q)/PPL(base)"],
                Mean = figures["Mean KLD"],
                Median = figures["Median KLD"],
                P99 = figures["99.0% KLD"],
                P999 = figures["99.9% KLD"],
                Max = figures["Maximum KLD"],
                DeltaP = figures["RMS Δp"],
                SameTop = figures["Same top p"],
            },
        };
    }

    private string? Failure()
    {
        if (runs > 1 || estimates > 1) return $"{shown} holds {Math.Max(runs, estimates)} runs, and nobody can tell which is meant; give each a log of its own";
        if (lateComplaint is not null) return $"{shown} says, behind its figures, \"{Short(lateComplaint)}\"";
        if (fault is not null) return $"{shown} says \"{Short(fault)}\", which is not a whole figure";

        var wanted = comparesWithBase == true ? summary.Select(s => s.Name) : [FinalEstimate];
        var lacking = wanted.FirstOrDefault(name => !figures.ContainsKey(name));
        if (lacking is null) return null;
        if (complaint is not null) return $"{shown} says \"{Short(complaint)}\" and has no {What()}";
        if (figures.Count > 0) return $"{shown} is cut off: its summary has no line \"{lacking}\"";
        if (lastChunk is { } last && chunks is { } all && last >= all) return $"{shown} has all {all} chunks and no {What()}{(comparesWithBase == true ? "; llama-perplexity prints none below 100 tokens" : "")}";
        return lastChunk is null ? $"{shown} has no {What()}" : $"{shown} ends at chunk {lastChunk}{(chunks is null ? "" : $" of {chunks}")} and has no {What()}";
    }

    private string What() => comparesWithBase == true ? "summary" : "final estimate";

    private static bool IsPossible(string name, double value, double? error) => error is null or >= 0 && name switch
    {
        FinalEstimate or "Mean PPL(Q)" or "Mean PPL(base)" => value >= 1,
        "Mean PPL(Q)/PPL(base)" => value > 0,
        "RMS Δp" or "Same top p" => value is >= 0 and <= 100,
        _ => true,
    };

    /// <summary>The figure of the summary that a line states; blanks vary, and the Δ does not survive every encoding.</summary>
    private static string? Named(string line)
    {
        var colon = line.IndexOf(':', StringComparison.Ordinal);
        if (colon is < 0 or > 60) return null;
        var name = string.Join(' ', line[..colon].Split(' ', StringSplitOptions.RemoveEmptyEntries));
        if (name.StartsWith("RMS ", StringComparison.Ordinal) && name.EndsWith('p') && name.Length <= 10) return "RMS Δp";
        return name != Cor && Array.Exists(summary, s => s.Name == name) ? name : null;
    }

    private static double? Number(string word) =>
        double.TryParse(word.TrimEnd('%'), NumberStyles.Float, CultureInfo.InvariantCulture, out var number) && double.IsFinite(number) ? number : null;

    private static int? Whole(Group digits) => int.TryParse(digits.ValueSpan, NumberStyles.None, CultureInfo.InvariantCulture, out var number) ? number : null;

    /// <summary>Digits behind the point; a per cent sign shows that the figure is whole.</summary>
    private static int Decimals(string word) => word.EndsWith('%') ? int.MaxValue : word.Length - 1 - word.LastIndexOf('.');

    private static string Short(string line) => line.Length <= 200 ? line : line[..200] + "…";

    /// <summary><c>0.00.025.379 E </c>: the time since the start, and the line's level, where the log has levels.</summary>
    [GeneratedRegex(@"\A[0-9]+(\.[0-9]+){3} (?<level>[DIWE]) ", RegexOptions.CultureInvariant | RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: 1000)]
    private static partial Regex Level();

    [GeneratedRegex(@"\b(perplexity|kl_divergence): (?<mode>calculating perplexity|computing) over (?<chunks>[0-9]+) chunks", RegexOptions.CultureInvariant | RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: 1000)]
    private static partial Regex Start();

    [GeneratedRegex(@"\bn_ctx=(?<context>[0-9]+)", RegexOptions.CultureInvariant | RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: 1000)]
    private static partial Regex Context();

    /// <summary>The last of <c>[1]1.65,[2]1.43,</c>, or the number that a row of <c>--kl-divergence</c> begins with.</summary>
    [GeneratedRegex(@"\A\[.*\[(?<chunk>[0-9]+)\][^\[]*\z|\A\[(?<chunk>[0-9]+)\][^\[]*\z|\A(?<chunk>[0-9]+) +[-0-9.naif]+ +\S{1,3} +[-0-9.naif]+ ", RegexOptions.CultureInvariant | RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: 1000)]
    private static partial Regex Chunk();
}
