using MoeGate.Rules.Baselines;
using MoeGate.Rules.Configuration;

namespace MoeGate.Rules;

/// <summary>What a verdict rests on beside rules and measurements.</summary>
public sealed record Circumstances
{
    /// <summary>No waiver, no baseline.</summary>
    public static Circumstances None { get; } = new();

    public IReadOnlyList<Waiver> Waivers { get; init; } = [];

    /// <summary>The day, in UTC, by which waivers have expired or not. Where nobody says what day it is, none holds.</summary>
    public DateOnly Today { get; init; } = DateOnly.MaxValue;

    /// <summary>Earlier figures that rules compare with.</summary>
    public Baseline? Baseline { get; init; }

    /// <summary>What the run was asked to measure: of the rest nothing is gone.</summary>
    public Selection Select { get; init; } = Selection.Everything;

    /// <summary>What it is worth that a baseline that was named is not there; null where none was named, so that each rule says it.</summary>
    public Level? WithoutBaseline { get; init; }
}
