"""What a rule found, for whoever puts it in words: the key of a sentence in `onlife.content.message`, and what it names."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field


@dataclass(frozen=True)
class Reason:
    key: str
    values: Mapping[str, object] = field(default_factory=dict)
