#!/usr/bin/env python3
"""Makes the candidates of this folder from the model of ../weights: python3 make.py [folder]

The model in Q8_0; without one of its experts, in Q4_0; and that once more with rows of the router that did not move with their
experts. README.md says what each file is. The output is the same, byte for byte, on every machine and with every Python from 3.8.
"""

import array
import importlib.util
import json
import os
import struct
import sys

HERE = os.path.dirname(os.path.abspath(__file__))
KEPT = [0, 2, 3]      # of four experts
BLOCK = 32            # weights to a block of both types
Q4_0, Q8_0 = 2, 8     # ggml's numbers


def weights():
    """What makes the model of ../weights."""
    spec = importlib.util.spec_from_file_location("weights", os.path.join(HERE, "..", "weights", "make.py"))
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def q8_0(block):
    """Scale and 32 whole numbers up to 127, rounded to nearest, of two to the even one."""
    scale = max(abs(x) for x in block) / 127
    return struct.pack("<e32b", scale, *(round(x / scale) if scale else 0 for x in block))


def q4_0(block):
    """Scale and 32 numbers from 0 to 15, of which 8 is zero: the largest weight becomes 0, the first half of them the lower four bits."""
    scale = max(block, key=abs) / -8
    codes = [min(15, int(x / scale + 8.5)) if scale else 8 for x in block]
    return struct.pack("<e16B", scale, *(codes[i] | codes[i + 16] << 4 for i in range(16)))


def floats(kind, data, make):
    if kind == make.F32:
        values = array.array("f", data)
        return values
    halves = array.array("H", data)
    if sys.byteorder == "big":
        halves.byteswap()
    return array.array("f", array.array("I", [h << 16 for h in halves]).tobytes())


def of_experts(values, ids, experts):
    """The parts of these experts, in this order."""
    size = len(values) // experts
    return [x for i in ids for x in values[i * size:(i + 1) * size]]


def stored(tensor, kind, encode, make, kept=None, rows=None):
    """A tensor in a quantized type; norms and the router in F32. kept: the experts that stay; rows: their rows of the router."""
    name, own, dimensions, data = tensor
    values = floats(own, data, make)
    if kept is not None and "_exps" in name:
        values, dimensions = of_experts(values, kept, make.EXPERTS), dimensions[:2] + (len(kept),)
    if kept is not None and "ffn_gate_inp" in name:
        values, dimensions = of_experts(values, rows, make.EXPERTS), (dimensions[0], len(rows))
    if len(dimensions) == 1 or "ffn_gate_inp" in name:
        return name, make.F32, dimensions, make.single(values)
    return name, kind, dimensions, b"".join(encode(values[at:at + BLOCK]) for at in range(0, len(values), BLOCK))


def main(folder):
    make = weights()
    tensors = make.model(make.Chance(seed=1))

    def keys(experts):
        return {
            "general.architecture": "simulated", "general.name": "a simulated layer", "simulated.block_count": 1,
            "simulated.embedding_length": make.HIDDEN, "simulated.expert_count": experts, "simulated.expert_used_count": make.USED,
            "simulated.expert_feed_forward_length": make.WIDTH,
        }

    make.write(folder, "model-q8_0.gguf", make.gguf(keys(make.EXPERTS), [stored(t, Q8_0, q8_0, make) for t in tensors]))
    for name, rows in (("pruned-q4_0.gguf", KEPT), ("pruned-broken.gguf", [0, 1, 2])):
        make.write(folder, name, make.gguf(keys(len(KEPT)), [stored(t, Q4_0, q4_0, make, KEPT, rows) for t in tensors]))
    make.write(folder, "plan.json", (json.dumps({"0": KEPT}) + "\n").encode("ascii"))


if __name__ == "__main__":
    main(sys.argv[1] if len(sys.argv) > 1 else HERE)
