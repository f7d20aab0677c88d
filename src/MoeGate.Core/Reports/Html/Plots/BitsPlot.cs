using System.Globalization;
using MoeGate.Metrics;
using MoeGate.Rules;

namespace MoeGate.Reports.Html.Plots;

/// <summary>What every tensor is stored in: roles down, layers across.</summary>
internal sealed class BitsPlot : Plot
{
    private const int MostRoles = 60;

    private const int MostLayers = 1000;

    /// <summary>A label has room in about this share of the width.</summary>
    private const double RoomForName = 0.12;

    /// <summary>Where the classes begin: those of 2, 3, 4, 5, 6, 8 and 16 bits and more are told apart.</summary>
    private static readonly double[] bounds = [2, 3, 4, 5, 6, 8, 16];

    public override string Title => "Bits per weight";

    public override IReadOnlyList<string> Metrics => ["type.bits_per_weight", "size.bits_per_weight"];

    public override string Reading =>
        "What each tensor is stored in, a row a role, a column a layer. It shows at a glance what a mix of types favours, and what it leaves out.";

    public override string Needs => "a candidate (--candidate)";

    public override bool Draw(Verdict verdict, Figured page)
    {
        var measured = verdict.Metrics.Of(Catalog.Find("type.bits_per_weight")!).Where(m => m is { Subject.Scope: Scope.Tensor, Reading.Value: not null }).ToList();
        if (measured.Count == 0) return false;
        var all = measured.Where(IsDrawn).ToList();
        var groups = all.GroupBy(m => m.Subject.Role!).OrderBy(g => g.Key, StringComparer.Ordinal).ToList();
        var roles = groups.Take(MostRoles).ToList();
        var html = page.Open();
        if (roles.Count > 0) Map(html, verdict, all, roles);
        Undrawn.Write(html, measured, IsDrawn, roles.Count, groups.Count);
        return true;
    }

    private static bool IsDrawn(Measurement tensor) => tensor.Subject is { Layer: < MostLayers, Role: not null };

    private static void Map(Markup html, Verdict verdict, List<Measurement> all, List<IGrouping<string, Measurement>> roles)
    {
        var (first, last) = (all.Min(m => m.Subject.Layer!.Value), all.Max(m => m.Subject.Layer!.Value));
        double columns = last - first + 1;
        html.Write($"""<svg class="chart roles" height="{20 * roles.Count}" role="img" tabindex="0" aria-label="{Says(verdict, roles.Count, all.Count)}">""");
        for (var row = 0; row < roles.Count; row++)
        {
            var (y, height) = (100.0 * row / roles.Count, 100.0 / roles.Count);
            html.Write($"""<text class="left" x="-8" y="{y + height / 2}%" dy=".32em">{roles[row].Key}</text>""");
            foreach (var run in Runs(roles[row].OrderBy(m => m.Subject.Layer)))
            {
                var (start, count, bits) = (run[0].Subject.Layer!.Value - first, run.Count, run[0].Reading.Value!.Value);
                html.Write($"""<g class="mark"><title>{Says(run, roles[row].Key)}</title><rect class="b{Class(bits)}" x="{100 * start / columns}%" y="{y}%" width="{100 * count / columns}%" height="{height}%"/>""");
                if (count / columns >= RoomForName) html.Write($"""<text class="on{Class(bits)}" x="{100 * (start + count / 2.0) / columns}%" y="{y + height / 2}%" dy=".32em">{Short(run[0].Subject.Type)}</text>""");
                html.Write($"</g>");
            }
        }

        html.Write($"""<g class="ticks" aria-hidden="true">""");
        var x = Axis.Whole(first, last, "layer");
        foreach (var tick in x.Ticks) html.Write($"""<text class="below" x="{Chart.Along(x, tick)}%" y="100%" dy="1.45em">{x.Text(tick)}</text>""");
        html.Write($"""<text class="name end" x="100%" y="100%" dy="2.9em">layer</text></g></svg><div class="legend"><svg height="30" aria-hidden="true">""");
        for (var i = 0; i <= bounds.Length; i++) html.Write($"""<rect class="b{i}" x="{12.5 * i}%" y="0" width="12.5%" height="12"/>""");
        for (var i = 0; i < bounds.Length; i++) html.Write($"""<text class="below" x="{12.5 * (i + 1)}%" y="12" dy="1.25em">{Figure.Number(bounds[i])}</text>""");
        html.Write($"""</svg><p>bits per weight{Whole(verdict)}</p></div>""");
    }

    /// <summary>Tensors of neighbouring layers in the same type.</summary>
    private static IEnumerable<List<Measurement>> Runs(IEnumerable<Measurement> tensors)
    {
        List<Measurement> run = [];
        foreach (var tensor in tensors)
        {
            if (run.Count > 0 && (run[^1].Subject.Layer + 1 != tensor.Subject.Layer || run[^1].Subject.Type != tensor.Subject.Type || run[^1].Reading.Value != tensor.Reading.Value))
            {
                yield return run;
                run = [];
            }

            run.Add(tensor);
        }

        if (run.Count > 0) yield return run;
    }

    private static int Class(double bits)
    {
        var at = 0;
        while (at < bounds.Length && bits >= bounds[at]) at++;
        return at;
    }

    private static string Says(List<Measurement> run, string role)
    {
        var (first, last) = (run[0].Subject, run[^1].Subject);
        var where = run.Count == 1 ? first.Name : $"blk.{Number(first)} to blk.{Number(last)}, {role}";
        return $"{where}: {first.Type}{(first.Type is null ? "" : ", ")}{Figure.Number(run[0].Reading.Value!.Value)} bits per weight";
    }

    private static string Number(Subject subject) => subject.Layer!.Value.ToString(CultureInfo.InvariantCulture);

    private static string Says(Verdict verdict, int roles, int tensors) =>
        string.Create(CultureInfo.InvariantCulture, $"Types of {tensors} tensors in {roles} roles{Whole(verdict)}.");

    private static string Whole(Verdict verdict) =>
        verdict.Metrics["size.bits_per_weight", Subject.Model]?.Value is { } mean ? $"; {Figure.Number(mean)} over the whole model" : "";

    /// <summary>A name longer than a type's is not written into its cell, but it is in the cell's title.</summary>
    private static string Short(string? type) => type is { Length: <= 10 } ? type : "";
}
