using MoeGate.Evidence.Evaluations;
using MoeGate.Formats;
using MoeGate.Formats.Tensors;
using MoeGate.Models;

namespace MoeGate.Evidence;

/// <summary>Reads everything that a request names, and joins it layer by layer.</summary>
public static class EvidenceReader
{
    /// <param name="request">What to read.</param>
    /// <param name="cancellation">Asked while reading.</param>
    /// <exception cref="InputException">A file that cannot be read or is malformed, or a cut that cannot be.</exception>
    public static EvidenceSet Read(EvidenceRequest request, CancellationToken cancellation = default)
    {
        MustBeTwoModels(request);
        var profile = request.Experts.Count == 0 ? null : ExpertProfile.Add([.. request.Experts.Select(Load)]);
        var heldOut = Named([.. request.HeldOut.Select(Load)]);
        var score = request.Score ?? profile?.DefaultScore ?? Score.Reap;
        MustRecord(score, [.. heldOut.Prepend(profile).OfType<ExpertProfile>()]);

        var architecture = request.ArchitectureItem is { } item ? ArchitectureReader.FromKeys(item, item.Place.Path ?? "")
            : request.Architecture is { } file ? ArchitectureReader.Read(file.Path, file.Shown)
            : null;
        var plan = request.Plan is { } path ? KeepPlan.Read(path.Path, path.Shown) : null;
        MustBeOneModel(profile, plan, architecture);
        MustBeOtherText(profile, heldOut);

        if (request.Keep is { } keep)
            foreach (var layer in profile?.Layers ?? [])
                keep.MustFit(layer, request.KeepPlace);

        var evidence = new EvidenceSet
        {
            Identities = Identities(request),
            Kinds = Kinds(request),
            Profile = profile,
            HeldOut = heldOut,
            Score = score,
            Plan = plan,
            Architecture = architecture,
            Evaluations = EvaluationReader.Read(request.Evaluations, cancellation),
            Parameters = request.Parameters,
            Layers = Join(profile, heldOut, score, plan, architecture),
        };
        evidence = Open(request, evidence);
        evidence = evidence with { Identities = [.. evidence.Identities, .. Notes(evidence)] };
        return request.Keep is { } cut ? evidence.Cut(cut) : evidence;

        ExpertProfile Load(EvidencePath file) => ExpertProfileReader.Read(file.Path, file.Shown, cancellation);
    }

    /// <summary>A model is never worse than itself: what would pass for a comparison is a slip of the pen.</summary>
    private static void MustBeTwoModels(EvidenceRequest request)
    {
        if (request is { Candidate: { } candidate, Reference: { } reference } && Full(candidate) == Full(reference))
            InputException.Throw(InputKind.Evidence, new Place(reference.Shown), "is both the candidate and the reference", "name the model that ships and the one that it was made from");

        static string Full(EvidencePath path) => Path.TrimEndingDirectorySeparator(Path.GetFullPath(path.Path));
    }

    /// <summary>Opens the files of weights and activations; their headers are checked here, and their figures read when they are measured.</summary>
    private static EvidenceSet Open(EvidenceRequest request, EvidenceSet evidence)
    {
        try
        {
            if (request.Candidate is { } candidate)
            {
                var source = TensorSources.Open(candidate.Path, candidate.Shown);
                evidence = evidence with { Candidate = source };
                var tensors = WeightTensors.Of(source);
                evidence = evidence with { Weights = tensors, AllWeights = tensors };
            }

            if (request.Reference is { } reference)
            {
                var source = TensorSources.Open(reference.Path, reference.Shown);
                evidence = evidence with { Reference = source };
                evidence = evidence with { ReferenceWeights = WeightTensors.Of(source) };
            }

            if (request.Activations is { } folder) evidence = evidence with { Activations = ActivationFolder.Read(folder.Path, folder.Shown) };
            if (request.Imatrix is { } matrix) evidence = evidence with { Imatrix = ImportanceMatrix.Read(matrix.Path, matrix.Shown) };
            return evidence with { Identities = [.. evidence.Identities, .. Identities(evidence, request)] };
        }
        catch
        {
            evidence.Dispose();
            throw;
        }
    }

    private static List<LayerEvidence> Join(
        ExpertProfile? profile, IReadOnlyList<ExpertProfile> heldOut, Score score, KeepPlan? plan, Architecture? architecture)
    {
        var planned = plan?.Resolve(profile, architecture);
        if (plan is { InOrder: { } lists } && planned is null)
        {
            foreach (var ids in lists) MustExist(ids, architecture?.Experts, plan, "a layer");
            return [.. lists.Select((ids, n) => new LayerEvidence { Position = n, Kept = ids })];
        }

        var layers = new List<int>();
        foreach (var layer in profile?.Layers ?? []) layers.Add(layer.Layer);
        foreach (var layer in planned?.Keys ?? []) if (profile?[layer] is null) layers.Add(layer);
        layers.Sort();

        var joined = new List<LayerEvidence>(layers.Count);
        foreach (var layer in layers)
        {
            var statistics = profile?[layer];
            var scores = statistics?.Scores(score) ?? [];
            var ids = planned?.GetValueOrDefault(layer);
            var experts = statistics?.Experts ?? architecture?.Experts;
            if (ids is not null) MustExist(ids, experts, plan!, $"layer {layer}");
            joined.Add(new LayerEvidence
            {
                Layer = layer,
                Position = joined.Count,
                Statistics = statistics,
                Scores = scores,
                Kept = ids,
                HeldOut = statistics is null ? [] : [.. heldOut.Select(domain => Matching(domain, statistics, score))],
            });
        }

        return joined;
    }

    private static void MustExist(int[] kept, int? experts, KeepPlan plan, string where)
    {
        if (kept[^1] >= experts)
            InputException.Throw(InputKind.Evidence, new Place(plan.Shown), $"keeps expert {kept[^1]} in {where}, which has {experts} experts", "experts are counted from 0");
    }

    private static HeldOutLayer Matching(ExpertProfile domain, LayerStatistics calibration, Score score)
    {
        var layer = domain[calibration.Layer];
        if (layer is null) return new HeldOutLayer(domain.Name, null, $"held-out profile {domain.Name} has no layer {calibration.Layer}");
        if (layer.Experts != calibration.Experts)
            return new HeldOutLayer(domain.Name, null, $"held-out profile {domain.Name} has {layer.Experts} experts in layer {calibration.Layer}, the calibration {calibration.Experts}");
        return new HeldOutLayer(domain.Name, new LayerEvidence { Layer = layer.Layer, Statistics = layer, Scores = layer.Scores(score)! }, null);
    }

    /// <summary>Evidence that contradicts itself cannot be judged.</summary>
    private static void MustBeOneModel(ExpertProfile? profile, KeepPlan? plan, Architecture? architecture)
    {
        foreach (var layer in profile?.Layers ?? [])
        {
            if (plan?.Experts is { } planned && planned != layer.Experts)
                InputException.Throw(InputKind.Evidence, new Place(plan.Shown), $"is for {planned} experts, layer {layer.Layer} of the profile has {layer.Experts}", "give a plan and a profile of the same model");
            if (architecture?.Experts is { } experts && experts != layer.Experts)
                InputException.Throw(InputKind.Evidence, new Place(profile!.Shown), $"layer {layer.Layer} has {layer.Experts} experts, the architecture says {experts}", "give a profile and an architecture of the same model");
            if (architecture?.MoeLayerIds is { } ids && !ids.Contains(layer.Layer))
                InputException.Throw(InputKind.Evidence, new Place(profile!.Shown), $"layer {layer.Layer} is no MoE layer by the architecture", "give a profile and an architecture of the same model");
        }

        if (profile is not null && architecture?.MoeLayers < profile.Layers.Count)
            InputException.Throw(InputKind.Evidence, new Place(profile.Shown), $"has {profile.Layers.Count} MoE layers, the architecture says {architecture.MoeLayers}", "give a profile and an architecture of the same model");
    }

    /// <summary>A text that chose the experts cannot testify for them.</summary>
    private static void MustBeOtherText(ExpertProfile? profile, IReadOnlyList<ExpertProfile> heldOut)
    {
        var seen = new List<ExpertProfile>(profile is null ? [] : [profile, .. profile.Shards]);
        foreach (var domain in heldOut)
        {
            if (seen.Find(s => s.HasSameCounts(domain)) is { } same)
                InputException.Throw(InputKind.Evidence, new Place(domain.Shown), $"has the same counts as {same.Shown}", "a held-out profile is of other text than the calibration and the other domains");
            seen.Add(domain);
        }
    }

    /// <summary>Every layer of every profile must carry the score that ranks.</summary>
    private static void MustRecord(Score score, IReadOnlyList<ExpertProfile> profiles)
    {
        foreach (var profile in profiles)
            if (profile.Layers.FirstOrDefault(l => !l.Records(score)) is { } lacking)
                InputException.Throw(InputKind.Evidence, new Place(profile.Shown), $"layer {lacking.Layer} does not record the score \"{score.Name()}\"", "choose another with --score, or profile again");
    }

    /// <summary>
    /// Domains are told apart by their file's name; where files share one, by as many of their folders as it takes, and where one
    /// file is named twice, by a number.
    /// </summary>
    private static IReadOnlyList<ExpertProfile> Named(IReadOnlyList<ExpertProfile> domains) =>
        [.. domains.Select((d, n) =>
        {
            var others = domains.Where((o, m) => m != n && o.Name == d.Name).ToList();
            if (others.Count == 0) return d;
            var folders = d.Shown.Split('/', '\\').Length;
            for (var parts = 2; parts <= folders; parts++)
                if (others.TrueForAll(o => Tail(o.Shown, parts) != Tail(d.Shown, parts)))
                    return d with { Name = Tail(d.Shown, parts) };
            return d with { Name = $"{d.Name} {n + 1}" };
        })];

    private static string Tail(string path, int parts) => string.Join('/', path.Split('/', '\\').TakeLast(parts).SkipWhile(p => p.Length == 0));

    private static EvidenceKind Kinds(EvidenceRequest request)
    {
        var kinds = EvidenceKind.None;
        if (request.Experts.Count > 0) kinds |= EvidenceKind.Experts;
        if (request.HeldOut.Count > 0) kinds |= EvidenceKind.HeldOut;
        if (request.Keep is not null) kinds |= EvidenceKind.Keep;
        if (request.Plan is not null) kinds |= EvidenceKind.Plan | EvidenceKind.Keep;
        if (request.Architecture is not null || request.ArchitectureItem is not null) kinds |= EvidenceKind.Model;
        if (request.Candidate is not null) kinds |= EvidenceKind.Candidate;
        if (request.Reference is not null) kinds |= EvidenceKind.Reference;
        if (request.Activations is not null) kinds |= EvidenceKind.Activations;
        if (request.Imatrix is not null) kinds |= EvidenceKind.Imatrix;
        if (request.Evaluations.Count > 0) kinds |= EvidenceKind.Evaluations;
        return kinds;
    }

    /// <summary>What the files that were opened turned out to be.</summary>
    private static IEnumerable<EvidenceIdentity> Identities(EvidenceSet evidence, EvidenceRequest request)
    {
        if (evidence.Candidate is { } source)
            yield return new EvidenceIdentity(EvidenceKind.Candidate.Name(), Plain.Portable(request.Candidate!.Shown), source.Bytes, source.Format);
        if (evidence.Reference is { } origin)
            yield return new EvidenceIdentity(EvidenceKind.Reference.Name(), Plain.Portable(request.Reference!.Shown), origin.Bytes, origin.Format);
        if (evidence.Activations is { } folder)
            yield return new EvidenceIdentity(EvidenceKind.Activations.Name(), Plain.Portable(request.Activations!.Shown), folder.Files.Sum(f => f.Entry.File.Length), "f32bin");
        if (evidence.Imatrix is { } matrix)
            yield return new EvidenceIdentity(EvidenceKind.Imatrix.Name(), Plain.Portable(request.Imatrix!.Shown), matrix.Bytes, $"importance matrix, {matrix.Format}{Calibration(matrix)}");
        foreach (var (evaluation, asked) in evidence.Evaluations.Zip(request.Evaluations))
        {
            yield return Identity(asked.Candidate, evaluation.Candidate, evaluation.Name);
            if (asked.Reference is { } reference) yield return Identity(reference, evaluation.Reference!, evaluation.Name + ".reference");
        }

        static EvidenceIdentity Identity(EvidencePath file, EvaluationRun run, string name) =>
            new(EvidenceKind.Evaluations.Name(), Plain.Portable(file.Shown), InputFile.LengthOnDisk(file.Path), run.Format + Extent(run), name);

        // What tells a run on one text from a run on another.
        static string Extent(EvaluationRun run) =>
            run is PerplexityRun { Chunks: { } chunks } perplexity ? $", {chunks} chunks{(perplexity.Context is { } tokens ? $" of {tokens} tokens" : "")}" : "";
    }

    /// <summary>The text that an importance matrix says it is of.</summary>
    private static string Calibration(ImportanceMatrix matrix) =>
        (matrix.Chunks is { } chunks ? $", {chunks} chunks" : "") + (matrix.Datasets.Count == 0 ? "" : " of " + Plain.Text(string.Join(", ", matrix.Datasets.Select(Plain.Portable))));

    /// <summary>What is unusual about how figures are made of the evidence.</summary>
    private static IEnumerable<EvidenceIdentity> Notes(EvidenceSet evidence)
    {
        if (evidence.Profile is not null && evidence.Score != Score.Reap) yield return new EvidenceIdentity(EvidenceIdentity.Score, null, null, null, evidence.Score.Name());
        if (evidence.Parameters.Unusual is { Length: > 0 } unusual) yield return new EvidenceIdentity(EvidenceIdentity.Parameters, null, null, null, unusual);
    }

    private static List<EvidenceIdentity> Identities(EvidenceRequest request)
    {
        var identities = new List<EvidenceIdentity>();
        void Add(EvidenceKind kind, EvidencePath? file, string format)
        {
            if (file is null) return;
            var info = new FileInfo(file.Path);
            identities.Add(new EvidenceIdentity(kind.Name(), Plain.Portable(file.Shown), info.Exists ? info.Length : null, format));
        }

        foreach (var file in request.Experts) Add(EvidenceKind.Experts, file, "expert statistics");
        foreach (var file in request.HeldOut) Add(EvidenceKind.HeldOut, file, "expert statistics");
        Add(EvidenceKind.Plan, request.Plan, "plan");
        if (request.Keep is { } keep) identities.Add(new EvidenceIdentity(EvidenceKind.Keep.Name(), null, null, null, keep.ToString()));
        Add(EvidenceKind.Model, request.Architecture, "architecture");
        if (request.ArchitectureItem is not null) identities.Add(new EvidenceIdentity(EvidenceKind.Model.Name(), null, null, "architecture in the configuration"));
        return identities;
    }
}
