#!/usr/bin/env python3
"""Measures and judges every candidate with moegate: python3 study.py <folder of models> [how moegate is run]

Writes ../study.json: for each candidate what the gate measures (mean and worst over subjects), its verdicts by the default rules before
and after the logs of logs/ are read, and by ../bytes.json after them, and what those logs say. validity.py makes docs/validity.md of it.
"""

import json
import os
import re
import shlex
import subprocess
import sys
import tempfile

from candidates import CANDIDATES, DOMAINS, HOME, REFERENCE, make, plan_file

ROOT = os.path.normpath(os.path.join(HOME, "..", ".."))
MOEGATE = "dotnet run --project src/MoeGate.Tool -c Release --"
FAMILIES = ("error.", "matmul.", "pruning.", "type.", "size.bytes")


def directions():
    """Which side of a metric is the good one, as docs/metrics.md has it."""
    with open(os.path.join(ROOT, "docs", "metrics.md"), encoding="utf-8") as file:
        return dict(re.findall(r"^\| \[`([\w.]+)`\]\S* \| [^|]* \| (\S+) \|", file.read(), re.M))


def shown(path):
    return os.path.relpath(path, ROOT).replace(os.sep, "/")


def evidence(candidate, folder):
    """Everything but logs, as options."""
    given = ["--candidate", os.path.abspath(make(candidate, folder)), "--reference", shown(REFERENCE)]
    if candidate.plan:
        stats = os.path.join(HOME, "stats")
        given += ["--plan", shown(plan_file(candidate.plan)), "--architecture", shown(REFERENCE)]
        for shard in (1, 2):
            given += ["--experts", shown(os.path.join(stats, f"calibration.{shard}.json"))]
        for domain in DOMAINS:
            given += ["--held-out", shown(os.path.join(stats, f"heldout-{domain}.json"))]
    return given


def logs(candidate):
    """The candidate's logs, as options."""
    return [word for domain in DOMAINS for word in ("--evaluation", f"{domain}={shown(os.path.join(HOME, 'logs', f'{candidate.name}.{domain}.log'))}")]


def run(moegate, *words):
    """The results document of a run."""
    with tempfile.TemporaryDirectory() as folder:
        results = os.path.join(folder, "results.json")
        done = subprocess.run([*shlex.split(moegate), *words, "--quiet", "-o", results], cwd=ROOT, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE)
        if not os.path.exists(results):
            sys.exit(done.stderr.decode())
        with open(results, encoding="utf-8") as file:
            return json.load(file)


def figures(document, better):
    """Mean and worst of each metric over its subjects, the model's own value left out where there are others."""
    values = {}
    for measured in document["measurements"]:
        if measured["metric"].startswith(FAMILIES) and "value" in measured:
            values.setdefault(measured["metric"], {})[measured["subject"]] = measured["value"]
    table = {}
    for metric, of in values.items():
        subjects = [value for subject, value in of.items() if subject != "model"] or list(of.values())
        worst = {"lower": max, "higher": min}.get(better.get(metric), max)(subjects)
        table[metric] = {"mean": sum(subjects) / len(subjects), "worst": worst}
    return table


def verdict(document):
    """What was decided, and by which rules."""
    return {
        "decision": document["verdict"],
        "failed": sorted({finding["rule"] for finding in document["findings"] if finding["outcome"] in ("fail", "noData")}),
        "warned": sorted({finding["rule"] for finding in document["findings"] if finding["outcome"] == "warning"}),
    }


def truth(candidate):
    """Perplexity ratio, divergence and agreement of each text, with standard errors, from the logs."""
    found = {}
    for domain in DOMAINS:
        with open(os.path.join(HOME, "logs", f"{candidate.name}.{domain}.log"), encoding="utf-8") as file:
            text = file.read()

        def figure(name):
            value, error = re.search(rf"^{name} *: +(\S+) ± +(\S+)", text, re.M).groups()
            return [float(value), float(error)]

        found[domain] = {"ratio": figure(r"Mean PPL\(Q\)/PPL\(base\)"), "divergence": figure("Mean    KLD"), "same": figure("Same top p")}
    return found


def main(folder, moegate=MOEGATE):
    better, study = directions(), {}
    for candidate in CANDIDATES.values():
        given = evidence(candidate, folder)
        study[candidate.name] = entry = {
            "plan": candidate.plan, "type": candidate.type, "importance": candidate.importance, "size": os.path.getsize(make(candidate, folder)),
            "figures": figures(run(moegate, "measure", *given), better),
            "before": verdict(run(moegate, "check", *given)), "after": verdict(run(moegate, "check", *given, *logs(candidate))),
            "scaled": verdict(run(moegate, "check", *given, *logs(candidate), "--rules", shown(os.path.join(HOME, "bytes.json")))),
            "truth": truth(candidate),
        }
        print(f"{candidate.name:20} {entry['before']} {entry['after']}", flush=True)
    with open(os.path.join(HOME, "study.json"), "w", encoding="utf-8", newline="\n") as file:
        json.dump(study, file, indent=1)
        file.write("\n")


if __name__ == "__main__":
    if len(sys.argv) not in (2, 3):
        sys.exit(__doc__)
    main(*sys.argv[1:])
