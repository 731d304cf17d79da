"""Who gets to see which page: every page file, alone, as every kind of visitor. Nothing but who came in changes."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from onlife.store import Store
from tests import stores
from tests.app.conftest import HOME, Run, alone, network_of, words
from tests.app.matrix import EVERYONE, MATRIX, REFUSALS, cookies_of


@pytest.fixture(scope="module")
def store(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Store]:
    """The demo network that all these tests look at."""
    with stores.opened(stores.with_demo(tmp_path_factory.mktemp("access"))) as opened:
        yield opened


def test_every_page_has_a_row() -> None:
    files = {str(f.relative_to(HOME / "pages").with_suffix("")) for f in (HOME / "pages").rglob("*.py")}
    assert files == set(MATRIX)


@pytest.mark.parametrize("who", sorted(EVERYONE - {"stranger"}))
@pytest.mark.parametrize("page", sorted(MATRIX))
def test_a_page_shows_itself_to_whom_it_is_for_and_to_nobody_else(page: str, who: str, store: Store, run: Run) -> None:
    test = run(page, cookies_of(store, who))
    assert not test.exception, test.exception
    said = words(test)
    refused = any(refusal in said for refusal in REFUSALS)
    assert refused != (who in MATRIX[page]), said
    if refused:
        names = [partner.name for partner in store.networks.partners(network_of(store).id)]
        assert not [name for name in names if name in said]
        assert not test.dataframe and not test.table and not test.get("vega_lite_chart")
        # On a phone the menu is closed: whoever cannot go on here finds a way on the page itself.
        assert test.main.get("page_link") or test.main.text_input, said


@pytest.mark.parametrize("page", sorted(p for p in MATRIX if MATRIX[p] != EVERYONE))
def test_a_page_file_run_alone_refuses(page: str, store: Store) -> None:
    test = alone(page)
    said = words(test)
    assert any(refusal in said for refusal in REFUSALS)
    assert not [p.name for p in store.networks.partners(network_of(store).id) if p.name in said]
    assert (
        not test.dataframe
        and not test.table
        and not test.get("vega_lite_chart")
        and not test.button
        and not test.selectbox
    )


@pytest.mark.parametrize("page", sorted(p for p in MATRIX if MATRIX[p] != EVERYONE))
def test_an_account_of_another_network_sees_nothing_of_this_one(page: str, store: Store, run: Run) -> None:
    network = network_of(store)
    test = run(page, cookies_of(store, "stranger"), netwerk=network.id)
    said = words(test)
    assert network.name not in said
    assert not [p.name for p in store.networks.partners(network_of(store).id) if p.name in said]
