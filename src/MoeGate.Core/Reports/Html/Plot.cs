using MoeGate.Rules;

namespace MoeGate.Reports.Html;

/// <summary>One figure of the page. A new plot is one file with one class of this kind, and a line in <see cref="PlotSection"/>.</summary>
internal abstract class Plot
{
    public abstract string Title { get; }

    /// <summary>The metrics that it draws, measured for it where that costs no reading of weights.</summary>
    public abstract IReadOnlyList<string> Metrics { get; }

    /// <summary>How to read it, in a sentence or two.</summary>
    public abstract string Reading { get; }

    /// <summary>The evidence that would give it.</summary>
    public abstract string Needs { get; }

    /// <summary>Draws it; false where the verdict has nothing to draw, and then nothing was written.</summary>
    public abstract bool Draw(Verdict verdict, Figured page);

    /// <summary>The page, on which the figure is begun by the first that draws on it.</summary>
    internal sealed class Figured(Markup page, Plot plot, int number)
    {
        private bool isOpen;

        /// <summary>Begins the figure.</summary>
        public Markup Open()
        {
            if (!isOpen) page.Write($"""<figure class="plot" id="plot{number}" aria-labelledby="plot{number}-title"><figcaption><h3 id="plot{number}-title">{plot.Title}</h3><p>{plot.Reading}</p></figcaption>""");
            isOpen = true;
            return page;
        }

        public void Close()
        {
            if (isOpen) page.Write($"</figure>\n");
        }
    }
}
