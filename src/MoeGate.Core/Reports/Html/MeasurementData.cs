using System.Globalization;
using System.Text;
using System.Text.Json;
using MoeGate.Formats;
using MoeGate.Formats.Json;
using MoeGate.Metrics;
using MoeGate.Reports.Html.Plots;
using MoeGate.Rules;

namespace MoeGate.Reports.Html;

/// <summary>
/// All measurements for the script, by columns and with every text once: tens of thousands of them in some hundred kilobytes. Nothing
/// in it can end the element that it stands in, for the encoder escapes what means something to HTML.
/// </summary>
internal static class MeasurementData
{
    public static string Of(Verdict verdict)
    {
        var (metrics, subjects, notes) = (new Words(), new Words(), new Words());
        StringBuilder metric = new(), subject = new(), value = new(), chance = new(), baseline = new(), note = new();
        foreach (var m in MeasurementSection.Ordered(verdict.Metrics))
        {
            Add(metric, metrics.Number(m.Metric.Id, m.Metric.Unit.Symbol));
            Add(subject, subjects.Number(m.Subject.Name, m.Subject.Scope.Name()));
            Add(value, Number(m.Reading.Value));
            Add(chance, Number(m.Reading.Expected));
            Add(baseline, Number(verdict.Baseline?[m.Metric.Id, m.Subject]?.Value));
            Add(note, notes.Number(MeasurementSection.Note(m)));
        }

        var data = new StringBuilder("{\n\"maps\":");
        HeatPlot.Data(verdict, data);
        data.Append(",\n\"metrics\":").Append(metrics.Json).Append(",\n\"subjects\":").Append(subjects.Json).Append(",\n\"notes\":").Append(notes.Json);
        foreach (var (name, column) in new[] { ("metric", metric), ("subject", subject), ("value", value), ("chance", chance), ("baseline", verdict.Baseline is null ? new() : baseline), ("note", note) })
            data.Append(",\n\"").Append(name).Append("\":[").Append(column).Append(']');
        return data.Append("\n}").ToString();
    }

    private static void Add(StringBuilder column, string item)
    {
        if (column.Length > 0) column.Append(',');
        column.Append(item);
    }

    private static string Number(double? value) => value is { } number ? number.ToString(Math.Floor(number) == number && Math.Abs(number) < 1e15 ? "F0" : "G6", CultureInfo.InvariantCulture) : "null";

    /// <summary>Texts, each once, and their numbers.</summary>
    private sealed class Words
    {
        private static readonly JsonSerializerOptions options = new() { Encoder = JsonText.Encoder };
        private readonly Dictionary<(string, string?), int> numbers = [];
        private readonly StringBuilder list = new("[");

        public string Json => list + "]";

        public string Number(string text, string? beside = null)
        {
            if (!numbers.TryGetValue((text, beside), out var number))
            {
                if (numbers.Count > 0) list.Append(',');
                list.Append(beside is null ? Quote(text) : $"[{Quote(text)},{Quote(beside)}]");
                numbers[(text, beside)] = number = numbers.Count;
            }

            return number.ToString(CultureInfo.InvariantCulture);
        }

        private static string Quote(string text) => JsonSerializer.Serialize(Plain.Text(text), options);
    }
}
