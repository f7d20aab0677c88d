"""Reference values of the metrics of a candidate against its reference, in NumPy.

Reads a manifest and prints {metric: {subject: value}} as JSON. A value is a number, a pair of a number and the place where it
stands, a list of numbers for super-blocks, or, where there is none, the kind of its absence: exact, notApplicable, missing (null
where the kind is not told). Weights come decoded, as little-endian float32, so nothing here knows of quantized types but the
figure that each should reach. Everything is float64.

The manifest is a JSON list of tensors:
    subject     such as blk.0.ffn_down_exps
    columns     the length of a row
    stacked     whether its slices are experts
    slices      of each: expert, candidate and reference (paths; null where no parent is known), type (of the candidate), power
                (path of the mean square of what enters each column, as float64; null where not known)
    mixed       whether slices are stored in several types
    importance  whether an importance matrix is given at all
    activations path of an f32bin file of what enters; null for none
"""

import json
import sys

import numpy as np
import weights as of_weights

EXACT, NOT_APPLICABLE, MISSING = "exact", "notApplicable", "missing"
PERCENTILES = ("99", "99.9")
# SQNR of independent Gaussian weights, in dB, with ggml's own quantizers. Other types round nothing.
DECIBELS = {
    "f16": 73.7, "bf16": 55.6, "f8_e4m3": 31.5, "f8_e5m2": 25.6, "q8_0": 45.4, "q6_K": 35.0,
    "q5_0": 27.4, "q5_1": 28.4, "q5_K": 28.8, "q4_0": 21.3, "q4_1": 22.1, "q4_K": 22.9, "iq4_nl": 22.4, "iq4_xs": 22.3,
    "mxfp4": 18.8, "nvfp4": 19.7, "q3_K": 16.4, "iq3_s": 15.6, "iq3_xxs": 13.4, "q2_K": 10.6, "q2_0": 2.9,
    "iq2_s": 12.1, "iq2_xs": 10.5, "iq2_xxs": 9.3, "iq1_m": 6.9, "iq1_s": 6.3, "tq1_0": 1.9, "tq2_0": 1.9, "q1_0": 4.4,
}


class Slice:
    """Weights of the reference, w, beside those of the candidate, c."""

    def __init__(self, columns, spec):
        self.expert, self.decibels = spec["expert"], DECIBELS.get(spec["type"])
        self.c = np.fromfile(spec["candidate"], "<f4").reshape(-1, columns).astype(np.float64)
        self.w = None
        if spec["reference"]:
            self.w = np.fromfile(spec["reference"], "<f4").reshape(-1, columns).astype(np.float64)
        self.power = np.fromfile(spec["power"], "<f8") if spec["power"] else None


def figures(slices):
    """Of slices taken together, each of them with a parent; None where a weight is not finite."""
    w = np.concatenate([s.w for s in slices])
    c = np.concatenate([s.c for s in slices])
    if not (np.isfinite(w).all() and np.isfinite(c).all()):
        return None
    e = c - w
    return w, c, e


def singles(size):
    """Rounded to single precision; what is above its range is infinite."""
    with np.errstate(over="ignore"):
        return size.astype(np.float32).astype(np.float64)


def sqnr(w, e):
    if (e == 0).all():
        return EXACT
    return MISSING if (w == 0).all() else 10.0 * np.log10((w * w).sum() / (e * e).sum())


def relative_rmse(w, e):
    if (e == 0).all():
        return 0.0
    return MISSING if (w == 0).all() else np.sqrt((e * e).sum() / (w * w).sum())


def cosine(w, c):
    if (w == 0).all():
        return NOT_APPLICABLE
    if (c == 0).all():
        return MISSING
    return 1.0 if (w == c).all() else (w * c).sum() / np.sqrt((w * w).sum()) / np.sqrt((c * c).sum())


def deficit(w, e, decibels):
    if decibels is None:
        return NOT_APPLICABLE
    measured = sqnr(w, e)
    return measured if isinstance(measured, str) else decibels - measured


def worst_row(subject, slices, stacked):
    """A row counts as if it had the energy of a mean row of its slice at least; of equals the first."""
    worst = None
    for s in slices:
        energy = (s.w ** 2).sum(axis=1)
        if energy.sum() == 0:
            continue
        relative = np.sqrt(((s.c - s.w) ** 2).sum(axis=1) / np.maximum(energy, energy.mean()))
        row = int(relative.argmax())
        if worst is None or relative[row] > worst[0]:
            worst = (relative[row], f"{subject}[{s.expert}] row {row}" if stacked else f"{subject} row {row}")
    if worst:
        return list(worst)
    return 0.0 if all((s.c == s.w).all() for s in slices) else MISSING


def worst_expert(subject, slices, figure):
    """The worst of the experts whose parents are known; missing where one of those is, and of equals the first."""
    each = [(figure(s.w, s.c - s.w, s.decibels), s.expert) for s in slices]
    if any(value == MISSING for value, _ in each):
        return MISSING
    numbers = [(value, expert) for value, expert in each if not isinstance(value, str)]
    if not numbers:
        return each[0][0]
    value, expert = max(numbers, key=lambda pair: pair[0])
    return [value, f"{subject}[{expert}]"]


def importance_weighted(slices):
    known = [s for s in slices if s.power is not None]
    if not known:
        return MISSING
    error = sum((s.power * (s.c - s.w) ** 2).sum() for s in known)
    energy = sum((s.power * s.w ** 2).sum() for s in known)
    return error / energy if energy > 0 else None


def error_metrics(report, tensor, subject, slices, whole):
    def add(metric, value):
        without = metric == "error.worst_expert" and not tensor["stacked"]
        report.setdefault(metric, {})[subject] = NOT_APPLICABLE if without else value

    of_whole = ("error.worst_expert", "error.worst_deficit") if whole else ()
    names = ("rmse", "relative_rmse", "max_abs", *(f"p{p}" for p in PERCENTILES), "sqnr", "sqnr_deficit", "cosine", "bias", "relative_bias", "worst_row")
    weighted = ("error.importance_weighted",) if tensor["importance"] else ()
    if sum(s.c.size for s in slices) == 0 or not [s for s in slices if s.w is not None]:
        absent = NOT_APPLICABLE if sum(s.c.size for s in slices) == 0 else MISSING
        for metric in (*(f"error.{name}" for name in names), *weighted, *of_whole):
            add(metric, absent)
        return

    slices = [s for s in slices if s.w is not None]
    found = figures(slices)
    if found is None:
        for metric in (*(f"error.{name}" for name in names), *weighted, *of_whole):
            add(metric, MISSING)
        return

    w, c, e = found
    size = np.abs(e)
    mixed = whole and tensor["mixed"]
    add("error.rmse", np.sqrt((e * e).mean()))
    add("error.relative_rmse", relative_rmse(w, e))
    add("error.max_abs", size.max())
    for percent in PERCENTILES:
        with np.errstate(invalid="ignore"):
            at = np.percentile(singles(size), float(percent))
        add(f"error.p{percent}", at if np.isfinite(at) else MISSING)
    add("error.sqnr", sqnr(w, e))
    add("error.sqnr_deficit", NOT_APPLICABLE if mixed else deficit(w, e, slices[0].decibels))
    add("error.cosine", cosine(w, c))
    add("error.bias", e.mean())
    add("error.relative_bias", NOT_APPLICABLE if np.ptp(w) == 0 else e.mean() / (w - w.mean()).std())
    stacked = tensor["stacked"]
    add("error.worst_row", worst_row(tensor["subject"], slices, stacked))
    if tensor["importance"]:
        add("error.importance_weighted", importance_weighted(slices))
    if whole:
        of_type = worst_expert(tensor["subject"], slices, deficit) if stacked else deficit(w, e, slices[0].decibels)
        add("error.worst_deficit", of_type)
        of_size = worst_expert(tensor["subject"], slices, lambda x, y, _: relative_rmse(x, y)) if stacked else NOT_APPLICABLE
        add("error.worst_expert", of_size)


def measure(tensors):
    report = of_weights.Report()
    for tensor in tensors:
        slices = [Slice(tensor["columns"], spec) for spec in tensor["slices"]]
        error_metrics(report.metrics, tensor, tensor["subject"], slices, whole=True)
        if tensor["stacked"]:
            for s in slices:
                error_metrics(report.metrics, tensor, f"{tensor['subject']}[{s.expert}]", [s], whole=False)
        if tensor["activations"]:
            known = [s for s in slices if s.w is not None]
            w, c = np.concatenate([s.w for s in known]), np.concatenate([s.c for s in known])
            # What column.* say is of all weights that are stored, those of experts without a parent too.
            stored = np.concatenate([s.c for s in slices])
            of_weights.matmul_metrics_of(report, tensor["subject"], stored, w, lambda c=c, w=w: c - w, of_weights.read(tensor["activations"]))
    return report.metrics


def main():
    with open(sys.argv[1], encoding="utf-8") as manifest:
        json.dump(measure(json.load(manifest)), sys.stdout, allow_nan=False)
    print()


if __name__ == "__main__":
    main()
