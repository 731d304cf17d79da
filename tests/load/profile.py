"""Where the time of a page goes: samples of who holds Python's lock in the running server, by whose code it is.

Taken from outside with py-spy, so that nothing in the server runs otherwise than usual.
"""

from __future__ import annotations

import asyncio
import re
import sys
import tempfile
from collections import Counter
from collections.abc import Awaitable, Callable, Iterator
from pathlib import Path

from tests.load.server import Server

RATE, SECONDS = 200, 5
OWNERS = (
    ("store and DuckDB", re.compile(r"onlife/store/")),
    ("our pages", re.compile(r"onlife/|pages/\w+/")),
    ("Streamlit", re.compile(r"streamlit/")),
    ("web server", re.compile(r"uvicorn/|starlette/|anyio/|asyncio/")),
    ("pandas and Arrow", re.compile(r"pandas/|pyarrow/")),
)
"""Whose code a frame is; libraries below count for whoever called them, but for the last two kinds."""


async def shares(server: Server, ask: Callable[[], Awaitable[object]]) -> dict[str, float]:
    """Owner -> share of the samples, while one client asks again and again."""
    with tempfile.TemporaryDirectory(prefix="onlife-profile-") as folder:
        out = Path(folder) / "stacks"
        spy = await asyncio.create_subprocess_exec(
            str(Path(sys.executable).with_name("py-spy")), "record", "--gil", "--format", "raw", "--rate", str(RATE),
            "--duration", str(SECONDS), "--output", str(out), "--pid", str(server.process.pid),
            stdout=asyncio.subprocess.DEVNULL, stderr=asyncio.subprocess.DEVNULL,
        )  # fmt: skip
        while spy.returncode is None:
            await ask()
        return _shares(out.read_text(encoding="utf-8").splitlines()) if out.exists() else {}


def _shares(stacks: list[str]) -> dict[str, float]:
    found: Counter[str] = Counter()
    for line in stacks:
        stack, _, samples = line.rpartition(" ")
        found[_owner(stack.split(";"))] += int(samples)
    total = sum(found.values())
    return {owner: found[owner] / total for owner, _ in found.most_common()} if total else {}


def _owner(frames: list[str]) -> str:
    """Whose code the innermost frame is that belongs to anybody."""
    for frame in reversed(frames):
        for owner, pattern in OWNERS:
            if pattern.search(frame):
                return owner
    return "other"


def words(name: str, shares: dict[str, float]) -> Iterator[str]:
    yield f"  {name:<13} " + "   ".join(f"{owner} {100 * share:.0f} %" for owner, share in shares.items())
