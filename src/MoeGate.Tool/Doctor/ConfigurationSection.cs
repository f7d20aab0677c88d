using MoeGate.Formats;
using MoeGate.Reports.Doctor;
using MoeGate.Rules;
using MoeGate.Rules.Baselines;
using MoeGate.Rules.Configuration;

namespace MoeGate.Tool.Doctor;

/// <summary>The configuration: whether it is there and valid, and what it names beside evidence.</summary>
/// <param name="Section">What was found.</param>
/// <param name="File">Null where there is none, or it cannot be read.</param>
/// <param name="Rules">Those in force; the built-in ones where there is no configuration.</param>
/// <param name="HasBaseline">Whether it names a baseline that can be read.</param>
/// <param name="ExitCode">What it makes of the examination.</param>
internal sealed record ConfigurationSection(SignSection Section, ConfigurationFile? File, IReadOnlyList<Rule> Rules, bool HasBaseline, int ExitCode)
{
    private const string Title = "Configuration";

    /// <param name="named">The file that somebody named; null for the usual one, which may be missing.</param>
    /// <param name="surroundings">The clock.</param>
    public static ConfigurationSection Of(string? named, Surroundings surroundings)
    {
        var path = named ?? ConfigurationFile.DefaultName;
        if (named is null && !Path.Exists(path))
            return new(new(Title, Sign.Note(path, "none in this folder: checks take evidence from the command line and the built-in rules", "moegate init MODEL writes one from a model's own figures")), null, RulePacks.Defaults().Build(), false, Tool.ExitCode.Pass);
        try
        {
            if (System.IO.File.Exists(path)) InputFile.OnDisk(path, path, InputKind.Configuration);
            var file = ConfigurationFile.Read(path);
            var rules = file.Rules(file.Evidence.Candidate?.Shown, []).Build();
            var (baseline, exitCode) = Baseline(file.Baseline);
            IReadOnlyList<Sign> signs = [.. Signs(file, rules), .. baseline is null ? (IEnumerable<Sign>)[] : [baseline], .. Waivers(file, rules, surroundings.Today)];
            return new(new(Title, signs), file, rules, baseline is { Mark: Mark.Fine }, exitCode);
        }
        catch (InputException e)
        {
            return new(new(Title, Sign.Wrong(Plain.Portable(path), e.Message)), null, [], false, Tool.ExitCode.Usage);
        }
    }

    private static IEnumerable<Sign> Signs(ConfigurationFile file, IReadOnlyList<Rule> rules)
    {
        yield return Sign.Fine("file", $"{Plain.Portable(file.Shown)} is valid");
        var packs = file.Root["extends"]?.OneOrMany.Select(e => e.Text).ToList() ?? [];
        yield return packs.Count > 0 ? Sign.Fine("extends", string.Join(", ", packs)) : Sign.Note("extends", "no pack: only the rules that it states", "\"extends\": \"moegate:release\" takes the built-in ones");
        var own = rules.Count(r => !RulePacks.BuiltInIds.Contains(r.Id));
        yield return rules.Count > 0
            ? Sign.Fine("rules", $"{rules.Count} in force, {own} of them its own")
            : Sign.Missing("rules", "none in force, so nothing can be judged", "state rules, or extend a pack; moegate init writes both");
    }

    /// <summary>The baseline, read as a check reads it; null where none is named.</summary>
    private static (Sign? Sign, int ExitCode) Baseline(BaselineRequest? request)
    {
        const string name = "baseline";
        if (request is null) return (null, Tool.ExitCode.Pass);
        var (path, shown) = (request.File.Path, Plain.Portable(request.File.Shown));
        try
        {
            InputFile.RefuseUrl(path);
            if (!Path.Exists(path))
                return (Sign.Missing(name, $"{shown}: no such file", "moegate baseline save writes it"), request.WhenMissing == Level.Error ? Tool.ExitCode.Undecided : Tool.ExitCode.Pass);
            if (System.IO.File.Exists(path)) InputFile.OnDisk(path, request.File.Shown, InputKind.Evidence);
            var baseline = BaselineFile.Read(request.File);
            return (Sign.Fine(name, $"{shown}, {Metrics.Figure.Size(InputFile.LengthOnDisk(path))}, {baseline.Metrics.All.Count} figures"), Tool.ExitCode.Pass);
        }
        catch (InputException e)
        {
            return (Sign.Wrong(name, e.Message), Tool.ExitCode.Of(e.Kind));
        }
    }

    private static IEnumerable<Sign> Waivers(ConfigurationFile file, IReadOnlyList<Rule> rules, DateOnly today)
    {
        if (file.Root["waivers"] is not { } named) yield break;
        var waivers = file.Waivers(rules);
        yield return Sign.Fine("waivers", $"{waivers.Count} in {Plain.Portable(named.Text)}{(waivers.Count == 0 ? "" : $", the next to end on {Day.Text(waivers.Min(w => w.Expires))}")}");
        foreach (var waiver in waivers.Where(w => w.Expires <= today.AddDays(Waiver.NoticeDays)).OrderBy(w => w.Expires))
            yield return waiver.Expires < today
                ? Sign.Note("waiver", $"of {waiver.Rule} has expired on {Day.Text(waiver.Expires)}: what it excused is live again", "mend what it excuses, or take it out")
                : Sign.Note("waiver", $"of {waiver.Rule} ends on {Day.Text(waiver.Expires)}", "mend what it excuses before");
    }
}
