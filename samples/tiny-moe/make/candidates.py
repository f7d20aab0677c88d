#!/usr/bin/env python3
"""Makes every candidate of the study: python3 candidates.py <folder> [name ...]

Plans go beside the sample (plans/<name>.json, which experts of each layer stay); models go into the folder, a quarter of a gigabyte in all. Pruning is
done here, from the statistics in stats/; quantizing is llama.cpp's. The same library gives the same bytes.
"""

import json
import os
import random
import sys
from collections import namedtuple

import numpy as np

import gguf
import llama

HERE = os.path.dirname(os.path.abspath(__file__))
HOME = os.path.join(HERE, "..")
REFERENCE = os.path.join(HOME, "reference", "tiny-moe-bf16.gguf")
IMPORTANCE = os.path.join(HOME, "imatrix", "tiny-moe.imatrix.gguf")
DOMAINS = ("prose", "code", "arithmetic")

# plan: its name, or none for all experts; type: of the file, BF16 where it is not quantized; importance: with the importance matrix.
Candidate = namedtuple("Candidate", "name plan type importance", defaults=(False,))


def plans():
    """Name, profile, score and how many stay; a number in place of a profile seeds a draw."""
    for kept in (9, 6, 3):
        percent = 100 * kept // 12
        yield f"reap-{percent}", "calibration", "reap", kept
        yield f"frequency-{percent}", "calibration", "activation_counts", kept
        for domain in DOMAINS:
            yield f"{domain}-{percent}", f"calibration-{domain}", "reap", kept
        for seed in (1, 2):
            yield f"random{seed}-{percent}", seed, None, kept


QUANTIZED = [
    Candidate(name.lower(), None, name, name.startswith("IQ"))
    for name in ("Q8_0", "Q6_K", "Q5_K_M", "Q4_K_M", "Q4_0", "Q3_K_M", "Q2_K", "IQ4_XS", "IQ3_XXS", "IQ2_XXS", "IQ1_S")
]
PRUNED = [Candidate(plan, plan, "BF16") for plan, *_ in plans()]
BOTH = [Candidate(f"{plan}-{kind.lower()}", plan, kind) for plan, kind in (
    ("reap-75", "Q8_0"), ("reap-75", "Q4_K_M"), ("reap-75", "Q2_K"), ("reap-50", "Q4_K_M"), ("reap-25", "Q4_K_M"), ("code-50", "Q4_K_M"),
    ("random1-75", "Q4_K_M"))]
CANDIDATES = {candidate.name: candidate for candidate in QUANTIZED + PRUNED + BOTH}


def chosen(profile, score, kept):
    """The experts that stay, of each layer with experts, in ascending order."""
    if score is None:
        chance = random.Random(f"plan {profile} {kept}")
        with open(os.path.join(HOME, "stats", "calibration.json"), encoding="utf-8") as file:
            sizes = {layer: len(figures["reap"]) for layer, figures in json.load(file).items()}
        return {layer: sorted(chance.sample(range(size), kept)) for layer, size in sizes.items()}
    with open(os.path.join(HOME, "stats", f"{profile}.json"), encoding="utf-8") as file:
        layers = json.load(file)
    return {layer: sorted(sorted(range(len(figures[score])), key=lambda e: (-figures[score][e], e))[:kept]) for layer, figures in layers.items()}


def plan_file(name):
    return os.path.join(HOME, "plans", f"{name}.json")


def write_plans():
    os.makedirs(os.path.join(HOME, "plans"), exist_ok=True)
    for name, profile, score, kept in plans():
        with open(plan_file(name), "w", encoding="utf-8", newline="\n") as file:
            json.dump(chosen(profile, score, kept), file)
            file.write("\n")


def pruned(model, plan):
    """The model with the plan's experts alone, and their rows of the router."""
    def cut(tensor):
        _, layer, part = (tensor.name.split(".") + ["", ""])[:3]
        if layer not in plan or part not in ("ffn_gate_inp", "ffn_gate_exps", "ffn_up_exps", "ffn_down_exps"):
            return tensor
        data = np.ascontiguousarray(tensor.parts()[plan[layer]]).reshape(-1)
        return tensor._replace(dimensions=tensor.dimensions[:-1] + (len(plan[layer]),), data=data)

    kept = {len(experts) for experts in plan.values()}
    count = model.keys["deepseek.expert_count"]._replace(value=kept.pop())
    return gguf.File({**model.keys, "deepseek.expert_count": count}, [cut(tensor) for tensor in model.tensors])


def importance():
    """Mean squares of what enters each matrix, as llama.cpp's quantizer takes them."""
    sums = {tensor.name: tensor.floats() for tensor in gguf.read(IMPORTANCE).tensors}
    return {name.removesuffix(".in_sum2"): values / np.maximum(sums[name.replace(".in_sum2", ".counts")], 1)
            for name, values in sums.items() if name.endswith(".in_sum2")}


def make(candidate, folder):
    """The path of the candidate's file, made where it is not there yet."""
    path = os.path.join(folder, f"{candidate.name}.gguf")
    if os.path.exists(path):
        return path
    source = REFERENCE
    if candidate.plan:
        with open(plan_file(candidate.plan), encoding="utf-8") as file:
            model = pruned(gguf.read(REFERENCE), json.load(file))
        source = path if candidate.type == "BF16" else path + ".bf16"
        gguf.write(source, model.keys, model.tensors)
    if candidate.type != "BF16":
        llama.quantize(source, path + ".part", candidate.type, importance() if candidate.importance else None)
        os.replace(path + ".part", path)
        if source != REFERENCE:
            os.remove(source)
    return path


def main(folder, names):
    os.makedirs(folder, exist_ok=True)
    write_plans()
    for name in names or CANDIDATES:
        path = make(CANDIDATES[name], folder)
        print(f"{os.path.getsize(path):12,}  {os.path.basename(path)}", flush=True)


if __name__ == "__main__":
    if len(sys.argv) < 2 or not set(sys.argv[2:]) <= set(CANDIDATES):
        sys.exit(__doc__)
    main(sys.argv[1], sys.argv[2:])
