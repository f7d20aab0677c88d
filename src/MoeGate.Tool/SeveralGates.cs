using MoeGate.Formats;

namespace MoeGate.Tool;

/// <summary>Several gates of one command, such as those of all the files of a release: each is judged, whatever became of the one before.</summary>
internal static class SeveralGates
{
    /// <param name="names">The configurations.</param>
    /// <param name="check">Judges one of them, reports, and returns its exit code.</param>
    /// <returns>The gravest exit code: a violation outranks what could not be decided, and that a pass.</returns>
    public static int Check(IReadOnlyList<string> names, Func<int, int> check, Terminal terminal)
    {
        var codes = new List<int>();
        for (var gate = 0; gate < names.Count; gate++)
        {
            var at = gate;
            terminal.Out.WriteLine((gate == 0 ? "" : "\n") + Plain.Text(names[gate]) + "\n");
            codes.Add(Decided(() => check(at), terminal));
            terminal.Out.Flush();
        }

        terminal.Out.WriteLine($"\n{names.Count} gates: {string.Join(", ", Counts(names, codes))}");
        return codes.MaxBy(Gravity);
    }

    /// <summary>Evidence that cannot be read keeps this gate from deciding, and not the next.</summary>
    private static int Decided(Func<int> check, Terminal terminal)
    {
        try
        {
            return check();
        }
        catch (InputException e) when (ExitCode.Of(e.Kind) == ExitCode.Undecided)
        {
            terminal.Out.WriteLine("ERROR: it could not be decided");
            terminal.Out.Flush();
            terminal.Error.WriteLine("moegate: " + e.Message);
            return ExitCode.Undecided;
        }
    }

    private static IEnumerable<string> Counts(IReadOnlyList<string> names, IReadOnlyList<int> codes)
    {
        foreach (var (code, what) in ((int, string)[])[(ExitCode.Pass, "passed"), (ExitCode.Violated, "failed"), (ExitCode.Undecided, "undecided")])
        {
            var those = names.Where((_, gate) => codes[gate] == code).Select(Plain.Text).ToList();
            if (those.Count > 0) yield return $"{those.Count} {what}{(code == ExitCode.Pass ? "" : $" ({string.Join(", ", those)})")}";
        }
    }

    private static int Gravity(int code) => code switch { ExitCode.Violated => 2, ExitCode.Undecided => 1, _ => 0 };
}
