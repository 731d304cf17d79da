"""What the archive of a network says of itself: the text that lies beside its files."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from onlife.content import schema
from onlife.content.schema import Schema, Text

TEXTS = Path(__file__).with_name("archief.toml")


class _Archive(Schema):
    readme: Text


def readme(*, network: str, day: str, app: str, zone: str, rounds: Sequence[str]) -> str:
    """Return the text, with Windows line ends so that every editor shows its lines. Raise ContentError."""
    named = {"network": network, "day": day, "app": app, "zone": zone}
    told = named | {"rounds": "\n".join(f"- {name}" for name in rounds) or "- nog geen enkele"}
    text = schema.fill(schema.read(TEXTS, _Archive).readme, told.__getitem__)
    return "\r\n".join(text.strip().splitlines()) + "\r\n"
