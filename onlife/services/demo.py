"""A made-up prevention network to look around in, always with the same figures for the same seed value.

Twelve partners of a town that does not exist, two scan rounds with a meeting between them, and a story, which stands in
content/demo.toml: strategy is weak, imagery got better between the rounds, and the police and the schools see the
sharing of information very differently. Every state that a partner can be in occurs. Answers follow from leanings of
partners, elements, functions and persons, so that the picture looks like people filled it in.
"""

from __future__ import annotations

import secrets
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta
from itertools import count, groupby
from operator import attrgetter
from random import Random

import bcrypt

from onlife.content.demo import Organisation, StoryRound, load
from onlife.domain.access import Role
from onlife.domain.contact import Contact
from onlife.domain.light import Light
from onlife.domain.meeting import Agreement, Note, State
from onlife.domain.network import Network, Partner, Round
from onlife.domain.plan import FollowUp, PlanAction
from onlife.domain.priority import Priority
from onlife.domain.privacy import THRESHOLD_DEFAULT
from onlife.domain.questionnaire import Questionnaire
from onlife.domain.scan import FilledScan, Source
from onlife.domain.sender import Sender
from onlife.security import password as passwords
from onlife.security.token import long_code, new_id
from onlife.store import Store

STORY = load()
NETWORK = STORY.network
SPRING, AUTUMN = STORY.spring.name, STORY.autumn.name
ACTOR = "demo"
SAMPLE = "Voorbeeldnetwerk"
"""What the network is called that somebody adds to look around in."""
SEED = 2026


@dataclass(frozen=True)
class DemoAccount:
    username: str
    name: str
    password: str
    role: Role


ACCOUNTS = (
    DemoAccount("coordinator", "Coördinator (demo)", "samen sterk online", Role.COORDINATOR),
    DemoAccount("lezer", "Lezer (demo)", "rustig meelezen mag", Role.READER),
)
"""For the demo network on one machine: these passwords are known to everybody who has the app."""


@dataclass(frozen=True)
class Demo:
    network: Network
    rounds: tuple[Round, ...]
    partners: tuple[Partner, ...]
    accounts: tuple[DemoAccount, ...]


BIB, CAW, CLB = "Bibliotheek Lindervoorde", "CAW De Vlier", "CLB Het Kompas"
CAMPUS, COLLEGE = "GO! campus De Ganzeveer", "Sint-Godelievecollege"
YOUTH_SERVICE, YOUTH_HOUSE, STREET = "Jeugddienst Lindervoorde", "Jeugdhuis De Schuur", "Straathoekwerk Lindervoorde"
OCMW, POLICE = "OCMW Lindervoorde", "Politiezone Linde en Beke"
PREVENTION, SPORT = "Preventiedienst Lindervoorde", "Sportdienst Lindervoorde"
"""The partners, by name."""


def build(store: Store, questionnaire: Questionnaire, seed: int = SEED) -> Demo:
    """Make the demo network, with accounts, in a store that does not hold it yet; all of it or nothing.

    The figures are the same for the same seed value and questionnaire; ids, links and codes are new every time.
    """
    with store.transaction():
        network = store.networks.add(NETWORK, STORY.town, THRESHOLD_DEFAULT, ACTOR)
        partners = _fill(store, network, questionnaire, seed)
        for account in ACCOUNTS:
            hashed = bcrypt.hashpw(account.password.encode(), bcrypt.gensalt()).decode()
            made = store.accounts.add(account.username, account.name, hashed, ACTOR)
            _give(store, network, made.id, account.role)
    return Demo(network, tuple(store.networks.rounds(network.id)), tuple(partners), ACCOUNTS)


def add_sample(store: Store, questionnaire: Questionnaire, account: str) -> Network:
    """Add the demo network as a sample, with an account of the installation as its only coordinator; all of it or nothing."""
    with store.transaction():
        free = (f"{SAMPLE} {number}" if number > 1 else SAMPLE for number in count(1))
        name = next(name for name in free if store.networks.by_name(name) is None)
        network = store.networks.add(name, STORY.town, THRESHOLD_DEFAULT, account, sample=True)
        _fill(store, network, questionnaire)
        _give(store, network, account, Role.COORDINATOR)
    return network


def _give(store: Store, network: Network, account: str, role: Role) -> None:
    store.accounts.set_role(account, network.id, role, ACTOR)
    store.plan_looks.look(network.id, account, store.networks.newest_event(network.id))


def _fill(store: Store, network: Network, questionnaire: Questionnaire, seed: int = SEED) -> list[Partner]:
    """Everything that happens in a network, in one transaction of the caller; gives back its partners."""
    partners = [Partner(new_id(), network.id, o.name, o.sector, o.expected, o.joint) for o in STORY.organisations]
    store.networks.save_partners(partners, ACTOR)
    store.links.make(network.id, [partner.id for partner in partners], ACTOR)
    contacts = [
        Contact(new_id(), network.id, partner.id, **contact.model_dump())
        for organisation, partner in zip(STORY.organisations, partners, strict=True)
        for contact in organisation.contacts
    ]
    store.contacts.save(contacts, ACTOR)
    store.senders.save(Sender(network.id, **STORY.sender.model_dump()), ACTOR)
    for story in (STORY.spring, STORY.autumn):
        scan_round = store.networks.add_round(network.id, story.name, questionnaire.version, story.ends, ACTOR)
        store.networks.start_round(scan_round, ACTOR)
        store.networks.save_round(replace(scan_round, shared=True), ACTOR)
        scans = [
            scan
            for organisation, partner in zip(STORY.organisations, partners, strict=True)
            for scan in _scans(questionnaire, organisation, partner, story, seed)
        ]
        store.scan_imports.add(scan_round, scans)
        if story is STORY.spring:
            store.closings.close_round(scan_round, ACTOR)
            continue
        for organisation, partner in zip(STORY.organisations, partners, strict=True):
            if organisation.closed:
                store.closings.close(scan_round, partner, ACTOR, release=organisation.released)
    quoted = {remark.text for remark in STORY.autumn.remarks if remark.quoted}
    for remark in store.remarks.of(scan_round.id).to_dict("records"):
        if remark["remark"] in quoted:
            store.remarks.quote(scan_round, remark["mark"], True, ACTOR)
    _prioritise(store, scan_round, partners, {block.id for block in questionnaire.blocks})
    _meet(store, store.networks.rounds(network.id)[-1], {p.name: p.id for p in partners}, questionnaire)
    _plan(store, network, {p.name: p.id for p in partners}, questionnaire)
    return partners


def set_passwords(store: Store, *, fresh: bool) -> dict[str, str]:
    """Username -> password of the accounts of the demo: the published ones, or `fresh` ones where others can try them."""
    known = {account.username: account for account in store.accounts.all()}
    chosen = {}
    for account in ACCOUNTS:
        password = long_code(secrets.token_bytes(32)).lower() if fresh else account.password
        kept = known.get(account.username)
        if kept is None:
            continue
        if fresh or not passwords.verify(password, kept.password_hash):
            store.accounts.set_password(kept, passwords.hash_password(password, kept.username), ACTOR)
        chosen[account.username] = password
    return chosen


def _prioritise(store: Store, scan_round: Round, partners: Sequence[Partner], blocks: Collection[str]) -> None:
    """The stars of partners and of the network, for the blocks that the questionnaire has."""
    ids = {partner.name: partner.id for partner in partners} | {"": ""}
    for who, chosen in groupby(STORY.stars, attrgetter("partner")):
        for one in chosen:
            if one.block in blocks:
                priority = Priority(ids[who], one.block, one.stars, one.comment, one.direction)
                store.priorities.keep(scan_round, priority, ACTOR)
        if who:
            store.priorities.share(scan_round, ids[who], True, ACTOR)


def _meet(store: Store, scan_round: Round, ids: Mapping[str, str], questionnaire: Questionnaire) -> None:
    """The meeting after the first round, as far as the questionnaire has what it was about."""
    known = {block.id for block in questionnaire.blocks} | {element.id for element in questionnaire.elements}
    meetings = store.meetings
    meeting = meetings.start(scan_round, ACTOR, STORY.meeting)
    meetings.note_present(meeting, {ids[name] for name in STORY.present}, ids.values(), ACTOR)
    for vote in STORY.votes:
        if vote.about in known:
            question = meetings.ask(meeting, vote.kind, vote.about, ACTOR)
            for name, choice in vote.choices.items():
                why = vote.reasons.get(name, "")
                meetings.vote(scan_round.network, question.id, ids[name], choice, ACTOR, why)
            meetings.reveal(meeting, question.id, ACTOR)
    for agreed in STORY.agreements:
        if agreed.about in known:
            meetings.agree(scan_round, Agreement(agreed.about, agreed.light, agreed.reason, meeting.id), ACTOR)
    for note in STORY.notes:
        if note.point.partition("-")[2] in known:
            meetings.note(meeting, Note(note.point, note.text), ACTOR)
    meetings.turn(meeting, State.ENDED, ACTOR)


def _plan(store: Store, network: Network, ids: Mapping[str, str], questionnaire: Questionnaire) -> None:
    """The plan, for the blocks and elements that the questionnaire has."""
    blocks = {block.id: {element.id for element in block.elements} for block in questionnaire.blocks}
    for planned in STORY.actions:
        if planned.block not in blocks:
            continue
        action = PlanAction(
            new_id(),
            network.id,
            "",
            planned.block,
            planned.what,
            STORY.meeting,
            tuple(element for element in planned.elements if element in blocks[planned.block]),
            planned.term,
            planned.start,
            planned.end,
            planned.goal,
            ids[planned.lead],
            tuple(ids[partner] for partner in planned.partners),
            planned.resources,
            planned.indicator,
            status=planned.status,
            responsible=planned.responsible,
        )
        store.plans.keep(action, ACTOR)
        for each in planned.follow_ups:
            moment = FollowUp(new_id(), action.id, each.day, bool(each.saw), each.saw, each.change)
            store.plans.keep_follow_up(network.id, moment, ACTOR)


def _scans(
    questionnaire: Questionnaire, organisation: Organisation, partner: Partner, story: StoryRound, seed: int
) -> list[FilledScan]:
    """The scans of one partner in one round, each with a weekday within the weeks that people filled in."""
    team = organisation.spring if story is STORY.spring else organisation.autumn
    random = Random(f"{seed} {story.name} {organisation.name}")
    functions = [function for function, number in team.items() for _ in range(number)]
    written = [(remark.block, remark.text) for remark in story.remarks if remark.partner == organisation.name]
    remarks: list[dict[str, str]] = [{} for _ in functions]
    for at, (block, text) in enumerate(written):
        remarks[at % len(functions)][block] = text
    return [
        FilledScan(
            partner.id,
            "" if organisation.joint else function,
            organisation.joint,
            _answers(questionnaire, organisation, story, function, seed, random),
            said,
            Source.WEB,
            _day(story, random),
        )
        for function, said in zip(functions, remarks, strict=True)
    ]


def _answers(
    questionnaire: Questionnaire,
    organisation: Organisation,
    story: StoryRound,
    function: str,
    seed: int,
    random: Random,
) -> dict[str, str]:
    """One person's choice on every element: element id -> value of a Light."""
    person = random.gauss(0, STORY.person)
    answers = {}
    for element in questionnaire.elements:
        level = (
            STORY.middle
            + story.blocks.get(element.block, 0)
            + (STORY.planned.get(element.id, 0) if story is STORY.autumn else 0)
            + organisation.lean
            + _leaning(seed, element.id)
            + _leaning(seed, element.id, organisation.name)
            + organisation.views.get(element.id, 0)
            + (STORY.leaders.get(element.block, 0) if function == "leidinggevende" else 0)
            + person
            + random.gauss(0, STORY.moment)
        )
        skipped = random.random() < STORY.skipped
        answers[element.id] = (Light.NOT_APPLICABLE if skipped else _light(level)).value
    return answers


def _leaning(seed: int, *of: str) -> float:
    """How an element, or a partner on an element, lies above or below the rest; the same in both rounds."""
    return Random(" ".join((str(seed), *of))).gauss(0, 0.2)


def _light(level: float) -> Light:
    return Light.RED if level < 0.6 else Light.ORANGE if level < 1.35 else Light.GREEN


def _day(story: StoryRound, random: Random) -> date:
    """A weekday; most people fill in soon after the invitation."""
    week = min(int(random.expovariate(0.8)), story.weeks - 1)
    return story.begins + timedelta(days=7 * week + random.randrange(5))
