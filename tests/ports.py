"""A port that nobody uses, for a server that a test starts."""

from __future__ import annotations

import socket


def free_port() -> int:
    """Free on every address of this machine: `onlife serve` asks for that, and servers on 127.0.0.1 alone have it too."""
    with socket.socket() as door:
        door.bind(("", 0))
        return int(door.getsockname()[1])
