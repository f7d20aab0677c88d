using System.Text;
using MoeGate.Tests.Support;

namespace MoeGate.Tests.Docs;

/// <summary>
/// Every console block of the README and the docs is run and compared. <c>$ echo $?</c> shows the exit code of the command before
/// it; a line <c>…</c> stands for any lines. With MOEGATE_UPDATE=1 blocks without such a line are rewritten.
/// </summary>
public class CommandBlocks
{
    private const string Elided = "…";

    public static TheoryData<string> Pages =>
    [
        .. new[] { "README.md" }
            .Concat(Below("docs"))
            .Concat(Below("samples")),
    ];

    [Theory]
    [MemberData(nameof(Pages))]
    public void PrintWhatThePageSays(string page)
    {
        var path = Repository.File(page);
        var lines = File.ReadAllText(path).Split('\n');
        var result = new StringBuilder();
        for (var i = 0; i < lines.Length; i++)
        {
            result.Append(lines[i]).Append(i == lines.Length - 1 ? "" : "\n");
            if (lines[i] != "```console") continue;
            var end = Array.IndexOf(lines, "```", i + 1);
            result.Append(Run(page, lines[(i + 1)..end]));
            i = end - 1;
        }

        Repository.MustEqual(result.ToString(), page.Split('/'));
    }

    /// <summary>The block as it comes out; where it elides lines and the rest agrees, the block as it was.</summary>
    private static string Run(string page, string[] block)
    {
        var text = new StringBuilder();
        var exitCode = 0;
        for (var i = 0; i < block.Length;)
        {
            Assert.StartsWith("$ ", block[i], StringComparison.Ordinal);
            var command = block[i][2..];
            var expected = block[(i + 1)..].TakeWhile(l => !l.StartsWith("$ ", StringComparison.Ordinal)).ToArray();
            var actual = command == "echo $?" ? [$"{exitCode}"] : Tool(command, out exitCode);
            text.Append(block[i]).Append('\n');
            foreach (var line in expected.Contains(Elided) ? Elide(page, command, expected, actual) : actual) text.Append(line).Append('\n');
            i += 1 + expected.Length;
        }

        return text.ToString();
    }

    private static string[] Elide(string page, string command, string[] expected, string[] actual)
    {
        var at = 0;
        var anywhere = false;
        foreach (var line in expected)
        {
            if (line == Elided)
            {
                anywhere = true;
                continue;
            }

            var found = Array.IndexOf(actual, line, at);
            Assert.True(found == at || anywhere && found > at, $"{page}: $ {command}\nprints no line (in order)\n{line}\nbut\n{string.Join('\n', actual)}");
            at = found + 1;
            anywhere = false;
        }

        return expected;
    }

    private static string[] Tool(string command, out int exitCode)
    {
        var words = command.Split(" #")[0].Split(' ', StringSplitOptions.RemoveEmptyEntries);
        Assert.Equal("moegate", words[0]);
        var (code, output, error) = Peer.Moegate(Repository.Root, words[1..]);
        exitCode = code;
        var all = (output + error).TrimEnd('\n');
        return all.Length == 0 ? [] : all.Split('\n');
    }

    private static IEnumerable<string> Below(string folder) =>
        Directory.EnumerateFiles(Repository.File(folder), "*.md", SearchOption.AllDirectories)
            .Select(f => Path.GetRelativePath(Repository.Root, f).Replace('\\', '/'))
            .Order(StringComparer.Ordinal);
}
