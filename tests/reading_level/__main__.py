"""How easily the texts of the app read: a table per source, and the sentences that read hardest.

    python -m tests.reading_level [--source schermen] [--hardest 20]

What the figures mean stands in docs/language.md.
"""

from __future__ import annotations

import argparse

from tests.reading_level.index import flesch_douma, words
from tests.reading_level.texts import buttons, sources

LONG = 25
LEAST = 12  # words: of a shorter sentence the index says only how long its nouns are
ROW = "| {:<28} | {:>6} | {:>6} | {:>4} | {:>4} | {:>6} |"


def main() -> None:
    parser = argparse.ArgumentParser(prog="python -m tests.reading_level", description=__doc__)
    parser.add_argument("--source", help="only this one")
    parser.add_argument("--hardest", type=int, default=20)
    choice = parser.parse_args()
    chosen = {name: found for name, found in sources().items() if choice.source in (None, name)}
    print(ROW.format("bron", "zinnen", "per zin", "max", f">{LONG}", "index"))
    print("|---" * 6 + "|")
    for name, found in chosen.items():
        sizes = [len(words(sentence)) for sentence, _ in found]
        mean = f"{sum(sizes) / len(sizes):.1f}"
        index = f"{flesch_douma([sentence for sentence, _ in found]):.0f}"
        print(ROW.format(name, len(sizes), mean, max(sizes), sum(size > LONG for size in sizes), index))
    labels = buttons()
    everything = [pair for found in chosen.values() for pair in dict.fromkeys(found) if len(words(pair[0])) >= LEAST]
    print(f"\n{len(labels)} knoppen, de langste {max(len(words(label)) for label in labels)} woorden")
    print("\nDe moeilijkste zinnen")
    for sentence, file in sorted(everything, key=lambda pair: flesch_douma([pair[0]]))[: choice.hardest]:
        print(f"{flesch_douma([sentence]):4.0f} {len(words(sentence)):3} {file}: {sentence}")


if __name__ == "__main__":
    main()
