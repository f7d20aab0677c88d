#!/usr/bin/env python3
"""Do PyTorch and llama.cpp say the same of the reference? python3 agree.py

The reference goes from GGUF to Hugging Face's names, into PyTorch, and its logits on held-out text are held against llama.cpp's, of the
BF16 file and of the same weights in F32 (llama.cpp rounds activations to BF16 where weights are BF16, and keys and values to F16).
Where two experts' odds are nearly equal, rounding chooses between them, and a place in some thousands differs visibly. Ends with 1 where
the 99th percentile is more than rounding.
"""

import os
import sys
import tempfile

import numpy as np
import torch

HERE = os.path.dirname(os.path.abspath(__file__))
sys.path.insert(0, os.path.join(HERE, "..", "make"))

import gguf                       # noqa: E402
import hugging_face               # noqa: E402
import llama                      # noqa: E402
from model import Attention, BEGIN, CONTEXT, TinyMoe, tokens_of      # noqa: E402

WINDOWS = 8     # of each text


def in_pytorch(path=hugging_face.REFERENCE):
    """The model of a GGUF file with plain floats."""
    model = TinyMoe()
    model.load_state_dict({name: torch.from_numpy(np.array(values)) for name, values in hugging_face.tensors(gguf.read(path))})
    return model.eval()


def windows(text):
    """Tokens of a text in windows of the context's length; the first of each gives way to <s>, as in llama-perplexity."""
    tokens = tokens_of(text)
    tokens = tokens[:len(tokens) // CONTEXT * CONTEXT].view(-1, CONTEXT).clone()
    tokens[:, 0] = BEGIN
    return tokens


def main():
    torch.set_num_threads(os.cpu_count())
    Attention.cache = torch.float16
    model, failed = in_pytorch(), False
    with tempfile.TemporaryDirectory() as folder, torch.no_grad():
        file = gguf.read(hugging_face.REFERENCE)
        plain = os.path.join(folder, "f32.gguf")
        gguf.write(plain, file.keys, [gguf.Tensor.of_floats(t.name, t.floats(), gguf.F32) for t in file.tensors])
        for name, path, limit in (("F32", plain, 1e-3), ("BF16", hugging_face.REFERENCE, 0.1)):
            with llama.Model(path, CONTEXT) as other:
                for domain in ("prose", "code", "arithmetic"):
                    with open(os.path.join(HERE, "..", "text", f"{domain}.heldout.txt"), "rb") as text:
                        tokens = windows(text.read())[:WINDOWS]
                    ours = torch.log_softmax(model(tokens), -1).numpy()
                    theirs = torch.log_softmax(torch.from_numpy(np.stack([other.logits(row.numpy()) for row in tokens])), -1).numpy()
                    difference = np.abs(ours - theirs)
                    usual = np.quantile(difference, 0.99)
                    same = 100 * (ours.argmax(-1) == theirs.argmax(-1)).mean()
                    failed |= not usual <= limit
                    print(f"{name:4} {domain:10}: log probabilities differ by {np.median(difference):.2g} (median), {usual:.2g} (99th percentile), "
                          f"{difference.max():.2g} at most; the likeliest token is the same at {same:.2f}% of {tokens.numel()} places")
    sys.exit(1 if failed else 0)


if __name__ == "__main__":
    main()
