"""What the changelog says of a version, for whoever releases it: `make release-notes VERSION=1.2.3`.

Refuses a version that is not the one in `pyproject.toml`, that has no heading with a day, or of which nothing is said.
"""

from __future__ import annotations

import re
import sys
import tomllib
from pathlib import Path

from onlife.services.settings import HOME


class NotReady(Exception):
    """Why this version cannot be released."""


def notes(version: str, home: Path = HOME) -> str:
    """The text below the heading of a version."""
    ours = tomllib.loads((home / "pyproject.toml").read_text(encoding="utf-8"))["project"]["version"]
    if version != ours:
        raise NotReady(f"the tag says {version!r}, pyproject.toml says {ours}")
    changelog = (home / "CHANGELOG.md").read_text(encoding="utf-8")
    found = re.search(
        rf"^## {re.escape(version)} – \d{{4}}-\d\d-\d\d\n(.*?)(?=^## |\Z)", changelog, re.MULTILINE | re.DOTALL
    )
    if not found or not found[1].strip():
        raise NotReady(f"CHANGELOG.md has no heading '## {version} – DAY' with something below it")
    return found[1].strip() + "\n"


if __name__ == "__main__":
    try:
        print(notes(sys.argv[1] if len(sys.argv) > 1 else ""), end="")
    except NotReady as reason:
        sys.exit(str(reason))
