using MoeGate.Metrics;

namespace MoeGate.Reports.Html.Plots;

/// <summary>Says under a plot of layers what it has no place for, so that nothing is left out in silence.</summary>
internal static class Undrawn
{
    private const int Most = 24;

    /// <param name="html">Where to.</param>
    /// <param name="measured">Every figure that the plot is of.</param>
    /// <param name="drawn">Whether one of them has a mark.</param>
    /// <param name="roles">Roles that have marks.</param>
    /// <param name="allRoles">Roles that could have.</param>
    public static void Write(Markup html, IReadOnlyList<Measurement> measured, Func<Measurement, bool> drawn, int roles, int allRoles)
    {
        if (roles < allRoles) html.Write($"""<p class="aside">The first {roles} of {allRoles} roles are drawn; the table below has all.</p>""");
        var rest = measured.Where(m => !drawn(m)).ToList();
        var loose = rest.Where(m => m.Subject.Layer is null).OrderBy(m => m.Subject).ToList();
        if (loose.Count > 0)
            html.Write($"""<p class="aside">Without a layer: {string.Join("; ", loose.Take(Most).Select(Says))}{(loose.Count > Most ? $" and {loose.Count - Most} more, in the table below" : "")}</p>""");
        if (rest.Count > loose.Count)
            html.Write($"""<p class="aside">{rest.Count - loose.Count} more {(rest.Count - loose.Count == 1 ? "figure has" : "figures have")} no place here and {(rest.Count - loose.Count == 1 ? "is" : "are")} in the table below.</p>""");
    }

    private static string Says(Measurement tensor) =>
        string.Join(' ', new[] { tensor.Subject.Name, tensor.Subject.Type, Figure.Format(tensor.Reading.Value!.Value, tensor.Metric.Unit) }.OfType<string>());
}
