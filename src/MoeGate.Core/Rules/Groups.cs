using MoeGate.Metrics;

namespace MoeGate.Rules;

/// <summary>The groups of <c>groupBy</c>, each of which has a verdict of its own.</summary>
internal static class Groups
{
    public static string Of(Subject subject, string groupBy) => groupBy switch
    {
        "layer" => subject.Scope == Scope.Layer ? subject.Name : subject.Layer is { } layer ? Subject.OfLayer(layer).Name : "no layer",
        "role" => subject.Role ?? "no role",
        "type" => subject.Type ?? "no type",
        "expert" => subject.Expert is { } expert ? $"expert {Figure.Number(expert)}" : "no expert",
        _ => subject.Name,
    };
}
