using System.Globalization;
using Microsoft.Build.Framework;

namespace MoeGate.Tasks;

/// <summary>One verdict that is asked for: the command line of the tool, and the files that it writes.</summary>
internal sealed class Gate
{
    private static readonly Dictionary<string, string> extensions = new(StringComparer.Ordinal) { ["json"] = ".json", ["junit"] = ".xml", ["sarif"] = ".sarif", ["markdown"] = ".md", ["html"] = ".html" };

    private Gate(string? config, ITaskItem? model, string name) => (Config, Model, Name) = (config, model?.ItemSpec, name);

    /// <summary>The configuration as the project names it; null where there is none.</summary>
    public string? Config { get; }

    /// <summary>The candidate that the project names; null where the configuration does.</summary>
    public string? Model { get; }

    /// <summary>Of reports and kept figures, and different for every gate of a task.</summary>
    public string Name { get; }

    public List<string> Arguments { get; } = ["check"];

    /// <summary>Reports and kept figures.</summary>
    public List<string> Files { get; } = [];

    /// <summary>A gate for each candidate, or one for the configuration.</summary>
    public static IReadOnlyList<Gate> All(MoeGateCheck task)
    {
        var names = new HashSet<string>(StringComparer.OrdinalIgnoreCase);
        var config = Given(task.Config);
        if (task.Models.Length == 0) return (config ?? Given(task.Metrics)) is null ? [] : [Of(task, config, null, names)];
        return [.. task.Models.Select(model => Of(task, Given(model.GetMetadata("Config")) ?? config, model, names))];
    }

    private static Gate Of(MoeGateCheck task, string? config, ITaskItem? model, HashSet<string> names)
    {
        var own = Path.GetFileNameWithoutExtension(model?.ItemSpec ?? config ?? task.Metrics!);
        var name = own;
        for (var n = 2; !names.Add(name); n++) name = string.Format(CultureInfo.InvariantCulture, "{0}-{1}", own, n);
        var gate = new Gate(config, model, name);
        if (config is not null) gate.Arguments.Add(config);
        if (model is not null) gate.AddEvidence(model);
        foreach (var pack in task.Rules) gate.Add("--rules", pack.ItemSpec);
        gate.Add("--fail-on", Given(task.FailOn));
        gate.AddReports(task);

        // Figures that are given need not be kept.
        if (Given(task.Metrics) is { } metrics) gate.Add("--metrics", metrics);
        else if (Given(task.CacheFolder) is { } folder) gate.AddFile("--cache", Path.Combine(folder, $"{name}-{ShortHash.Of($"{task.Owner}\n{config}\n{model?.ItemSpec}")}.json"));
        gate.Arguments.AddRange(["--report", "msbuild", "--no-progress"]);
        return gate;
    }

    private void AddEvidence(ITaskItem model)
    {
        Add("--candidate", model.ItemSpec);
        Add("--reference", Given(model.GetMetadata("Reference")));
        Add("--imatrix", Given(model.GetMetadata("Imatrix")));
        Add("--activations", Given(model.GetMetadata("Activations")));
        Add("--plan", Given(model.GetMetadata("Plan")));
        Add("--keep", Given(model.GetMetadata("Keep")));
        Add("--architecture", Given(model.GetMetadata("Architecture")));
        foreach (var path in MetadataList.Of(model, "Experts")) Add("--experts", path);
        foreach (var path in MetadataList.Of(model, "HeldOut")) Add("--held-out", path);
        foreach (var path in MetadataList.Of(model, "Evaluations")) Add("--evaluation", path);
    }

    private void AddReports(MoeGateCheck task)
    {
        foreach (var report in task.Reports.Select(r => r.ItemSpec))
        {
            var equals = report.IndexOf('=');
            var format = equals < 0 ? report : report.Substring(0, equals);
            var path = equals >= 0 ? report.Substring(equals + 1)
                : Path.Combine(task.ReportFolder ?? "", task.ReportPrefix + Name + (extensions.TryGetValue(format, out var extension) ? extension : ".txt"));
            AddFile("--report", path, format + "=");
        }
    }

    private void Add(string option, string? value)
    {
        if (value is not null) Arguments.AddRange([option, value]);
    }

    private void AddFile(string option, string path, string before = "")
    {
        Files.Add(path);
        Add(option, before + path);
    }

    private static string? Given(string? text) => string.IsNullOrWhiteSpace(text) ? null : text;
}
