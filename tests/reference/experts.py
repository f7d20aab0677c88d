"""Reference values of the profile, routing, saliency and pruning metrics, in NumPy.

Reads expert statistics (the expert-profile schema or saliency sums) and prints one JSON document with a
measurement per metric and subject. Several --experts files are shards of one profile; every --held-out file
is a domain of its own. Metrics whose input is not given (no keep size, no plan, no held-out profile) are left
out; those that have no meaning for the data are listed as unavailable.
"""

import argparse
import json
import math
import sys
from collections import Counter
from dataclasses import dataclass, field
from itertools import combinations
from pathlib import Path

import numpy as np

SCORES = ("reap", "ean_mean", "frequency", "importance_score")
MAX_HALVINGS = 128


# ---------------------------------------------------------------------------------------------------------------
# Evidence
# ---------------------------------------------------------------------------------------------------------------


@dataclass
class Layer:
    """Counts of one layer, and per-expert quantities either as sums over the routed tokens or as means."""

    tokens: int
    counts: np.ndarray
    sums: dict = field(default_factory=dict)
    means: dict = field(default_factory=dict)
    frequency: np.ndarray = None

    @property
    def experts(self):
        return len(self.counts)

    @property
    def top_k(self):
        return ratio(self.counts.sum(), self.tokens)

    def mean(self, name):
        """Per-expert mean over the routed tokens, 0 for an expert without tokens; None where not recorded."""
        if name in self.sums:
            values = np.divide(self.sums[name], self.counts, out=np.zeros(self.experts), where=self.counts > 0)
        elif name in self.means:
            values = self.means[name]
        else:
            return None
        return np.where(self.counts > 0, values, 0.0)

    def total(self, name):
        """Sum over all routed tokens; None where not recorded."""
        if name in self.sums:
            return self.sums[name].sum()
        if name in self.means:
            return (self.counts * self.means[name]).sum()
        return None

    def scores(self, name):
        if name == "frequency":
            return self.counts / self.tokens if self.tokens else np.zeros(self.experts)
        values = self.mean(name)
        if values is None and name == "reap":
            values = self.mean("importance_score")
        if values is None:
            recorded = ", ".join(sorted([*self.sums, *self.means]))
            raise SystemExit(f"no score '{name}' in the profile, which has: {recorded}")
        return values


def array(values):
    return np.asarray(values, dtype=np.float64)


def read_profile(path):
    """{layer: Layer}, ascending, of one expert-statistics file."""
    document = json.loads(Path(path).read_text())
    profile = {}
    if "layers" in document:
        for key, entry in document["layers"].items():
            sums = {"gate": array(entry["gate"])} if "gate" in entry else {}
            sums["reap"] = array(entry["sal"])
            profile[int(key)] = Layer(document["tokens"], array(entry["cnt"]), sums=sums)
    else:
        names = {"avg_gate_weight": "gate", "reap": "reap", "ean_mean": "ean_mean", "importance_score": "importance_score"}
        for key, entry in document.items():
            means = {name: array(entry[source]) for source, name in names.items() if source in entry}
            recorded = array(entry["activation_frequency"]) if "activation_frequency" in entry else None
            profile[int(key)] = Layer(entry["total_tokens"], array(entry["activation_counts"]), means=means, frequency=recorded)
    for number, layer in profile.items():
        for values in [*layer.sums.values(), *layer.means.values()]:
            if len(values) != layer.experts:
                raise SystemExit(f"{path}: arrays of unequal length in layer {number}")
    if not profile:
        raise SystemExit(f"{path}: no layers")
    return dict(sorted(profile.items()))


def add_layers(layers):
    """The layer that the shards add up to: sums are added, means weighted by the counts."""
    if len(layers) == 1:
        return layers[0]
    counts = sum(layer.counts for layer in layers)
    merged = Layer(sum(layer.tokens for layer in layers), counts)
    for name in layers[0].sums:
        merged.sums[name] = sum(layer.sums[name] for layer in layers)
    for name in layers[0].means:
        weighted = sum(layer.counts * layer.means[name] for layer in layers)
        merged.means[name] = np.divide(weighted, counts, out=np.zeros(len(counts)), where=counts > 0)
    return merged


def add_profiles(profiles):
    shapes = [{number: layer.experts for number, layer in profile.items()} for profile in profiles]
    if any(shape != shapes[0] for shape in shapes):
        raise SystemExit("the shards do not have the same layers and experts")
    return {number: add_layers([profile[number] for profile in profiles]) for number in profiles[0]}


def read_plan(path, profile):
    """{layer: kept ids} from a list of lists, {"<layer>": [ids]} or a keep-list {"keep": {...}}."""
    document = json.loads(Path(path).read_text())
    if isinstance(document, list):
        if len(document) != len(profile):
            raise SystemExit(f"the plan has {len(document)} layers and the profile {len(profile)}")
        plan = dict(zip(profile, document))
    else:
        plan = {int(key): ids for key, ids in document.get("keep", document).items()}
    for number, layer in profile.items():
        ids = plan.get(number)
        if ids is None or len(set(ids)) != len(ids) or any(not 0 <= e < layer.experts for e in ids):
            raise SystemExit(f"the plan has no valid list for layer {number}")
    return {number: np.array(plan[number], dtype=int) for number in profile}


# ---------------------------------------------------------------------------------------------------------------
# Definitions. None stands for "not applicable".
# ---------------------------------------------------------------------------------------------------------------


def ratio(numerator, denominator):
    return None if denominator == 0 else numerator / denominator


def percent(numerator, denominator):
    return None if denominator == 0 else 100.0 * numerator / denominator


def gini(values):
    x = np.sort(values)
    n = len(x)
    total = x.sum()
    return 0.0 if total == 0 else float(((2 * np.arange(1, n + 1) - n - 1) * x).sum() / (n * total))


def entropy(counts):
    """Shannon entropy of the shares, in nats."""
    total = counts.sum()
    if total == 0:
        return None
    p = counts[counts > 0] / total
    return float(-(p * np.log(p)).sum())


def keep_count(keep, experts):
    return max(1, round(experts * keep)) if keep <= 1 else int(keep)


def top(scores, n):
    """The n experts of highest score, ties to the lowest id."""
    return np.argsort(-scores, kind="stable")[:n]


def bottom(scores, n):
    """The n experts of lowest score, ties to the lowest id."""
    return np.argsort(scores, kind="stable")[:n]


def jaccard(a, b):
    a, b = set(map(int, a)), set(map(int, b))
    return ratio(len(a & b), len(a | b))


def jaccard_by_chance(experts, n1, n2):
    """Expected Jaccard index of two random sets of n1 and n2 experts: the overlap is hypergeometric."""
    if n1 + n2 == 0:
        return None
    overlaps = range(max(0, n1 + n2 - experts), min(n1, n2) + 1)
    ways = math.comb(experts, n2)
    return math.fsum(
        math.comb(n1, k) * math.comb(experts - n1, n2 - k) / ways * (k / (n1 + n2 - k)) for k in overlaps
    )


def average_ranks(values):
    _, group, size = np.unique(values, return_inverse=True, return_counts=True)
    last = np.cumsum(size)
    return (last - (size - 1) / 2.0)[group]


def spearman(a, b):
    x, y = average_ranks(a), average_ranks(b)
    x, y = x - x.mean(), y - y.mean()
    spread = math.sqrt((x * x).sum() * (y * y).sum())
    return ratio((x * y).sum(), spread)


def at_least(n, probabilities):
    """P(at least n successes) of independent trials of unequal probability (Poisson-binomial)."""
    p = np.array([1.0])
    for success in probabilities:
        p = np.append(p, 0.0) * (1.0 - success) + np.append(0.0, p) * success
    return float(p[n:].sum())


class SplitMix64:
    def __init__(self, seed):
        self.state = seed % 2**64

    def next(self):
        self.state = (self.state + 0x9E3779B97F4A7C15) % 2**64
        z = self.state
        z = (z ^ (z >> 30)) * 0xBF58476D1CE4E5B9 % 2**64
        z = (z ^ (z >> 27)) * 0x94D049BB133111EB % 2**64
        return z ^ (z >> 31)


def halvings(n, seed):
    """Pairs of disjoint halves of n shards: all distinct ones, or MAX_HALVINGS draws where there are more."""
    half = n // 2
    distinct = math.comb(n, half) // (2 if n % 2 == 0 else 1)
    if distinct <= MAX_HALVINGS:
        firsts = [c for c in combinations(range(n), half) if n % 2 or 0 in c]
    else:
        generator = SplitMix64(seed)
        firsts = []
        for _ in range(MAX_HALVINGS):
            order = list(range(n))
            for i in range(n - 1, 0, -1):
                j = generator.next() % (i + 1)
                order[i], order[j] = order[j], order[i]
            firsts.append(sorted(order[:half]))
    return [(list(first), [i for i in range(n) if i not in first]) for first in firsts]


# ---------------------------------------------------------------------------------------------------------------
# Metrics
# ---------------------------------------------------------------------------------------------------------------


class Report:
    def __init__(self):
        self.measurements = []

    def add(self, metric, subject, value, unavailable="notApplicable", **extra):
        measurement = {"metric": metric, "subject": subject}
        if value is None:
            measurement["unavailable"] = unavailable
        else:
            measurement["value"] = float(value)
        measurement.update({key: item for key, item in extra.items() if item is not None})
        self.measurements.append(measurement)

    def add_domains(self, metric, subject, domains, **extra):
        """The least favourable of {domain: value}, the domain that it belongs to, and all of them."""
        defined = {name: float(value) for name, value in domains.items() if value is not None}
        worst = min(defined, key=defined.get) if defined else None
        items = [{"name": name, "value": value} for name, value in defined.items()] or None
        self.add(metric, subject, defined.get(worst), "notApplicable" if domains else "missing", at=worst, items=items, **extra)


def common_top_k(profile):
    """The most common whole number of experts per token, ties to the lowest; None where no layer has one."""
    whole = Counter(int(layer.top_k) for layer in profile.values() if layer.top_k is not None and layer.top_k.is_integer())
    return min(whole, key=lambda k: (-whole[k], k)) if whole else None


def profile_metrics(report, subject, layer, usual_k, min_tokens):
    counts, tokens, experts, k = layer.counts, layer.tokens, layer.experts, layer.top_k
    mean = counts.mean()
    dispersion = None
    if k is not None and k < experts and mean > 0:
        dispersion = ((counts - mean) ** 2).sum() / (experts * mean * (1.0 - k / experts))
    gate = layer.total("gate")
    error = None
    if layer.frequency is not None and tokens:
        error = np.abs(layer.frequency - counts / tokens).max()

    report.add("profile.tokens", subject, tokens)
    report.add("profile.top_k", subject, k)
    report.add("profile.top_k_mismatch", subject, 0 if k is not None and k == usual_k else 1)
    report.add("profile.dispersion", subject, dispersion)
    report.add("profile.dead", subject, (counts == 0).sum())
    report.add("profile.starved", subject, (counts < min_tokens).sum())
    report.add("profile.gate_sum", subject, None if gate is None else ratio(gate, tokens))
    report.add("profile.frequency_error", subject, error)


def routing_metrics(report, subject, counts):
    mean, nats, experts = counts.mean(), entropy(counts), len(counts)
    report.add("routing.load_cv", subject, percent(counts.std(), mean))
    report.add("routing.max_load", subject, ratio(counts.max(), mean))
    report.add("routing.entropy", subject, None if nats is None else ratio(nats, math.log(experts)))
    report.add("routing.effective_experts", subject, None if nats is None else math.exp(nats))
    report.add("routing.gini", subject, gini(counts))


def saliency_metrics(report, subject, scores):
    low, high = scores.min(), scores.max()
    report.add("saliency.min", subject, low)
    report.add("saliency.max", subject, high)
    report.add("saliency.range", subject, high - low)
    report.add("saliency.max_min_ratio", subject, high / low if low > 0 else None)
    report.add("saliency.cv", subject, percent(scores.std(ddof=1), scores.mean()) if len(scores) > 1 else None)
    report.add("saliency.gini", subject, gini(scores))


def mass(scores, kept):
    return percent(scores[kept].sum(), scores.sum())


def over_random(kept_mass, n, experts):
    return None if kept_mass is None else kept_mass - 100.0 * n / experts


def pruning_metrics(report, subject, layer, scores, kept):
    n, experts = len(kept), layer.experts
    pruned = np.setdiff1d(np.arange(experts), kept)
    lowest = scores[kept].min() if n else None
    highest = scores[pruned].max() if len(pruned) else None
    gap = None if lowest is None or highest is None else ratio(lowest - highest, scores.max() - scores.min())
    kept_mass = mass(scores, kept)

    report.add("pruning.experts_kept", subject, n)
    report.add("pruning.kept_mass", subject, kept_mass)
    report.add("pruning.vs_random", subject, over_random(kept_mass, n, experts))
    report.add("pruning.rel_gap", subject, gap)
    report.add("pruning.min_kept", subject, lowest)
    report.add("pruning.max_pruned", subject, highest)
    report.add("pruning.headroom", subject, None if layer.top_k is None else n - layer.top_k)


def heldout_metrics(report, subject, experts, kept, domains):
    """`domains` maps the held-out profiles that have this layer to their scores."""
    n = len(kept)
    masses = {name: mass(scores, kept) for name, scores in domains.items()}
    advantage = {name: over_random(value, n, experts) for name, value in masses.items()}
    coverage = {name: percent(scores[kept].sum(), scores[top(scores, n)].sum()) for name, scores in domains.items()}
    overlap = {name: jaccard(kept, top(scores, n)) for name, scores in domains.items()}

    report.add_domains("pruning.heldout_kept_mass", subject, masses)
    report.add_domains("pruning.heldout_vs_random", subject, advantage)
    report.add_domains("pruning.coverage", subject, coverage)
    report.add_domains("pruning.jaccard", subject, overlap, expected=jaccard_by_chance(experts, n, n))


def split_half(shards, halves, score, n):
    """Mean Jaccard index of the keep sets that the two halves of the shards choose."""
    if not halves:
        return None
    values = []
    for pair in halves:
        a, b = (top(add_layers([shards[i] for i in half]).scores(score), n) for half in pair)
        values.append(jaccard(a, b))
    return None if None in values else math.fsum(values) / len(values)


def low_everywhere(report, scores_by_layer, layers_needed=3):
    if len(scores_by_layer) < layers_needed:
        report.add("pruning.low_everywhere", "model", None)
        return
    times, probabilities = Counter(), {}
    for scores in scores_by_layer.values():
        experts = len(scores)
        size = max(1, round(0.1 * experts))
        times.update(map(int, bottom(scores, size)))
        for expert in range(experts):
            probabilities.setdefault(expert, []).append(size / experts)
    items = [{"index": e, "value": n} for e, n in sorted(times.items()) if n >= layers_needed]
    expected = math.fsum(at_least(layers_needed, p) for p in probabilities.values())
    report.add("pruning.low_everywhere", "model", len(items), expected=expected, items=items)


def check_keep(keep, profile):
    if keep <= 0 or (keep > 1 and keep != int(keep)):
        raise SystemExit(f"--keep {keep}: not a ratio in (0,1] and not a count")
    for number, layer in profile.items():
        n = keep_count(keep, layer.experts)
        if n > layer.experts or (layer.top_k is not None and n < layer.top_k):
            raise SystemExit(f"--keep {keep}: {n} experts in layer {number}, which routes to {layer.top_k} of {layer.experts}")


def measure(experts, held_out=(), keep=None, plan=None, score="reap", seed=1, min_tokens=32):
    shards = [read_profile(path) for path in experts]
    profile = add_profiles(shards)
    stems = Counter(Path(path).stem for path in held_out)
    domains = {Path(path).stem if stems[Path(path).stem] == 1 else path: read_profile(path) for path in held_out}
    plan = read_plan(plan, profile) if plan is not None else None
    if keep is not None:
        check_keep(keep, profile)

    usual_k = common_top_k(profile)
    halves = halvings(len(shards), seed) if len(shards) > 1 else []
    scores_by_layer = {number: layer.scores(score) for number, layer in profile.items()}
    report = Report()
    for number, layer in profile.items():
        subject, scores = f"blk.{number}", scores_by_layer[number]
        profile_metrics(report, subject, layer, usual_k, min_tokens)
        routing_metrics(report, subject, layer.counts)
        saliency_metrics(report, subject, scores)

        others = {
            name: domain[number].scores(score)
            for name, domain in domains.items()
            if number in domain and domain[number].experts == layer.experts
        }
        if domains:
            correlations = {name: spearman(scores, other) for name, other in others.items()}
            report.add_domains("pruning.rank_correlation", subject, correlations)
        if plan is None and keep is None:
            continue

        kept = plan[number] if plan is not None else top(scores, keep_count(keep, layer.experts))
        n = len(kept)
        pruning_metrics(report, subject, layer, scores, kept)
        if domains:
            heldout_metrics(report, subject, layer.experts, kept, others)
        if plan is not None:
            chance = jaccard_by_chance(layer.experts, n, n)
            report.add("pruning.plan_jaccard", subject, jaccard(kept, top(scores, n)), expected=chance)
        parts = [shard[number] for shard in shards]
        report.add("pruning.split_half_jaccard", subject, split_half(parts, halves, score, n))

    low_everywhere(report, scores_by_layer)
    return {"measurements": report.measurements}


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--experts", nargs="+", required=True, metavar="FILE", help="shards of one calibration profile")
    parser.add_argument("--held-out", nargs="+", default=[], metavar="FILE", help="held-out profiles, one domain each")
    choice = parser.add_mutually_exclusive_group()
    choice.add_argument("--keep", type=float, metavar="X", help="ratio up to 1, or a count of experts above 1")
    choice.add_argument("--plan", metavar="FILE", help="kept ids per layer")
    parser.add_argument("--score", choices=SCORES, default="reap")
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--min-tokens", type=int, default=32)
    json.dump(measure(**vars(parser.parse_args())), sys.stdout)
    print()


if __name__ == "__main__":
    main()
