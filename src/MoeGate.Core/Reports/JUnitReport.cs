using System.Text;
using System.Xml;
using MoeGate.Evidence;
using MoeGate.Formats;
using MoeGate.Metrics;
using MoeGate.Rules;

namespace MoeGate.Reports;

/// <summary>
/// JUnit XML within the rules of the schema that Jenkins checks: flat suites, one per family of metrics; violated is a failure,
/// no data an error, waived and not applicable are skipped.
/// </summary>
public sealed class JUnitReport : Reporter
{
    public override string Format => "junit";

    public override string About => "JUnit XML, a test case per finding";

    public override void Write(Verdict verdict, TextWriter writer, ReportStyle style)
    {
        var settings = new XmlWriterSettings { Indent = true, NewLineChars = "\n", OmitXmlDeclaration = true };
        writer.Write("<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n");
        using (var xml = XmlWriter.Create(writer, settings))
        {
            xml.WriteStartElement("testsuites");
            xml.WriteAttributeString("name", "moegate");
            WriteCounts(xml, verdict.Findings, skipped: false, verdict.Notices.Count);
            foreach (var family in verdict.Findings.GroupBy(f => Family(f.Rule)).OrderBy(g => g.Key, StringComparer.Ordinal)) WriteSuite(xml, verdict, family.Key, [.. family]);
            if (verdict.Notices.Count > 0) WriteNotices(xml, verdict);
            xml.WriteEndElement();
        }

        writer.Write("\n");
    }

    private static void WriteSuite(XmlWriter xml, Verdict verdict, string family, IReadOnlyList<Finding> findings)
    {
        xml.WriteStartElement("testsuite");
        xml.WriteAttributeString("name", "moegate." + family);
        WriteCounts(xml, findings, skipped: true);
        if (verdict.Configuration is { } configuration) xml.WriteAttributeString("file", Text(configuration));
        if (EvidenceIdentity.DevicesIn(verdict.Metrics.Evidence) is { } devices) WriteProperty(xml, EvidenceIdentity.Device, devices);
        var names = new HashSet<string>(StringComparer.Ordinal);
        foreach (var finding in findings)
        {
            var name = Text($"{finding.Rule.Id} {finding.Rule.Title}{(finding.Group is null ? "" : $" [{finding.Group}]")}");
            var unique = name;
            for (var n = 2; !names.Add(unique); n++) unique = $"{name} #{n}";
            WriteCase(xml, finding, unique);
        }

        xml.WriteEndElement();
    }

    private static void WriteProperty(XmlWriter xml, string name, string value)
    {
        xml.WriteStartElement("properties");
        xml.WriteStartElement("property");
        xml.WriteAttributeString("name", name);
        xml.WriteAttributeString("value", Text(value));
        xml.WriteEndElement();
        xml.WriteEndElement();
    }

    /// <summary>A test case of each notice: it passes, and says what there is to say.</summary>
    private static void WriteNotices(XmlWriter xml, Verdict verdict)
    {
        xml.WriteStartElement("testsuite");
        xml.WriteAttributeString("name", "moegate.waivers");
        WriteCounts(xml, [], skipped: true, verdict.Notices.Count);
        if (verdict.Configuration is { } configuration) xml.WriteAttributeString("file", Text(configuration));
        foreach (var notice in verdict.Notices)
        {
            xml.WriteStartElement("testcase");
            xml.WriteAttributeString("classname", Notice.Code);
            xml.WriteAttributeString("name", Text(notice.Place.ToString()));
            xml.WriteAttributeString("time", "0");
            xml.WriteElementString("system-out", (notice.IsWarning ? "warning: " : "") + Text(notice.Message));
            xml.WriteEndElement();
        }

        xml.WriteEndElement();
    }

    private static void WriteCase(XmlWriter xml, Finding finding, string name)
    {
        xml.WriteStartElement("testcase");
        xml.WriteAttributeString("classname", finding.Rule.Metric.Id);
        xml.WriteAttributeString("name", name);
        xml.WriteAttributeString("time", "0");
        switch (Kind(finding))
        {
            case "failure" or "error":
                xml.WriteStartElement(Kind(finding)!);
                xml.WriteAttributeString("type", finding.Outcome.Name());
                xml.WriteAttributeString("message", Text(finding.Message));
                xml.WriteString(Details(finding));
                xml.WriteEndElement();
                break;
            case "skipped":
                xml.WriteStartElement("skipped");
                xml.WriteAttributeString("message", Text(finding.Message));
                xml.WriteEndElement();
                break;
            default:
                xml.WriteElementString("system-out", (finding.Outcome == Outcome.Warning ? "warning: " : "") + Text(finding.Message));
                break;
        }

        xml.WriteEndElement();
    }

    private static void WriteCounts(XmlWriter xml, IReadOnlyList<Finding> findings, bool skipped, int notices = 0)
    {
        xml.WriteAttributeString("tests", Count(findings.Count + notices));
        xml.WriteAttributeString("failures", Count(findings.Count(f => Kind(f) == "failure")));
        xml.WriteAttributeString("errors", Count(findings.Count(f => Kind(f) == "error")));
        if (skipped) xml.WriteAttributeString("skipped", Count(findings.Count(f => Kind(f) == "skipped")));
        xml.WriteAttributeString("time", "0");
    }

    private static string? Kind(Finding finding) => finding.Outcome switch
    {
        Outcome.Fail => "failure",
        Outcome.NoData when finding.Level == Level.Error => "error",
        Outcome.NoData or Outcome.Waived or Outcome.NotApplicable => "skipped",
        _ => null,
    };

    private static string Details(Finding finding)
    {
        var text = new StringBuilder(Text(finding.Message));
        if (finding.Rule.Why.Length > 0) text.Append('\n').Append(Text(finding.Rule.Why));
        foreach (var worst in finding.Worst) text.Append('\n').Append(Text(worst.Label)).Append(' ').Append(worst.Figure(finding.Rule.Metric.Unit));
        return text.ToString();
    }

    private static string Family(Rule rule) => rule.Metric.Id.Split('.')[0];

    private static string Count(int count) => XmlConvert.ToString(count);

    /// <summary>XML 1.0 has no place for lone surrogates and most control characters, escaped or not.</summary>
    private static string Text(string text) =>
        string.Concat(Plain.Text(text).EnumerateRunes().Select(r => r.Value is 0xFFFE or 0xFFFF ? "\uFFFD" : r.ToString()));
}
