namespace MoeGate.Metrics.Structure;

/// <summary>One thing that is wrong, and where.</summary>
/// <param name="Place">Such as <c>blk.3.ffn_down_exps[17]</c>.</param>
/// <param name="Value">What stands beside the place; each metric says what it is.</param>
/// <param name="Says">In words, where the place does not say it all.</param>
internal sealed record Offence(string Place, double Value, string? Says = null)
{
    /// <summary>Their number, the first place, and all of them in a list.</summary>
    /// <param name="offences">What was found.</param>
    /// <param name="unknown">Why there may be more; null where all was looked at.</param>
    public static Reading Read(IReadOnlyList<Offence> offences, string? unknown = null)
    {
        if (offences.Count == 0) return unknown is null ? 0 : Reading.Missing(unknown);
        return Reading.Of(offences.Count) with
        {
            At = offences[0].Place,
            Items = [.. offences.Select(o => new Item(o.Place, o.Value))],
            Note = Note([offences[0].Says, unknown is null ? null : $"besides, {unknown}"]),
        };
    }

    private static string? Note(IEnumerable<string?> parts) => string.Join("; ", parts.OfType<string>()) is { Length: > 0 } note ? note : null;
}
