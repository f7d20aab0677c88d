using MoeGate.Metrics;
using MoeGate.Rules;

namespace MoeGate.Reports.Html;

/// <summary>
/// Every figure. The page itself holds the first rows, of the model before those of its parts, for print and for browsers without
/// script; the script takes their place and turns the pages of all of them.
/// </summary>
internal static class MeasurementSection
{
    /// <summary>Rows of a page of the table, and rows that are there without script.</summary>
    private const int Rows = 50;

    public static void Write(Markup page, Verdict verdict)
    {
        var all = verdict.Metrics.All;
        page.Write($"""
            <section id="measurements"><h2>Measurements</h2>
            <div class="tools" hidden><label>Filter <input type="search" id="filter" placeholder="blk.3 ffn_down" autocomplete="off" spellcheck="false"></label><label>Of <select id="scope"><option value="">everything</option></select></label><label><input type="checkbox" id="gaps"> without a value</label></div>
            <p id="count" role="status">{(all.Count <= Rows ? $"{all.Count} measurements" : $"{Rows} of {all.Count} measurements, those of the model first")}</p>
            <div class="scroll" tabindex="0" role="region" aria-label="Measurements"><table id="figures" class="{(all.Any(m => m.Reading.Expected is not null) ? "" : "no-expected ")}{(verdict.Baseline is null ? "no-baseline" : "")}" data-rows="{Rows}"><thead><tr><th>subject</th><th>metric</th><th class="r">value</th><th class="r">expected</th><th class="r">baseline</th><th>note</th></tr></thead><tbody>

            """);
        foreach (var measurement in Ordered(verdict.Metrics).Take(Rows))
        {
            var (reading, unit) = (measurement.Reading, measurement.Metric.Unit);
            page.Write($"""<tr><td>{measurement.Subject.Name}</td><td>{measurement.Metric.Id}</td><td class="r">{Show(reading.Value)}</td><td class="r">{Show(reading.Expected)}</td><td class="r">{Show(verdict.Baseline?[measurement.Metric.Id, measurement.Subject]?.Value)}</td><td>{Note(measurement)}</td></tr>""");

            string Show(double? value) => value is { } number ? Figure.Format(number, unit) : "";
        }

        page.Write($"""</tbody></table></div><p class="paper">On paper the table has one page; the file has all.</p><p class="pages" hidden><button type="button" id="back">Previous</button><span id="place"></span><button type="button" id="on">Next</button></p></section>""");
        page.Verbatim("\n<script type=\"application/json\" id=\"data\">");
        page.Verbatim(MeasurementData.Of(verdict));
        page.Verbatim("</script>\n");
    }

    /// <summary>What belongs beside a figure, in words.</summary>
    public static string Note(Measurement measurement)
    {
        var reading = measurement.Reading;
        var notes = new List<string>();
        if (reading.Unavailable is { } without) notes.Add(without.Kind switch { Absence.Exact => "exact: ", Absence.NotApplicable => "not applicable: ", _ => "missing: " } + without.Reason);
        if (reading.Stderr is { } error) notes.Add($"± {Figure.Number(error)}");
        if (reading.At is { } at) notes.Add($"at {at}");
        if (reading.ErrorOf is { } of) notes.Add(of);
        if (reading.Note is { } note) notes.Add(note);
        if (measurement.Subject is { Type: { } type, Scope: not Scope.Model }) notes.Add(type);
        return string.Join("; ", notes);
    }

    /// <summary>The model's figures first, then those of its parts, in each by subject and metric.</summary>
    public static IEnumerable<Measurement> Ordered(MetricSet metrics) => metrics.All.OrderBy(m => Rank(m.Subject.Scope));

    /// <summary>The model, evaluations, layers, and then what there is a lot of.</summary>
    private static int Rank(Scope scope) => scope switch { Scope.Model => 0, Scope.Task => 1, Scope.Layer => 2, Scope.Activation => 3, Scope.Tensor => 4, _ => 5 };
}
