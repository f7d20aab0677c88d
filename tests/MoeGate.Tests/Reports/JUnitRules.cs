using System.Globalization;
using System.Text.RegularExpressions;
using System.Xml.Linq;

namespace MoeGate.Tests.Reports;

/// <summary>The rules of the schema by which Jenkins' xUnit plugin checks JUnit files (junit-10), in our own words.</summary>
internal static partial class JUnitRules
{
    private sealed record Element(string[] Attributes, string[] Required, string[] Children, bool Text = false);

    private static readonly Dictionary<string, Element> elements = new()
    {
        ["testsuites"] = new(["name", "time", "tests", "failures", "errors"], [], ["testsuite"]),
        ["testsuite"] = new(
            ["name", "tests", "failures", "errors", "group", "time", "skipped", "timestamp", "hostname", "id", "package", "file", "log", "url"],
            ["name", "tests", "failures", "errors"],
            ["testsuite", "properties", "testcase", "system-out", "system-err"]),
        ["properties"] = new([], [], ["property"]),
        ["property"] = new(["name", "value"], ["name", "value"], []),
        ["testcase"] = new(["name", "time", "classname", "group"], ["name"], ["skipped", "error", "failure", "system-out", "system-err"]),
        ["skipped"] = new(["type", "message"], [], [], Text: true),
        ["error"] = new(["type", "message"], [], [], Text: true),
        ["failure"] = new(["type", "message"], [], [], Text: true),
        ["system-out"] = new([], [], [], Text: true),
        ["system-err"] = new([], [], [], Text: true),
    };

    /// <summary>Fails at the first thing that the schema does not allow; returns the document.</summary>
    public static XDocument Check(string xml)
    {
        var document = XDocument.Parse(xml);
        Assert.Equal("testsuites", document.Root!.Name);
        Check(document.Root);
        return document;
    }

    private static void Check(XElement element)
    {
        Assert.True(elements.ContainsKey(element.Name.ToString()), $"<{element.Name}> is not known");
        var rule = elements[element.Name.ToString()];
        foreach (var attribute in element.Attributes())
        {
            Assert.Contains(attribute.Name.ToString(), rule.Attributes);
            if (attribute.Name == "time") Assert.Matches(Time(), attribute.Value);
            if (attribute.Name.ToString() is "tests" or "failures" or "errors" or "skipped") Assert.True(int.Parse(attribute.Value, NumberStyles.None, CultureInfo.InvariantCulture) >= 0);
        }

        foreach (var name in rule.Required) Assert.NotNull(element.Attribute(name));
        Assert.True(rule.Text || element.Nodes().All(n => n is XElement), $"<{element.Name}> holds text");
        foreach (var child in element.Elements())
        {
            Assert.Contains(child.Name.ToString(), rule.Children);
            Check(child);
        }
    }

    [GeneratedRegex(@"^\d+(\.\d{1,3})?$", RegexOptions.ExplicitCapture, 10_000)]
    private static partial Regex Time();
}
