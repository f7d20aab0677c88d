#!/usr/bin/env python3
"""Measures perplexity and KL divergence of every candidate: python3 evaluate.py <folder of models> [name ...]

llama.cpp computes the logits; this program sums them as llama-perplexity does (windows of the context's length, <s> in place of the
first token, the second half of each is scored) and writes the same lines: logs/reference.<domain>.log, a plain run, and
logs/<name>.<domain>.log, a --kl-divergence run against it. One thing differs: llama-perplexity keeps the reference's probabilities
rounded to 16 bits, here they are held as they are.
"""

import os
import sys
import tempfile
from concurrent.futures import ProcessPoolExecutor
from multiprocessing import get_context

import numpy as np

import llama
from candidates import CANDIDATES, DOMAINS, HOME, REFERENCE, make

WINDOW, CHUNKS = 256, 64
FIRST_BYTE, BEGIN = 3, 1


def chunks(domain):
    with open(os.path.join(HOME, "text", f"{domain}.heldout.txt"), "rb") as file:
        tokens = np.frombuffer(file.read(WINDOW * CHUNKS), dtype=np.uint8).astype(np.int32) + FIRST_BYTE
    tokens = tokens.reshape(-1, WINDOW).copy()
    following = tokens[:, WINDOW // 2 + 1:].copy()
    tokens[:, 0] = BEGIN
    return tokens, following


def predictions(path, texts):
    """Log probabilities of every token of the vocabulary at the scored places: a domain's array (chunks, places, vocabulary)."""
    with llama.Model(path, WINDOW) as model:
        return {domain: np.stack([log_softmax(model.logits(row, WINDOW // 2)[:-1]) for row in tokens]) for domain, (tokens, _) in texts.items()}


def log_softmax(logits):
    shifted = logits.astype(np.float64) - logits.max(-1, keepdims=True)
    return (shifted - np.log(np.exp(shifted).sum(-1, keepdims=True))).astype(np.float32)


def of_following(odds, following):
    return np.take_along_axis(odds, following[..., None].astype(np.int64), -1)[..., 0].astype(np.float64)


def mean_and_error(values):
    """Mean, and its standard error as llama-perplexity takes it, with one less than the count."""
    mean = values.mean()
    return mean, np.sqrt(max(0, (values ** 2).mean() - mean ** 2) / (values.size - 1))


def covariance(a, b):
    return ((a * b).mean() - a.mean() * b.mean()) / (a.size - 1)


def plain_log(odds, following):
    losses = -of_following(odds, following)
    yield f"perplexity: calculating perplexity over {len(losses)} chunks, n_ctx={WINDOW}, batch_size={WINDOW}, n_seq=1"
    yield "".join(f"[{n + 1}]{np.exp(losses[:n + 1].mean()):.4f}," for n in range(len(losses)))
    mean, error = mean_and_error(losses)
    yield f"Final estimate: PPL = {np.exp(mean):.4f} +/- {np.exp(mean) * error:.5f}"


class Tokens:
    """What a candidate and the reference say of each scored token; arrays (chunks, places)."""

    def __init__(self, odds, base, following):
        self.losses, self.base = -of_following(odds, following), -of_following(base, following)
        self.divergences = np.stack([(np.exp(b.astype(np.float64)) * (b.astype(np.float64) - o)).sum(-1) for b, o in zip(base, odds)])
        self.same = (odds.argmax(-1) == base.argmax(-1)).astype(np.float64)


class Comparison:
    """Figures of the first chunks."""

    def __init__(self, tokens, chunks):
        losses, base = tokens.losses[:chunks], tokens.base[:chunks]
        self.loss, self.loss_error = mean_and_error(losses)
        self.base, self.base_error = mean_and_error(base)
        self.covariance = covariance(losses, base)
        self.ratio, self.ratio_error = self.loss - self.base, np.sqrt(max(0, self.loss_error ** 2 + self.base_error ** 2 - 2 * self.covariance))
        self.divergences = tokens.divergences[:chunks]
        self.shifts = np.exp(-losses) - np.exp(-base)
        self.same = tokens.same[:chunks]

    def rms(self):
        mean, error = mean_and_error(self.shifts ** 2)
        return 100 * np.sqrt(mean), 100 * error / (2 * np.sqrt(mean)) if mean > 0 else 0.0


def divergence_log(tokens):
    yield f"kl_divergence: computing over {len(tokens.losses)} chunks, n_ctx={WINDOW}, batch_size={WINDOW}, n_seq=1"
    yield ""
    yield "chunk             PPL               ln(PPL(Q)/PPL(base))          KL Divergence              Δp RMS            Same top p"
    for n in range(1, len(tokens.losses) + 1):
        c = Comparison(tokens, n)
        kld, kld_error = mean_and_error(c.divergences)
        same, same_error = mean_and_error(c.same)
        rms, rms_error = c.rms()
        yield (f"{n:4}  {np.exp(c.loss):10.4f} ± {np.exp(c.loss) * c.loss_error:9.4f}    {c.ratio:10.5f} ± {c.ratio_error:10.5f}    "
               f"{kld:10.5f} ± {kld_error:10.5f}    {rms:6.3f} ± {rms_error:6.3f} %    {100 * same:6.3f} ± {100 * same_error:6.3f} %")
    yield ""
    yield "====== Perplexity statistics ======"
    ratio = np.exp(c.ratio)
    difference = np.exp(c.loss) - np.exp(c.base)
    spread = np.sqrt(max(0, (np.exp(c.loss) * c.loss_error) ** 2 + (np.exp(c.base) * c.base_error) ** 2
                         - 2 * np.exp(c.loss + c.base) * c.covariance))
    correlation = 100 * c.covariance / (c.loss_error * c.base_error)
    yield f"Mean PPL(Q)                   : {np.exp(c.loss):10.6f} ± {np.exp(c.loss) * c.loss_error:10.6f}"
    yield f"Mean PPL(base)                : {np.exp(c.base):10.6f} ± {np.exp(c.base) * c.base_error:10.6f}"
    yield f"Cor(ln(PPL(Q)), ln(PPL(base))): {correlation:6.2f}%"
    yield f"Mean ln(PPL(Q)/PPL(base))     : {c.ratio:10.6f} ± {c.ratio_error:10.6f}"
    yield f"Mean PPL(Q)/PPL(base)         : {ratio:10.6f} ± {ratio * c.ratio_error:10.6f}"
    yield f"Mean PPL(Q)-PPL(base)         : {difference:10.6f} ± {spread:10.6f}"
    yield ""
    yield "====== KL divergence statistics ======"
    yield f"Mean    KLD: {kld:10.6f} ± {kld_error:10.6f}"
    yield f"Maximum KLD: {c.divergences.max():10.6f}"
    for part in (99.9, 99.0, 95.0, 90.0):
        yield f"{part:.1f}%   KLD: {np.percentile(c.divergences, part):10.6f}"
    yield f"Median  KLD: {np.median(c.divergences):10.6f}"
    for part in (10.0, 5.0, 1.0):
        yield f"{part:4.1f}%   KLD: {np.percentile(c.divergences, part):10.6f}"
    yield f"Minimum KLD: {c.divergences.min():10.6f}"
    yield ""
    yield "====== Token probability statistics ======"
    shift, shift_error = mean_and_error(100 * c.shifts)
    yield f"Mean    Δp: {shift:6.3f} ± {shift_error:5.3f} %"
    yield f"Maximum Δp: {100 * c.shifts.max():6.3f}%"
    yield f"Median  Δp: {100 * np.median(c.shifts):6.3f}%"
    yield f"Minimum Δp: {100 * c.shifts.min():6.3f}%"
    yield f"RMS Δp    : {rms:6.3f} ± {rms_error:5.3f} %"
    yield f"Same top p: {100 * same:6.3f} ± {100 * same_error:5.3f} %"


def write_log(name, domain, lines):
    with open(os.path.join(HOME, "logs", f"{name}.{domain}.log"), "w", encoding="utf-8", newline="\n") as file:
        file.write("\n".join(lines) + "\n")


def evaluate(name, path, stored):
    """Writes the logs of a candidate; stored: the reference's predictions."""
    shown, base = [], np.load(stored)
    texts = {domain: chunks(domain) for domain in DOMAINS}
    for domain, odds in predictions(path, texts).items():
        tokens = Tokens(odds, base[domain], texts[domain][1])
        write_log(name, domain, divergence_log(tokens))
        shown.append(f"{domain} {np.exp((tokens.losses - tokens.base).mean()):.4f} {tokens.divergences.mean():.4f}")
    return f"{name:20} perplexity ratio and divergence: {', '.join(shown)}"


def main(folder, names):
    os.makedirs(os.path.join(HOME, "logs"), exist_ok=True)
    texts = {domain: chunks(domain) for domain in DOMAINS}
    base = predictions(REFERENCE, texts)
    for domain, odds in base.items():
        write_log("reference", domain, plain_log(odds, texts[domain][1]))
    with tempfile.TemporaryDirectory() as kept, ProcessPoolExecutor(os.cpu_count(), get_context("spawn")) as pool:
        stored = os.path.join(kept, "reference.npz")
        np.savez(stored, **base)
        for done in [pool.submit(evaluate, name, make(CANDIDATES[name], folder), stored) for name in names or CANDIDATES]:
            print(done.result(), flush=True)


if __name__ == "__main__":
    if len(sys.argv) < 2 or not set(sys.argv[2:]) <= set(CANDIDATES):
        sys.exit(__doc__)
    main(sys.argv[1], sys.argv[2:])
