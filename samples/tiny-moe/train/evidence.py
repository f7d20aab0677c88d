#!/usr/bin/env python3
"""Measures the reference in PyTorch: python3 evidence.py

Writes, beside the folder of this program,
- stats/: expert statistics in the expert-profile schema. calibration.json is of all calibration text, calibration.1.json and .2.json are
  of halves of it that both hold every domain, calibration-<domain>.json and heldout-<domain>.json of one domain's text;
- imatrix/tiny-moe.imatrix.gguf: sums of squares of what enters each matrix, on the calibration text, as llama-imatrix writes them;
- activations/: what enters the matrices of layer 1 on the first half window of each domain, as f32bin.

REAP by its definition: the mean, over the tokens that an expert sees, of its router weight times the length of its output.
"""

import json
import os
import sys

os.environ.setdefault("OMP_WAIT_POLICY", "PASSIVE")

import numpy as np                                                           # noqa: E402
import torch                                                                 # noqa: E402

HERE = os.path.dirname(os.path.abspath(__file__))
HOME = os.path.join(HERE, "..")
sys.path.insert(0, os.path.join(HERE, "..", "make"))

import gguf                                                                  # noqa: E402
from gguf import Typed                                                       # noqa: E402
from agree import in_pytorch, windows                                        # noqa: E402
from hugging_face import OF_EXPERT, OF_LAYER                                 # noqa: E402
from model import CONTEXT, EXPERTS                                           # noqa: E402

DOMAINS = ("prose", "code", "arithmetic")
BATCH = 16
SHOWN_LAYER, SHOWN_TOKENS = 1, 48      # of each domain


class Statistics:
    """Sums over the tokens of a text, of one layer."""

    def __init__(self):
        self.tokens, self.counts = 0, np.zeros(EXPERTS, dtype=np.int64)
        self.gates, self.lengths, self.saliency = (np.zeros(EXPERTS) for _ in range(3))

    def see(self, expert, weights, outputs):
        lengths = outputs.double().norm(dim=-1)
        self.counts[expert] += len(weights)
        self.gates[expert] += weights.double().sum().item()
        self.lengths[expert] += lengths.sum().item()
        self.saliency[expert] += (weights.double() * lengths).sum().item()

    def __add__(self, other):
        both = Statistics()
        for name in vars(both):
            setattr(both, name, getattr(self, name) + getattr(other, name))
        return both

    def profile(self):
        """As the expert-profile schema has it: counts are whole, figures have six digits."""
        seen = np.maximum(self.counts, 1)

        def figures(values):
            return [float(f"{value:.6g}") for value in values]

        return {
            "total_tokens": self.tokens, "activation_counts": self.counts.tolist(),
            "activation_frequency": figures(self.counts / self.tokens), "avg_gate_weight": figures(self.gates / seen),
            "ean_mean": figures(self.lengths / seen), "reap": figures(self.saliency / seen),
            "never_activated": int((self.counts == 0).sum()),
        }


class Powers:
    """Σa² of what enters each matrix, and how many tokens did."""

    def __init__(self):
        self.sums, self.counts = {}, {}

    def see(self, name, x, expert=0, experts=1):
        sums = self.sums.setdefault(name, np.zeros((experts, x.shape[-1])))
        counts = self.counts.setdefault(name, np.zeros(experts))
        sums[expert] += x.reshape(-1, x.shape[-1]).double().pow(2).sum(0).numpy()
        counts[expert] += x.numel() // x.shape[-1]

    def write(self, path):
        tensors = []
        for name in sorted(self.sums):
            tensors.append(gguf.Tensor.of_floats(name + ".in_sum2", self.sums[name], gguf.F32))
            tensors.append(gguf.Tensor.of_floats(name + ".counts", self.counts[name][:, None], gguf.F32))
        gguf.write(path, {
            "general.type": Typed(gguf.STRING, "imatrix"), "imatrix.datasets": Typed(gguf.ARRAY, [f"{d}.calibration.txt" for d in DOMAINS], gguf.STRING),
            "imatrix.chunk_count": Typed(gguf.U32, int(self.counts["blk.0.attn_q.weight"][0]) // CONTEXT), "imatrix.chunk_size": Typed(gguf.U32, CONTEXT),
        }, tensors)


def watch_inputs(model, seen):
    """Calls seen(GGUF name, input, expert, experts) for every matrix that multiplies."""
    gguf_names = {name: part for part, name in OF_LAYER.items() if "norm" not in part}
    of_expert = {name: part for part, name in OF_EXPERT.items()}
    hooks = []
    for name, module in model.named_modules():
        if not isinstance(module, torch.nn.Linear):
            continue
        if name == "lm_head":
            place = ("output.weight", 0, 1)
        else:
            _, _, layer, rest = name.split(".", 3)
            if rest.startswith("mlp.experts."):
                _, _, expert, part = rest.split(".")
                place = (f"blk.{layer}.{of_expert[part]}.weight", int(expert), EXPERTS)
            else:
                place = (f"blk.{layer}.{gguf_names[rest]}.weight", 0, 1)
        hooks.append(module.register_forward_pre_hook(lambda _, inputs, place=place: seen(place[0], inputs[0], place[1], place[2])))
    return hooks


def measured(model, tokens):
    """Statistics of each layer with experts."""
    layers = {}
    for number, mixture in model.mixtures():
        layers[number] = statistics = Statistics()
        statistics.tokens = tokens.numel()
        mixture.observe = lambda expert, _, weights, outputs, s=statistics: s.see(expert, weights, outputs)
    for at in range(0, len(tokens), BATCH):
        model(tokens[at:at + BATCH])
    for _, mixture in model.mixtures():
        mixture.observe = None
    return layers


def save_profile(name, layers):
    with open(os.path.join(HOME, "stats", name + ".json"), "w", encoding="utf-8", newline="\n") as file:
        rows = ",\n".join(f' "{number}": {json.dumps(statistics.profile())}' for number, statistics in layers.items())
        file.write("{\n" + rows + "\n}\n")


def together(*profiles):
    return {number: sum((p[number] for p in profiles[1:]), profiles[0][number]) for number in profiles[0]}


def save_activations(model, texts):
    """The first tokens of each domain's first window, in the sources that f32bin files are named by."""
    sources = {"attn_q": "attn_input", "attn_output": "attn_output_input", "ffn_gate_inp": "ffn_input", "ffn_down_exps": "ffn_down_input"}
    rows = {source: [] for source in sources.values()}

    def seen(name, x, expert, experts):
        layer, _, part = name.removeprefix("blk.").removesuffix(".weight").partition(".")
        if layer == str(SHOWN_LAYER) and part in sources:
            rows[sources[part]].append(x.reshape(-1, x.shape[-1]).numpy())

    hooks = watch_inputs(model, seen)
    for tokens in texts:
        model(tokens[:1, :SHOWN_TOKENS])
    for hook in hooks:
        hook.remove()
    for source, parts in rows.items():
        values = np.concatenate(parts).astype("<f4")
        with open(os.path.join(HOME, "activations", f"act_blk{SHOWN_LAYER}_{source}.f32bin"), "wb") as file:
            file.write(np.array(values.shape, dtype="<i8").tobytes() + values.tobytes())


def main():
    torch.set_num_threads(os.cpu_count())
    for folder in ("stats", "imatrix", "activations"):
        os.makedirs(os.path.join(HOME, folder), exist_ok=True)
    texts = {}
    for part in ("calibration", "heldout"):
        for domain in DOMAINS:
            with open(os.path.join(HOME, "text", f"{domain}.{part}.txt"), "rb") as file:
                texts[domain, part] = windows(file.read())

    model, powers = in_pytorch(), Powers()
    with torch.no_grad():
        save_activations(model, [texts[domain, "calibration"] for domain in DOMAINS])
        hooks = watch_inputs(model, powers.see)
        halves = [[measured(model, texts[domain, "calibration"][half::2]) for domain in DOMAINS] for half in range(2)]
        for hook in hooks:
            hook.remove()
        powers.write(os.path.join(HOME, "imatrix", "tiny-moe.imatrix.gguf"))
        for half in range(2):
            save_profile(f"calibration.{half + 1}", together(*halves[half]))
        save_profile("calibration", together(*halves[0], *halves[1]))
        for number, domain in enumerate(DOMAINS):
            save_profile(f"calibration-{domain}", together(halves[0][number], halves[1][number]))
            save_profile(f"heldout-{domain}", measured(model, texts[domain, "heldout"]))


if __name__ == "__main__":
    main()
