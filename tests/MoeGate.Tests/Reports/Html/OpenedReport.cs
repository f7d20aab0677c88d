using System.Text;
using System.Text.Json.Nodes;
using MoeGate.Tests.Support;

namespace MoeGate.Tests.Reports.Html;

/// <summary>The report in a browser.</summary>
public sealed class OpenedReport(Browser browser) : IClassFixture<Browser>, IDisposable
{
    private readonly TestFolder folder = new();

    public static TheoryData<string> Verdicts => ["rich", "empty", "large", "compared", "hostile"];

    public static TheoryData<string, int> VerdictsAndWidths
    {
        get
        {
            var all = new TheoryData<string, int>();
            foreach (var verdict in Verdicts)
                foreach (var width in (int[])[390, 1440])
                    all.Add(verdict, width);
            return all;
        }
    }

    [Theory]
    [MemberData(nameof(Verdicts))]
    public async Task RunsWithoutErrorAndWithoutNetwork(string verdict)
    {
        await using var page = await browser.Open(Write(verdict));
        await page.Ask<bool>("document.querySelectorAll('svg .mark').forEach(m => m.dispatchEvent(new PointerEvent('pointerenter'))), true");

        Assert.Empty(page.Errors);
        Assert.All(page.Requests, r => Assert.StartsWith("file:", r, StringComparison.Ordinal));
        Assert.Single(page.Requests);
        Assert.True(await page.Ask<bool>("!document.querySelector('.tools').hidden"));
    }

    [Theory]
    [MemberData(nameof(VerdictsAndWidths))]
    public async Task IsNoWiderThanItsWindow(string verdict, int width)
    {
        await using var page = await browser.Open(Write(verdict), width);

        Assert.Equal(0, await page.Ask<int>("document.documentElement.scrollWidth - document.documentElement.clientWidth"));
        Assert.InRange(await page.Ask<int>("document.documentElement.clientWidth"), width - 20, width);
    }

    [Fact]
    public async Task FindsWhatItsFilterNames()
    {
        await using var page = await browser.Open(Write("large"));

        await page.Ask<bool>("document.getElementById('filter').value = 'BLK.7 sqnr_def', document.getElementById('filter').dispatchEvent(new Event('input')), true");

        // Layers 7; the filter is of parts of words, but no other layer is called so.
        Assert.Equal("12 of 20,000 measurements", await page.Ask<string>("document.getElementById('count').textContent"));
        Assert.Equal(12, await page.Ask<int>("document.querySelectorAll('#figures tbody tr').length"));
        Assert.Equal("blk.7.attn_k_b", await page.Ask<string>("document.querySelector('#figures tbody td').textContent"));
    }

    [Fact]
    public async Task SortsNumbersAsNumbersAndGapsLast()
    {
        await using var page = await browser.Open(Write("rich"));
        const string Values = "[...document.querySelectorAll('#figures tbody tr')].map(r => r.cells[2].textContent).join(' ')";
        await page.Ask<bool>("document.getElementById('filter').value = 'pruning.rel_gap', document.getElementById('filter').dispatchEvent(new Event('input')), true");
        await page.Ask<bool>("document.querySelectorAll('#figures th button')[2].click(), true");

        Assert.Equal(string.Concat(Enumerable.Repeat("0.015 ", 13)), await page.Ask<string>(Values));
        Assert.Equal("ascending", await page.Ask<string>("document.querySelectorAll('#figures th')[2].getAttribute('aria-sort')"));

        await page.Ask<bool>("document.getElementById('filter').value = 'saliency.max_min_ratio', document.getElementById('filter').dispatchEvent(new Event('input')), true");
        Assert.Equal("1 2 3 4 5 6 7 8 9 10 11 12 13 1.79769e+308", await page.Ask<string>(Values));
        await page.Ask<bool>("document.querySelectorAll('#figures th button')[2].click(), true");
        Assert.StartsWith("1.79769e+308 13 12 ", await page.Ask<string>(Values), StringComparison.Ordinal);
    }

    [Fact]
    public async Task TurnsThePagesOfItsTable()
    {
        await using var page = await browser.Open(Write("large"));
        await page.Ask<bool>("document.getElementById('on').click(), true");

        Assert.Equal("page 2 of 400", await page.Ask<string>("document.getElementById('place').textContent"));
        Assert.Equal(50, await page.Ask<int>("document.querySelectorAll('#figures tbody tr').length"));
        Assert.True(await page.Ask<bool>("document.getElementById('back').disabled === false"));
    }

    [Fact]
    public async Task IsReachedByKeyboard()
    {
        await using var page = await browser.Open(Write("large"));
        var reached = new HashSet<string>();
        for (var i = 0; i < 150; i++)
        {
            await page.Press("Tab", 9);
            reached.Add(await page.Ask<string>("(e => e.id || e.className.baseVal || e.className || e.tagName)(document.activeElement)"));
        }

        foreach (var control in new[] { "skip", "theme", "filter", "scope", "gaps", "on", "chart" }) Assert.Contains(control, reached);
    }

    [Fact]
    public async Task ReadsTheCellsOfAMapByKeyboard()
    {
        await using var page = await browser.Open(Write("large"));
        await page.Ask<bool>("document.querySelector('svg[data-map=\"routing.max_load\"]').focus(), true");
        await page.Press("ArrowRight", 39);
        for (var i = 0; i < 3; i++) await page.Press("ArrowRight", 39);

        // In the first layer, which is 3, expert 3 was given nothing.
        Assert.StartsWith("blk.3, expert 3: 0 × the mean, ", await page.Ask<string>("document.getElementById('tip').textContent"), StringComparison.Ordinal);
        await page.Press("ArrowDown", 40);
        Assert.StartsWith("blk.4, expert 3: ", await page.Ask<string>("document.getElementById('tip').textContent"), StringComparison.Ordinal);
    }

    [Fact]
    public async Task IsDarkWhereTheSystemIsAndTurnsOnRequest()
    {
        const string Paper = "getComputedStyle(document.body).backgroundColor";
        await using var light = await browser.Open(Write("rich"));
        await using var dark = await browser.Open(Write("rich"), dark: true);
        var (day, night) = (await light.Ask<string>(Paper), await dark.Ask<string>(Paper));
        await light.Ask<bool>("document.getElementById('theme').click(), true");

        Assert.NotEqual(day, night);
        Assert.Equal(night, await light.Ask<string>(Paper));
    }

    /// <summary>Whatever it was on the screen.</summary>
    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task IsPrintedDarkOnWhite(bool dark)
    {
        await using var page = await browser.Open(Write("rich"), dark: dark);
        if (!dark) await page.Ask<bool>("document.getElementById('theme').click(), true");
        Assert.Equal("dark", dark ? "dark" : await page.Ask<string>("document.documentElement.dataset.theme"));
        await page.Send("Emulation.setEmulatedMedia", new JsonObject { ["media"] = "print" });

        Assert.Equal("rgb(255, 255, 255)", await page.Ask<string>("getComputedStyle(document.body).backgroundColor"));
        Assert.Equal("rgb(27, 30, 35)", await page.Ask<string>("getComputedStyle(document.body).color"));
    }

    [Fact]
    public async Task ReadsScoreCurvesByKeyboard()
    {
        await using var page = await browser.Open(Write("large"));
        await page.Ask<bool>("document.querySelector('.panels.small').focus(), true");
        await page.Press("ArrowRight", 39);
        await page.Press("ArrowRight", 39);
        await page.Ask<bool>("new Promise(done => requestAnimationFrame(() => requestAnimationFrame(() => done(true))))");

        Assert.StartsWith("blk.4: 256 experts, scores from ", await page.Ask<string>("document.getElementById('tip').textContent"), StringComparison.Ordinal);
        Assert.Equal("on", await page.Ask<string>("document.getElementById('tip').className"));
    }

    [Fact]
    public async Task KeepsTheCursorOfAWideMapInView()
    {
        await using var page = await browser.Open(Write("large"), width: 390);
        const string Right = "(m => m.closest('.wide').getBoundingClientRect().right - m.querySelector('.cursor').getBoundingClientRect().right)(document.querySelector('svg[data-map]'))";
        await page.Ask<bool>("document.querySelector('svg[data-map]').focus(), true");
        await page.Press("End", 35);
        await page.Press("End", 35);

        Assert.InRange(await page.Ask<double>(Right), 0, 390);
        Assert.Equal("block", await page.Ask<string>("getComputedStyle(document.querySelector('.sideways')).display"));
    }

    [Fact]
    public async Task SaysWhatCountsWithoutScript()
    {
        await using var page = await browser.Open(Write("large"), withScript: false);
        var document = await page.Send("DOM.getDocument", new JsonObject { ["depth"] = 1 });
        var html = (string)(await page.Send("DOM.getOuterHTML", new JsonObject { ["nodeId"] = (int)document["root"]!["nodeId"]! }))["outerHTML"]!;

        Assert.Contains("<h1>Fail</h1>", html, StringComparison.Ordinal);
        Assert.Contains("min error.sqnr is ", html, StringComparison.Ordinal);
        Assert.True(html.Split("role=\"img\"").Length > 60);
        Assert.True(html.Split("<tr>").Length > 50);
        Assert.Contains("<div class=\"tools\" hidden", html, StringComparison.Ordinal);
        Assert.Empty(page.Errors);
    }

    [Fact]
    public async Task OfALargeModelHasFewElements()
    {
        var file = Write("compared");
        Assert.InRange(new FileInfo(file).Length, 1, 4 << 20);
        await using var page = await browser.Open(file);

        Assert.InRange(await page.Ask<int>("document.querySelectorAll('*').length"), 1000, 25_000);
    }

    public void Dispose() => folder.Dispose();

    private string Write(string name)
    {
        var verdict = name switch { "rich" => RichVerdict.Verdict, "empty" => RichVerdict.Empty, "large" => LargeVerdict.Verdict, "compared" => LargeVerdict.Compared, _ => HostileVerdict.Of(Hostile.Everything) };
        var path = folder[name + ".html"];
        using var writer = new StreamWriter(path, append: false, new UTF8Encoding(false)) { NewLine = "\n" };
        Written.Into("html", verdict, writer);
        return path;
    }
}
