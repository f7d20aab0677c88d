using MoeGate.Metrics;
using MoeGate.Rules;
using MoeGate.Tests.Support;

namespace MoeGate.Tests.Rules.Baselines;

public class RegressionRule
{
    // 60 and 70 were, 59 and 72 are: limits worked out by hand.
    [Theory]
    [InlineData("min >= baseline", Outcome.Fail, 60, "limit >= baseline = 60 %")]
    [InlineData("min >= baseline - 1", Outcome.Pass, 60, "limit >= baseline - 1 = 59 %")]
    [InlineData("min > baseline - 1pp", Outcome.Fail, 60, "limit > baseline - 1pp = 59 %")]
    [InlineData("min >= baseline - 1%", Outcome.Fail, 60, "limit >= baseline - 1% = 59.4 %")]
    [InlineData("min >= baseline - 2%", Outcome.Pass, 60, "limit >= baseline - 2% = 58.8 %")]
    [InlineData("mean >= baseline", Outcome.Pass, 65, "mean pruning.kept_mass is 65.5 %, limit >= baseline = 65 %")]
    [InlineData("mean >= baseline + 1pp", Outcome.Fail, 65, "limit >= baseline + 1pp = 66 %")]
    [InlineData("median >= baseline + 0.5pp", Outcome.Pass, 65, "= 65.5 %")]
    [InlineData("p50 >= baseline + 0.6pp", Outcome.Fail, 65, "= 65.6 %")]
    [InlineData("sum >= baseline", Outcome.Pass, 130, "= 130 %")]
    [InlineData("std <= baseline", Outcome.Fail, 5, "std pruning.kept_mass is 6.5 %, limit <= baseline = 5 %")]
    [InlineData("max >= baseline", Outcome.Pass, 70, "max pruning.kept_mass is 72 % at blk.1, limit >= baseline = 70 %")]
    [InlineData("each >= baseline", Outcome.Fail, 60, "worst is 59 % at blk.0, limit >= baseline = 60 % (1 of 2 beyond it)")]
    [InlineData("each >= baseline - 1pp", Outcome.Pass, 60, "worst is 59 % at blk.0, limit >= baseline - 1pp = 59 %")]
    [InlineData("count == baseline", Outcome.Pass, 2, "count pruning.kept_mass is 2, limit == baseline = 2")]
    [InlineData("count >= baseline + 1", Outcome.Fail, 2, "= 3")]
    [InlineData("min == baseline", Outcome.Fail, 60, "= 60 %")]
    [InlineData("min != baseline", Outcome.Pass, 60, "= 60 %")]
    public void IsHeldAgainstTheSameAggregateOfTheBaseline(string assertion, Outcome outcome, double baseline, string says)
    {
        var finding = Earlier.Judged("pruning.kept_mass", assertion, [60, 70], [59, 72]);
        Assert.Contains(says, finding.Message, StringComparison.Ordinal);
        Assert.Equal((outcome, baseline), (finding.Outcome, finding.Baseline));
    }

    [Fact]
    public void OfEachHoldsEverySubjectAgainstItsOwnFigure()
    {
        // The least is better than before, and yet a layer is worse.
        var finding = Earlier.Judged("pruning.kept_mass", "each >= baseline - 0.5pp", [50, 70, 80], [60, 69, 79.8]);
        Assert.Equal((Outcome.Fail, "blk.1", 1, 70.0, 69.0), (finding.Outcome, finding.Subject.Name, finding.Beyond, finding.Baseline, finding.Actual));
        Assert.Equal(["blk.1"], finding.Worst.Select(w => w.Subject.Name));
    }

    [Fact]
    public void OfEachToleratesExceptions() =>
        Assert.Equal(Outcome.Pass, Earlier.Judged("pruning.kept_mass", "each >= baseline", [50, 70, 80], [60, 69, 80], """, "allow": "1 item" """).Outcome);

    [Fact]
    public void LowersANegativeFigureByAShareOfItsSize()
    {
        Assert.Equal(Outcome.Pass, Earlier.Judged("pruning.rank_correlation", "min >= baseline - 10%", [-0.5], [-0.54]).Outcome);
        Assert.Equal(Outcome.Fail, Earlier.Judged("pruning.rank_correlation", "min >= baseline - 10%", [-0.5], [-0.56]).Outcome);
    }

    [Fact]
    public void BoundsFromAboveWhatIsBetterLow() =>
        Assert.Equal(Outcome.Fail, Earlier.Judged("profile.dead", "max <= baseline + 1 experts", [0, 2], [0, 4]).Outcome);

    [Fact]
    public void OfExactFiguresFailsWhereThereIsAnErrorNow()
    {
        var finding = Earlier.Judged("pruning.kept_mass", "mean >= baseline - 50%", [Reading.Exact("the same bytes"), 70], [99, 70]);
        Assert.Equal((Outcome.Fail, "blk.0"), (finding.Outcome, finding.Subject.Name));
        Assert.Contains("pruning.kept_mass is 99 % at blk.0, limit >= baseline - 50% (exact in the baseline)", finding.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void PassesWhereAnErrorHasGone()
    {
        var finding = Earlier.Judged("pruning.kept_mass", "each >= baseline", [70, 70], [Reading.Exact("the same bytes"), 70]);
        Assert.Equal((Outcome.Pass, 2), (finding.Outcome, finding.Judged));
    }

    [Fact]
    public void IsNoDataWhereAFigureIsGone()
    {
        var finding = Earlier.Judged("pruning.kept_mass", "min >= baseline", [60, 70, 80], [60, Reading.NotApplicable("every expert stays")]);
        Assert.Equal((Outcome.NoData, Level.Error, "blk.1"), (finding.Outcome, finding.Level, finding.Subject.Name));
        Assert.Contains("the baseline has a figure, and there is none now (and 1 more); if that is meant, moegate baseline accept --reason takes it in", finding.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void FailsWhereAFigureIsGoneAndAnotherIsProvenWorse() =>
        Assert.Equal(Outcome.Fail, Earlier.Judged("pruning.kept_mass", "min >= baseline", [60, 70, 80], [59, 70]).Outcome);

    [Fact]
    public void IsNoDataWhereAGroupIsGone()
    {
        var findings = Judge.Findings(
            RuleText.Parse("""{"id": "T1", "metric": "pruning.kept_mass", "assert": "min >= baseline", "groupBy": "layer"}"""),
            Figures.OfLayers("pruning.kept_mass", 60),
            Earlier.In(Figures.OfLayers("pruning.kept_mass", 60, 70)));
        Assert.Equal([("blk.1", Outcome.NoData), ("blk.0", Outcome.Pass)], findings.Select(f => (f.Group, f.Outcome)));
    }

    [Fact]
    public void CountsNewFiguresAndDoesNotJudgeThem()
    {
        var finding = Earlier.Judged("pruning.kept_mass", "min >= baseline", [60], [60, 5]);
        Assert.Equal((Outcome.Pass, 1), (finding.Outcome, finding.Judged));
        Assert.Contains("1 new, which the baseline does not have", finding.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void IsNotApplicableWhereEveryFigureIsNew()
    {
        var finding = RuleText.Judged("""{"id": "T1", "metric": "pruning.kept_mass", "assert": "min >= baseline"}""", Figures.OfLayers("pruning.kept_mass", 60), Earlier.In(Figures.OfLayers("profile.dead", 0)));
        Assert.Equal(Outcome.NotApplicable, finding.Outcome);
        Assert.Contains("new: the baseline has no such figure, and moegate baseline accept --reason takes it in", finding.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void HasNoDataWithoutABaseline()
    {
        var finding = RuleText.Judged("""{"id": "T1", "metric": "profile.dispersion", "assert": "min >= baseline - 5%"}""", Figures.OfLayers("profile.dispersion", 100));
        Assert.Equal((Outcome.NoData, Level.Error), (finding.Outcome, finding.Level));
        Assert.Contains("there is no baseline: name one with --baseline, or make it with moegate baseline save", finding.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(3, Outcome.Fail)]
    [InlineData(30, Outcome.NoData)]
    public void JudgesTheRestOfARuleWithoutABaseline(double figure, Outcome outcome) =>
        Assert.Equal(outcome, RuleText.Judged(
            """{"id": "T1", "metric": "profile.dispersion", "assert": {"error": "min >= 5", "warning": "min >= baseline"}}""", Figures.OfLayers("profile.dispersion", figure)).Outcome);

    [Fact]
    public void OfAMissingFigureHasNoData() =>
        Assert.Equal(Outcome.NoData, Earlier.Judged("pruning.kept_mass", "mean >= baseline", [60, 70], [60, Reading.Missing("cut off")]).Outcome);

    [Theory]
    [InlineData("count == baseline")]
    [InlineData("count >= baseline")]
    public void OfACountSeesThatAFigureIsGone(string assertion)
    {
        var finding = Earlier.Judged("pruning.kept_mass", assertion, [60, 70, 80], [60, 70]);
        Assert.Equal((Outcome.Fail, 3.0, 2.0), (finding.Outcome, finding.Baseline, finding.Actual));
    }

    [Fact]
    public void OfACountInGroupsSeesThatAGroupIsGone() =>
        Assert.Equal(
            [("blk.1", Outcome.Fail), ("blk.0", Outcome.Pass)],
            Judge.Findings(
                RuleText.Parse("""{"id": "T1", "metric": "pruning.kept_mass", "assert": "count >= baseline", "groupBy": "layer"}"""),
                Figures.OfLayers("pruning.kept_mass", 60),
                Earlier.In(Figures.OfLayers("pruning.kept_mass", 60, 70))).Select(f => (f.Group, f.Outcome)));

    [Fact]
    public void DoesNotLetAGoneFigureHideAPlainViolation()
    {
        var finding = Judged("""{"error": "mean >= 90", "warning": "mean >= baseline"}""", [60, 70], [60]);
        Assert.Equal((Outcome.Fail, "mean >= 90"), (finding.Outcome, finding.Limit!.Text));
    }

    [Fact]
    public void ToleratesALossThatACountTolerates() =>
        Assert.Equal(Outcome.Pass, Judged("""{"error": "min >= 50", "warning": "count >= baseline - 1"}""", [60, 70], [60]).Outcome);

    [Theory]
    [InlineData("q4_K", "each >= baseline", Outcome.NoData, "the baseline has it as q4_K, and it is q2_K now")]
    [InlineData("q4_K", "count == baseline", Outcome.Fail, "count error.sqnr is 1, limit == baseline = 2")]
    public void OfATypeSeesThatATensorHasAnother(string type, string assertion, Outcome outcome, string says)
    {
        var finding = OfTypes(type, assertion, ["q4_K", "q4_K"], ["q4_K", "q2_K"]);
        Assert.Equal(outcome, finding.Outcome);
        Assert.Contains(says, finding.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void OfATypeSeesThatNothingIsOfItAnyMore() => Assert.Equal(Outcome.NoData, OfTypes("q4_K", "each >= baseline", ["q4_K", "q4_K"], ["q2_K", "q2_K"]).Outcome);

    [Fact]
    public void OfATypeThatNeverWasIsNotApplicable() => Assert.Equal(Outcome.NotApplicable, OfTypes("q8_0", "each >= baseline", ["q4_K"], ["q4_K"]).Outcome);

    [Theory]
    [InlineData(Level.Warning, 30, Outcome.Pass)]
    [InlineData(Level.Skip, 30, Outcome.Pass)]
    [InlineData(Level.Skip, 3, Outcome.Fail)]
    [InlineData(Level.Skip, null, Outcome.NoData)]
    public void JudgesTheRestWhereABaselineMayBeMissing(Level whenMissing, int? figure, Outcome outcome)
    {
        var finding = RuleText.Judged(
            """{"id": "T1", "metric": "profile.dispersion", "assert": {"error": "mean >= 5", "warning": "mean >= baseline"}}""",
            Figures.OfLayers("profile.dispersion", figure is { } value ? value : Reading.Missing("cut off")),
            new Circumstances { WithoutBaseline = whenMissing });
        Assert.Equal((outcome, true), (finding.Outcome, finding.Message.EndsWith("; not compared with a baseline", StringComparison.Ordinal)));
    }

    [Fact]
    public void CountsNothingAsGoneThatWasNotToBeMeasured()
    {
        var circumstances = Earlier.In(Figures.OfLayers("pruning.kept_mass", 60, 70)) with { Select = Selection.Parse(RuleText.Json("""{ "layer": 0 }""")) };
        Assert.Equal(Outcome.Pass, RuleText.Judged("""{"id": "T1", "metric": "pruning.kept_mass", "assert": "each >= baseline"}""", Figures.OfLayers("pruning.kept_mass", 60), circumstances).Outcome);
    }

    private static Finding Judged(string assertions, Reading[] then, Reading[] now) =>
        RuleText.Judged($$"""{"id": "T1", "metric": "pruning.kept_mass", "assert": {{assertions}}}""", Figures.OfLayers("pruning.kept_mass", now), Earlier.In(Figures.OfLayers("pruning.kept_mass", then)));

    /// <summary>Tensors of 30 dB, a layer each, in these types.</summary>
    private static Finding OfTypes(string type, string assertion, string[] then, string[] now)
    {
        MetricSet Stored(string[] types) => Figures.Of("error.sqnr", [.. types.Select((t, layer) => (Subject.Parse($"blk.{layer}.ffn_down").OfType(t), (Reading)30))]);
        return RuleText.Judged($$"""{"id": "T1", "metric": "error.sqnr", "assert": "{{assertion}}", "select": {"type": "{{type}}"} }""", Stored(now), Earlier.In(Stored(then)));
    }
}
