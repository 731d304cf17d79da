"""Every table that says who did something is told in the log book, or it says why not."""

from __future__ import annotations

import pytest

from onlife.content.questionnaire import load
from onlife.store import Store
from onlife.store.log_view import SILENT, VIEWS
from tests import stores


def test_no_table_with_an_actor_is_left_out(tmp_path_factory: pytest.TempPathFactory) -> None:
    store = Store(stores.empty(tmp_path_factory.mktemp("view")), load())
    try:
        tables = set(store._db.tables_with("actor"))
    finally:
        store.close()
    assert len(tables) > 25
    assert tables == {*VIEWS, *SILENT}
    assert not set(VIEWS) & set(SILENT)
    assert all(SILENT.values())
