"""The store in both shapes: a test that names the fixture `shape` runs on a file of its own and on a store server."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from onlife.domain.questionnaire import Questionnaire
from onlife.store import Store, quack, server
from onlife.store.remote import TOKEN
from onlife.store.server import Server
from tests.ports import free_port

FILE, SHARED = "file", "shared"
SECRET = "a token that all stores of these tests share"


class Line:
    """One line for all tests, because it costs more to lay than a test lasts; whoever serves last, answers."""

    def __init__(self) -> None:
        self.address, self.secret = f"quack:localhost:{free_port()}", SECRET
        self.answer: Callable[[str], str] | None = None
        self._listener = quack.Listener(self.address, SECRET, self._heard)

    def _heard(self, request: str) -> str:
        assert self.answer, "nobody serves"
        return self.answer(request)

    def __call__(self, address: str, token: str, answer: Callable[[str], str]) -> Line:
        assert (address, token) == (self.address, SECRET)
        self.answer = answer
        return self

    def close(self) -> None:
        self.answer = None


@pytest.fixture(scope="session")
def line() -> Iterator[Line]:
    laid = Line()
    yield laid
    laid._listener.close()


@pytest.fixture(params=[FILE, SHARED])
def shape(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> Iterator[str]:
    """How a `Store` that the test opens works: it has the file, or a store server has it and answers over the wire."""
    if request.param == FILE:
        yield FILE
        return
    line: Line = request.getfixturevalue("line")
    opens, closes = Store.__init__, Store.close
    behind: dict[Store, tuple[Store, Server]] = {}

    def opened(self: Store, folder: Path, questionnaire: Questionnaire, _address: str = "") -> None:
        owner = Store.__new__(Store)
        opens(owner, folder, questionnaire)
        (folder / TOKEN).write_text(SECRET, encoding="ascii")
        behind[self] = owner, owner.served(line.address)
        opens(self, folder, questionnaire, line.address)

    def closed(self: Store) -> None:
        closes(self)
        if self in behind:
            owner, serving = behind.pop(self)
            serving.close()
            closes(owner)

    monkeypatch.setattr(server, "Listener", line)
    monkeypatch.setattr(Store, "__init__", opened)
    monkeypatch.setattr(Store, "close", closed)
    yield SHARED
    for store in list(behind):
        closed(store)


@pytest.fixture
def only_file(shape: str) -> None:
    """For what only the process that has the file can know or do."""
    if shape != FILE:
        pytest.skip("about the process that has the file")
