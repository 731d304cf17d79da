"""The command line: starting the app, the demo, and what a server's keeper does without a browser.

Exit code 0: done; 1: what was asked or given is not right; 2: the app or its data cannot be opened. Whatever is wrong
is said in Dutch on stderr, without a trace.
"""

from __future__ import annotations

import argparse
import io
import os
import sys
from collections.abc import Callable, Sequence

from onlife.cli.common import BAD_INPUT, CANNOT_START
from onlife.cli.parser import parser
from onlife.cli.serve import OLDEST_PYTHON
from onlife.content.schema import ContentError
from onlife.services import control_socket, import_scans, settings
from onlife.services.settings import SettingError
from onlife.services.spreadsheet import shorten
from onlife.store import InUse, Refused, StoreError


def main(argv: Sequence[str] | None = None) -> int:
    """Run one command; gives back the exit code."""
    _mend_streams()
    try:
        return _run(argv)
    finally:
        _flush()


def _run(argv: Sequence[str] | None) -> int:
    ask = parser().parse_args(argv)
    try:
        return run_here(ask)
    except InUse as problem:
        words = sys.argv[1:] if argv is None else argv
        return _run_in_app(words, problem, alone=ask.alone)


def _run_in_app(words: Sequence[str], problem: InUse, *, alone: bool) -> int:
    """Have the app that has the data run a command; not one that needs them for itself."""
    try:
        handed = None if alone else control_socket.hand_over(settings.data_folder(), words)
    except Refused as refused:
        print(refused, file=sys.stderr)
        return BAD_INPUT
    except (EOFError, OSError):
        print("De app is gestopt voor ze antwoordde. Kijk na of de opdracht gebeurd is.", file=sys.stderr)
        return CANNOT_START
    except KeyboardInterrupt:
        print("Gestopt.", file=sys.stderr)
        return BAD_INPUT
    if handed is None:
        print(problem, file=sys.stderr)
    return CANNOT_START if handed is None else handed


def run_for_app(argv: Sequence[str]) -> int:
    """Run, inside the app that has the data, a command that was handed over."""
    return run_here(parser().parse_args(argv))


def run_here(ask: argparse.Namespace) -> int:
    try:
        if sys.version_info < OLDEST_PYTHON:
            raise SettingError(f"Python {sys.version.split()[0]} is te oud. Installeer Python 3.11 of nieuwer.")
        do: Callable[[argparse.Namespace], None] = ask.do
        do(ask)
    except InUse:
        raise
    except (StoreError, ContentError, SettingError) as problem:
        print(problem, file=sys.stderr)
        return CANNOT_START
    except import_scans.ImportRejected as refused:
        print(*shorten(refused.problems), "Er is niets ingelezen.", sep="\n", file=sys.stderr)
        return BAD_INPUT
    except Refused as refused:
        print(refused, file=sys.stderr)
        return BAD_INPUT
    except BrokenPipeError:
        return BAD_INPUT  # who read along has stopped, for one `export | head`
    except OSError as problem:
        trouble = "bestaat niet" if isinstance(problem, FileNotFoundError) else "is niet te lezen of te schrijven"
        print(
            f"{problem.filename} {trouble}." if problem.filename else f"De computer meldt: {problem}.", file=sys.stderr
        )
        return BAD_INPUT
    except KeyboardInterrupt:
        print("Gestopt.", file=sys.stderr)
        return BAD_INPUT
    return 0


def _mend_streams() -> None:
    """Let no sign that a terminal does not know, and no stream that is closed, break off what is being done."""
    for name in ("stdout", "stderr"):
        stream = getattr(sys, name)
        if stream is None:
            setattr(sys, name, io.StringIO())
        elif isinstance(stream, io.TextIOWrapper):
            stream.reconfigure(errors="backslashreplace")
            if name == "stdout":
                stream.reconfigure(write_through=False)  # said at the end, to whoever is still there


def _flush() -> None:
    """Hand over what was printed; nobody needs to be there to take it."""
    try:
        sys.stdout.flush()
    except BrokenPipeError:
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
