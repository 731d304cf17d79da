"""Questionnaires have versions: one number is one text, and a round keeps the one it was opened with."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest

from onlife.content.questionnaire import QUICKSCAN, load, parse, to_toml
from onlife.content.schema import ContentError
from onlife.domain.light import Light
from onlife.domain.network import Network, Partner, RoundState
from onlife.domain.plan import PlanAction
from onlife.domain.questionnaire import Questionnaire
from onlife.security.token import new_id
from onlife.services import installation, settings
from onlife.services.settings import SettingError
from onlife.store import Refused, Store
from tests import stores
from tests.unit.examples import questionnaire

OWN = questionnaire(2, 1)
OTHER = replace(questionnaire(3), version=2)


@pytest.fixture
def store(tmp_path: Path) -> Iterator[Store]:
    made = Store(stores.empty(tmp_path), OWN)
    yield made
    made.close()


@pytest.fixture
def network(store: Store) -> Network:
    network = store.networks.add("Zuid", "Zuid", 5, "an")
    store.networks.save_partners([Partner("p", network.id, "Jeugdhuis", "Jeugdwerk", 8, False)], "an")
    return network


def opened(store: Store, network: Network, name: str) -> str:
    scan_round = store.networks.add_round(network.id, name, store.questionnaires.of(network.id).version, None, "an")
    store.networks.start_round(scan_round, "an")
    return scan_round.id


def test_signs_that_cannot_be_seen_do_not_come_in(store: Store) -> None:
    """What is kept is what was read, or the same file would be another text the next time."""
    read = parse(to_toml(replace(OWN, version=5, title="Ei\u200bgen\x7f vragen")), "eigen.toml")
    assert read.title == "Eigen vragen"
    network = store.networks.add("Netwerk", "Stad", 5, "an")
    store.questionnaires.add(network.id, read, "an")
    assert not store.questionnaires.differs(read)


def test_a_questionnaire_comes_back_word_for_word() -> None:
    odd = replace(OTHER, title='Met "aanhaling", \\ schuin en\nnieuwe regel', source="= [x] # 🌿")
    for form in (load(), OWN, OTHER, odd):
        read = parse(to_toml(form), "eigen.toml")
        assert (read.version, read.title, read.source, read.blocks) == (
            form.version,
            form.title,
            form.source,
            form.blocks,
        )


def test_a_network_works_with_that_of_the_installation_until_it_chooses_another(store: Store, network: Network) -> None:
    assert to_toml(store.questionnaires.of(network.id)) == to_toml(OWN)
    store.questionnaires.add(network.id, OTHER, "an")
    assert to_toml(store.questionnaires.of(network.id)) == to_toml(OWN)
    store.questionnaires.choose(network.id, 2, "an")
    assert to_toml(store.questionnaires.of(network.id)) == to_toml(OTHER)
    assert [(o.questionnaire.version, o.chosen) for o in store.questionnaires.options(network.id)] == [
        (2, True),
        (1, False),
    ]


def test_the_same_number_with_another_text_is_refused(store: Store, network: Network) -> None:
    for form in (replace(OWN, title="Anders"), replace(questionnaire(2, 2), version=1)):
        with pytest.raises(Refused, match="nieuw nummer"):
            store.questionnaires.add(network.id, form, "an")
    store.questionnaires.add(network.id, OTHER, "an")
    with pytest.raises(Refused, match="Versie 2 bestaat al met een andere tekst"):
        store.questionnaires.add(network.id, replace(OTHER, source="Iemand anders"), "an")
    store.questionnaires.add(network.id, OTHER, "an")  # the same text once more is fine
    assert len(store.questionnaires.options(network.id)) == 2


def test_a_network_never_sees_the_questionnaire_of_another(store: Store, network: Network) -> None:
    elsewhere = store.networks.add("Noord", "Noord", 5, "an")
    store.questionnaires.add(elsewhere.id, OTHER, "an")
    assert [o.questionnaire.version for o in store.questionnaires.options(network.id)] == [1]
    with pytest.raises(Refused):
        store.questionnaires.choose(network.id, 2, "an")


def test_an_open_round_keeps_its_questionnaire_when_another_is_chosen(store: Store, network: Network) -> None:
    key = opened(store, network, "Voorjaar")
    partner = store.networks.partners(network.id)[0]
    scan = store.scans.begin(partner)
    store.questionnaires.add(network.id, OTHER, "an")
    store.questionnaires.choose(network.id, 2, "an")
    scan_round = store.networks.round(network.id, key)
    assert scan_round is not None and scan_round.content_version == 1
    store.scans.answer(scan.id, "2.1", Light.GREEN)
    with pytest.raises(Refused, match="hoort niet bij deze scan"):
        store.scans.answer(scan.id, "1.3", Light.GREEN)
    with pytest.raises(Refused, match="bouwsteen hoort niet"):
        store.scans.remark(scan.id, "3", "tekst")
    store.scans.choose_function(scan.id, "ict")
    store.scans.submit(scan.id)
    store.closings.close_round(scan_round, "an")
    later = store.networks.round(network.id, opened(store, network, "Najaar"))
    assert later is not None and later.content_version == 2
    scan = store.scans.begin(partner)
    store.scans.answer(scan.id, "1.3", Light.GREEN)
    with pytest.raises(Refused):
        store.scans.answer(scan.id, "2.1", Light.GREEN)


def test_a_round_in_concept_opens_with_what_is_chosen_then(store: Store, network: Network) -> None:
    concept = store.networks.add_round(network.id, "Later", 1, None, "an")
    store.questionnaires.add(network.id, OTHER, "an")
    store.questionnaires.choose(network.id, 2, "an")
    store.networks.start_round(concept, "an")
    scan_round = store.networks.open_round(network.id)
    assert scan_round is not None and scan_round.state is RoundState.OPEN and scan_round.content_version == 2


def test_an_action_keeps_the_questionnaire_its_elements_are_from(store: Store, network: Network) -> None:
    store.plans.keep(PlanAction(new_id(), network.id, "", "2", "Bellen", date(2026, 1, 1), ("2.1",)), "an")
    store.questionnaires.add(network.id, OTHER, "an")
    store.questionnaires.choose(network.id, 2, "an")
    (kept,) = store.plans.of(network.id)
    assert kept.content_version == 1
    store.plans.keep(replace(kept, what="Elke week bellen"), "an")
    assert store.plans.of(network.id)[0].content_version == 1
    store.plans.keep(PlanAction(new_id(), network.id, "", "1", "Mailen", date(2026, 1, 1), ("1.3",)), "an")
    assert sorted(action.content_version for action in store.plans.of(network.id)) == [1, 2]


def test_a_round_is_read_with_its_own_words_after_the_installation_got_others(tmp_path: Path) -> None:
    first = Store(tmp_path, OWN)
    network = first.networks.add("Zuid", "Zuid", 5, "an")
    opened(first, network, "Voorjaar")
    first.close()
    again = Store(tmp_path, OTHER)
    try:
        assert to_toml(again.questionnaires.get(1)) == to_toml(OWN)
        assert to_toml(again.questionnaires.of(network.id)) == to_toml(OTHER)
        with pytest.raises(KeyError):
            again.questionnaires.get(3)
    finally:
        again.close()


def test_the_setting_names_another_file_and_refuses_a_number_that_means_something_else(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("ONLIFE_DATA", str(tmp_path / "data"))
    text = QUICKSCAN.read_text(encoding="utf-8")
    file = tmp_path / "eigen.toml"
    monkeypatch.setenv("ONLIFE_QUESTIONNAIRE", str(file))

    def works_with(text: str) -> Questionnaire:
        file.write_text(text, encoding="utf-8")
        for kept in (installation.questionnaire, installation.store):
            kept.cache_clear()
        store = installation.store()
        try:
            if not store.networks.all():
                network = store.networks.add("Zuid", "Zuid", 5, "an")
                opened(store, network, "Voorjaar")
            return store.questionnaires.own
        finally:
            store.close()

    try:
        version = load().version
        assert works_with(text.replace(f"version = {version}", "version = 70", 1)).version == 70
        changed = text.replace(f"version = {version}", "version = 70", 1).replace("Interne afspraken", "Afspraken")
        with pytest.raises(SettingError, match="nieuw nummer"):
            works_with(changed)
        assert works_with(changed.replace("version = 70", "version = 71", 1)).block("2").name == "Afspraken"
    finally:
        for kept in (installation.questionnaire, installation.store):
            kept.cache_clear()


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("version = \n", "Regel 1, teken 11: na het isgelijkteken ontbreekt een waarde"),
        ("version = 2\ntitle = Proef\n", "Regel 2, teken 9: na het isgelijkteken"),
        ("version = 2\ntitle 3\n", "Regel 2, teken 7: na de naam hoort een isgelijkteken"),
        ('version = 2\ntitle = "Proef\n', "een tekst is niet afgesloten"),
        ("version = 2\nversion = 3\n", "deze naam staat er twee keer"),
        ('version = 2\ntitle = """Proef\n', "niet afgesloten met aanhalingstekens"),
    ],
)
def test_what_is_no_toml_is_told_with_its_line_in_dutch(text: str, told: str) -> None:
    with pytest.raises(ContentError, match="dit is geen geldige TOML") as refused:
        parse(text.encode(), "eigen.toml")
    assert told in str(refused.value), str(refused.value)
    assert not set(str(refused.value).casefold().split()) & {"invalid", "expected", "after", "at", "cannot"}


def test_a_file_of_which_a_sign_is_broken_is_told_with_its_line() -> None:
    with pytest.raises(ContentError, match=r"eigen\.toml: regel 2 is geen leesbare tekst.*UTF-8"):
        parse(b"version = 1\ntitle = 'caf\xc3'", "eigen.toml")


def test_the_worked_example_of_the_handbook_loads() -> None:
    example = load(settings.HOME / "docs" / "vragenlijst-voorbeeld.toml")
    assert [len(block.elements) for block in example.blocks] == [2, 1]
