using MoeGate.Rules;

namespace MoeGate.Reports;

/// <summary>How a report may look.</summary>
/// <param name="Color">Whether escape sequences for colour may be written.</param>
/// <param name="Verbose">Whether rules that passed or were not applicable are listed too.</param>
public sealed record ReportStyle(bool Color = false, bool Verbose = false);

/// <summary>
/// Writes a verdict in one format: a pure function of the verdict, without clock, culture or absolute path. A new format is one
/// file with one class of this kind; the catalog finds it.
/// </summary>
public abstract class Reporter
{
    /// <summary>The name on the command line and in configurations.</summary>
    public abstract string Format { get; }

    /// <summary>One line for help and docs.</summary>
    public abstract string About { get; }

    /// <summary>Whether it is lines for people or a build log, of which several verdicts may follow each other, and no document.</summary>
    public virtual bool IsOfLines => false;

    /// <summary>Ids of metrics that it draws and that are measured for it beside those of the rules, where that costs no reading of weights.</summary>
    public virtual IReadOnlyList<string> Metrics => [];

    public abstract void Write(Verdict verdict, TextWriter writer, ReportStyle style);

    /// <summary>All formats, sorted by name.</summary>
    public static IReadOnlyList<Reporter> All { get; } =
    [
        .. typeof(Reporter).Assembly.GetTypes()
            .Where(t => !t.IsAbstract && t.IsSubclassOf(typeof(Reporter)))
            .Select(t => (Reporter)Activator.CreateInstance(t)!)
            .OrderBy(r => r.Format, StringComparer.Ordinal),
    ];

    /// <summary>The reporter of this format, or null.</summary>
    public static Reporter? Find(string format) => All.FirstOrDefault(r => r.Format == format);
}
