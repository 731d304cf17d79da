"""Data folders that tests begin with: made once in a process, and copied for every test."""

from __future__ import annotations

import atexit
import shutil
import tempfile
from functools import cache
from pathlib import Path

from onlife.services import demo, installation
from onlife.store import Store


def empty(folder: Path) -> Path:
    """Put the store of an installation without anything into a folder; return the folder."""
    return shutil.copytree(_empty(), folder, dirs_exist_ok=True)


def with_demo(folder: Path) -> Path:
    """Put the store of the demo network into a folder; return the folder."""
    return shutil.copytree(_with_demo(), folder, dirs_exist_ok=True)


@cache
def _empty() -> Path:
    folder = _scratch()
    Store(folder, installation.questionnaire()).close()
    return folder


@cache
def _with_demo() -> Path:
    folder = empty(_scratch())
    store = Store(folder, installation.questionnaire())
    demo.build(store, installation.questionnaire())
    store.close()
    return folder


def _scratch() -> Path:
    folder = Path(tempfile.mkdtemp(prefix="onlife-tests-"))
    atexit.register(shutil.rmtree, folder, ignore_errors=True)
    return folder
