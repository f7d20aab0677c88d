using MoeGate.Benchmarks;

// Everything is a ratio to a peer or a limit measured in the same run; absolute times drift with the machine.
var folder = Directory.CreateTempSubdirectory("moegate-bench-");
try
{
    var profile = Path.Combine(folder.FullName, "profile.json");
    SyntheticProfile.Write(profile, layers: 75, experts: 256);
    StartUp.Run(folder.FullName, profile);
    Reading.Run(folder.FullName, gigabytes: args.Contains("--quick") ? 0.1 : 1);
}
finally
{
    folder.Delete(recursive: true);
}
