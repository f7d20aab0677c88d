#!/usr/bin/env python3
"""Makes everything that follows from the reference: python3 all.py <folder>

Candidates of all kinds and the reference as safetensors (into the folder), their logs, what the gate says of them, and the tables of
docs/validity.md. About twenty minutes on two processors, a quarter of a gigabyte.
"""

import os
import sys

import candidates
import evaluate
import hugging_face
import study
import validity

if __name__ == "__main__":
    if len(sys.argv) != 2:
        sys.exit(__doc__)
    folder = sys.argv[1]
    hugging_face.main(os.path.join(folder, "safetensors"))
    candidates.main(folder, [])
    evaluate.main(folder, [])
    study.main(folder)
    validity.main()
