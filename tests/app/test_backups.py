"""The coordinator sees how old the last good backup is, is warned when it is too old or failed, and can make one."""

from __future__ import annotations

import shutil
from datetime import timedelta

import pytest
from streamlit.testing.v1 import AppTest

from onlife.store import Store, StoreError
from onlife.store.engine import backup
from onlife.text import now
from tests.app.conftest import Run, as_account


def backups(run: Run, store: Store) -> AppTest:
    test = run("regie/beheer", as_account(store, "coordinator"))
    return test.radio[0].set_value("Back-ups").run()


def words(test: AppTest) -> str:
    return " ".join(
        element.value for kind in (test.markdown, test.warning, test.info, test.success) for element in kind
    )


def test_without_a_backup_the_page_says_so_and_the_button_makes_one(run: Run, store: Store) -> None:
    shutil.rmtree(store.folder / "backups", ignore_errors=True)
    test = backups(run, store)
    assert "nog geen back-up" in words(test)
    next(button for button in test.button if button.label == "Maak nu een back-up").click().run()
    assert "gemaakt en nageteld" in words(test)
    assert backup.last_good(store.folder, now()) is not None
    assert "**zonet**" in words(backups(run, store)) and not test.warning


def test_a_backup_that_is_too_old_is_warned_about(run: Run, store: Store) -> None:
    file, _ = store.back_up()
    old = now() - timedelta(hours=5)
    file.rename(file.with_name(old.strftime("onlife-%Y%m%dT%H%M%S.tar")))
    assert store.any_round_open()  # then there must be one every hour
    test = backups(run, store)
    assert "ouder dan ze mag zijn" in words(test) and "5 uur geleden" in words(test)


def test_a_backup_that_failed_is_told_until_one_succeeds(run: Run, store: Store) -> None:
    store.back_up()
    folder = store.folder / "backups"
    shutil.move(folder, store.folder / "elders")
    folder.write_text("geen map")  # a disk that does not give a folder
    with pytest.raises(StoreError):
        store.back_up()
    folder.unlink()
    shutil.move(store.folder / "elders", folder)
    assert "is mislukt" in words(backups(run, store))
    store.back_up()
    assert "is mislukt" not in words(backups(run, store))
