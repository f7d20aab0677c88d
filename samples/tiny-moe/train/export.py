#!/usr/bin/env python3
"""Writes a checkpoint as GGUF: python3 export.py <checkpoint> [model.gguf] [--f32]

Matrices in BF16, norms and routers in F32, as llama.cpp's converter has them. Without a name it is the sample's reference.
"""

import os
import sys

import numpy as np
import torch

HERE = os.path.dirname(os.path.abspath(__file__))
sys.path.insert(0, os.path.join(HERE, "..", "make"))

import gguf                                                           # noqa: E402
from gguf import Typed                                                # noqa: E402
from hugging_face import OF_EXPERT, OF_LAYER, WHOLE, to_pairs         # noqa: E402
import model as shape                                                 # noqa: E402

REFERENCE = os.path.join(HERE, "..", "reference", "tiny-moe-bf16.gguf")


def keys(kind):
    def whole(value):
        return Typed(gguf.U32, value)

    def real(value):
        return Typed(gguf.F32_VALUE, value)

    def text(value):
        return Typed(gguf.STRING, value)

    # A blank is written as U+2581 in vocabularies of this kind, so the token of that byte is spelt so.
    spelt = ["<unk>", "<s>", "</s>"] + ["\u2581" if byte == 0x20 else f"<0x{byte:02X}>" for byte in range(256)]
    kinds = [2, 3, 3] + [1 if byte == 0x20 else 6 for byte in range(256)]     # unknown, control; normal, byte
    of_model = {
        "vocab_size": whole(shape.VOCABULARY), "context_length": whole(shape.CONTEXT), "embedding_length": whole(shape.HIDDEN),
        "block_count": whole(shape.LAYERS), "leading_dense_block_count": whole(shape.DENSE_LAYERS),
        "feed_forward_length": whole(shape.DENSE_WIDTH), "attention.head_count": whole(shape.HEADS),
        "attention.head_count_kv": whole(shape.KEY_HEADS), "attention.layer_norm_rms_epsilon": real(shape.EPSILON),
        "rope.freq_base": real(shape.ROPE), "rope.dimension_count": whole(shape.HEAD), "expert_count": whole(shape.EXPERTS),
        "expert_used_count": whole(shape.USED), "expert_shared_count": whole(1), "expert_feed_forward_length": whole(shape.WIDTH),
        "expert_weights_scale": real(1.0),
    }
    return {
        "general.architecture": text("deepseek"), "general.type": text("model"), "general.name": text("Tiny MoE"),
        "general.file_type": whole(32 if kind == gguf.BF16 else 0), "general.quantization_version": whole(2),
        **{f"deepseek.{name}": value for name, value in of_model.items()},
        "tokenizer.ggml.model": text("llama"), "tokenizer.ggml.pre": text("default"), "tokenizer.ggml.tokens": Typed(gguf.ARRAY, spelt, gguf.STRING),
        "tokenizer.ggml.scores": Typed(gguf.ARRAY, [0.0] * len(spelt), gguf.F32_VALUE),
        "tokenizer.ggml.token_type": Typed(gguf.ARRAY, kinds, gguf.I32), "tokenizer.ggml.bos_token_id": whole(1),
        "tokenizer.ggml.eos_token_id": whole(2), "tokenizer.ggml.unknown_token_id": whole(0), "tokenizer.ggml.add_bos_token": Typed(gguf.BOOL, True),
        "tokenizer.ggml.add_eos_token": Typed(gguf.BOOL, False), "tokenizer.ggml.add_space_prefix": Typed(gguf.BOOL, False),
    }


def tensors(state, kind):
    """state: Hugging Face's names and arrays."""
    def stored(name, values):
        plain = values.ndim == 1 or "ffn_gate_inp" in name
        return gguf.Tensor.of_floats(name + ".weight", values, gguf.F32 if plain else kind)

    def of(name):
        return state[name + ".weight"]

    yield stored("token_embd", of(WHOLE["token_embd"]))
    for layer in range(shape.LAYERS):
        for part, name in OF_LAYER.items():
            name = f"model.layers.{layer}.{name}"
            if name + ".weight" in state:
                heads = {"attn_q": shape.HEADS, "attn_k": shape.KEY_HEADS}.get(part)
                yield stored(f"blk.{layer}.{part}", to_pairs(of(name), heads) if heads else of(name))
        if layer >= shape.DENSE_LAYERS:
            for part, name in OF_EXPERT.items():
                yield stored(f"blk.{layer}.{part}", np.stack([of(f"model.layers.{layer}.mlp.experts.{expert}.{name}") for expert in range(shape.EXPERTS)]))
    yield stored("output_norm", of(WHOLE["output_norm"]))
    yield stored("output", of(WHOLE["output"]))


def main(checkpoint, path=REFERENCE, kind=gguf.BF16):
    state = {name: values.numpy() for name, values in torch.load(checkpoint, map_location="cpu").items()}
    gguf.write(path, keys(kind), list(tensors(state, kind)))


if __name__ == "__main__":
    arguments = [argument for argument in sys.argv[1:] if argument != "--f32"]
    if len(arguments) not in (1, 2):
        sys.exit(__doc__)
    main(*arguments, kind=gguf.F32 if "--f32" in sys.argv else gguf.BF16)
