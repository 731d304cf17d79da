"""Whether the comparison is true: every bar with its figure, over simulated networks.

    python -m tests.truth [--networks 200]

Exit code 1 if a bar does not hold.
"""

from __future__ import annotations

import argparse
import sys

from onlife.content.questionnaire import load
from tests.truth.bars import every


def main() -> int:
    parser = argparse.ArgumentParser(prog="python -m tests.truth", description=__doc__)
    parser.add_argument("--networks", type=int, default=200)
    broken = False
    for bar in every(load(), parser.parse_args().networks):
        way = "" if bar.bar is None else f" ({'hoogstens' if bar.at_most else 'minstens'} {bar.bar:g})"
        print(f"{'ja  ' if bar.holds else 'NEEN'} {bar.name}: {bar.figure:.3f}{way}", flush=True)
        broken |= not bar.holds
    return int(broken)


if __name__ == "__main__":
    sys.exit(main())
