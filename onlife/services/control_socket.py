"""Commands while the app runs on a file: only one process can have that open, so a command is handed to the app.

The app listens on a socket in the data folder, which nobody but its owner can open. A command runs inside the app, in the
folder it was typed in: the app reads and writes the files that are named. Whatever a command asks on the terminal is
asked where it was typed, and what it prints comes back with its exit code.
"""

from __future__ import annotations

import getpass
import io
import json
import logging
import os
import socket
import struct
import sys
import threading
from collections.abc import Callable, Mapping, Sequence
from contextlib import suppress
from contextvars import ContextVar
from dataclasses import dataclass, field
from pathlib import Path
from typing import IO, Any

from onlife.store import Refused

NAME = "onlife.socket"
MESSAGE_BYTES_MAX = 1_000_000
"""Bytes of one message."""
HIDDEN, SHOWN, LINE = "hidden", "shown", "line"
"""How something is asked: without showing what is typed, showing it, or as the next line of the input."""

log = logging.getLogger("onlife")

Run = Callable[[Sequence[str]], int]
"""Runs a command; returns its exit code."""


@dataclass
class RemoteCommand:
    """A command that was typed elsewhere: in which folder, and the way back to whoever typed it."""

    folder: Path
    wire: IO[str]
    out: io.StringIO = field(default_factory=io.StringIO)
    err: io.StringIO = field(default_factory=io.StringIO)


_session: ContextVar[RemoteCommand | None] = ContextVar("session", default=None)


def elsewhere() -> bool:
    """Whether the command that runs here was typed elsewhere."""
    return _session.get() is not None


def path(text: str) -> Path:
    """A path as whoever typed it means it."""
    session = _session.get()
    return session.folder / text if session else Path(text)


def ask(how: str, prompt: str = "") -> str:
    """Ask whoever typed the command; raise EOFError if nobody is there any more, Refused if nothing can be typed there."""
    session = _session.get()
    if session is None:
        return _ask_here(how, prompt)
    _send(session.wire, {"ask": how, "prompt": prompt})
    return str(_receive(session.wire)["answer"])


def _ask_here(how: str, prompt: str) -> str:
    if how == LINE:
        return sys.stdin.readline()
    try:
        return getpass.getpass(prompt) if how == HIDDEN else input(prompt)
    except EOFError as end:
        raise Refused("Er werd niets getypt, en deze opdracht vraagt iets. Er is niets gewijzigd.") from end


def hand_over(folder: Path, argv: Sequence[str]) -> int | None:
    """Have the app that has these data run a command; return its exit code, or None if no app listens."""
    with socket.socket(socket.AF_UNIX) as line:
        try:
            line.connect(str(folder / NAME))
        except OSError:
            return None
        with line.makefile("rw", encoding="utf-8", newline="\n") as wire:
            _send(wire, {"argv": list(argv), "folder": str(Path.cwd())})
            while True:
                said = _receive(wire)
                if "ask" not in said:
                    break
                _send(wire, {"answer": _ask_here(said["ask"], said["prompt"])})
    print(said["err"], end="", file=sys.stderr)
    print(said["out"], end="")
    return int(said["code"])


class Listener:
    """Runs the commands that are handed over, until it is closed. Make it only once the data are open."""

    def __init__(self, folder: Path, run: Run) -> None:
        self._path, self._run = folder / NAME, run
        self._path.unlink(missing_ok=True)  # of an app that fell over: the data are ours now
        self._socket = socket.socket(socket.AF_UNIX)
        before = os.umask(0o177)
        try:
            self._socket.bind(str(self._path))
        finally:
            os.umask(before)
        self._socket.listen()
        for name in ("stdout", "stderr"):
            if not isinstance(getattr(sys, name), _Output):
                setattr(sys, name, _Output(getattr(sys, name), name[3:]))
        threading.Thread(target=self._listen, name="commands", daemon=True).start()

    def _listen(self) -> None:
        while True:
            try:
                line, _ = self._socket.accept()
            except OSError:
                return  # closed
            threading.Thread(target=self._answer, args=(line,), name="command", daemon=True).start()

    def _answer(self, line: socket.socket) -> None:
        with line, suppress(OSError, EOFError, ValueError), line.makefile("rw", encoding="utf-8", newline="\n") as wire:
            if not _is_own(line):
                return
            asked = _receive(wire)
            session = RemoteCommand(Path(asked["folder"]), wire)
            _session.set(session)  # of this thread alone
            try:
                code = self._run(asked["argv"])
            except SystemExit as end:
                code = int(end.code or 0)
            except EOFError:
                raise
            except Exception:
                log.exception("a command failed")
                session.err.write("De opdracht is niet gelukt. Kijk in het logboek van de app.\n")
                code = 2
            _send(wire, {"code": code, "out": session.out.getvalue(), "err": session.err.getvalue()})

    def close(self) -> None:
        with suppress(OSError):
            self._socket.shutdown(socket.SHUT_RDWR)
        self._socket.close()
        self._path.unlink(missing_ok=True)


class _Output(io.TextIOBase):
    """A stream of this process; what a command prints that was typed elsewhere goes there."""

    def __init__(self, stream: Any, name: str) -> None:
        self._stream, self._name = stream, name

    def write(self, text: str) -> int:
        session = _session.get()
        return int((getattr(session, self._name) if session else self._stream).write(text))

    def flush(self) -> None:
        self._stream.flush()

    def __getattr__(self, name: str) -> Any:
        return getattr(self._stream, name)


def _is_own(line: socket.socket) -> bool:
    """Whether the other end is a process of the same user, where the system can tell; elsewhere the folder is shut."""
    if not hasattr(socket, "SO_PEERCRED"):
        return True
    _, user, _ = struct.unpack("3i", line.getsockopt(socket.SOL_SOCKET, socket.SO_PEERCRED, struct.calcsize("3i")))
    return bool(user in (os.geteuid(), 0))


def _send(wire: IO[str], message: Mapping[str, object]) -> None:
    wire.write(json.dumps(message) + "\n")
    wire.flush()


def _receive(wire: IO[str]) -> dict[str, Any]:
    text = wire.readline(MESSAGE_BYTES_MAX)
    if not text.endswith("\n"):
        raise EOFError
    received: dict[str, Any] = json.loads(text)
    return received
