"""Two networks whose every word is known: what anybody may never receive can be looked for in what they receive.

`Merel` is the network of the visitors; `Kwartel` is another partner in it and `Poema` stands in everything that only
that partner may see; `Zebra` stands in every word of the other network.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date, timedelta
from pathlib import Path

from onlife.content.letter import Occasion
from onlife.domain.access import INSTALLATION, Role
from onlife.domain.account import LinkKind
from onlife.domain.contact import Contact
from onlife.domain.light import Light
from onlife.domain.meeting import Agreement, Meeting, Note, State, VoteKind
from onlife.domain.network import Network, Partner, Round
from onlife.domain.plan import FollowUp, PlanAction
from onlife.domain.priority import Priority
from onlife.domain.scan import FilledScan
from onlife.security.token import SESSION_COOKIES, new_id
from onlife.services import installation
from onlife.store import Store
from onlife.text import today
from tests import stores
from tests.app.matrix import CHOSEN

ACTOR = "proef"
OWN, PRIVATE, FOREIGN = "Merel", "Poema", "Zebra"


@dataclass(frozen=True)
class Side:
    """One network: its partners are one that released, one that did not, one that is still filling in, and one that fills in
    together and goes on from the round before.
    """

    network: Network
    released: Partner
    withheld: Partner
    filling: Partner
    together: Partner
    earlier: Round
    round: Round
    meeting: Meeting
    """One that was held about the round."""
    actions: Mapping[str, str]
    version: int
    """Of a questionnaire that this network added."""
    tokens: Mapping[tuple[str, LinkKind], str]

    def query(self, partner: Partner) -> dict[str, str]:
        """An address that names everything of this network."""
        return {
            "netwerk": self.network.id,
            "ronde": self.round.name,
            "eerder": self.earlier.name,
            "partner": partner.name,
            "sector": partner.sector,
            "bouwsteen": "5 Samenwerking",
            "actie": self.actions[partner.id],
            "element": "5.1",
        }


@dataclass(frozen=True)
class World:
    folder: Path
    own: Side
    foreign: Side
    cookies: Mapping[str, Mapping[str, str]]
    """Who -> the cookies of their browser. `other ...` are of the other network, `second ...` of the partner Kwartel."""

    def forbidden(self, who: str) -> list[str]:
        """The words and tokens that this visitor may never receive, whatever they send."""
        own = self.own.tokens
        theirs = {
            "coordinator": set(own.values()),
            "contact": {own[self.own.released.id, LinkKind.SCAN]},
            "respondent": {own[self.own.filling.id, LinkKind.SCAN]},
        }.get(who, set())
        if who == "programme":  # what networks are called and where they are, and nothing that stands in one
            things = (
                *("Eerste", "Derde", "Eerder", "Later", "Sector", "Lezer", "Coördinator", "Notitie", "Afspraak"),
                *("Actie", "Doel", "Zagen", "Reden", "Richting", "Opmerking", "Vragenlijst", "Contact", "Telefoon"),
            )
            words = [f"{thing} {side}" for thing in things for side in (OWN, FOREIGN)]
            return [PRIVATE, "Kwartel", f"@{OWN}", f"@{FOREIGN}", *words, *own.values(), *self.foreign.tokens.values()]
        words = [FOREIGN, PRIVATE]
        if who != "coordinator":
            words += [f"@{OWN}", f"Vragenlijst {OWN}"]
        if who not in ("coordinator", "reader", "contact"):
            words += [f"Lezer {OWN}", f"Notitie {OWN}"]
        if who not in ("coordinator", "reader", "contact", "viewer"):
            words += ["Kwartel", f"Eerste {OWN}", f"Actie {OWN}", f"Reden {OWN}"]
        if who == "viewer":
            words += [f"Opmerking {OWN}"]
        if who not in ("coordinator", "reader", "contact", "respondent", "viewer"):
            words += [OWN]
        tokens = {*own.values(), *self.foreign.tokens.values()} - theirs
        return [*words, *tokens]


def build(folder: Path) -> World:
    """Fill an empty data folder and close it again."""
    store = Store(stores.empty(folder), installation.questionnaire())
    try:
        own = _side(store, OWN, second="Kwartel", private=PRIVATE)
        foreign = _side(store, FOREIGN, second=FOREIGN, private=FOREIGN)
        # Whoever sends what belongs to the own meeting finds one of their own, in which something is asked already.
        running = store.meetings.start(foreign.round, ACTOR)
        store.meetings.ask(running, VoteKind.COLOUR, "5.1", ACTOR)
        store.seats.give(running, [foreign.filling.id], ACTOR)
        seat = store.seats.of(running.id)[foreign.filling.id]
        cookies = {
            "nobody": {},
            "coordinator": _account(store, own, "coordinator", Role.COORDINATOR),
            "reader": _account(store, own, "lezer", Role.READER),
            "contact": _link(store, own.released, LinkKind.TEAM),
            "respondent": _link(store, own.filling, LinkKind.SCAN, begin=True),
            "joint respondent": _link(store, own.together, LinkKind.SCAN, begin=True),
            "second contact": _link(store, own.withheld, LinkKind.TEAM),
            "other coordinator": _account(store, foreign, "ander", Role.COORDINATOR),
            "other contact": _link(store, foreign.released, LinkKind.TEAM),
            "other respondent": _link(store, foreign.filling, LinkKind.SCAN, begin=True),
            "filling contact": _link(store, own.filling, LinkKind.TEAM),
            "other voter": {SESSION_COOKIES["seat"]: store.sessions.start("seat", seat.id)},
            "viewer": _view_link(store, own),
            "programme": _programme(store),
            "other viewer": _view_link(store, foreign),
        }
        stolen = dict.fromkeys(SESSION_COOKIES.values(), "x" * 43)
        cookies |= {
            "made up": stolen,
            "wrong jar": {SESSION_COOKIES["account"]: next(iter(cookies["contact"].values()))},
        }
    finally:
        store.close()
    return World(folder, own, foreign, cookies)


def _side(store: Store, name: str, second: str, private: str) -> Side:
    network = store.networks.add(f"Netwerk {name}", f"Stad {name}", 5, ACTOR)
    partners = [
        Partner(new_id(), network.id, f"{first} {word}", f"Sector {word}", 12, joint=False)
        for first, word in (("Eerste", name), ("Tweede", second), ("Derde", name))
    ]
    released, withheld, filling = partners
    together = Partner(new_id(), network.id, f"Zesde {name}", f"Sector {name}", 12, joint=True)
    partners.append(together)
    store.networks.save_partners(partners, ACTOR)
    store.links.make(network.id, [p.id for p in partners], ACTOR)
    version = installation.questionnaire().version
    rounds = [
        store.networks.add_round(network.id, f"{first} {name}", version, None, ACTOR) for first in ("Eerder", "Later")
    ]
    for scan_round in rounds:
        store.networks.start_round(scan_round, ACTOR)
        known = store.networks.round(network.id, scan_round.id)
        assert known
        store.networks.save_round(Round(**{**known.__dict__, "shared": True}), ACTOR)
        _fill_in(store, scan_round, released, name)
        _fill_in(store, scan_round, withheld, private)
        store.closings.close(scan_round, released, ACTOR, release=True)
        store.closings.open_result(scan_round, released, ACTOR)
        store.closings.close(scan_round, withheld, ACTOR, release=False)
        if scan_round is rounds[0]:
            _fill_in(store, scan_round, filling, name, people=6)
            _fill_in_together(store, scan_round, together, name)
            store.closings.close_round(scan_round, ACTOR)
            store.closings.open_result(scan_round, filling, ACTOR)
    later = rounds[1]
    store.slips.make(store.networks.open_round(network.id) or later, released, ACTOR)
    for partner, word in (("", name), (released.id, name), (withheld.id, private)):
        store.priorities.keep(later, Priority(partner, "5", 4, f"Reden {word}", f"Richting {word}"), ACTOR)
    store.priorities.share(later, released.id, True, ACTOR)
    actions = {"": _action(store, network, "", name), **{p.id: _action(store, network, p.id, w) for p, w in
               ((released, name), (withheld, private), (filling, name))}}  # fmt: skip
    _action(store, network, "", name, lead=released.id, block="7")  # stands last in the plan
    store.meetings.mark(later, "5.1", True, ACTOR)
    held = _held_meeting(store, later, released, name)
    own_form = replace(installation.questionnaire(), version=101 if name == OWN else 102, title=f"Vragenlijst {name}")
    store.questionnaires.add(network.id, own_form, ACTOR)
    everybody = [
        Contact(p.id, network.id, p.id, f"Contact {name}", f"contact@{name}.example", f"Telefoon {name}")
        for p in partners
    ]
    store.contacts.save(everybody, ACTOR)
    store.mails.queue(later, everybody[1:2], Occasion.REMINDER, "https://scan.example", ACTOR, again=False)
    marks = store.remarks.of(later.id)
    for mark in marks[marks["block"] == "5"]["mark"]:
        store.remarks.quote(later, mark, True, ACTOR)
    links = store.links.of(network.id)
    tokens = {key: store.links.token(link) for key, link in links.items()}
    return Side(
        network, released, withheld, filling, together, rounds[0], later, held, actions, own_form.version, tokens
    )


def _held_meeting(store: Store, scan_round: Round, partner: Partner, word: str) -> Meeting:
    """A meeting that has ended, with a vote, what was agreed and a note."""
    held = store.meetings.start(scan_round, ACTOR)
    question = store.meetings.ask(held, VoteKind.COLOUR, "5.2", ACTOR)
    store.meetings.vote(scan_round.network, question.id, partner.id, Light.GREEN.value, ACTOR)
    store.meetings.reveal(held, question.id, ACTOR)
    store.meetings.agree(scan_round, Agreement("5.2", Light.ORANGE, f"Afspraak {word}", held.id), ACTOR)
    store.meetings.note(held, Note("welkom", f"Notitie {word}"), ACTOR)
    store.meetings.turn(held, State.ENDED, ACTOR)
    return held


def _fill_in(store: Store, scan_round: Round, partner: Partner, word: str, people: int = 12) -> None:
    lights = (Light.GREEN, Light.ORANGE, Light.RED)
    elements = installation.questionnaire().elements
    scans = [
        FilledScan(
            partner.id,
            "praktijkwerker" if person % 2 else "leidinggevende",
            False,
            {element.id: lights[(at * 5 + person) % 3].value for at, element in enumerate(elements)},
            {block.id: f"Opmerking {word}" for block in installation.questionnaire().blocks},
        )
        for person in range(people)
    ]
    store.scan_imports.add(scan_round, scans)


def _fill_in_together(store: Store, scan_round: Round, partner: Partner, word: str) -> None:
    answers = {element.id: Light.ORANGE.value for element in installation.questionnaire().elements}
    said = {"1.1": f"Opmerking {word} bij een kleur"}
    store.scan_imports.add(scan_round, [FilledScan(partner.id, "", True, answers, said)])


def _action(store: Store, network: Network, owner: str, word: str, lead: str = "", block: str = "5") -> str:
    made = PlanAction(
        new_id(),
        network.id,
        owner,
        block,
        f"Actie {word}",
        date(2026, 1, 1),
        goal=f"Doel {word}",
        remarks=word,
        lead=lead,
    )
    store.plans.keep(made, ACTOR)
    moment = FollowUp(new_id(), made.id, date.today() - timedelta(days=9), held=True, saw=f"Zagen {word}")
    store.plans.keep_follow_up(network.id, moment, ACTOR)
    return made.id


def _account(store: Store, side: Side, username: str, role: Role) -> dict[str, str]:
    name = side.network.name.split()[1]
    account = store.accounts.add(username, f"{role.word.capitalize()} {name}", "x", ACTOR)
    store.accounts.set_role(account.id, side.network.id, role, ACTOR)
    return {SESSION_COOKIES["account"]: store.sessions.start("account", account.id)}


def _programme(store: Store) -> dict[str, str]:
    account = store.accounts.add("programma", "Programma", "x", ACTOR)
    store.accounts.set_role(account.id, INSTALLATION, Role.PROGRAMME, ACTOR)
    return {SESSION_COOKIES["account"]: store.sessions.start("account", account.id)}


def _view_link(store: Store, side: Side) -> dict[str, str]:
    store.view_links.make(side.network.id, "Raad", CHOSEN, today(), ACTOR)
    link = store.view_links.of(side.network.id)[0].id
    return {SESSION_COOKIES["view"]: store.sessions.start("view", link)}


def _link(store: Store, partner: Partner, kind: LinkKind, *, begin: bool = False) -> dict[str, str]:
    link = store.links.of(partner.network)[partner.id, kind]
    earlier = store.scans.earlier.begins_from(partner, contact=True)
    scan = store.scans.begin(partner, earlier=earlier).id if begin else ""
    return {SESSION_COOKIES[kind.value]: store.sessions.start(kind.value, link.id, scan)}
