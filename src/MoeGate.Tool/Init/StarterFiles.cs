using MoeGate.Formats;

namespace MoeGate.Tool.Init;

/// <summary>Where <c>moegate init</c> writes: a configuration with its schema beside it, and a workflow where one is asked for.</summary>
/// <param name="Configuration">As the user named it; <see cref="StandardOutput"/> for no file at all.</param>
/// <param name="Workflow">Null where none is asked for.</param>
internal sealed record StarterFiles(string Configuration, string? Workflow)
{
    public const string StandardOutput = "-";
    public const string SchemaName = "moegate.schema.json";

    public bool IsPrinted => Configuration == StandardOutput;

    /// <summary>The folder that paths in the configuration are relative to.</summary>
    public string Folder => IsPrinted ? Path.GetFullPath(".") : Path.GetDirectoryName(InputFile.FullPath(Configuration))!;

    public string Schema => Path.Combine(Path.GetDirectoryName(Configuration) ?? "", SchemaName);

    /// <exception cref="InputException">A file is there that nobody said may be replaced, or a name is not one of a workflow.</exception>
    public void MustBeFree(bool force)
    {
        if (Workflow is not null && IsPrinted) throw InputException.Usage("--workflow and -o - exclude each other", "a workflow runs a configuration that is a file: give -o FILE");
        if (Workflow is not null && Path.GetExtension(Workflow) is not (".yml" or ".yaml"))
            throw InputException.Usage($"--workflow {Workflow} is not a .yml file", "write --workflow=FILE, or MODEL before it");
        if (force) return;
        MustNotExist(IsPrinted ? null : Configuration, "-o FILE");
        MustNotExist(Workflow, "--workflow=FILE");
    }

    private static void MustNotExist(string? path, string option)
    {
        if (path is not null && File.Exists(InputFile.FullPath(path))) throw InputException.Usage($"{path} is already there", $"give another {option}, or --force to replace it");
    }
}
