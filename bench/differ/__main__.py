"""Mutants by the million through pkglint's reader, and what it accepts through the readers of installers.

    python -m bench.differ tar|zip [--count N] [--first SEED] [--workers N] [--modules DIR] [--go FILE]
                                   [--python FILE]... [--slow-share N] [--keep DIR]

``--modules`` holds the npm packages that ``programs/node_reader.cjs`` names, ``--go`` is ``programs/reader.go``
compiled, ``--python`` another interpreter. What is not there is not asked. Exit code 1 when an accepted archive is
read otherwise by any of them; ``--keep`` takes the smallest mutant of each kind of disagreement with an INDEX.tsv.
"""

from __future__ import annotations

import sys

from bench.differ.run import main

if __name__ == "__main__":
    sys.exit(main())
