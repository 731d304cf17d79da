"""Data that cannot be opened: every address says so in Dutch and gives nothing away; repaired, the app opens again."""

from __future__ import annotations

import asyncio
import shutil
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest
from starlette.applications import Starlette
from starlette.testclient import TestClient, WebSocketDenialResponse

from onlife import web
from onlife.services import installation, settings
from onlife.store import Store, StoreError
from onlife.store.engine import backup
from onlife.web import maintenance

ADDRESSES = ("/", "/scan", "/overzicht", "/l/een-link", "/uitvoer/resultaten.csv", "/bestaat/niet", "/_stcore/health")


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    """A data folder with a network in it and a backup of it."""
    monkeypatch.setenv("ONLIFE_DATA", str(tmp_path / "data"))
    installation.store.cache_clear()
    store = Store(tmp_path / "data", installation.questionnaire())
    store.networks.add("Netwerk Geheim", "Gent", 5, "proef")
    store.back_up(tmp_path / "goed.tar")
    store.close()
    yield tmp_path / "data"
    installation.store.cache_clear()


def served() -> TestClient:
    return TestClient(Starlette(routes=web.routes(), middleware=web.middleware(), lifespan=web.lifespan))


def damage(folder: Path) -> None:
    database = folder / "onlife.duckdb"
    content = bytearray(database.read_bytes())
    content[len(content) // 2 :] = bytes(len(content) - len(content) // 2)
    database.write_bytes(content)


def test_every_address_answers_with_what_is_wrong_and_what_to_do(
    folder: Path, capsys: pytest.CaptureFixture[str], caplog: pytest.LogCaptureFixture
) -> None:
    damage(folder)
    with served() as browser:
        closed = maintenance.closure()
        assert closed is not None
        for address in ADDRESSES:
            answer = browser.get(address)
            assert answer.status_code == 503 and '<html lang="nl">' in answer.text
            assert "onlife restore --replace" in answer.text and closed.reference in answer.text
            assert "Netwerk Geheim" not in answer.text and str(folder) not in answer.text
            assert "default-src 'none'" in answer.headers["content-security-policy"]
            assert answer.headers["retry-after"] and answer.headers["x-frame-options"] == "DENY"
        assert browser.post("/l/een-link", data={"keuze": "nieuw"}).status_code == 503
        assert browser.get("/gezond").status_code == 503
        assert browser.get("/plain.css").status_code == 200
        with pytest.raises(WebSocketDenialResponse) as refused, browser.websocket_connect("/_stcore/stream"):
            pass
        assert refused.value.status_code == 503 and refused.value.headers["x-frame-options"] == "DENY"
    assert str(folder) in capsys.readouterr().err
    assert closed.reference in caplog.text
    assert maintenance.closure() is None


def test_after_a_backup_was_put_back_in_place_a_restart_serves_again(folder: Path, tmp_path: Path) -> None:
    damage(folder)
    with served() as browser:
        assert browser.get("/").status_code == 503
        ran = subprocess.run(
            [sys.executable, "-m", "onlife.cli", "restore", "--replace", str(tmp_path / "goed.tar")],
            cwd=settings.HOME, capture_output=True, text=True, check=False, timeout=60,
        )  # fmt: skip
        assert ran.returncode == 0, ran.stderr
    with served() as browser:
        assert browser.get("/gezond").status_code == 200
        assert [network.name for network in installation.store().networks.all()] == ["Netwerk Geheim"]
    assert [path.name for path in next(folder.glob("opzij-*")).iterdir() if path.suffix == ".duckdb"]


def test_data_in_use_elsewhere_open_by_themselves_once_they_are_free(
    folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(maintenance, "RETRY_SECONDS", 0.05)
    hold = "import duckdb, sys; c = duckdb.connect(sys.argv[1]); print('held', flush=True); sys.stdin.read()"
    holder = subprocess.Popen(
        [sys.executable, "-c", hold, str(folder / "onlife.duckdb")], stdin=subprocess.PIPE, stdout=subprocess.PIPE
    )
    assert holder.stdout is not None and holder.stdout.readline() == b"held\n"
    with served() as browser:
        assert "in gebruik" in browser.get("/").text
        holder.communicate(b"")

        async def opened() -> None:
            while maintenance.closure():
                await asyncio.sleep(0)

        asyncio.run(asyncio.wait_for(opened(), 60))
        assert browser.get("/gezond").status_code == 200


def test_data_without_their_key_are_refused_and_with_it_they_open(folder: Path) -> None:
    key = folder / "server.key"
    kept = key.rename(folder / "elders")
    with pytest.raises(StoreError, match=r"server\.key"):
        Store(folder, installation.questionnaire())
    key.write_bytes(b"")
    with pytest.raises(StoreError, match=r"server\.key"):
        Store(folder, installation.questionnaire())
    shutil.copy(kept, key)
    Store(folder, installation.questionnaire()).close()


def test_a_backup_never_replaces_data_that_are_in_use(folder: Path, tmp_path: Path) -> None:
    store = Store(folder, installation.questionnaire())
    ran = subprocess.run(
        [sys.executable, "-m", "onlife.cli", "restore", "--replace", str(tmp_path / "goed.tar")],
        cwd=settings.HOME, capture_output=True, text=True, check=False, timeout=60,
    )  # fmt: skip
    assert ran.returncode == 1 and "Stop eerst de app" in ran.stderr
    assert len(store.networks.all()) == 1
    store.close()
    assert backup.restore(tmp_path / "goed.tar", folder, replace=True)["network_events"] == 1
