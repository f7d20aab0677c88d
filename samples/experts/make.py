#!/usr/bin/env python3
"""Makes the expert statistics of this folder: python3 make.py [folder]

A simulation of the routers of a small Mixture-of-Experts model, not a trained model. Documents of three domains are drawn as
hidden states, each MoE layer routes every token to 4 of 32 experts, and the statistics are accumulated by their definitions.
README.md says what each file is.

The output is the same, byte for byte, on every machine and with every Python from 3.8: the only source of chance is
Random(seed).random(), sums run from left to right (or through math.fsum), and exp() is made of exactly rounded operations.
"""

import json
import math
import os
import random
import sys
from operator import mul

LAYERS = 6            # layer 0 is dense and has no router
MOE = range(1, LAYERS)
EXPERTS = 32
USED = 4
HIDDEN = 32
WIDTH = 64
VOCABULARY = 2048
KEEP = 16
SHARDS = 4
DOMAINS = ("prose", "code", "arithmetic")
CALIBRATION_DOCUMENTS = 20   # of each domain; a multiple of SHARDS
HELD_OUT_DOCUMENTS = 14      # of each domain
BALANCE_ROUNDS = 3

# How much each domain writes about each of the twelve topics. Neighbours share some, as code shares words with prose.
TOPICS = {
    "prose":      (6, 5, 4, 3, 3, 2, 1, 0, 0, 0, 0, 1),
    "code":       (0, 0, 1, 0, 2, 3, 5, 4, 3, 2, 1, 0),
    "arithmetic": (0, 1, 0, 0, 0, 0, 1, 1, 3, 4, 5, 4),
}


def exp(x):
    """e^x to eleven digits, from + - * and ldexp alone, so that no machine's math library can change a digit."""
    if x < -700.0:
        return 0.0
    k = math.floor(x * 1.4426950408889634 + 0.5)
    r = x - k * 0.6931471805599453
    p = 1.0 + r * (1.0 + r * (1 / 2 + r * (1 / 6 + r * (1 / 24 + r * (1 / 120 + r * (1 / 720 + r * (1 / 5040 + r * (
        1 / 40320 + r / 362880))))))))
    return math.ldexp(p, k)


class Chance:
    """Draws made of Random.random() alone, the one method whose sequence Python promises to keep."""

    def __init__(self, seed):
        self.uniform = random.Random(seed).random

    def normal(self):
        """Close enough to a normal draw: mean 0, variance 1, from six uniform ones."""
        u = self.uniform
        return (u() + u() + u() + u() + u() + u() - 3.0) * 1.4142135623730951

    def vector(self, scale=1.0):
        return [scale * self.normal() for _ in range(HIDDEN)]

    def below(self, n):
        return int(self.uniform() * n)

    def choose(self, weights):
        x = self.uniform() * math.fsum(weights)
        for i, w in enumerate(weights):
            x -= w
            if x < 0:
                return i
        return max(i for i, w in enumerate(weights) if w > 0)

    def subset(self, n, count):
        ids = list(range(n))
        for i in range(count):
            j = i + self.below(n - i)
            ids[i], ids[j] = ids[j], ids[i]
        return ids[:count]


def dot(a, b):
    total = 0.0
    for x in map(mul, a, b):   # not sum(), whose rounding changed in Python 3.12
        total += x
    return total


def rms_norm(h):
    scale = math.sqrt(HIDDEN / dot(h, h))
    return [scale * x for x in h]


class Layer:
    """A router (matrix and bias) and its experts."""

    def __init__(self, chance):
        root = math.sqrt(HIDDEN)
        self.rows = [chance.vector(1.5 / root) for _ in range(EXPERTS)]
        self.bias = [0.3 * chance.normal() for _ in range(EXPERTS)]
        self.gain = [exp(0.22 * chance.normal()) for _ in range(EXPERTS)]
        # An expert reads partly what its router row looks for and partly something of its own, and writes in its own direction.
        self.reads = [[0.5 * r + x for r, x in zip(row, chance.vector(1.2 / root))] for row in self.rows]
        self.writes = [chance.vector(1.0 / root) for _ in range(EXPERTS)]

    def balance(self, states):
        """Moves the bias towards an even load on a sample of tokens, as training does, and like training stops short of it."""
        logits = [[dot(row, h) for row in self.rows] for h in states]
        mean = len(states) * USED / EXPERTS
        for _ in range(BALANCE_ROUNDS):
            load = [0] * EXPERTS
            for token in logits:
                for e in sorted(range(EXPERTS), key=lambda e: token[e] + self.bias[e])[-USED:]:
                    load[e] += 1
            self.bias = [b + 0.2 * (1.0 - n / mean) for b, n in zip(self.bias, load)]

    def route(self, h):
        """All experts in the router's order, and gate weight and output norm of the first USED of them."""
        logits = [dot(row, h) + bias for row, bias in zip(self.rows, self.bias)]
        order = sorted(range(EXPERTS), key=logits.__getitem__, reverse=True)
        top = logits[order[0]]
        exps = [exp(x - top) for x in logits]
        total = math.fsum(exps)
        used = order[:USED]
        gates = [exps[e] / total for e in used]
        norms = [self.gain[e] * (0.3 + max(0.0, dot(self.reads[e], h))) for e in used]
        return order, gates, norms

    def forward(self, h, order, gates, norms):
        """The residual stream after the layer, normalised for the next one."""
        h = list(h)
        for e, gate, norm in zip(order, gates, norms):   # as many as there are gates: USED
            amount = gate * norm
            h = [x + amount * w for x, w in zip(h, self.writes[e])]
        return rms_norm(h)


class World:
    """What is the same for every document: the model, and what the domains and topics look like as hidden states."""

    def __init__(self, seed):
        chance = Chance(seed)
        self.common = chance.vector(0.1)
        self.domains = {name: chance.vector(0.6) for name in DOMAINS}
        self.topics = [chance.vector(0.5) for _ in range(12)]
        self.layers = {i: Layer(chance) for i in MOE}
        states = [h for domain in DOMAINS for _ in range(2) for h in self.document(domain, chance)]
        for layer in self.layers.values():
            layer.balance(states)
            states = [layer.forward(h, *layer.route(h)) for h in states]

    def document(self, domain, chance):
        """The hidden states of one document, token by token: its domain, its topics, its own style, and the token itself."""
        favour = [w * chance.uniform() for w in TOPICS[domain]]
        style = chance.vector(0.25)
        base = [c + d + s for c, d, s in zip(self.common, self.domains[domain], style)]
        for _ in range(120 + chance.below(161)):
            topic = self.topics[chance.choose(favour)]
            yield rms_norm([b + t + 0.9 * chance.normal() for b, t in zip(base, topic)])


class Statistics:
    """Sums over tokens for each MoE layer; everything in a profile follows from them."""

    def __init__(self):
        self.tokens = 0
        self.count = {i: [0] * EXPERTS for i in MOE}
        self.gate = {i: [0.0] * EXPERTS for i in MOE}
        self.norm = {i: [0.0] * EXPERTS for i in MOE}
        self.saliency = {i: [0.0] * EXPERTS for i in MOE}

    def add(self, layer, expert, gate, norm):
        self.count[layer][expert] += 1
        self.gate[layer][expert] += gate
        self.norm[layer][expert] += norm
        self.saliency[layer][expert] += gate * norm

    def merge(self, other):
        self.tokens += other.tokens
        for i in MOE:
            for mine, theirs in ((self.count, other.count), (self.gate, other.gate), (self.norm, other.norm),
                                 (self.saliency, other.saliency)):
                mine[i] = [a + b for a, b in zip(mine[i], theirs[i])]

    def mean(self, sums, layer):
        return [six(s / c) if c else 0.0 for s, c in zip(sums[layer], self.count[layer])]

    def reap(self, layer):
        return self.mean(self.saliency, layer)

    def best(self, layer):
        """The KEEP experts of highest REAP, best first, ties to the lowest id."""
        score = self.reap(layer)
        return sorted(range(EXPERTS), key=lambda e: (-score[e], e))[:KEEP]

    def profile(self):
        return {str(i): {
            "total_tokens": self.tokens,
            "activation_counts": self.count[i],
            "activation_frequency": [six(c / self.tokens) for c in self.count[i]],
            "avg_gate_weight": self.mean(self.gate, i),
            "ean_mean": self.mean(self.norm, i),
            "reap": self.reap(i),
            "never_activated": self.count[i].count(0),
        } for i in MOE}

    def sums(self):
        # Nine digits, so that the shards add up to every digit of the profile.
        return {"arch": "simulated-moe", "n_expert": EXPERTS, "tokens": self.tokens, "layers": {str(i): {
            "cnt": self.count[i],
            "gate": [digits(x, 9) for x in self.gate[i]],
            "sal": [digits(x, 9) for x in self.saliency[i]],
        } for i in MOE}}


def profile_document(world, document, statistics, broken=None):
    """Runs a document through the model, as one batch, and counts what the routers did.

    In `statistics` as it was, and in `broken` as a profiler with a known bug sees it. The router sorts the experts of every token,
    which gives a buffer [tokens x EXPERTS]; its selection is the first USED columns of that buffer, a view whose rows are EXPERTS
    apart. The profiler reads the view as if its rows were USED apart: expert j of the batch is element j of the buffer. So it
    walks through whole rows, each of them a permutation of all experts, and most tokens' rows it never reaches. Gate weights and
    norms are contiguous tensors, which it reads rightly and books to the wrong experts.
    """
    buffer = {i: [] for i in MOE}
    values = {i: [] for i in MOE}
    tokens = 0
    for h in document:
        tokens += 1
        for i in MOE:
            layer = world.layers[i]
            order, gates, norms = layer.route(h)
            for e, gate, norm in zip(order, gates, norms):
                statistics.add(i, e, gate, norm)
            buffer[i].extend(order)
            values[i].extend(zip(gates, norms))
            h = layer.forward(h, order, gates, norms)
    statistics.tokens += tokens
    if broken is not None:
        for i in MOE:
            for j, (gate, norm) in enumerate(values[i]):
                broken.add(i, buffer[i][j], gate, norm)   # right: buffer[i][j // USED * EXPERTS + j % USED]
        broken.tokens += tokens


def digits(x, n):
    return float("%.*g" % (n, x))


def six(x):
    return digits(x, 6)


def write(folder, name, value):
    """Compact JSON, a line for each layer or list."""
    def compact(x):
        return json.dumps(x, separators=(",", ":"))

    def lines(x, depth):
        if depth == 0 or not isinstance(x, (dict, list)):
            return compact(x)
        if isinstance(x, dict):
            return "{\n" + ",\n".join(compact(k) + ":" + lines(v, depth - 1 if k in ("layers", "keep") else 0)
                                      for k, v in x.items()) + "\n}"
        return "[\n" + ",\n".join(compact(v) for v in x) + "\n]"

    path = os.path.join(folder, name)
    os.makedirs(os.path.dirname(path), exist_ok=True)
    with open(path, "w", encoding="utf-8", newline="\n") as f:
        f.write(lines(value, 2) + "\n")


def main(folder):
    world = World(seed=1)

    shards = [Statistics() for _ in range(SHARDS)]
    arithmetic = Statistics()
    broken = Statistics()
    chance = Chance(seed=2)
    for n in range(CALIBRATION_DOCUMENTS):
        for domain in DOMAINS:
            one = Statistics()
            profile_document(world, world.document(domain, chance), one, broken)
            shards[n % SHARDS].merge(one)
            if domain == "arithmetic":
                arithmetic.merge(one)
    calibration = Statistics()
    for n, shard in enumerate(shards):
        write(folder, "shards/%02d.json" % n, shard.sums())
        calibration.merge(shard)
    write(folder, "calibration.json", calibration.profile())
    write(folder, "broken-profile.json", broken.profile())

    for seed, domain in enumerate(DOMAINS, 3):
        chance = Chance(seed)
        held_out = Statistics()
        for _ in range(HELD_OUT_DOCUMENTS):
            profile_document(world, world.document(domain, chance), held_out)
        write(folder, "heldout-%s.json" % domain, held_out.profile())

    chance = Chance(seed=12)
    write(folder, "plan-reap.json", {str(i): calibration.best(i) for i in MOE})
    write(folder, "plan-random.json", [sorted(chance.subset(EXPERTS, KEEP)) for _ in MOE])
    write(folder, "plan-one-domain.json", {
        "n_expert": EXPERTS, "metric": "reap", "source": "the arithmetic documents of the calibration",
        "keep": {str(i): sorted(arithmetic.best(i)) for i in MOE}})

    # The experts' matrices are gate, up and down. The rest: embedding and output, attention (q, k, v, o) and two norms in every
    # layer, the dense layer's three matrices, as wide as the experts that a token uses, routers with their bias, the last norm.
    other = (2 * VOCABULARY * HIDDEN + LAYERS * (4 * HIDDEN * HIDDEN + 2 * HIDDEN) + 3 * HIDDEN * USED * WIDTH
             + len(MOE) * EXPERTS * (HIDDEN + 1) + HIDDEN)
    write(folder, "architecture.json", {
        "layers": LAYERS, "moeLayers": len(MOE), "experts": EXPERTS, "expertsUsed": USED, "hiddenSize": HIDDEN,
        "expertWidth": WIDTH, "expertMatrices": 3, "paramsOther": other})


if __name__ == "__main__":
    main(sys.argv[1] if len(sys.argv) > 1 else os.path.dirname(os.path.abspath(__file__)))
