"""Data folders that tests begin with: made once in a run, and copied for every test."""

from __future__ import annotations

import atexit
import fcntl
import pickle
import shutil
import tempfile
from collections import OrderedDict
from collections.abc import Callable, Hashable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import replace
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, TypeVar

import pytest

from onlife.services import cache as figures_cache
from onlife.services import demo, figures, installation
from onlife.store import Store
from onlife.store.engine.file_database import FileDatabase

if TYPE_CHECKING:
    from _typeshed import DataclassInstance

World = TypeVar("World", bound="DataclassInstance")
_place: Path | None = None
_drawn: list[tuple[OrderedDict[Hashable, object], dict[Hashable, object]]] = []
"""What every cache holds of the demo network while nothing happened in a copy of it."""


def share(place: Path) -> None:
    """Name the folder that all workers of a run have in common."""
    global _place
    _place = place


def empty(folder: Path) -> Path:
    """Put the store of an installation without anything into a folder; return the folder."""
    return shutil.copytree(_empty(), folder, dirs_exist_ok=True)


def with_demo(folder: Path) -> Path:
    """Put the store of the demo network into a folder; return the folder."""
    return shutil.copytree(_with_demo(), folder, dirs_exist_ok=True)


@contextmanager
def opened(folder: Path) -> Iterator[Store]:
    """The store in a folder, which pages, routes and commands open too, until the block ends."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("ONLIFE_DATA", str(folder))
        installation.store.cache_clear()
        figures_cache.clear()  # copies of one network count their events alike, and go on differently
        for results, known in _drawn:
            results.update(known)
        yield installation.store()
        installation.store().close()
        installation.store.cache_clear()


def copied(folder: Path, place: Path) -> Iterator[Store]:
    """The store of a prepared folder, copied so that a test may change it: what a fixture yields from."""
    with opened(shutil.copytree(folder, place, dirs_exist_ok=True)) as store:
        yield store


def draw_demo() -> None:
    """Draw what most pages show of the demo network, so that no copy in this process has to. Call it before a test changes
    anything about the app: what is drawn here is drawn as it is."""
    if _drawn:
        return
    with opened(with_demo(scratch())) as store:
        network = store.networks.all()[0]
        rounds = store.networks.rounds(network.id)
        for scan_round in rounds:
            view = figures.beside_earlier(figures.View(network.id, scan_round.id), rounds)
            for kind in ("warmtekaart", "evolutie"):
                with suppress(figures.NothingToShow):
                    figures.figure(kind, view)
    _drawn.extend((results, dict(results)) for results in figures_cache._caches)


def file_database(store: Store) -> FileDatabase:
    """The engine below a store whose data are in one file."""
    assert isinstance(store._db, FileDatabase)
    return store._db


@cache
def _empty() -> Path:
    return _shared("empty", lambda folder: Store(folder, installation.questionnaire()).close())


@cache
def _with_demo() -> Path:
    return _shared("demo", _build_demo)


def _build_demo(folder: Path) -> None:
    store = Store(empty(folder), installation.questionnaire())
    demo.build(store, installation.questionnaire())
    store.close()


def _shared(name: str, build: Callable[[Path], None]) -> Path:
    """A folder that the first worker that asks for it fills, for all workers of this run."""
    place = _place or _alone()
    with (place / f"{name}.lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        if not (place / name).exists():
            build(half := Path(tempfile.mkdtemp(dir=place)))
            half.rename(place / name)
    return place / name


def world(name: str, build: Callable[[Path], World]) -> World:
    """What `build` tells of the folder that it fills, once in a run for all workers. Whoever writes in it takes a copy."""

    def keep(folder: Path) -> None:
        (folder.parent / f"{name}.pickle").write_bytes(pickle.dumps(build(folder)))

    folder = _shared(name, keep)
    told: World = pickle.loads((folder.parent / f"{name}.pickle").read_bytes())
    return replace(told, folder=folder)


@cache
def _alone() -> Path:
    """The folder of a run without workers: what is built for all is built once there, too."""
    return scratch()


def scratch() -> Path:
    """A folder that goes when the tests are over."""
    folder = Path(tempfile.mkdtemp(prefix="onlife-tests-"))
    atexit.register(shutil.rmtree, folder, ignore_errors=True)
    return folder
