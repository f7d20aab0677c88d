#!/usr/bin/env bash
# The step of action.yml that gets the tool, and says as its output where it is.
# MOEGATE_VERSION: local, installed, or a version of the package. MOEGATE_SOURCE: feeds, one a line; none for those that NuGet is configured with.
set -euo pipefail
root=$(cd "$(dirname "${BASH_SOURCE[0]}")/.." && pwd)
# shellcheck source=action/runner.sh
. "$root/action/runner.sh"
export DOTNET_NOLOGO=1 DOTNET_CLI_TELEMETRY_OPTOUT=1

fail() {
  annotate "$1"
  exit 2
}

# Both ways are gone in the action's own folder, by the SDK that it asks for: the checkout may ask for another.
workspace=$(cd "${GITHUB_WORKSPACE:-.}" && pwd)
cd "$root"

# A feed may be a folder of the checkout.
sources=()
source_of() {
  if [ -d "$workspace/$1" ]; then sources+=("--source=$workspace/$1"); else sources+=("--source=$1"); fi
}

publish() {
  # What is pinned is what runs: the sources that came with this action.
  dotnet publish src/MoeGate.Tool -c Release -v quiet --artifacts-path "$folder.build" -o "$folder.partial" ${sources[@]+"${sources[@]}"} || return
  rm -rf "$folder.build"
}

# The checkout says where its packages come from.
install() {
  local file configured=()
  for file in nuget.config NuGet.config NuGet.Config; do
    if [ -f "$workspace/$file" ]; then configured=("--configfile=$workspace/$file"); fi
  done
  dotnet tool install moegate "--version=$version" "--tool-path=$folder.partial" ${configured[@]+"${configured[@]}"} ${sources[@]+"${sources[@]}"}
}

# The program itself and not its launcher, which finds .NET in the usual places only.
program() { { find "$folder" -name moegate.dll 2>/dev/null || true; } | head -n 1; }

trim "${MOEGATE_VERSION:-}"
version=${trimmed:-local}
each "${MOEGATE_SOURCE:-}" source_of
case $version in
  local) get=publish ;;
  installed)
    tool=$(command -v moegate) || fail "version is \"installed\", and there is no moegate on PATH: install it before this step, or leave version out"
    output tool "$tool"
    exit 0
    ;;
  *[!0-9A-Za-z.+-]* | [!0-9]*) fail "version \"$version\" is neither \"local\" nor \"installed\" nor the version of a package such as 0.1.0" ;;
  *) get=install ;;
esac

# One folder for each version and place, so that a second use in the same job finds it.
key=$(printf '%s\n' "$root" "$version" ${sources[@]+"${sources[@]}"} | cksum)
folder=${RUNNER_TEMP:-${TMPDIR:-/tmp}}/moegate-tool-${key%% *}
tool=$(program)
if [ -z "$tool" ]; then
  rm -rf "$folder" "$folder.partial"
  echo "::group::Install moegate"
  "$get" || fail "moegate ($version) could not be installed: the lines above say why; source names the feeds"
  mv "$folder.partial" "$folder"
  echo "::endgroup::"
  tool=$(program)
  [ -n "$tool" ] || fail "moegate $version was installed, and its program is not in it: the package is not MoeGate's"
fi

output tool "$tool"
