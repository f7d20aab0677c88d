# The inputs of the action as arguments of moegate check: one array element each, whatever is in them.
# Sets configurations, evidence and settings; at says where a path of an input is.
# shellcheck shell=bash
# shellcheck disable=SC2317  # each and single call these functions by name.

# The runner stays at the root of the repository, for there annotations and code scanning look for files.
trim "${MOEGATE_WORKING_DIRECTORY:-}"
base=${trimmed#./}
case $base in '' | .) base='' ;; *) base=${base%/}/ ;; esac

# at PATH: sets placed to the path from there.
at() {
  case $1 in
    /* | \\* | [A-Za-z]:[/\\]* | *://*) placed=$1 ;;
    *) placed=$base$1 ;;
  esac
}

configurations=() evidence=() settings=()
configuration() { at "${1#./}"; configurations+=("$placed"); }
proof() { at "$2"; evidence+=("$1=$placed"); }
setting() { settings+=("$1=$2"); }
setting_of_path() { at "$2"; setting "$1" "$placed"; }
argument() { settings+=("$1"); }

keep() { evidence+=("--keep=$1"); }

rules() {
  case $1 in
    moegate:*) setting --rules "$1" ;;
    *) setting_of_path --rules "$1" ;;
  esac
}

# NAME=PATH or NAME.reference=PATH; a bare path may have an equals sign of its own behind a folder.
evaluation() {
  case ${1%%=*} in
    "$1" | *[!0-9A-Za-z._-]*) proof --evaluation "$1" ;;
    *) at "${1#*=}"; evidence+=("--evaluation=${1%%=*}=$placed") ;;
  esac
}

# single TEXT COMMAND…: as each, of a text that is one value, even of several lines.
single() {
  trim "$1"
  shift
  [ -z "$trimmed" ] || "$@" "$trimmed"
}

each "${MOEGATE_CONFIG:-}" configuration
single "${MOEGATE_CANDIDATE:-}" proof --candidate
single "${MOEGATE_REFERENCE:-}" proof --reference
each "${MOEGATE_EXPERTS:-}" proof --experts
each "${MOEGATE_HELD_OUT:-}" proof --held-out
single "${MOEGATE_PLAN:-}" proof --plan
single "${MOEGATE_KEEP:-}" keep
single "${MOEGATE_IMATRIX:-}" proof --imatrix
single "${MOEGATE_ACTIVATIONS:-}" proof --activations
single "${MOEGATE_ARCHITECTURE:-}" proof --architecture
each "${MOEGATE_EVALUATION:-}" evaluation
single "${MOEGATE_METRICS:-}" proof --metrics
single "${MOEGATE_BASELINE:-}" setting_of_path --baseline
each "${MOEGATE_RULES:-}" rules
single "${MOEGATE_FAIL_ON:-}" setting --fail-on
each "${MOEGATE_ARGUMENTS:-}" argument

if [ ${#configurations[@]} = 0 ] && [ ${#evidence[@]} = 0 ]; then configuration moegate.json; fi
