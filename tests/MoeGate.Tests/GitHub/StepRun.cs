namespace MoeGate.Tests.GitHub;

/// <summary>What a step left behind, read as the runner reads it.</summary>
internal sealed record StepRun(int ExitCode, string Out, string Error, IReadOnlyDictionary<string, string> Outputs, string Summary)
{
    /// <summary>The workflow commands that a runner would find on either stream, those between stop-commands and its token left out.</summary>
    public IReadOnlyList<string> Commands
    {
        get
        {
            var commands = new List<string>();
            string? resume = null;
            foreach (var line in (Out + "\n" + Error).Split('\n', '\r').Select(l => l.Trim()).Where(l => l.StartsWith("::", StringComparison.Ordinal) || l.Contains("##[", StringComparison.Ordinal)))
            {
                if (resume is not null) resume = line == $"::{resume}::" ? null : resume;
                else if (line.StartsWith("::stop-commands::", StringComparison.Ordinal)) resume = line["::stop-commands::".Length..];
                else commands.Add(line);
            }

            Assert.Null(resume);
            return commands;
        }
    }

    /// <summary>Lines <c>name=value</c>, or <c>name&lt;&lt;mark</c>, a value of any lines, and the mark.</summary>
    public static IReadOnlyDictionary<string, string> ReadOutputs(string text)
    {
        var outputs = new Dictionary<string, string>(StringComparer.Ordinal);
        var lines = text.TrimEnd('\n').Split('\n');
        for (var i = 0; i < lines.Length; i++)
        {
            var line = lines[i];
            var equals = line.IndexOf('=', StringComparison.Ordinal);
            var marked = line.IndexOf("<<", StringComparison.Ordinal);
            if (marked < 0 || equals >= 0 && equals < marked)
            {
                Assert.True(equals > 0, $"\"{line}\" is no output");
                outputs[line[..equals]] = line[(equals + 1)..];
                continue;
            }

            var end = Array.IndexOf(lines, line[(marked + 2)..], i + 1);
            Assert.True(end > i, $"{line} does not end");
            outputs[line[..marked]] = string.Join('\n', lines[(i + 1)..end]);
            i = end;
        }

        return outputs;
    }
}
