using MoeGate.Evidence;
using MoeGate.Formats;
using MoeGate.Metrics;
using MoeGate.Rules;

namespace MoeGate.Tests.Reports;

/// <summary>A verdict that carries one text everywhere where a file that we did not write can put one.</summary>
internal static class HostileVerdict
{
    public static Verdict Of(string name)
    {
        var rule = RichVerdict.Own("T1", 7, "pruning.coverage", "min >= 80%") with { Title = name, Why = name, Origin = name, Place = new Place(name.Length > 1000 ? name[..1000] : name, 7, 5) };
        Finding About(Outcome outcome, string id) => RichVerdict.Finding(rule with { Id = id }, outcome, name, name) with { Group = name };
        var metric = Catalog.Find("pruning.coverage")!;
        return RichVerdict.Of(
        [
            About(Outcome.Fail, "T1"), About(Outcome.Fail, "T1") with { Group = null }, About(Outcome.Warning, "T2"), About(Outcome.NoData, "T3"),
            About(Outcome.Waived, "T4"), About(Outcome.Pass, "T5"), About(Outcome.Pass, "T6") with { Beyond = 1, Limit = Each() }, About(Outcome.NotApplicable, "T7"),
        ]) with
        {
            Configuration = name,
            Metrics = new MetricSet(
                [
                    new Measurement(metric, Subject.Parse(name), (Reading)1 with { At = name, Items = [new Item(name, 1)] }),
                    new Measurement(metric, Subject.Parse(name + "2"), Reading.Missing(name)),
                ],
                [new EvidenceIdentity("experts", name, 1, name, name), new EvidenceIdentity(EvidenceIdentity.Selection, null, null, null, name), new EvidenceIdentity(EvidenceIdentity.Device, null, null, null, name)],
                EvidenceKind.None),
        };
    }

    /// <summary>Workflow commands that are the report's own.</summary>
    public static int Commands => 4;

    private static Assertion Each() => RichVerdict.Own("T", 1, "pruning.coverage", "each >=\u2028\v\n80%").Error!;
}
