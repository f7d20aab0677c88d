using System.Text.Json.Nodes;
using MoeGate.Tests.Support;

namespace MoeGate.Tests.Tool;

/// <summary><c>--shard auto</c>: the engine that started the run says which shard it is.</summary>
public class ShardOfAnEngine
{
    [Theory]
    [InlineData("auto/5", 1, 5, "JOB_COMPLETION_INDEX=0")]
    [InlineData("auto/5", 5, 5, "JOB_COMPLETION_INDEX=4")]
    [InlineData("auto", 1, 4, "TEST_SHARD_INDEX=0", "TEST_TOTAL_SHARDS=4")]
    [InlineData("auto/4", 4, 4, "TEST_SHARD_INDEX=3", "TEST_TOTAL_SHARDS=4")]
    [InlineData("auto", 1, 3, "CI_NODE_INDEX=1", "CI_NODE_TOTAL=3")]
    [InlineData("auto", 3, 3, "CI_NODE_INDEX=3", "CI_NODE_TOTAL=3")]
    [InlineData("auto", 1, 3, "SLURM_ARRAY_TASK_ID=7", "SLURM_ARRAY_TASK_MIN=7", "SLURM_ARRAY_TASK_COUNT=3")]
    [InlineData("auto", 3, 3, "SLURM_ARRAY_TASK_ID=9", "SLURM_ARRAY_TASK_MIN=7", "SLURM_ARRAY_TASK_COUNT=3")]
    [InlineData("auto", 3, 3, "SLURM_ARRAY_TASK_ID=15", "SLURM_ARRAY_TASK_MIN=7", "SLURM_ARRAY_TASK_STEP=4", "SLURM_ARRAY_TASK_COUNT=3")]
    [InlineData("auto", 2, 2, "CI_NODE_INDEX=2", "CI_NODE_TOTAL=2", "TEST_SHARD_INDEX=")]
    [InlineData("2/3", 2, 3, "CI_NODE_INDEX=1", "CI_NODE_TOTAL=9")]
    public void IsTheOneThatItSays(string shard, int index, int of, params string[] variables)
    {
        var run = Run(shard, variables);
        Assert.Equal((0, ""), (run.ExitCode, run.Error));
        var said = JsonNode.Parse(run.Out)!["shard"]!;
        Assert.Equal((index, of), ((int)said["index"]!, (int)said["of"]!));
    }

    [Theory]
    [InlineData("auto", "--shard auto, and nothing beside JOB_COMPLETION_INDEX says how many there are; write --shard auto/n", "JOB_COMPLETION_INDEX=0")]
    [InlineData("auto/3", "JOB_COMPLETION_INDEX is 3, which is none of 3 shards; write --shard i/n", "JOB_COMPLETION_INDEX=3")]
    [InlineData("auto", "TEST_SHARD_INDEX is \"-1\", not a whole number from 0; write --shard i/n", "TEST_SHARD_INDEX=-1", "TEST_TOTAL_SHARDS=4")]
    [InlineData("auto", "TEST_TOTAL_SHARDS is \"four\", not a whole number from 0", "TEST_SHARD_INDEX=1", "TEST_TOTAL_SHARDS=four")]
    [InlineData("auto", "TEST_SHARD_INDEX is 1, which is none of 0 shards", "TEST_SHARD_INDEX=1", "TEST_TOTAL_SHARDS=0")]
    [InlineData("auto", "CI_NODE_INDEX is 0, which is none of 3 shards", "CI_NODE_INDEX=0", "CI_NODE_TOTAL=3")]
    [InlineData("auto/4", "--shard auto/4, and CI_NODE_TOTAL is 3; they have to be the same number", "CI_NODE_INDEX=1", "CI_NODE_TOTAL=3")]
    [InlineData("auto", "SLURM_ARRAY_TASK_ID is 12, which is none of 3 shards", "SLURM_ARRAY_TASK_ID=12", "SLURM_ARRAY_TASK_MIN=7", "SLURM_ARRAY_TASK_COUNT=3")]
    [InlineData("auto", "SLURM_ARRAY_TASK_ID is 8, which is not 7 and a multiple of 4", "SLURM_ARRAY_TASK_ID=8", "SLURM_ARRAY_TASK_MIN=7", "SLURM_ARRAY_TASK_STEP=4", "SLURM_ARRAY_TASK_COUNT=3")]
    [InlineData("auto", "--shard auto, and CI_NODE_INDEX and SLURM_ARRAY_TASK_ID are set; write --shard i/n, so that it is clear which is meant", "CI_NODE_INDEX=1", "SLURM_ARRAY_TASK_ID=1")]
    public void IsRefusedWhereItSaysNone(string shard, string fault, params string[] variables) =>
        Refused.With(Run(shard, variables), Refused.AsUsage, fault);

    [Fact]
    public void IsNotAskedWhereNobodyWantsAShard()
    {
        var run = Run(null, "CI_NODE_INDEX=2", "CI_NODE_TOTAL=3");
        Assert.Equal((0, ""), (run.ExitCode, run.Error));
        Assert.Null(JsonNode.Parse(run.Out)!["shard"]);
    }

    private static Moegate Run(string? shard, params string[] variables) => Moegate.Run(
        variables.Select(v => v.Split('=')).ToDictionary(v => v[0], v => v[1]),
        ["measure", "--plan", Sample.Path("plan-random.json"), "--report", "json", .. shard is null ? (string[])[] : ["--shard", shard]]);
}
