using MoeGate.Evidence;

namespace MoeGate.Metrics;

/// <summary>
/// What a metric is, as data: the explain command, the documentation, the schema and the rule checker all read it here.
/// </summary>
/// <param name="Id">As rules name it.</param>
/// <param name="Unit">The unit of its values.</param>
/// <param name="Better">The direction in which it improves.</param>
public sealed record MetricText(string Id, Unit Unit, Better Better)
{
    /// <summary>One line: what it is.</summary>
    public required string Title { get; init; }

    /// <summary>The definition, in the notation of the documentation.</summary>
    public required string Formula { get; init; }

    /// <summary>Where the formula comes from.</summary>
    public required string Source { get; init; }

    /// <summary>What it tells, what is healthy, and when it is not available.</summary>
    public required string Explanation { get; init; }

    /// <summary>What to do when it is bad.</summary>
    public string Remedy { get; init; } = "";

    /// <summary>Counts up when the formula changes, so that figures of two definitions are not compared.</summary>
    public int Definition { get; init; } = 1;
}

/// <summary>A formula over evidence. A new metric is one file with one class of this kind; the catalog finds it.</summary>
public abstract class Metric(MetricText text)
{
    public MetricText Text { get; } = text;

    public string Id => Text.Id;

    public Unit Unit => Text.Unit;

    public Better Better => Text.Better;

    /// <summary>The scope that a rule sees unless it names another.</summary>
    public abstract Scope Home { get; }

    /// <summary>All scopes in which it is measured, home first.</summary>
    public virtual IReadOnlyList<Scope> Scopes => [Home];

    /// <summary>Whether it stands for all metrics whose ids match its own.</summary>
    public virtual bool IsPattern => false;

    /// <summary>The metric of the catalog that measures it; itself, unless its id follows names in the evidence.</summary>
    public virtual Metric MeasuredBy => this;

    /// <summary>The evidence without which there is nothing to measure.</summary>
    public abstract EvidenceKind Needs { get; }

    /// <summary>What it needs, as it is documented.</summary>
    public virtual string NeedsListed => Needs.Listed();

    /// <summary>Whether a limit on it is one of a type, so that of a tensor of several types only a rule of all of them judges it.</summary>
    public virtual bool IsOfOneType => false;

    /// <summary>Whether this evidence is enough to measure anything.</summary>
    public virtual bool CanMeasure(EvidenceKind kinds) => kinds.HasFlag(Needs);

    /// <summary>Whether each shard measures it of what that shard reads; else the first one measures all of it.</summary>
    internal virtual bool IsSplit => Home is Scope.Tensor or Scope.Activation;

    /// <summary>The model's reading, put together of those that shards made of their own parts of it; null where one shard makes it.</summary>
    /// <param name="parts">At least one, in the order of the shards.</param>
    /// <param name="layers">Those of all layers, ascending.</param>
    internal virtual Reading? Joined(IReadOnlyList<Reading> parts, IReadOnlyList<Measurement> layers) => null;

    /// <summary>Measures every subject for which there is evidence.</summary>
    /// <param name="observed">What was read, and what was reduced from it.</param>
    /// <param name="cancellation">Asked during long work.</param>
    public abstract IEnumerable<Measurement> Measure(Observation observed, CancellationToken cancellation);

    /// <summary>Whether a rule of this metric is about that one's values.</summary>
    public virtual bool Covers(Metric metric) => metric.Id == Id;

    /// <summary>What is said of a tensor that is only counted.</summary>
    private protected const string NobodyAsks = "no rule asks for its value";

    /// <summary>Whether the slices of experts are wanted, be it only to count them.</summary>
    private protected static bool IsWanted(Wish wish) => wish.HasFlag(Wish.Experts) || wish.HasFlag(Wish.CountedExperts);

    /// <summary>The less favourable of two values in the metric's direction.</summary>
    public bool IsWorse(double value, double than) => Better == Better.Lower ? value > than : value < than;
}
