using MoeGate.Formats;
using MoeGate.Rules;

namespace MoeGate.Tool;

/// <summary>Several gates of one command, such as those of all the files of a release: each is judged, whatever became of the one before.</summary>
internal static class SeveralGates
{
    /// <param name="names">The configurations.</param>
    /// <param name="check">Judges one of them and reports.</param>
    /// <returns>The gravest exit code.</returns>
    public static int Check(IReadOnlyList<string> names, Func<int, Verdict> check, Terminal terminal)
    {
        var codes = new List<int>();
        var words = new List<string>();
        for (var gate = 0; gate < names.Count; gate++)
        {
            terminal.Out.WriteLine((gate == 0 ? "" : "\n") + Plain.Text(names[gate]) + "\n");
            try
            {
                var verdict = check(gate);
                codes.Add(verdict.ExitCode);
                words.Add(Word(verdict.Decision));
            }
            catch (InputException e)
            {
                terminal.Out.WriteLine("ERROR: it could not be judged");
                terminal.Out.Flush();
                terminal.Error.WriteLine($"moegate: {Plain.Text(names[gate])}: {e.Message}");
                codes.Add(ExitCode.Of(e.Kind));
                words.Add(Word(Decision.Undecided));
            }

            terminal.Out.Flush();
        }

        terminal.Out.WriteLine($"\n{names.Count} gates: {string.Join(", ", Counts(names, words))}");
        return ExitCode.Gravest(codes);
    }

    private static IEnumerable<string> Counts(IReadOnlyList<string> names, IReadOnlyList<string> words)
    {
        foreach (var word in Enum.GetValues<Decision>().Select(Word))
        {
            var those = names.Where((_, gate) => words[gate] == word).Select(Plain.Text).ToList();
            if (those.Count > 0) yield return $"{those.Count} {word}{(word == Word(Decision.Pass) ? "" : $" ({string.Join(", ", those)})")}";
        }
    }

    private static string Word(Decision decision) => decision switch { Decision.Pass => "passed", Decision.Fail => "failed", _ => "undecided" };
}
