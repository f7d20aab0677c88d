#!/usr/bin/env python3
"""Trains the model: python3 train.py <corpus folder> <checkpoint> [--steps 3600] [--seed 1] [--threads 2]

Forty minutes on two processors that do nothing else. The weights depend on the seed, the steps and the mathematics library; the
checkpoint holds them in F32, rounded to what BF16 can hold.
"""

import argparse
import math
import os

os.environ.setdefault("OMP_WAIT_POLICY", "PASSIVE")     # or idle threads of PyTorch take the processor from those of the BLAS

import numpy as np                      # noqa: E402
import torch                            # noqa: E402
from torch.nn import functional as F    # noqa: E402

from model import BEGIN, CONTEXT, FIRST_BYTE, TinyMoe      # noqa: E402

BATCH = 8
RATE, WARM_UP, LAST = 2e-3, 50, 0.02      # peak learning rate, steps up to it, and the part of it that is left at the end
BALANCE = 0.01                            # weight of the experts' imbalance beside the loss
SHARE = {"prose": 0.4, "code": 0.4, "arithmetic": 0.2}


def batches(folder, seed):
    """Windows of one domain each, behind a <s>."""
    texts = {domain: np.fromfile(os.path.join(folder, f"{domain}.train.txt"), dtype=np.uint8) for domain in SHARE}
    chance = np.random.default_rng(seed)
    while True:
        rows = []
        for domain in chance.choice(list(SHARE), size=BATCH, p=list(SHARE.values())):
            at = chance.integers(len(texts[domain]) - CONTEXT)
            rows.append(texts[domain][at:at + CONTEXT].astype(np.int64) + FIRST_BYTE)
        window = torch.from_numpy(np.stack(rows))
        yield torch.cat((torch.full((BATCH, 1), BEGIN), window[:, :-1]), dim=1), window


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("corpus")
    parser.add_argument("checkpoint")
    parser.add_argument("--steps", type=int, default=3600)
    parser.add_argument("--threads", type=int, default=2)
    parser.add_argument("--seed", type=int, default=1)
    options = parser.parse_args()
    torch.set_num_threads(options.threads)
    torch.manual_seed(options.seed)

    model = TinyMoe()
    matrices = [p for p in model.parameters() if p.dim() > 1]
    vectors = [p for p in model.parameters() if p.dim() == 1]
    descent = torch.optim.AdamW([{"params": matrices, "weight_decay": 0.05}, {"params": vectors, "weight_decay": 0.0}],
                                lr=RATE, betas=(0.9, 0.98), eps=1e-9)
    print(f"{sum(p.numel() for p in model.parameters()):,} weights", flush=True)

    seen = []
    for step, (tokens, following) in zip(range(options.steps), batches(options.corpus, options.seed)):
        done = step / options.steps
        rate = RATE * min(1, (step + 1) / WARM_UP) * (LAST + (1 - LAST) * (1 + math.cos(math.pi * done)) / 2)
        for group in descent.param_groups:
            group["lr"] = rate
        loss = F.cross_entropy(model(tokens).flatten(0, 1), following.flatten())
        imbalance = sum(mixture.imbalance for _, mixture in model.mixtures())
        descent.zero_grad(set_to_none=True)
        (loss + BALANCE * imbalance).backward()
        torch.nn.utils.clip_grad_norm_(model.parameters(), 1.0)
        descent.step()
        seen.append(loss.item())
        if (step + 1) % 50 == 0:
            print(f"step {step + 1}: loss {np.mean(seen[-50:]):.4f} nats a byte, imbalance {imbalance.item():.2f}",
                  flush=True)

    with torch.no_grad():
        for parameter in model.parameters():
            parameter.copy_(parameter.bfloat16().float())
    torch.save(model.state_dict(), options.checkpoint)


if __name__ == "__main__":
    main()
