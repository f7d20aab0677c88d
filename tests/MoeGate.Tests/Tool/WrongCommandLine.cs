using MoeGate.Tests.Support;

namespace MoeGate.Tests.Tool;

public class WrongCommandLine
{
    [Theory]
    [InlineData("", "Required command was not provided; moegate --help lists what there is")]
    [InlineData("chekc", "\"chekc\" is not a command of this version; did you mean check?")]
    [InlineData("xyzzy", "\"xyzzy\" is not a command of this version; moegate --help lists them")]
    [InlineData("--verison", "\"--verison\" is not an option of moegate; did you mean --version?")]
    [InlineData("analyze expert a.json", "Required command was not provided; moegate analyze --help lists what there is")]
    [InlineData("check --experts --held-out b.json", "--held-out stands where a value is wanted; give the option before it its value")]
    [InlineData("check --experst a.json", "\"--experst\" is not an option of moegate check; did you mean --experts?")]
    [InlineData("check --keepp 0.5", "\"--keepp\" is not an option of moegate check; did you mean --keep?")]
    [InlineData("explain --confg moegate.json", "\"--confg\" is not an option of moegate explain; did you mean --config?")]
    [InlineData("check -- --experst", "--experst: no such file")]
    [InlineData("analyze", "Required command was not provided; moegate analyze --help lists what there is")]
    [InlineData("analyze experts", "Required argument missing for command: 'experts'; moegate analyze experts --help lists what there is")]
    [InlineData("report", "Required argument missing for command: 'report'; moegate report --help lists what there is")]
    [InlineData("explain", "Required argument missing for command: 'explain'; moegate explain --help lists what there is")]
    [InlineData("measure a.json b.json", "Unrecognized command or argument 'b.json'; moegate measure --help lists what there is")]
    [InlineData("check a.json --version", "\"--version\" is not an option of moegate check; moegate check --help lists what there is")]
    [InlineData("check --experts", "Required argument missing for option: '--experts'; moegate check --help lists what there is")]
    [InlineData("check --keep 0.5 --keep 0.6", "Option '--keep' expects a single argument but 2 were provided; moegate check --help lists what there is")]
    [InlineData("check --fail-on errors", "Argument 'errors' not recognized")]
    [InlineData("check --experts a.json --seed -1", "--seed -1 is not a whole number from 0")]
    [InlineData("check --experts a.json --seed 1.5", "--seed 1.5 is not a whole number from 0")]
    [InlineData("check --experts a.json --select layer", "--select layer is not KEY=PATTERN; write for example --select layer=0-7")]
    [InlineData("check --experts a.json --select =3", "--select =3 is not KEY=PATTERN")]
    [InlineData("check --experts a.json --select layers=3", "--select:1:2: unknown key \"layers\" in select; did you mean layer?")]
    [InlineData("check --experts a.json --select layer=x", "--select:1:11: \"x\" is not a range")]
    [InlineData("check --experts a.json --report jsn", "report format \"jsn\" is not known; did you mean json?")]
    [InlineData("check --experts a.json --report json=", "--report json= names no file; write FORMAT=PATH")]
    [InlineData("check --experts a.json --report =a.json", "report format \"\" is not known")]
    [InlineData("check --experts a.json --rules moegate:pruningg", "built-in pack \"moegate:pruningg\" is not known; did you mean pruning?")]
    [InlineData("measure --experts a.json --report markdown", "measure gives no verdict, so there is no markdown report of it")]
    [InlineData("measure --metrics a.json", "\"--metrics\" is not an option of moegate measure; moegate measure --help lists what there is")]
    [InlineData("schema configurations", "Argument 'configurations' not recognized")]
    [InlineData("completion tcsh", "Argument 'tcsh' not recognized")]
    [InlineData("merge", "Required argument missing for command: 'merge'; moegate merge --help lists what there is")]
    [InlineData("merge --foo a.json", "\"--foo\" is not an option of moegate merge; moegate merge --help lists what there is")]
    [InlineData("merge a.json --report junit", "merge gives no verdict, so there is no junit report of it; use console or json, or moegate check")]
    [InlineData("check --experts a.json --shard 1/2", "--shard is an option of measure: a shard is never judged; moegate measure --shard, then moegate merge, then moegate check --metrics")]
    [InlineData("measure --experts a.json --shard 1/2", "--shard measures a part, which only moegate merge can read; keep it in a file: -o FILE")]
    [InlineData("measure --experts a.json --shard 1/2 -o p.json --report console=p.txt", "--shard measures a part, of which there is no table; keep it in a file: -o FILE")]
    [InlineData("measure --experts a.json --shard 0/2", "--shard 0/2 is not a shard; write i/n with i from 1 to n and n up to 10000, auto or auto/n")]
    [InlineData("measure --experts a.json --shard 3/2", "--shard 3/2 is not a shard")]
    [InlineData("measure --experts a.json --shard 1/10001", "--shard 1/10001 is not a shard")]
    [InlineData("measure --experts a.json --shard 2", "--shard 2 is not a shard")]
    [InlineData("measure --experts a.json --shard /2", "--shard /2 is not a shard")]
    [InlineData("measure --experts a.json --shard 1/2/3", "--shard 1/2/3 is not a shard")]
    [InlineData("measure --experts a.json --shard auto/0", "--shard auto/0 is not a shard")]
    [InlineData("measure --experts a.json --shard auto", "--shard auto, and none of JOB_COMPLETION_INDEX, TEST_SHARD_INDEX, CI_NODE_INDEX, SLURM_ARRAY_TASK_ID is set; write --shard i/n")]
    [InlineData("check @none.rsp", "@none.rsp: no such file")]
    [InlineData("[x] chekc", "")]
    [InlineData("check https://example.org/moegate.json", "https://example.org/moegate.json: URLs cannot be read by this version; download the file and name it by its path")]
    [InlineData("config https://example.org/moegate.json", "https://example.org/moegate.json: URLs cannot be read by this version")]
    [InlineData("rules https://example.org/moegate.json", "https://example.org/moegate.json: URLs cannot be read by this version")]
    [InlineData("report https://example.org/results.json", "https://example.org/results.json: URLs cannot be read by this version")]
    [InlineData("schema -o https://example.org/schema.json", "https://example.org/schema.json: URLs cannot be read by this version")]
    public void IsRefusedInOneLine(string commandLine, string fault) =>
        Refused.With(Moegate.Run(commandLine.Split(' ', StringSplitOptions.RemoveEmptyEntries)), Refused.AsUsage, fault);

    [Theory]
    [InlineData("check", "--keep", "0.5", "-o", "")]
    [InlineData("schema", "-o", "")]
    [InlineData("init", "-o", "")]
    public void IsRefusedInOneLineWhereAFileHasNoName(params string[] args) => Refused.With(Moegate.Run(args), Refused.AsUsage, "\"\" is not the name of a file");

    [Fact]
    public void NamesTheConfigurationThatIsMissing() =>
        Refused.With(Moegate.Run("check"), Refused.AsUsage, "moegate.json: no such file; name a configuration, give evidence on the command line (--experts FILE), or write one with moegate init");
}
