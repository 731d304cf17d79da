"""Vega-Lite drawn as a file. Drawing holds everything else up, so many pictures are drawn by processes of their own.

Such a process (`python -m onlife.export.drawing`) reads a scale and a chart from each line and answers with a line of
base64. It ends with its work: nothing stays behind in memory. Pictures are kept by what is in them, so that a report in
which only the plan changed is there at once.
"""

from __future__ import annotations

import json
import subprocess
import sys
from base64 import b64decode, b64encode
from collections import OrderedDict
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor, as_completed
from contextlib import ExitStack, contextmanager, suppress
from contextvars import ContextVar
from pathlib import Path
from queue import SimpleQueue
from typing import Any

import vl_convert

FONTS = Path(__file__).parent / "fonts"
PROCESSES = 2
FEW = 3
"""As many pictures are drawn here before a process of their own could start."""
PICTURES_IN_CACHE = 200
"""Pictures, of a tenth of a megabyte each."""
_kept: OrderedDict[tuple[str, float], bytes] = OrderedDict()
_Process = subprocess.Popen[str]
_COMMAND = [sys.executable, "-m", "onlife.export.drawing"]
_ahead: ContextVar[Sequence[_Process]] = ContextVar("_ahead", default=())
"""Only for who started them: a process answers one at a time."""
_SMALLEST = {"data": {"values": [{}]}, "mark": "bar", "encoding": {}}
"""A first picture costs as much as five others: a process draws this one while there is nothing to do."""

vl_convert.register_font_directory(str(FONTS))  # so that a picture is the same on every machine


def draw(spec: dict[str, Any], scale: float) -> bytes:
    """A PNG of so many dots per pixel, or an SVG for 0."""
    return vl_convert.vegalite_to_png(spec, scale=scale) if scale else vl_convert.vegalite_to_svg(spec).encode()


def draw_all(specs: Sequence[dict[str, Any]], scale: float, step: Callable[[float], None]) -> list[bytes]:
    """Many of them, in their order."""
    charts = [json.dumps(spec) for spec in specs]
    made = {chart: _kept[chart, scale] for chart in charts if (chart, scale) in _kept}
    missing = [chart for chart in dict.fromkeys(charts) if chart not in made]
    for chart, picture in _here(missing, scale) if len(missing) <= FEW else _elsewhere(missing, scale):
        made[chart] = picture
        step(len(made) / len(charts))
    for chart in made:
        _kept[chart, scale] = made[chart]
        _kept.move_to_end((chart, scale))
    while len(_kept) > PICTURES_IN_CACHE:
        _kept.popitem(last=False)
    return [made[chart] for chart in charts]


def _here(charts: Sequence[str], scale: float) -> Iterator[tuple[str, bytes]]:
    for chart in charts:
        yield chart, draw(json.loads(chart), scale)


def _elsewhere(charts: Sequence[str], scale: float) -> Iterator[tuple[str, bytes]]:
    """Charts with their pictures as they come, from several processes at once: the next chart goes to the first that is free."""
    with ExitStack() as stack, ThreadPoolExecutor(PROCESSES) as pool:
        free = SimpleQueue[_Process]()
        for process in _ahead.get() or _start_processes(stack):
            free.put(process)

        def drawing(chart: str) -> bytes:
            process = free.get()
            try:
                return _answer(process, chart, scale)
            finally:
                free.put(process)

        begun = {pool.submit(drawing, chart): chart for chart in charts}
        for ready in as_completed(begun):
            yield begun[ready], ready.result()


@contextmanager
def processes_ahead() -> Iterator[None]:
    """Start the processes now: that takes as long as five pictures, and a report has to be described before it is drawn."""
    with ExitStack() as stack:
        token = _ahead.set(_start_processes(stack))
        try:
            yield
        finally:
            _ahead.reset(token)


def _start_processes(stack: ExitStack) -> list[_Process]:
    return [stack.enter_context(_process()) for _ in range(PROCESSES)]


@contextmanager
def _process() -> Iterator[_Process]:
    with subprocess.Popen(
        _COMMAND, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True, cwd=Path(__file__).parents[2]
    ) as process:
        assert process.stdin
        try:
            yield process
        finally:
            process.kill()
            with suppress(BrokenPipeError):  # a chart that it never read
                process.stdin.close()


def _answer(process: _Process, chart: str, scale: float) -> bytes:
    assert process.stdin and process.stdout
    with suppress(BrokenPipeError):  # it is gone, so nothing comes back either
        process.stdin.write(f"{scale} {chart}\n")
        process.stdin.flush()
    picture = process.stdout.readline()
    if not picture.endswith("\n"):  # nothing, or half a picture
        raise RuntimeError("a process that draws stopped before it was done")
    return b64decode(picture)


def main() -> None:
    draw(_SMALLEST, 0)
    for line in sys.stdin:
        scale, chart = line.split(" ", 1)
        print(b64encode(draw(json.loads(chart), float(scale))).decode(), flush=True)


if __name__ == "__main__":
    main()
