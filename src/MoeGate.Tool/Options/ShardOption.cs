using System.CommandLine;
using System.Globalization;
using MoeGate.Formats;
using MoeGate.Metrics.Sharding;

namespace MoeGate.Tool.Options;

/// <summary>
/// <c>--shard i/n</c>, <c>auto</c> or <c>auto/n</c>. A shard is measured only where somebody asks for one: variables of an engine may
/// well be set in a job that is to measure everything.
/// </summary>
internal sealed class ShardOption
{
    private const string Auto = "auto";

    private readonly Option<string> option = EvidenceOptions.One("--shard", "i/n", "Measure only the i-th of n parts, from 1, for moegate merge; auto takes both numbers from the engine that started the run, auto/n only the first.");

    /// <summary>Adds it; hidden where it is only there to be refused with the reason.</summary>
    public void AddTo(Command command, bool isHidden)
    {
        option.Hidden = isHidden;
        command.Options.Add(option);
    }

    /// <exception cref="InputException">A shard is asked for where there can be none.</exception>
    public void Refuse(ParseResult parsed)
    {
        if (parsed.GetValue(option) is not null) throw InputException.Usage("--shard is an option of measure: a shard is never judged", "moegate measure --shard, then moegate merge, then moegate check --metrics");
    }

    /// <summary>Null where none is asked for.</summary>
    /// <exception cref="InputException">Not a shard, or nothing says which.</exception>
    public ShardNumber? Read(ParseResult parsed, Func<string, string?> environment)
    {
        if (parsed.GetValue(option) is not { } text) return null;
        var parts = text.Split('/');
        if (parts[0] != Auto) return parts is [var i, var n] && Number(i) is { } given && Number(n) is { } all && ShardNumber.From(given, all) is { } number ? number : throw Wrong(text);

        var stated = parts is [_, var total] ? Number(total) : null;
        if (parts.Length > 2 || parts.Length == 2 && (stated is null || ShardNumber.From(1, stated.Value) is null)) throw Wrong(text);
        var engine = ShardEngine.Here(environment);
        var (index, of) = engine.Read(environment);
        if (stated is not null && of is not null && stated != of) throw InputException.Usage($"--shard {text}, and {engine.Total} is {of}", "they have to be the same number");
        if ((stated ?? of) is not { } shards) throw InputException.Usage($"--shard auto, and nothing beside {engine.Index} says how many there are", "write --shard auto/n");
        return ShardNumber.From(index, shards) ?? throw InputException.Usage($"{engine.Index} is {environment(engine.Index)}, which is none of {shards} shards", "write --shard i/n");
    }

    private static long? Number(string text) => int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var number) ? number : null;

    private static InputException Wrong(string text) => InputException.Usage(FormattableString.Invariant($"--shard {text} is not a shard"), FormattableString.Invariant($"write i/n with i from 1 to n and n up to {ShardNumber.Most}, auto or auto/n"));
}
