#!/usr/bin/env python3
"""Makes the models and activations of this folder: python3 make.py [folder]

One layer of a small Mixture-of-Experts model whose weights are drawn, not trained, as GGUF in bfloat16; the same with damage; and
activations as f32bin. README.md says what each file is.

The output is the same, byte for byte, on every machine and with every Python from 3.8: the only source of chance is
Random(seed).random(), and everything else is + - * and / of doubles, rounded to singles and bfloat16 by their definitions.
"""

import array
import os
import random
import struct
import sys

HIDDEN = 64
WIDTH = 256           # of an expert: a row of ffn_down is one super-block
EXPERTS = 4
USED = 2
HEADS = 32            # width of all query heads together
GROUPED = 16          # width of all key heads, and of all value heads
TOKENS = 128

HARD = 2              # the expert whose ffn_down has heavy tails, and groups that are not centred on 0
OFFSET = 0.35         # the mean of its groups, in standard deviations of the other experts
MASSIVE = {41: 24.0, 137: -130.0, 200: 16.0}   # dimensions of ffn_down_input that are large for every token
SMALL = 0.7           # how large the weights are that meet them, beside the others of their row
DAMAGED = 3           # the expert in which model-broken.gguf is damaged
DAMAGE = (1000, 32)   # from which of its weights, and how many

F32, BF16 = 0, 30     # ggml's numbers
ALIGNMENT = 32
ROOT = {HIDDEN: 8.0, WIDTH: 16.0, HEADS: 5.656854249492381}


class Chance:
    """Draws made of Random.random() alone, the one method whose sequence Python promises to keep."""

    def __init__(self, seed):
        self.uniform = random.Random(seed).random

    def normal(self):
        """Close enough to a normal draw: mean 0, variance 1, from twelve uniform ones."""
        u = self.uniform
        return u() + u() + u() + u() + u() + u() + u() + u() + u() + u() + u() + u() - 6.0

    def matrix(self, rows, columns):
        """Rows differ in strength, and tails are a little heavier than a Gaussian's."""
        scale = 1.0 / ROOT[columns]
        values = []
        for _ in range(rows):
            row = scale * (0.8 + 0.4 * self.uniform())
            values.extend(row * (0.7 + 0.6 * self.uniform()) * self.normal() for _ in range(columns))
        return values

    def hard_matrix(self, rows, columns):
        """Products of three normal draws, which have heavy tails; every group of 16 has a mean of its own."""
        scale = 1.0 / ROOT[columns]
        values = []
        for _ in range(rows):
            for _ in range(columns // 16):
                mean = OFFSET if self.uniform() < 0.5 else -OFFSET
                values.extend(scale * (mean + self.normal() * self.normal() * self.normal()) for _ in range(16))
        return values


def single(values):
    """As IEEE singles, little-endian."""
    packed = array.array("f", values)
    if sys.byteorder == "big":
        packed.byteswap()
    return packed.tobytes()


def bfloat16(values):
    """The upper halves of the singles, rounded to nearest, of two to the even one."""
    bits = array.array("I")
    bits.frombytes(array.array("f", values).tobytes())
    halves = array.array("H", [(x + 0x7FFF + (x >> 16 & 1)) >> 16 for x in bits])
    if sys.byteorder == "big":
        halves.byteswap()
    return halves.tobytes()


def gguf(keys, tensors):
    """A GGUF file, version 3. tensors: name, type, dimensions with the columns first, and bytes."""
    def text(s):
        return struct.pack("<Q", len(s)) + s.encode("ascii")

    head = b"GGUF" + struct.pack("<IQQ", 3, len(tensors), len(keys))
    for key, value in keys.items():
        head += text(key) + (struct.pack("<I", 8) + text(value) if isinstance(value, str) else struct.pack("<II", 4, value))
    offset = 0
    for name, kind, dimensions, data in tensors:
        head += text(name) + struct.pack("<I%dQIQ" % len(dimensions), len(dimensions), *dimensions, kind, offset)
        offset += padded(len(data))
    body = b"".join(data + bytes(padded(len(data)) - len(data)) for _, _, _, data in tensors)
    return head + bytes(padded(len(head)) - len(head)) + body


def padded(length):
    return (length + ALIGNMENT - 1) // ALIGNMENT * ALIGNMENT


def model(chance):
    """The tensors of the layer, in the order of llama.cpp's files."""
    def matrix(role, rows, columns):
        return ("blk.0.%s.weight" % role, BF16, (columns, rows), bfloat16(chance.matrix(rows, columns)))

    def stack(role, rows, columns, hard=None, small=()):
        values = []
        for expert in range(EXPERTS):
            values += (chance.hard_matrix if expert == hard else chance.matrix)(rows, columns)
        for column in small:
            values[column::columns] = [SMALL * x for x in values[column::columns]]
        return ("blk.0.%s.weight" % role, BF16, (columns, rows, EXPERTS), bfloat16(values))

    def norm(role):
        return ("blk.0.%s.weight" % role, F32, (HIDDEN,), single([1.0 + 0.1 * chance.normal() for _ in range(HIDDEN)]))

    return [
        norm("attn_norm"),
        matrix("attn_q", HEADS, HIDDEN),
        matrix("attn_k", GROUPED, HIDDEN),
        matrix("attn_v", GROUPED, HIDDEN),
        matrix("attn_output", HIDDEN, HEADS),
        norm("ffn_norm"),
        matrix("ffn_gate_inp", EXPERTS, HIDDEN),
        stack("ffn_gate_exps", WIDTH, HIDDEN),
        stack("ffn_up_exps", WIDTH, HIDDEN),
        stack("ffn_down_exps", HIDDEN, WIDTH, HARD, MASSIVE),
    ]


def damaged(tensors):
    """Attention, norms, router and ffn_down, in which some bytes of one expert are all ones: bfloat16 reads that as NaN."""
    for name, kind, dimensions, data in tensors:
        if name.endswith(("ffn_gate_exps.weight", "ffn_up_exps.weight")):
            continue
        if name.endswith("ffn_down_exps.weight"):
            first, count = DAMAGE
            at = 2 * (DAMAGED * HIDDEN * WIDTH + first)
            data = data[:at] + b"\xff" * (2 * count) + data[at + 2 * count:]
        yield name, kind, dimensions, data


def ffn_input(chance):
    """What follows a norm: dimensions differ in strength, none by much."""
    strength = [0.6 + 0.8 * chance.uniform() for _ in range(HIDDEN)]
    return [s * chance.normal() for _ in range(TOKENS) for s in strength]


def ffn_down_input(chance):
    """As a gated product is: many values near 0, some far out; and a few dimensions that are massive for every token."""
    strength = [0.4 + 0.8 * chance.uniform() for _ in range(WIDTH)]
    values = []
    for _ in range(TOKENS):
        for column, s in enumerate(strength):
            massive = MASSIVE.get(column)
            values.append(s * chance.normal() * chance.normal() * chance.normal() if massive is None else massive * (0.8 + 0.4 * chance.uniform()))
    return values


def write(folder, name, data):
    path = os.path.join(folder, name)
    os.makedirs(os.path.dirname(path), exist_ok=True)
    with open(path, "wb") as f:
        f.write(data)


def main(folder):
    keys = {
        "general.architecture": "simulated", "general.name": "a simulated layer", "simulated.block_count": 1,
        "simulated.embedding_length": HIDDEN, "simulated.expert_count": EXPERTS, "simulated.expert_used_count": USED,
        "simulated.expert_feed_forward_length": WIDTH,
    }
    tensors = model(Chance(seed=1))
    write(folder, "model.gguf", gguf(keys, tensors))
    write(folder, "model-broken.gguf", gguf(keys, list(damaged(tensors))))
    for seed, (source, columns, draw) in enumerate([("ffn_input", HIDDEN, ffn_input), ("ffn_down_input", WIDTH, ffn_down_input)], 2):
        data = struct.pack("<qq", TOKENS, columns) + single(draw(Chance(seed)))
        write(folder, "activations/act_blk0_%s.f32bin" % source, data)


if __name__ == "__main__":
    main(sys.argv[1] if len(sys.argv) > 1 else os.path.dirname(os.path.abspath(__file__)))
