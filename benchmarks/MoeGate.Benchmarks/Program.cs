using MoeGate.Benchmarks;
using MoeGate.Benchmarks.Device;

// Everything is a ratio to a peer or a limit measured in the same run; absolute times drift with the machine.
// With words on the command line only those parts run: start, statistics, weights, decode, compare, device; --quick makes the second and the
// last smaller, and --simulated takes ILGPU's own interpreter for the device of the last, to see that the benchmark works.
var parts = args.Where(a => !a.StartsWith('-')).ToList();
var folder = Directory.CreateTempSubdirectory("moegate-bench-");
try
{
    var profile = Path.Combine(folder.FullName, "profile.json");
    SyntheticProfile.Write(profile, layers: 75, experts: 256);
    if (Wanted("start")) StartUp.Run(folder.FullName, profile);
    if (Wanted("statistics")) Reading.Run(folder.FullName, gigabytes: args.Contains("--quick") ? 0.1 : 1);
    if (Wanted("weights")) Weighing.Run(folder.FullName);
    if (Wanted("decode")) Decoding.Run();
    if (Wanted("compare")) Comparing.Run(folder.FullName);
    if (Wanted("device")) DevicePart.Run(folder.FullName, args.Contains("--simulated"), args.Contains("--quick"));
}
finally
{
    folder.Delete(recursive: true);
}

bool Wanted(string part) => parts.Count == 0 || parts.Contains(part);
