"""Two coordinators at the same thing: what one changes is not undone by the other, who opened the form before that."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace

import pytest

from onlife.content.letter import LETTERS, usual_words
from onlife.domain.contact import Contact
from onlife.domain.network import Network, Partner, Round
from onlife.domain.plan import FollowUp
from onlife.domain.sender import Sender
from onlife.store import Store
from onlife.text import today
from tests.access.test_actions import Step, fill, press
from tests.access.world import World
from tests.wire import Served, Tab

LETTER = next(iter(LETTERS))
FASTER = "Iemand anders wijzigde dit intussen"


@dataclass(frozen=True)
class Form:
    """A form on something that is there already. `find`: how it stands in the store, as what is changed by me and by her."""

    page: str
    open: Sequence[Step]
    mine: Sequence[Step]
    keep: str
    hers: Callable[[Store, World], object]
    """What a colleague changes meanwhile."""
    find: Callable[[Store, World], tuple[object, object]]
    both: tuple[object, object]
    same: Callable[[Store, World], object]
    """A colleague changes what I change."""


def network(store: Store, world: World) -> Network:
    return store.networks.get(world.own.network.id) or world.own.network


def partner(store: Store, world: World) -> Partner:
    """The first of the page, which it begins with."""
    return store.networks.partners(world.own.network.id)[0]


def closed(store: Store, world: World) -> Round:
    """The round that stands last on the page."""
    return store.networks.round(world.own.network.id, world.own.earlier.id) or world.own.earlier


def contact(store: Store, world: World) -> Contact:
    return store.contacts.of(world.own.network.id)[partner(store, world).id][0]


def words(store: Store, world: World) -> dict[str, str]:
    return dict(store.letters.of(world.own.network.id).get(LETTER) or usual_words(LETTER))


def write(store: Store, world: World, **changed: str) -> None:
    store.letters.save(world.own.network.id, LETTER, {**words(store, world), **changed}, "zij")


def meant(key: str) -> Step:
    """Of what has one label, the one with this in its key comes next: a tab takes the last."""
    return "mean", key, None


FORMS = {
    "network": Form(
        "beheer",
        (),
        (fill("Naam", "Netwerk Anders"),),
        "Bewaren",
        lambda store, world: store.networks.save(replace(network(store, world), threshold=8), "zij"),
        lambda store, world: (network(store, world).name, network(store, world).threshold),
        ("Netwerk Anders", 8),
        lambda store, world: store.networks.save(replace(network(store, world), name="Van haar"), "zij"),
    ),
    "partner": Form(
        "partners",
        (fill("Wat wil je doen?", "Wijzigen"),),
        (fill("Naam", "Partner Anders"),),
        "Wijzigingen bewaren",
        lambda store, world: store.networks.save_partners([replace(partner(store, world), expected=40)], "zij"),
        lambda store, world: next(
            (p.name, p.expected) for p in store.networks.partners(world.own.network.id) if p.expected == 40
        ),
        ("Partner Anders", 40),
        lambda store, world: store.networks.save_partners(
            [replace(partner(store, world), name=f"{partner(store, world).name} van haar")], "zij"
        ),
    ),
    "scan round": Form(
        "rondes",
        (press("Naam of einddatum wijzigen"),),
        (meant("-round-(?!new)"), fill("Naam", "Anders")),
        "Bewaren",
        lambda store, world: store.networks.save_round(replace(closed(store, world), shared=False), "zij"),
        lambda store, world: (closed(store, world).name, closed(store, world).shared),
        ("Anders", False),
        lambda store, world: store.networks.save_round(replace(closed(store, world), name="Van haar"), "zij"),
    ),
    "contact": Form(
        "partners",
        (fill("Wat wil je doen?", "Wijzigen"), press("Wijzig Contact")),
        (fill("Telefoon", "014 12 34 56"),),
        "Bewaren",
        lambda store, world: store.contacts.save([replace(contact(store, world), name="Van haar")], "zij"),
        lambda store, world: (contact(store, world).telephone, contact(store, world).name),
        ("014 12 34 56", "Van haar"),
        lambda store, world: store.contacts.save([replace(contact(store, world), telephone="011")], "zij"),
    ),
    "sender": Form(
        "beheer",
        (fill("Wat wil je doen?", "Afzender"),),
        (fill("Dienst", "Preventie"),),
        "Afzender bewaren",
        lambda store, world: store.senders.save(Sender(world.own.network.id, name="Van haar"), "zij"),
        lambda store, world: (
            store.senders.of(world.own.network.id).service,
            store.senders.of(world.own.network.id).name,
        ),
        ("Preventie", "Van haar"),
        lambda store, world: store.senders.save(Sender(world.own.network.id, service="Van haar"), "zij"),
    ),
    "own words": Form(
        "beheer",
        (fill("Wat wil je doen?", "Brieven en mails"),),
        (fill("Onderwerp", "Doe je mee?"),),
        "Woorden bewaren",
        lambda store, world: write(store, world, body=words(store, world)["body"] + "\n\nTot dan!"),
        lambda store, world: (words(store, world)["subject"], words(store, world)["body"].endswith("Tot dan!")),
        ("Doe je mee?", True),
        lambda store, world: write(store, world, subject="Van haar"),
    ),
    "statements": Form(
        "beheer",
        (fill("Wat wil je doen?", "Verklaringen"),),
        (fill("Verantwoordelijke", "de stad"),),
        "Bewaren",
        lambda store, world: store.statements.save({"contact": "Van haar"}, "zij"),
        lambda store, world: (store.statements.values()["verantwoordelijke"], store.statements.values()["contact"]),
        ("de stad", "Van haar"),
        lambda store, world: store.statements.save({"verantwoordelijke": "Van haar"}, "zij"),
    ),
    "retention": Form(
        "wissen",
        (),
        (fill("Opmerkingen", 12.0),),
        "Bewaren",
        lambda store, world: store.retention.keep(world.own.network.id, {"results": 30}, "zij"),
        lambda store, world: (
            store.retention.months(world.own.network.id)["remarks"],
            store.retention.months(world.own.network.id)["results"],
        ),
        (12, 30),
        lambda store, world: store.retention.keep(world.own.network.id, {"remarks": 18}, "zij"),
    ),
}


def do(tab: Tab, *steps: Step) -> None:
    for kind, label, value in steps:
        if kind == "fill":
            tab.set(label, value)
        elif kind == "mean":
            tab.drawn.append(next(drawn for drawn in tab.drawn if re.search(label, str(getattr(drawn[1], "id", "")))))
        else:
            tab.press(label)


@pytest.mark.parametrize("form", FORMS.values(), ids=FORMS)
def test_two_who_change_another_field_both_keep_what_they_changed(
    form: Form, served: Served, store: Store, world: World
) -> None:
    with Tab(served, world.cookies["coordinator"]) as tab:
        tab.open(form.page)
        do(tab, *form.open, *form.mine)
        form.hers(store, world)
        tab.press(form.keep)
    assert form.find(store, world) == form.both


@pytest.mark.parametrize("form", FORMS.values(), ids=FORMS)
def test_who_is_second_at_the_same_field_is_told_and_changes_nothing(
    form: Form, served: Served, store: Store, world: World
) -> None:
    with Tab(served, world.cookies["coordinator"]) as tab:
        tab.open(form.page)
        do(tab, *form.open, *form.mine)
        form.same(store, world)
        before = store.totals()
        answer = tab.press(form.keep)
    assert store.totals() == before
    assert answer.holds([FASTER]), answer.words()


def test_a_contact_whom_a_colleague_erased_does_not_come_back(served: Served, store: Store, world: World) -> None:
    gone = contact(store, world)
    with Tab(served, world.cookies["coordinator"]) as tab:
        tab.open("partners")
        do(tab, fill("Wat wil je doen?", "Wijzigen"), press("Wijzig Contact"), fill("Telefoon", "014 12 34 56"))
        store.contacts.erase(gone, "zij")
        tab.press("Bewaren")
    assert store.contacts.get(gone.network, gone.id) is None


def test_a_round_that_a_colleague_opened_keeps_the_questionnaire_that_it_opened_with(
    served: Served, store: Store, world: World
) -> None:
    own = world.own
    store.closings.close_round(own.round, "zij")
    waiting = store.networks.add_round(own.network.id, "Volgende", own.round.content_version, None, "zij")
    with Tab(served, world.cookies["coordinator"]) as tab:
        tab.open("rondes")
        do(tab, meant(f"change-{waiting.id}"), press("Naam of einddatum wijzigen"))
        do(tab, meant(f"-round-{waiting.id}"), fill("Naam", "Anders"))
        store.questionnaires.choose(own.network.id, own.version, "zij")
        store.networks.start_round(waiting, "zij")
        tab.press("Bewaren")
    known = store.networks.round(own.network.id, waiting.id)
    assert known and (known.name, known.content_version) == ("Anders", own.version)


def test_a_partner_that_is_archived_keeps_what_a_colleague_changed(served: Served, store: Store, world: World) -> None:
    first = partner(store, world)
    with Tab(served, world.cookies["coordinator"]) as tab:
        tab.open("partners")
        do(tab, fill("Wat wil je doen?", "Wijzigen"), press("Archiveren"))
        store.networks.save_partners([replace(first, name="Van haar")], "zij")
        tab.press("Archiveer")
    known = store.networks.partner(first.network, first.id)
    assert known and (known.name, known.archived) == ("Van haar", True)


def test_a_list_of_kinds_is_not_taken_back_by_whoever_opened_it_before(
    served: Served, store: Store, world: World
) -> None:
    with Tab(served, world.cookies["programme"]) as tab:
        tab.open("programma")
        do(tab, fill("Wat wil je doen?", "Sjablonen"), fill("Wat zet je klaar?", "Soorten netwerken"))
        do(tab, fill("Soorten netwerken", "dorp"))
        store.kinds.save(["stad"], "zij")
        answer = tab.press("Soorten bewaren")
    assert list(store.kinds.all()) == ["stad"]
    assert answer.holds([FASTER]), answer.words()


def test_what_one_saw_stays_while_a_colleague_notes_the_same_moment(served: Served, store: Store, world: World) -> None:
    network, action = world.own.network.id, world.own.actions[""]
    moment = FollowUp("next", action, today())
    store.plans.keep_follow_up(network, moment, "zij")

    def seen() -> str:
        return next(known.saw for known in store.plans.follow_ups(network, action) if known.id == moment.id)

    with Tab(served, world.cookies["coordinator"]) as tab:
        tab.open("plan", actie=action)
        do(tab, meant(f"saw-.*{moment.id}"), fill("Wat zagen jullie?", "Dat het werkt"))
        store.plans.keep_follow_up(network, replace(moment, held=True, saw="Van haar"), "zij")
        answer = tab.press("Notitie bewaren")
        assert seen() == "Van haar"
        assert answer.holds([FASTER, "Van haar"]) == [FASTER, "Van haar"], answer.words()
        tab.press("Notitie bewaren")
        assert seen() == "Dat het werkt", "now it is known what stood there"
