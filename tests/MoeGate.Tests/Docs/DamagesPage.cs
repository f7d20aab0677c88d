using System.Text;
using MoeGate.Rules.Configuration;
using MoeGate.Tests.Releases;
using MoeGate.Tests.Support;

namespace MoeGate.Tests.Docs;

/// <summary>The page about damages says what the built-in rules really said; with MOEGATE_UPDATE=1 it is written again.</summary>
public class DamagesPage
{
    private const string Beginning = """
        # Damaged releases, and what catches them

        <!-- Made from the code by the tests; MOEGATE_UPDATE=1 dotnet test rewrites it. -->

        Each line is a way in which a release breaks on its way from the original to the file that ships. The tests break a small trained model in
        that way, quantize it with ggml, and run `moegate check` without any configuration; the last column is what the gate said then. They do
        the same to one of two drawn models of other shapes, and the layer, the expert, the rows and the type of the weights are drawn anew for
        each. What a damage needs and the model lacks, such as a bias of the router, it is given before. Healthy candidates of the same models
        pass, whole, pruned and reordered, and of one of them in every type that ggml quantizes to.

        The rule named is one that must fail; others often fail with it. Where it says *not judged*, the gate ends with exit code 3 and the
        line shown: of a file that cannot be read nothing is said that would need reading it. Damages of statistics, plans and logs are done to
        drawn ones, and the gate has those alone to judge.

        It is no proof that nothing else can break.
        """;

    private const string Ending = """
        ## What is not caught

        - Keys that only one of the two files has. A converter may write keys that another does not know, so MG625 compares those that both
          have; a key that was dropped, and that the runtime fills with a default of its own, shows in no figure.
        - The tokenizer. Vocabulary, special tokens and the chat template are often mended after a release, and a mended one is not told from
          a broken one. Embeddings that no longer fit it are found, as above.
        - Rows of queries and keys in the wrong order, beside safetensors. Some families of models are converted with them reordered and some
          without, and the weights are the same either way; beside a GGUF reference the wrong order is found.
        - A type that is too small. A router or embeddings of 4 bits, or a model of 2 bits where 4 were meant, is what it says it is. A policy
          on types says what may be: [`rules/policy-example.json`](../rules/policy-example.json).
        - Another architecture by name. Keys of two architectures are not compared.
        - A plan that is poor on one kind of text and not worse than chance there. The rules ask for more than a random cut would keep, and no more.
        - A random plan that is lucky. In a model of many layers one of them is bound to be worse than chance, and that layer is found; of a drawn
          model of four layers a random plan has passed.
        - Damage below the noise of the type: a few weights in a matrix of millions; or a router that as a whole is off by less than a
          hundredth of its size, as it is where one row of more than a hundred is off by a tenth.
        - Whatever the original has. It is taken to be right.

        """;

    [Fact]
    public void IsWhatTheGateSays()
    {
        var sections = RulePacks.Defaults().Build().ToDictionary(r => r.Id, r => $"{r.Id}: {r.Title}", StringComparer.Ordinal);
        var page = new StringBuilder(Beginning).Append("\n\n| what was done | how it happens | caught by | what the gate says |\n|---|---|---|---|\n");
        foreach (var damage in Damages.All)
        {
            var (_, broken, run) = DamagedSample.Judge(damage.Done);
            var said = Damages.Said(damage, broken, run);
            var rule = damage.Rule is { } id ? $"[{id}](rules.md#{Anchor(sections[id])})" : "*not judged*";
            page.Append($"| {damage.Done} | {damage.Happens} | {rule} | {Cell(said)} |\n");
        }

        Repository.MustEqual(page.Append('\n').Append(Ending).ToString(), "docs", "damages.md");
    }

    [Fact]
    public void NamesEachKindOnce() => Assert.Equal(Damages.All.Count, Damages.All.Select(d => d.Done).Distinct(StringComparer.Ordinal).Count());

    /// <summary>As a renderer of Markdown makes an anchor of a heading.</summary>
    private static string Anchor(string heading) =>
        new([.. heading.ToLowerInvariant().Where(c => char.IsLetterOrDigit(c) || c is ' ' or '-').Select(c => c == ' ' ? '-' : c)]);

    private static string Cell(string text) => text
        .Replace("|", "\\|", StringComparison.Ordinal).Replace("*", "\\*", StringComparison.Ordinal)
        .Replace("<", "&lt;", StringComparison.Ordinal).Replace("_", "\\_", StringComparison.Ordinal);
}
