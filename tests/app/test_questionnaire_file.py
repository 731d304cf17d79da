"""A coordinator reads a questionnaire from a file: it says what is in it, and a bad one changes nothing."""

from __future__ import annotations

from dataclasses import replace

import pytest

from onlife.content.questionnaire import to_toml
from onlife.services import installation
from onlife.store import Store
from tests.app.conftest import Run, as_account, network_of, words
from tests.app.own_form import FORM


def test_a_coordinator_reads_a_file_sees_what_is_in_it_adds_it_and_chooses_it(store: Store, run: Run) -> None:
    network, cookies = network_of(store), as_account(store, "coordinator")
    test = run("regie/vragenlijst", cookies)
    test.file_uploader[0].upload("eigen.toml", to_toml(FORM), "application/toml").run()
    said = words(test)
    assert "Eigen scan, versie 70: 3 bouwstenen, 15 elementen" in said
    assert "krijgen een andere naam" in said
    next(b for b in test.button if b.label == "Vragenlijst toevoegen").click().run()
    assert "Versie 70 staat klaar" in words(test)
    assert to_toml(store.questionnaires.of(network.id)) == to_toml(installation.questionnaire())
    next(b for b in test.button if b.label == "Kies deze vragenlijst").click().run()
    assert to_toml(store.questionnaires.of(network.id)) == to_toml(FORM)
    running = store.networks.open_round(network.id)
    assert running is not None and running.content_version == installation.questionnaire().version


@pytest.mark.parametrize(
    ("content", "told"),
    [
        (b"version = 3\ntitle Proef", "Regel 2, teken 7"),
        (to_toml(FORM).replace(b"red = ", b"rood = ", 1), "element 1.1"),
        (to_toml(replace(FORM, version=1)), "nieuw nummer"),
    ],
)
def test_a_file_that_cannot_be_used_is_explained_and_changes_nothing(
    content: bytes, told: str, store: Store, run: Run
) -> None:
    test = run("regie/vragenlijst", as_account(store, "coordinator"))
    test.file_uploader[0].upload("eigen.toml", content, "application/toml").run()
    for button in [b for b in test.button if b.label == "Vragenlijst toevoegen"]:
        button.click().run()
    assert told in " ".join(e.value for e in test.error).replace("\\", "")
    assert len(store.questionnaires.options(network_of(store).id)) == 1
