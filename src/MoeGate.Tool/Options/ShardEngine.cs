using System.Globalization;
using MoeGate.Formats;

namespace MoeGate.Tool.Options;

/// <summary>Something that starts many runs of one command and tells each which of them it is.</summary>
/// <param name="Index">The variable with the run's number.</param>
/// <param name="Total">The variable with how many there are; null where none says.</param>
/// <param name="From">The first number, unless a variable says.</param>
/// <param name="FromVariable">The variable with the first number.</param>
/// <param name="Step">The variable with what numbers are apart.</param>
internal sealed record ShardEngine(string Index, string? Total, long From, string? FromVariable = null, string? Step = null)
{
    /// <summary>Kubernetes, the sharding of Bazel and of test runners that follow it, GitLab, Slurm.</summary>
    private static IReadOnlyList<ShardEngine> All { get; } =
    [
        new("JOB_COMPLETION_INDEX", null, 0),
        new("TEST_SHARD_INDEX", "TEST_TOTAL_SHARDS", 0),
        new("CI_NODE_INDEX", "CI_NODE_TOTAL", 1),
        new("SLURM_ARRAY_TASK_ID", "SLURM_ARRAY_TASK_COUNT", 0, "SLURM_ARRAY_TASK_MIN", "SLURM_ARRAY_TASK_STEP"),
    ];

    /// <summary>The one that says a number.</summary>
    /// <exception cref="InputException">None does, or several.</exception>
    public static ShardEngine Here(Func<string, string?> environment)
    {
        var found = All.Where(e => !string.IsNullOrEmpty(environment(e.Index))).ToList();
        return found switch
        {
            [var one] => one,
            [] => throw InputException.Usage($"--shard auto, and none of {string.Join(", ", All.Select(e => e.Index))} is set", "write --shard i/n"),
            _ => throw InputException.Usage($"--shard auto, and {string.Join(" and ", found.Select(e => e.Index))} are set", "write --shard i/n, so that it is clear which is meant"),
        };
    }

    /// <summary>The run's number, from 1, and how many there are where that is said.</summary>
    /// <exception cref="InputException">A variable that is no number.</exception>
    public (long Index, long? Of) Read(Func<string, string?> environment)
    {
        var first = FromVariable is null ? From : Optional(environment, FromVariable) ?? From;
        var step = Step is null ? 1 : Optional(environment, Step) ?? 1;
        var past = Number(environment, Index) - first;
        if (step < 1 || past % step != 0) throw InputException.Usage($"{Index} is {environment(Index)}, which is not {first} and a multiple of {step}", "write --shard i/n");
        return (past / step + 1, Total is null ? null : Optional(environment, Total));
    }

    private static long? Optional(Func<string, string?> environment, string variable) =>
        string.IsNullOrEmpty(environment(variable)) ? null : Number(environment, variable);

    private static long Number(Func<string, string?> environment, string variable) =>
        int.TryParse(environment(variable), NumberStyles.None, CultureInfo.InvariantCulture, out var number)
            ? number
            : throw InputException.Usage($"{variable} is \"{environment(variable)}\", not a whole number from 0", "write --shard i/n");
}
