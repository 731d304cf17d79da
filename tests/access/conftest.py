"""The served app with two networks, a fresh copy of them for every test, and what the suite counted at the end."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest

from onlife.store import Store
from tests import stores
from tests.access.world import World, build
from tests.wire import Served, serving


@pytest.fixture(scope="session")
def world() -> World:
    return stores.world("access", build)


@pytest.fixture(scope="module")
def served(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Served]:
    with serving(tmp_path_factory.mktemp("served")) as running:
        yield running


@pytest.fixture
def store(served: Served, world: World, tmp_path: Path) -> Store:
    """The open store of the served app, on a copy of the two networks."""
    return served.use(Path(shutil.copytree(world.folder, tmp_path / "data")))
