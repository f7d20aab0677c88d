using MoeGate.Formats;

namespace MoeGate.Tool.Init;

/// <summary>A GitHub workflow that runs a gate: the least permissions, annotations and a summary, SARIF and JUnit.</summary>
internal static class WorkflowFile
{
    /// <param name="configuration">The configuration, relative to the repository's root.</param>
    /// <param name="hasManifest">Whether the repository names moegate in its tool manifest.</param>
    /// <exception cref="InputException">The path cannot stand in a workflow.</exception>
    public static string Text(string configuration, bool hasManifest)
    {
        if (configuration.Contains("${{", StringComparison.Ordinal) || configuration.Any(char.IsControl))
            throw InputException.Usage($"{configuration} cannot be named in a workflow", "give the configuration another name");
        return $$$"""
            # The quality gate of {{{Plain.Text(configuration)}}}, written by moegate init.
            name: moegate
            on:
              push:
                branches: [main]
              pull_request:
              workflow_dispatch:
            permissions: {}
            concurrency:
              group: moegate-${{ github.ref }}
              cancel-in-progress: ${{ github.event_name == 'pull_request' }}
            jobs:
              gate:
                runs-on: ubuntu-latest
                timeout-minutes: 60
                permissions:
                  contents: read
                  security-events: write # the SARIF report goes to code scanning
                env:
                  MOEGATE_CONFIG: '{{{configuration.Replace("'", "''", StringComparison.Ordinal)}}}'
                steps:
                  - uses: actions/checkout@3d3c42e5aac5ba805825da76410c181273ba90b1 # v7.0.1
                    with:
                      lfs: true
                      persist-credentials: false
                  - uses: actions/setup-dotnet@a98b56852c35b8e3190ac28c8c2271da59106c68 # v6.0.0
                    with:
                      dotnet-version: 10.0.x
            {{{(hasManifest ? Restore : Install)}}}
                  # Models are seldom in the repository: what the configuration names and the checkout lacks is fetched here, to those paths.
                  - name: Gate
                    run: |
                      {{{(hasManifest ? "dotnet tool run moegate --" : "moegate")}}} check "$MOEGATE_CONFIG" --report github \
                        --report sarif=out/moegate.sarif --report junit=out/moegate.junit.xml
                  - name: SARIF
                    # What comes from a fork may not write to code scanning.
                    if: ${{ !cancelled() && hashFiles('out/moegate.sarif') != '' && (github.event_name != 'pull_request' || github.event.pull_request.head.repo.full_name == github.repository) }}
                    uses: github/codeql-action/upload-sarif@8aad20d150bbac5944a9f9d289da16a4b0d87c1e # v4.36.2
                    with:
                      sarif_file: out/moegate.sarif
                  - name: JUnit
                    if: ${{ !cancelled() }}
                    uses: actions/upload-artifact@bbbca2ddaa5d8feaa63e36b76fdaad77386f024f # v7.0.0
                    with:
                      name: moegate
                      path: out/moegate.*
                      if-no-files-found: ignore

            """.ReplaceLineEndings("\n");
    }

    private const string Restore = """
              # The version is that of the tool manifest, .config/dotnet-tools.json.
              - name: Restore moegate
                run: dotnet tool restore
        """;

    /// <summary>The version that wrote the file; the source is the repository's own business and stands in its variables.</summary>
    private static string Install => $$$"""
              # The variable MOEGATE_SOURCE, a folder or a package source, is asked in place of the configured ones.
              - name: Install moegate
                env:
                  MOEGATE_SOURCE: ${{ vars.MOEGATE_SOURCE }}
                run: |
                  dotnet tool install moegate --version {{{Gate.Version}}} --tool-path "$RUNNER_TEMP/moegate" ${MOEGATE_SOURCE:+--source "$MOEGATE_SOURCE"}
                  echo "$RUNNER_TEMP/moegate" >> "$GITHUB_PATH"
        """;
}
