using MoeGate.Formats;
using MoeGate.Formats.Json;
using MoeGate.Reports;

namespace MoeGate.Tool.Init;

/// <summary>Where <c>moegate init</c> writes: a configuration with its schema beside it, and a workflow where one is asked for.</summary>
/// <param name="Configuration">As the user named it; <see cref="StandardOutput"/> for no file at all.</param>
/// <param name="Workflow">Null where none is asked for.</param>
internal sealed record StarterFiles(string Configuration, string? Workflow)
{
    public const string StandardOutput = "-";
    public const string SchemaName = "moegate.schema.json";

    /// <summary>Whether the configuration is there already and stays as it is.</summary>
    public bool IsWorkflowAlone { get; init; }

    /// <summary>Whether a workflow is asked for of a configuration that is there.</summary>
    public bool IsOfWhatIsThere => Workflow is not null && !IsPrinted && File.Exists(InputFile.FullPath(Configuration));

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
        MustNotExist(IsPrinted || IsWorkflowAlone ? null : Configuration, "-o FILE");
        MustNotExist(Workflow, "--workflow=FILE");
        if (!IsPrinted && !IsWorkflowAlone && Path.Exists(InputFile.FullPath(Schema)) && !IsOurSchema(Schema))
            throw InputException.Usage($"{Schema} is already there, and is no schema of moegate", "give -o FILE in another folder, or --force to replace it");
    }

    /// <summary>Writes all of it or nothing: what was not there before is gone again where a later file cannot be written.</summary>
    /// <exception cref="InputException">One of the files cannot be written.</exception>
    public void Write(string? configuration, string? workflow)
    {
        var written = new List<string>();
        try
        {
            if (configuration is not null) Put(Schema, Schemas.Text("configuration"));
            if (workflow is not null) Put(Workflow!, workflow);
            if (configuration is not null) Put(Configuration, configuration);
        }
        catch (InputException)
        {
            foreach (var file in written) File.Delete(file);
            throw;
        }

        void Put(string file, string text)
        {
            var isNew = !File.Exists(file);
            OutputFile.Write(file, file, writer => writer.Write(text));
            if (isNew) written.Add(file);
        }
    }

    /// <summary>Whether what is there may be replaced without asking, for it was written by this or another version.</summary>
    private static bool IsOurSchema(string path)
    {
        if (InputFile.LengthOnDisk(path) == 0) return false;
        try
        {
            var root = JsonFile.Read(path, path, InputKind.Configuration);
            return root.Kind == JsonKind.Object && root["title"] is { Kind: JsonKind.Text } title && title.Text.Contains("moegate", StringComparison.OrdinalIgnoreCase);
        }
        catch (InputException)
        {
            return false;
        }
    }

    private static void MustNotExist(string? path, string option)
    {
        if (path is not null && File.Exists(InputFile.FullPath(path))) throw InputException.Usage($"{path} is already there", $"give another {option}, or --force to replace it");
    }
}
