#!/usr/bin/env python3
"""Writes the tables of docs/validity.md from study.json and the logs: python3 validity.py [--print]

Prose stays; what stands between <!-- NAME --> and <!-- /NAME --> is replaced. With --print the page goes to standard output instead.
"""

import json
import math
import os
import re
import sys

import numpy as np

from candidates import DOMAINS, HOME

PAGE = os.path.join(HOME, "..", "..", "docs", "validity.md")
SPELT = {"pass": "pass", "fail": "**fail**", "undecided": "undecided"}
WEIGHTS = 6_432_000


def table(head, rows):
    lines = ["| " + " | ".join(head) + " |", "|" + "---|" * len(head)]
    return "\n".join(lines + ["| " + " | ".join(row) + " |" for row in rows])


def number(value):
    return f"{value:.3g}" if abs(value) < 1000 else f"{value:,.0f}"


def verdict(of):
    rules = ", ".join(of["failed"])
    words = SPELT[of["decision"]] + (f" ({rules})" if rules else "")
    return words + (f"; warns ({', '.join(of['warned'])})" if of["warned"] else "")


def truth(entry):
    ratios = " · ".join(f"{entry['truth'][domain]['ratio'][0]:.3f}" for domain in DOMAINS)
    divergences = " · ".join(number(entry["truth"][domain]["divergence"][0]) for domain in DOMAINS)
    return [ratios, f"{math.exp(4 * worst_loss(entry)):.2f}", divergences]


def figure(entry, metric, which):
    found = entry["figures"].get(metric)
    return number(found[which]) if found else "–"


def quantized(study):
    rows = [[f"`{name}`", f"{8 * entry['size'] / WEIGHTS:.2f}", figure(entry, "error.sqnr", "worst"), figure(entry, "error.sqnr_deficit", "worst"),
             figure(entry, "error.relative_rmse", "mean"), verdict(entry["before"]), verdict(entry["after"]), verdict(entry["scaled"]), *truth(entry)]
            for name, entry in study.items() if not entry["plan"]]
    return table(["candidate", "bits", "`error.sqnr`, worst", "`error.sqnr_deficit`, worst", "`error.relative_rmse`, mean", "before it runs", "with logs", "and limits of bytes",
                  "perplexity ÷ reference's", "worst, of four bytes", "KL divergence"], rows)


def pruned(study):
    rows = [[f"`{name}`", figure(entry, "pruning.vs_random", "worst"), figure(entry, "pruning.heldout_gain", "mean"), figure(entry, "pruning.heldout_kept_mass", "worst"),
             verdict(entry["before"]), verdict(entry["after"]), verdict(entry["scaled"]), *truth(entry)]
            for name, entry in study.items() if entry["plan"]]
    return table(["candidate", "`pruning.vs_random`, worst, pp", "`pruning.heldout_gain`, mean, %", "`pruning.heldout_kept_mass`, worst, %", "before it runs", "with logs", "and limits of bytes",
                  "perplexity ÷ reference's", "worst, of four bytes", "KL divergence"], rows)


def reference():
    rows = []
    for domain in DOMAINS:
        with open(os.path.join(HOME, "logs", f"reference.{domain}.log"), encoding="utf-8") as file:
            mean, error = re.search(r"PPL = (\S+) \+/- (\S+)", file.read()).groups()
        with open(os.path.join(HOME, "text", f"{domain}.heldout.txt"), "rb") as file:
            text = np.frombuffer(file.read(), dtype=np.uint8)
        shares = np.bincount(text) / len(text)
        shares = shares[shares > 0]
        rows.append([domain, f"{float(mean):.3f} ± {float(error):.3f}", f"{math.exp(-(shares * np.log(shares)).sum()):.1f}"])
    return table(["held-out text", "perplexity of a byte", "of bytes drawn by how often they occur"], rows)


def ranks(values):
    order = np.argsort(values, kind="stable")
    result = np.empty(len(values))
    result[order] = np.arange(len(values))
    for value in np.unique(values):
        same = np.asarray(values) == value
        result[same] = result[same].mean()
    return result


def spearman(a, b):
    """Rank correlation and its 95% interval (Bonett and Wright 2000)."""
    rho = np.corrcoef(ranks(a), ranks(b))[0, 1]
    if abs(rho) > 1 - 1e-9:
        return rho, rho, rho
    spread = 1.96 * math.sqrt((1 + rho * rho / 2) / (len(a) - 3))
    return rho, math.tanh(math.atanh(rho) - spread), math.tanh(math.atanh(rho) + spread)


def loss(entry):
    """Mean over the texts of the rise of the loss, ln of the perplexity ratio."""
    return float(np.mean([math.log(entry["truth"][domain]["ratio"][0]) for domain in DOMAINS]))


def worst_loss(entry):
    return max(math.log(entry["truth"][domain]["ratio"][0]) for domain in DOMAINS)


def within(values, losses, groups):
    """Mean rank correlation within groups, and its 95% interval."""
    rhos = []
    for group in sorted(set(groups)):
        mine = [index for index, of in enumerate(groups) if of == group]
        if len({values[index] for index in mine}) < 3:
            return None
        rhos.append(spearman([values[index] for index in mine], [losses[index] for index in mine])[0])
    mean = float(np.mean(rhos))
    spread = 1.96 * math.sqrt((1 + mean * mean / 2) / sum(groups.count(group) - 3 for group in set(groups)))
    centre = math.atanh(max(-0.999, min(0.999, mean)))
    return mean, math.tanh(centre - spread), math.tanh(centre + spread)


def interval(found):
    return f"{found[0]:+.2f} ({found[1]:+.2f} to {found[2]:+.2f})" if found else "–"


def correlations(entries, groups=None):
    losses, worst = [loss(entry) for entry in entries], [worst_loss(entry) for entry in entries]
    rows = []
    for metric in sorted({metric for entry in entries for metric in entry["figures"]}):
        for which in ("mean", "worst"):
            values = [entry["figures"].get(metric, {}).get(which) for entry in entries]
            if None in values or len(set(values)) < 3:
                continue
            found = spearman(values, losses)
            inside = within(values, losses, groups) if groups else None
            row = [f"`{metric}`", which, interval(found), f"{spearman(values, worst)[0]:+.2f}"]
            if groups:
                of_worst = within(values, worst, groups)
                row += [interval(inside), f"{of_worst[0]:+.2f}" if of_worst else "–"]
            rows.append((-abs(inside[0] if inside else 0) if groups else -abs(found[0]), row))
    head = ["metric", "over subjects", f"with the mean rise of the loss ({len(entries)} candidates)", "with the worst text's rise"]
    head += ["with the mean rise, among those that keep as many experts", "with the worst text's, among those"] if groups else []
    return table(head, [row for _, row in sorted(rows, key=lambda row: (row[0], row[1]))])


def main(prints=False):
    with open(os.path.join(HOME, "study.json"), encoding="utf-8") as file:
        study = json.load(file)
    cut = [entry for entry in study.values() if entry["plan"] and entry["type"] == "BF16"]
    blocks = {
        "reference": reference(), "quantized": quantized(study), "pruned": pruned(study),
        "correlation-quantized": correlations([entry for entry in study.values() if not entry["plan"]]),
        "correlation-pruned": correlations(cut, [entry["plan"].rsplit("-", 1)[1] for entry in cut]),
    }
    with open(PAGE, encoding="utf-8") as file:
        page = file.read()
    for name, text in blocks.items():
        page = re.sub(rf"(<!-- {name} -->\n).*?(\n<!-- /{name} -->)", lambda found: found[1] + text + found[2], page, flags=re.S)
    if prints:
        sys.stdout.buffer.write(page.encode())
        return
    with open(PAGE, "w", encoding="utf-8", newline="\n") as file:
        file.write(page)


if __name__ == "__main__":
    if sys.argv[1:] not in ([], ["--print"]):
        sys.exit(__doc__)
    main(prints="--print" in sys.argv)
