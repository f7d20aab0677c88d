using System.Text;
using MoeGate.Evidence;
using MoeGate.Metrics;
using MoeGate.Tests.Support;

namespace MoeGate.Tests.Metrics;

/// <summary>All metrics in one file, so that a review shows what is added, gone or turned round.</summary>
public class CatalogGolden
{
    private const int Widest = 140;

    public static TheoryData<string> Ids => [.. Catalog.All.Select(m => m.Id)];

    [Fact]
    public void IsAsCommitted()
    {
        var text = new StringBuilder();
        foreach (var metric in Catalog.All)
            text.Append($"{metric.Id,-34} {metric.Unit.Name,-14} {metric.Better.ToString().ToLowerInvariant(),-8} {metric.Home.Name(),-10} {metric.NeedsListed}".TrimEnd()).Append('\n');
        Repository.MustEqual(text.ToString(), "tests", "MoeGate.Tests", "Metrics", "catalog.txt");
    }

    [Fact]
    public void HasEachIdOnce() => Assert.Equal(Catalog.All.Count, Catalog.All.Select(m => m.Id).Distinct().Count());

    [Theory]
    [MemberData(nameof(Ids))]
    public void HasPlainIds(string id) => Assert.Matches("^[a-z0-9_]+([.][a-z0-9_]+)+([.][*](_z)?)?$", id);

    [Theory]
    [MemberData(nameof(Ids))]
    public void SaysEverything(string id)
    {
        var text = Catalog.Find(id)!.Text;
        string[] said = [text.Title, text.Formula, text.Source, text.Explanation, text.Unit.Name];
        Assert.All(said, s => Assert.False(string.IsNullOrWhiteSpace(s)));
        Assert.All(said.Append(text.Remedy), s => Assert.All(s.Split('\n'), line => Assert.InRange(line.Length, 0, Widest)));
        Assert.All(said.Append(text.Remedy), s => Assert.Equal(s.Trim(), s));
        Assert.DoesNotContain('\n', text.Title);
    }

    [Theory]
    [MemberData(nameof(Ids))]
    public void SaysWhatToDoWhereAValueCanBeBad(string id)
    {
        var metric = Catalog.Find(id)!;
        Assert.True(metric.Better == Better.Neither || metric.Text.Remedy.Length > 0, $"{id} has a bad side and no remedy");
    }

    [Theory]
    [MemberData(nameof(Ids))]
    public void IsMeasuredPerItsHomeScopeFirst(string id)
    {
        var metric = Catalog.Find(id)!;
        Assert.Equal(metric.Home, metric.Scopes[0]);
        Assert.NotEqual(EvidenceKind.None, metric.Needs);
    }
}
