"""Vega-Lite drawn as a file. Drawing holds everything else up, so many pictures are drawn by processes of their own.

Such a process (`python -m onlife.export.drawing SCALE`) reads a chart from each line and answers with a line of base64.
It ends with its work: nothing stays behind in memory. Pictures are kept by what is in them, so that a report in which only
the plan changed is there at once.
"""

from __future__ import annotations

import json
import subprocess
import sys
from base64 import b64decode, b64encode
from collections import OrderedDict
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from queue import SimpleQueue
from typing import Any

import vl_convert

FONTS = Path(__file__).parent / "fonts"
PROCESSES = 2
FEW = 3
"""As many pictures are drawn here before a process of their own could start."""
KEPT = 200
"""Pictures, of a tenth of a megabyte each."""
_kept: OrderedDict[tuple[str, float], bytes] = OrderedDict()

vl_convert.register_font_directory(str(FONTS))  # so that a picture is the same on every machine


def draw(spec: dict[str, Any], scale: float) -> bytes:
    """A PNG of so many dots per pixel, or an SVG for 0."""
    return vl_convert.vegalite_to_png(spec, scale=scale) if scale else vl_convert.vegalite_to_svg(spec).encode()


def drawn(specs: Sequence[dict[str, Any]], scale: float, step: Callable[[float], None]) -> list[bytes]:
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
    while len(_kept) > KEPT:
        _kept.popitem(last=False)
    return [made[chart] for chart in charts]


def _here(charts: Sequence[str], scale: float) -> Iterator[tuple[str, bytes]]:
    for chart in charts:
        yield chart, draw(json.loads(chart), scale)


def _elsewhere(charts: Sequence[str], scale: float) -> Iterator[tuple[str, bytes]]:
    """Charts with their pictures as they come, from several processes at once."""
    ready: SimpleQueue[tuple[str, bytes | None]] = SimpleQueue()
    with ThreadPoolExecutor(PROCESSES) as pool:
        for at in range(PROCESSES):
            pool.submit(_process, charts[at::PROCESSES], scale, ready.put)
        for _ in charts:
            chart, picture = ready.get()
            if picture is None:
                raise RuntimeError("a process that draws stopped before it was done")
            yield chart, picture


def _process(charts: Sequence[str], scale: float, ready: Callable[[tuple[str, bytes | None]], None]) -> None:
    """Has a process of its own draw these; None stands for each that it did not bring."""
    missing = list(charts)
    command = [sys.executable, "-m", "onlife.export.drawing", f"{scale}"]
    try:
        with subprocess.Popen(
            command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True, cwd=Path(__file__).parents[2]
        ) as process:
            assert process.stdin and process.stdout
            process.stdin.write("\n".join(charts))
            process.stdin.close()
            for line in process.stdout:
                ready((missing.pop(0), b64decode(line)))
    finally:
        for chart in missing:
            ready((chart, None))


def main() -> None:
    for line in sys.stdin.readlines():
        print(b64encode(draw(json.loads(line), float(sys.argv[1]))).decode(), flush=True)


if __name__ == "__main__":
    main()
