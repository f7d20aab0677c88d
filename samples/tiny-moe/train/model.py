"""The architecture, in PyTorch: DeepSeek's first MoE, small.

One leading dense layer, then layers of EXPERTS routed experts of which USED see a token, beside one shared expert that sees all. Router
weights are the softmax over all experts, not renormalised over the chosen. RMSNorm, SwiGLU, grouped-query attention, rotary positions
in halves as Hugging Face has them. Rows are multiples of 256, so that K-quants apply to every matrix. Tensors carry the names of
Hugging Face's DeepseekForCausalLM.
"""

import math

import torch
from torch import nn
from torch.nn import functional as F

HIDDEN, HEADS, KEY_HEADS, HEAD = 256, 4, 2, 64
LAYERS, DENSE_LAYERS, DENSE_WIDTH = 3, 1, 768
EXPERTS, USED, WIDTH = 12, 2, 256
CONTEXT, ROPE, EPSILON = 256, 10000.0, 1e-6
BEGIN, FIRST_BYTE = 1, 3            # <unk> <s> </s>, then the 256 bytes
VOCABULARY = FIRST_BYTE + 256


def matrix(outputs, inputs):
    linear = nn.Linear(inputs, outputs, bias=False)
    nn.init.normal_(linear.weight, std=1 / math.sqrt(inputs))
    return linear


class RmsNorm(nn.Module):
    def __init__(self):
        super().__init__()
        self.weight = nn.Parameter(torch.ones(HIDDEN))

    def forward(self, x):
        return x * torch.rsqrt(x.pow(2).mean(-1, keepdim=True) + EPSILON) * self.weight


class Attention(nn.Module):
    cache = torch.float32       # what keys and values are rounded to; llama.cpp keeps them in F16

    def __init__(self):
        super().__init__()
        self.q_proj = matrix(HEADS * HEAD, HIDDEN)
        self.k_proj = matrix(KEY_HEADS * HEAD, HIDDEN)
        self.v_proj = matrix(KEY_HEADS * HEAD, HIDDEN)
        self.o_proj = matrix(HIDDEN, HEADS * HEAD)

    def forward(self, x, turn):
        batch, length, _ = x.shape

        def heads(linear, count):
            return linear(x).view(batch, length, count, HEAD).transpose(1, 2)

        q, k, v = turned(heads(self.q_proj, HEADS), turn), turned(heads(self.k_proj, KEY_HEADS), turn), heads(self.v_proj, KEY_HEADS)
        k, v = (t.to(self.cache).float().repeat_interleave(HEADS // KEY_HEADS, dim=1) for t in (k, v))
        scores = (q @ k.transpose(2, 3)) / math.sqrt(HEAD)
        future = torch.ones(length, length, dtype=torch.bool).triu(1)
        mixed = F.softmax(scores.masked_fill(future, float("-inf")), dim=-1) @ v
        return self.o_proj(mixed.transpose(1, 2).reshape(batch, length, HEADS * HEAD))


def turned(x, turn):
    cos, sin = turn
    a, b = x.chunk(2, dim=-1)
    return torch.cat((a * cos - b * sin, b * cos + a * sin), dim=-1)


def rotation(length):
    angles = torch.arange(length)[:, None] * ROPE ** (-torch.arange(0, HEAD, 2) / HEAD)[None, :]
    return torch.cos(angles), torch.sin(angles)


class FeedForward(nn.Module):
    """down(silu(gate x) * up x)"""

    def __init__(self, width):
        super().__init__()
        self.gate_proj, self.up_proj, self.down_proj = matrix(width, HIDDEN), matrix(width, HIDDEN), matrix(HIDDEN, width)

    def forward(self, x):
        return self.down_proj(F.silu(self.gate_proj(x)) * self.up_proj(x))


class MixtureOfExperts(nn.Module):
    def __init__(self):
        super().__init__()
        self.gate = matrix(EXPERTS, HIDDEN)
        self.experts = nn.ModuleList(FeedForward(WIDTH) for _ in range(EXPERTS))
        self.shared_experts = FeedForward(WIDTH)
        self.imbalance = None       # of the last batch: 1 where all experts see as many tokens, EXPERTS where one sees all
        self.observe = None         # called with expert, its tokens' numbers, their router weights and its outputs for them

    def forward(self, x):
        flat = x.reshape(-1, HIDDEN)
        odds = F.softmax(self.gate(flat), dim=-1)
        weights, chosen = odds.topk(USED, dim=-1)
        shares = torch.zeros(EXPERTS).index_add_(0, chosen.reshape(-1), torch.full((chosen.numel(),), 1 / chosen.numel()))
        self.imbalance = EXPERTS * (shares * odds.mean(0)).sum()

        out = self.shared_experts(flat)
        for number, expert in enumerate(self.experts):
            tokens, place = (chosen == number).nonzero(as_tuple=True)
            if len(tokens) == 0:
                continue
            answer, weight = expert(flat[tokens]), weights[tokens, place]
            if self.observe:
                self.observe(number, tokens, weight, answer)
            out = out.index_add(0, tokens, answer * weight[:, None])
        return out.view_as(x)


class Layer(nn.Module):
    def __init__(self, number):
        super().__init__()
        self.input_layernorm, self.post_attention_layernorm = RmsNorm(), RmsNorm()
        self.self_attn = Attention()
        self.mlp = FeedForward(DENSE_WIDTH) if number < DENSE_LAYERS else MixtureOfExperts()

    def forward(self, x, turn):
        x = x + self.self_attn(self.input_layernorm(x), turn)
        return x + self.mlp(self.post_attention_layernorm(x))


class Body(nn.Module):
    def __init__(self):
        super().__init__()
        self.embed_tokens = nn.Embedding(VOCABULARY, HIDDEN)
        self.layers = nn.ModuleList(Layer(number) for number in range(LAYERS))
        self.norm = RmsNorm()


class TinyMoe(nn.Module):
    def __init__(self):
        super().__init__()
        self.model = Body()
        self.lm_head = matrix(VOCABULARY, HIDDEN)
        nn.init.normal_(self.model.embed_tokens.weight, std=1)
        for layer in self.model.layers:     # the stream grows by a term a layer: start each small
            with torch.no_grad():
                layer.self_attn.o_proj.weight *= 0.3

    def mixtures(self):
        """Layer numbers and their mixtures of experts."""
        return [(number, layer.mlp) for number, layer in enumerate(self.model.layers) if number >= DENSE_LAYERS]

    def forward(self, tokens):
        """Tokens (batch, length) to logits (batch, length, VOCABULARY)."""
        turn = rotation(tokens.shape[1])
        x = self.model.embed_tokens(tokens)
        for layer in self.model.layers:
            x = layer(x, turn)
        return self.lm_head(self.model.norm(x))


def tokens_of(text):
    """The bytes of a text as tokens."""
    return torch.frombuffer(bytearray(text), dtype=torch.uint8).long() + FIRST_BYTE
