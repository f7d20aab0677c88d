#!/usr/bin/env python3
"""The reference as Hugging Face has it: python3 hugging_face.py <folder> [model.gguf]

Writes model-0000N-of-00002.safetensors in BF16, their index, and config.json. The file is the same model to the bit: names differ, experts
stand singly, and the rows of q and k stand in halves where GGUF has them in pairs.
"""

import json
import os
import struct
import sys

import numpy as np

import gguf

HERE = os.path.dirname(os.path.abspath(__file__))
REFERENCE = os.path.join(HERE, "..", "reference", "tiny-moe-bf16.gguf")
SHARDS = 2

WHOLE = {"token_embd": "model.embed_tokens", "output_norm": "model.norm", "output": "lm_head"}
OF_LAYER = {
    "attn_norm": "input_layernorm", "ffn_norm": "post_attention_layernorm", "attn_q": "self_attn.q_proj", "attn_k": "self_attn.k_proj",
    "attn_v": "self_attn.v_proj", "attn_output": "self_attn.o_proj", "ffn_gate_inp": "mlp.gate",
    "ffn_gate": "mlp.gate_proj", "ffn_up": "mlp.up_proj", "ffn_down": "mlp.down_proj",
    "ffn_gate_shexp": "mlp.shared_experts.gate_proj", "ffn_up_shexp": "mlp.shared_experts.up_proj", "ffn_down_shexp": "mlp.shared_experts.down_proj",
}
OF_EXPERT = {"ffn_gate_exps": "gate_proj", "ffn_up_exps": "up_proj", "ffn_down_exps": "down_proj"}


def to_pairs(rows, heads):
    """Rows of q or k from halves (head, half, i), as Hugging Face has them, to pairs (head, i, half), as llama.cpp turns them."""
    return rows.reshape(heads, 2, -1, rows.shape[-1]).swapaxes(1, 2).reshape(rows.shape)


def to_halves(rows, heads):
    """And back."""
    return rows.reshape(heads, -1, 2, rows.shape[-1]).swapaxes(1, 2).reshape(rows.shape)


def tensors(model):
    """Hugging Face's names and the values, of a GGUF file with plain floats."""
    key = {name.removeprefix("deepseek."): typed.value for name, typed in model.keys.items()}
    heads = {"attn_q": key["attention.head_count"], "attn_k": key["attention.head_count_kv"]}
    for tensor in model.tensors:
        name, values = tensor.name.removesuffix(".weight"), tensor.floats()
        if name in WHOLE:
            yield WHOLE[name] + ".weight", values
            continue
        _, layer, part = name.split(".")
        if part in OF_EXPERT:
            for expert, matrix in enumerate(values):
                yield f"model.layers.{layer}.mlp.experts.{expert}.{OF_EXPERT[part]}.weight", matrix
        else:
            yield f"model.layers.{layer}.{OF_LAYER[part]}.weight", to_halves(values, heads[part]) if part in heads else values


def config(model):
    key = {name.removeprefix("deepseek."): typed.value for name, typed in model.keys.items()}
    return {
        "architectures": ["DeepseekForCausalLM"], "model_type": "deepseek", "hidden_size": key["embedding_length"],
        "num_attention_heads": key["attention.head_count"], "num_key_value_heads": key["attention.head_count_kv"],
        "num_hidden_layers": key["block_count"], "first_k_dense_replace": key["leading_dense_block_count"], "moe_layer_freq": 1,
        "intermediate_size": key["feed_forward_length"], "moe_intermediate_size": key["expert_feed_forward_length"],
        "n_routed_experts": key["expert_count"], "n_shared_experts": key["expert_shared_count"], "num_experts_per_tok": key["expert_used_count"],
        "norm_topk_prob": False, "scoring_func": "softmax", "max_position_embeddings": key["context_length"],
        "rope_theta": key["rope.freq_base"], "rms_norm_eps": float(np.format_float_scientific(np.float32(key["attention.layer_norm_rms_epsilon"]))),
        "hidden_act": "silu", "vocab_size": key["vocab_size"], "tie_word_embeddings": False, "attention_bias": False,
        "bos_token_id": 1, "eos_token_id": 2, "torch_dtype": "bfloat16",
    }


def main(folder, path=REFERENCE):
    os.makedirs(folder, exist_ok=True)
    model = gguf.read(path)
    stored = [(name, gguf.to_bf16(np.ascontiguousarray(values, dtype=np.float32)), values.shape) for name, values in tensors(model)]
    share, places = -(-len(stored) // SHARDS), {}
    for shard in range(SHARDS):
        file_name = f"model-{shard + 1:05}-of-{SHARDS:05}.safetensors"
        head, at, mine = {"__metadata__": {"format": "pt"}}, 0, stored[shard * share:(shard + 1) * share]
        for name, data, shape in mine:
            head[name] = {"dtype": "BF16", "shape": list(shape), "data_offsets": [at, at + data.nbytes]}
            at += data.nbytes
            places[name] = file_name
        text = json.dumps(head, separators=(",", ":")).encode()
        text += b" " * (-len(text) % 8)
        with open(os.path.join(folder, file_name), "wb") as file:
            file.write(struct.pack("<Q", len(text)) + text)
            for _, data, _ in mine:
                file.write(data.tobytes())
    for file_name, content in {
        "model.safetensors.index.json": {"metadata": {"total_size": sum(data.nbytes for _, data, _ in stored)}, "weight_map": places},
        "config.json": config(model),
    }.items():
        with open(os.path.join(folder, file_name), "w", encoding="utf-8", newline="\n") as file:
            json.dump(content, file, indent=2)
            file.write("\n")


if __name__ == "__main__":
    if len(sys.argv) not in (2, 3):
        sys.exit(__doc__)
    main(*sys.argv[1:])
