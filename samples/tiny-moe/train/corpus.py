#!/usr/bin/env python3
"""Writes the text that the model is made of: python3 corpus.py <folder>

Three domains, each in three parts that share no chapter, module or page of sums (single sums do occur in more than one part): <domain>.train.txt is learnt, <domain>.calibration.txt is
what experts are profiled on, and <domain>.heldout.txt had no say in anything.

- prose: the King James Bible, of Debian's bible-kjv and bible-kjv-text; public domain.
- code: the Python standard library, of Debian's libpython3.11-stdlib and libpython3.11-minimal; Python Software Foundation License.
  Tables of encodings repeat each other, so none is shown outside training.
- arithmetic: sums, products, differences, quotients and sorted lists, drawn here.

The same packages give the same bytes.
"""

import glob
import hashlib
import os
import random
import re
import subprocess
import sys

LIBRARY = "/usr/lib/python3.11"
PARTS = ("train", "calibration", "heldout")
SHOWN = 96 * 1024       # bytes of calibration and held-out text of a domain; training takes all there is


def part_of(name):
    """Which part a chapter or a module belongs to, by its name alone: one of 24 is for calibration and one is held out."""
    drawn = hashlib.sha256(name.encode()).digest()[0] % 24
    return {7: "calibration", 15: "heldout"}.get(drawn, "train")


def prose():
    lines = subprocess.run(["bible", "-f", "Ge1:1-Rev22:21"], stdout=subprocess.PIPE, check=True).stdout.decode("ascii", "replace")
    chapters = {}
    for line in lines.splitlines():
        place, _, verse = line.partition(" ")
        chapters.setdefault(place.partition(":")[0], []).append(verse.strip())
    for chapter, verses in chapters.items():
        yield chapter, "\n".join(verses) + "\n\n"


def code():
    for path in sorted(glob.glob(os.path.join(LIBRARY, "**", "*.py"), recursive=True)):
        name = os.path.relpath(path, LIBRARY)
        if re.search(r"(^|/)(test|tests|site-packages|dist-packages|pydoc_data|config-.*|_sysconfigdata.*)(/|$)", name):
            continue
        with open(path, "rb") as file:
            text = file.read()
        if text.isascii() and len(text) > 1000:
            yield name, text.decode("ascii") + "\n\n"


def arithmetic():
    """Pages of 64 lines, each page drawn by its own number."""
    for page in range(4000):
        chance = random.Random(f"arithmetic {page}")
        lines = []
        for _ in range(64):
            kind, a, b = chance.randrange(5), chance.randrange(10 ** chance.randint(1, 3)), chance.randrange(10 ** chance.randint(1, 3))
            if kind == 0:
                lines.append(f"{a}+{b}={a + b}")
            elif kind == 1:
                lines.append(f"{a + b}-{b}={a}")
            elif kind == 2:
                a, b = a % 100, b % 20
                lines.append(f"{a}*{b}={a * b}")
            elif kind == 3:
                a, b = a % 100, 1 + b % 20
                lines.append(f"{a * b}/{b}={a}")
            else:
                numbers = [chance.randrange(100) for _ in range(chance.randint(3, 6))]
                lines.append(f"sort {' '.join(map(str, numbers))}: {' '.join(map(str, sorted(numbers)))}")
        yield f"page {page}", "\n".join(lines) + "\n"


DOMAINS = {"prose": prose, "code": code, "arithmetic": arithmetic}


def main(folder):
    os.makedirs(folder, exist_ok=True)
    for domain, texts in DOMAINS.items():
        parts = {part: [] for part in PARTS}
        for name, text in texts():
            part = part_of(f"{domain} {name}")
            if part == "train" or not name.startswith("encodings/"):
                parts[part].append(text)
        for part, pieces in parts.items():
            text = "".join(pieces).encode("ascii", "replace")
            if part != "train":
                text = text[:SHOWN]
            with open(os.path.join(folder, f"{domain}.{part}.txt"), "wb") as file:
                file.write(text)
            print(f"{domain}.{part}: {len(text):,} bytes")


if __name__ == "__main__":
    if len(sys.argv) != 2:
        sys.exit(__doc__)
    main(sys.argv[1])
