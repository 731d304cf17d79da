"""Texts that try to be more than text, and a data folder in which every field that people fill in holds all of them.

Each ends in a mark of its own (`zq07`), so that wherever it comes out, on any page or in any file, one can see whether
what stands before the mark is still the same text, letter for letter.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta
from itertools import cycle, product
from pathlib import Path

from onlife.content.letter import Occasion
from onlife.content.questionnaire import parse, to_toml
from onlife.domain import plan
from onlife.domain.access import Role
from onlife.domain.account import LinkKind
from onlife.domain.contact import Contact
from onlife.domain.light import Light
from onlife.domain.meeting import (
    NOTE_LENGTH,
    REASON_LENGTH,
    VOTE_REASON_LENGTH,
    Agreement,
    Meeting,
    Note,
    State,
    VoteKind,
)
from onlife.domain.network import Network, Partner, Round
from onlife.domain.plan import FollowUp, PlanAction
from onlife.domain.priority import COMMENT_LENGTH, DIRECTION_LENGTH, Priority
from onlife.domain.privacy import REMARKS_FROM
from onlife.domain.questionnaire import SHORT_MAX, Block, Element, Questionnaire
from onlife.domain.scan import FilledScan
from onlife.security.token import SESSION_COOKIES, new_id
from onlife.services import installation
from onlife.store import Store
from onlife.store.mail import MailStep
from onlife.store.scan import REMARK_LENGTH
from onlife.text import line
from tests.browser.world import ACTOR

FIRST = (
    "=1+1", "+1+1", "-1+1", "@SUM(1)", "\t=1+1", "\r=1+1", '=HYPERLINK("//evil.example")', "=cmd|'/C calc'!A0", "\uff1d1+1",
    "# kop", "> citaat", "- lijst", "1. lijst", "* ster", "| a | b |", "---", "    code", "```js x```", "~~~", "[1]: //evil.example",
    ":::note", "$$1/2$$", "#text(red)[x]", "<!-- weg", "\ufeff=1+1",
)  # fmt: skip
"""What counts at the beginning of a text only."""
ANYWHERE = (
    "<script>window.hacked=1</script>", "<img src=x onerror=window.hacked=1>", "<svg onload=window.hacked=1>",
    "<iframe src=//evil.example>", "<a href=javascript:window.hacked=1>x</a>", '"><script src=//evil.example></script>',
    "'onmouseover='window.hacked=1", "&lt;b&gt; &amp; &#x3C;", "<style>*{display:none}</style>", "</textarea><b>x",
    "<object data=//evil.example>", "<base href=//evil.example>", "<meta http-equiv=refresh content=0>",
    "**vet** _schuin_ `code`", "~~weg~~ ==geel==", "![x](//evil.example/x.png)", "![x](http://evil.example/x.png)",
    "[klik](http://evil.example)", "[x](javascript:window.hacked=1)", "<http://evil.example>", "http://evil.example/pad",
    "www.evil.example", "evil@evil.example", "[^1] [x][1]", "\\ \\\\ \\*", "a<br>b", "$x^2$ \\(y\\)", "\\frac{1}{2}",
    ":smile: :material/home: :streamlit:", ":red[rood]", ":blue-badge[x]", ":rainbow[x]", ":red-background[x]",
    ":gray[:small[x]]", "ab\u202ecd\u202c", "\u2066x\u2069\u200f", "a\x00b", "a\x1b[31mb", "a\x08b\x7f", "a\u200bb\u2060c\u00ad",
    "{{7*7}}", "{% if x %}", "${7*7} #{7*7}", "datum.hacked", '{"signal":"hacked"}', "%s %n {0} {partner}", "'; DROP TABLE x; --",
    "../../etc/passwd", "a\u2028b", "👩\u200d👧 é", "مرحبا", "\ud7ffx\ue000",
)  # fmt: skip
TEXTS = dict(enumerate((*FIRST, *ANYWHERE), start=10))
MARK = re.compile(r"zq(\d\d)", re.IGNORECASE)
SECRET = re.compile(r"/l/[a-z2-7]{32}")
"""What stands in links is drawn by lot, and may hold a mark."""
LONG = "lang" * 25_000
"""A hundred thousand signs."""


def squeezed(text: str) -> str:
    """Without space, and without the signs of no width that the app itself sets: what is compared."""
    return "".join(text.replace("\u200b", "").replace("\u2060", "").split()).casefold()


SHOWN = {number: squeezed(line(text)) for number, text in TEXTS.items()}


def altered(text: str) -> tuple[int, list[str]]:
    """How many of the texts stand in this one, and those that are not what was typed any more."""
    found = squeezed(SECRET.sub("/l/", text))
    marks = list(MARK.finditer(found))
    wrong = [
        f"{SHOWN[int(mark[1])]!r} became {found[max(0, mark.start() - 60) : mark.start()]!r}"
        for mark in marks
        if int(mark[1]) in SHOWN and not found[: mark.start()].endswith(SHOWN[int(mark[1])])
    ]
    return len(marks), wrong


def packed(most: int) -> list[str]:
    """All texts with their marks, as many together as fit in a field of so many signs; FIRST ones first."""
    marked = [f"{text} zq{number}" for number, text in TEXTS.items()]
    heads, rest = marked[: len(FIRST)], marked[len(FIRST) :]
    packs: list[str] = []
    while heads or rest:
        pack = heads.pop(0) if heads else rest.pop(0)
        while rest and len(pack) + 1 + len(rest[0]) <= most:
            pack += " " + rest.pop(0)
        packs.append(pack)
    return packs


def spread(packs: Sequence[str], number: int) -> Iterator[str]:
    """So many texts, beginning again when they run out."""
    return (packs[at % len(packs)] for at in range(number))


@dataclass(frozen=True)
class Hostile:
    """Where the data lie, what to open in them and the cookies with which to do it."""

    folder: Path
    network: Network
    others: tuple[Network, ...]
    round: str
    action: str
    scan_link: str
    team_link: str
    form: Network
    """Works with a questionnaire of its own, and has a vote open."""
    form_round: str
    coordinator: dict[str, str]
    contact: dict[str, str]
    small: dict[str, str]
    """The contact of a team so small that it chooses which remarks it shares."""
    respondent: dict[str, str]
    form_contact: dict[str, str]
    form_respondent: dict[str, str]
    partner: str


def build(folder: Path) -> Hostile:
    """Fill an empty data folder with hostile texts in every field, and close it again."""
    store = Store(folder, installation.questionnaire())
    try:
        return _build(store, folder)
    finally:
        store.close()


def _filled(partners: Sequence[Partner], remarks: Sequence[str]) -> list[FilledScan]:
    """Scans of all but the last partner; the second is too small for its remarks to be shown unasked."""
    form = installation.questionnaire()
    lights, said_next = (Light.GREEN, Light.ORANGE, Light.RED), cycle(remarks)
    scans = []
    for at, partner in enumerate(partners[:-1]):
        people = REMARKS_FROM - 1 if partner is partners[1] else 11
        for person in range(1 if partner.joint else people):
            answers = {e.id: lights[(at + person + i) % 3].value for i, e in enumerate(form.elements)}
            said = {block.id: next(said_next) for block in form.blocks}
            scans.append(
                FilledScan(partner.id, "" if partner.joint else "praktijkwerker", partner.joint, answers, said)
            )
    return scans


def _close(store: Store, scan_round: Round, partners: Sequence[Partner]) -> None:
    for partner in partners:
        store.closings.close(scan_round, partner, ACTOR, release=True)
        store.closings.open_result(scan_round, partner, ACTOR)


def _build(store: Store, folder: Path) -> Hostile:
    blocks = installation.questionnaire().blocks
    names, towns = packed(80), packed(80)
    networks = [store.networks.add(name, town, 4, ACTOR) for name, town in zip(names, reversed(towns), strict=True)]
    network = networks[0]
    account = store.accounts.add("baas", "Baas", "x", ACTOR)
    for known in networks:
        store.accounts.set_role(account.id, known.id, Role.COORDINATOR, ACTOR)
    for at, name in enumerate(packed(76)):
        other = store.accounts.add(f"{name} {at}"[-80:] if len(name) > 76 else f"{name} {at}", name, "x", ACTOR)
        store.accounts.set_role(other.id, network.id, Role.READER, ACTOR)
    sectors = packed(60)
    partners = [
        Partner(new_id(), network.id, name, sector, 12, joint=at > 1)
        for at, (name, sector) in enumerate(zip(packed(120), spread(sectors, 999), strict=False))
    ]
    store.networks.save_partners(partners, ACTOR)
    store.links.make(network.id, [p.id for p in partners], ACTOR)
    rounds = [
        store.networks.add_round(network.id, name, installation.questionnaire().version, None, ACTOR)
        for name in packed(80)
    ]
    remarks = packed(REMARK_LENGTH)
    for scan_round in rounds[-2:]:
        store.networks.start_round(scan_round, ACTOR)
        known_round = store.networks.round(network.id, scan_round.id)
        assert known_round
        store.networks.save_round(replace(known_round, shared=True), ACTOR)
        scans = _filled(partners, remarks)
        store.scan_imports.add(scan_round, scans)
        if scan_round is rounds[-2]:
            store.closings.close_round(scan_round, ACTOR)
            continue
        _close(store, scan_round, partners[:-1])
    scan_round = rounds[-1]
    comments, directions = packed(COMMENT_LENGTH), packed(DIRECTION_LENGTH)
    said = list(zip(blocks, spread(comments, 7), spread(directions, 7), strict=True))
    for who, (block, comment, direction) in product(("", partners[0].id, partners[1].id), said):
        store.priorities.keep(scan_round, Priority(who, block.id, 5, comment, direction), ACTOR)
    for partner in partners[:2]:
        store.priorities.share(scan_round, partner.id, True, ACTOR)
    action = _plan(store, network, partners)
    _meet(store, scan_round, partners)
    _mail(store, scan_round, partners)
    form_round, form_partners = _own_form(store, networks[1])
    links = store.links.of(network.id) | store.links.of(networks[1].id)

    def session(kind: LinkKind, partner: Partner) -> dict[str, str]:
        scan = ""
        if kind is LinkKind.SCAN:
            scan = store.scans.begin(partner).id
            asked = store.questionnaires.of(partner.network).blocks
            for block, remark in zip(asked, spread(remarks, len(asked)), strict=True):
                store.scans.remark(scan, block.id, remark)
        return {SESSION_COOKIES[kind.value]: store.sessions.start(kind.value, links[partner.id, kind].id, scan)}

    return Hostile(
        folder,
        network,
        tuple(networks[1:]),
        scan_round.id,
        action,
        f"/l/{store.links.token(links[partners[-1].id, LinkKind.SCAN])}",
        f"/l/{store.links.token(links[partners[-1].id, LinkKind.TEAM])}",
        networks[1],
        form_round.id,
        {SESSION_COOKIES["account"]: store.sessions.start("account", account.id)},
        session(LinkKind.TEAM, partners[0]),
        session(LinkKind.TEAM, partners[1]),
        session(LinkKind.SCAN, partners[-1]),
        session(LinkKind.TEAM, form_partners[0]),
        session(LinkKind.SCAN, form_partners[-1]),
        partners[0].id,
    )


def _plan(store: Store, network: Network, partners: Sequence[Partner]) -> str:
    """An action per text in the plan of the network, one of a partner on offer; gives back one with follow-up."""
    texts = packed(plan.TEXT_LENGTH)
    made = ""
    for at, what in enumerate(packed(plan.WHAT_LENGTH)):
        text = texts[at % len(texts)]
        for owner in ("", partners[0].id):
            action = PlanAction(
                new_id(), network.id, owner, str(at % 7 + 1), what, date.today(), end=date.today() + timedelta(at), goal=text,
                lead=partners[at % len(partners)].id, partners=(partners[0].id,), resources=text, indicator=text,
                remarks=text, offered=bool(owner),
            )  # fmt: skip
            store.plans.keep(action, ACTOR)
            made = made or action.id
            ahead = FollowUp(new_id(), action.id, date.today() + timedelta(30), saw=text)
            store.plans.keep_follow_up(network.id, ahead, ACTOR)
    for text in texts:
        moment = FollowUp(new_id(), made, date.today(), held=True, saw=text, change=text)
        store.plans.keep_follow_up(network.id, moment, ACTOR)
    return made


def _meet(store: Store, scan_round: Round, partners: Sequence[Partner]) -> None:
    """A meeting that was held and one that goes on: with remarks quoted, reasons, notes, and votes of every partner."""
    seen: set[str] = set()
    for row in store.remarks.of(scan_round.id).to_dict("records"):
        if row["partner"] == partners[1].id:
            store.remarks.share(scan_round, partners[1].id, row["mark"], True, ACTOR)
        if row["partner"] == partners[0].id and row["remark"] not in seen:
            store.remarks.quote(scan_round, row["mark"], True, ACTOR)
            seen.add(row["remark"])
    elements = installation.questionnaire().elements
    for ended in (True, False):
        held = store.meetings.start(scan_round, ACTOR)
        store.meetings.note_present(held, [p.id for p in partners], [p.id for p in partners], ACTOR)
        for element, note in zip(elements, packed(NOTE_LENGTH), strict=False):
            store.meetings.note(held, Note(f"punt-{element.id}", note), ACTOR)
        _vote(store, held, partners)
        if ended:
            for element, reason in zip(elements, packed(REASON_LENGTH), strict=False):
                store.meetings.mark(scan_round, element.id, True, ACTOR)
                store.meetings.agree(scan_round, Agreement(element.id, Light.ORANGE, reason, held.id), ACTOR)
            store.meetings.turn(held, State.ENDED, ACTOR)


def _vote(store: Store, held: Meeting, partners: Sequence[Partner]) -> None:
    question = store.meetings.ask(held, VoteKind.STARS, "5", ACTOR)
    for at, (partner, why) in enumerate(zip(partners, cycle(packed(VOTE_REASON_LENGTH)), strict=False)):
        store.meetings.vote(held.network, question.id, partner.id, str(at % 5 + 1), ACTOR, why)
    store.meetings.reveal(held, question.id, ACTOR)


def _mail(store: Store, scan_round: Round, partners: Sequence[Partner]) -> None:
    """Mails that a mail server refused, in words of its own."""
    everybody = [
        Contact(p.id, p.network, p.id, text, f"p{at}@example.be", text[:60])
        for at, (p, text) in enumerate(zip(partners, cycle(packed(120)), strict=False))
    ]
    store.contacts.save(everybody, ACTOR)
    store.mails.queue(scan_round, everybody, Occasion.INVITATION, "https://scan.example", ACTOR, again=False)
    for mail, answer in zip(store.mails.waiting(), spread(packed(200), len(partners)), strict=True):
        store.mails.take(mail, MailStep.REFUSED, tries=1, reason=answer)


def own_form() -> Questionnaire:
    """A questionnaire with hostile texts in every field: a block for each, and all of them as elements of the first."""
    texts = packed(120)
    # What fits above a column of the heat map.
    shorts = cycle(text for text in packed(SHORT_MAX) if len(text) <= SHORT_MAX and line(text))
    blocks = tuple(
        Block(
            str(at),
            text,
            next(shorts),
            text,
            tuple(_asked(f"{at}.{i}", str(at), one) for i, one in enumerate(texts if at == 1 else [text], start=1)),
            text,
        )
        for at, text in enumerate(texts, start=1)
    )
    return Questionnaire(101, texts[0], texts[0], blocks)


def _asked(key: str, block: str, text: str) -> Element:
    statements = dict.fromkeys((Light.GREEN, Light.ORANGE, Light.RED), text)
    return Element(key, block, text, text, statements, (text, text))


def _own_form(store: Store, network: Network) -> tuple[Round, list[Partner]]:
    """A network that reads in questionnaires of its own, scans with one, and votes on what it asks."""
    whole = own_form()
    for version, title in enumerate(packed(10_000), start=whole.version):
        blocks = whole.blocks if version == whole.version else whole.blocks[1:2]
        form = parse(to_toml(Questionnaire(version, title, title, blocks)), "vragenlijst.toml")
        store.questionnaires.add(network.id, form, ACTOR)
    store.questionnaires.choose(network.id, whole.version, ACTOR)
    names = [name for name, _ in zip(packed(120), range(4), strict=False)]
    partners = [Partner(new_id(), network.id, name, "Welzijn", 6, joint=False) for name in names]
    store.networks.save_partners(partners, ACTOR)
    store.links.make(network.id, [partner.id for partner in partners], ACTOR)
    scan_round = store.networks.add_round(network.id, "Winter", whole.version, None, ACTOR)
    store.networks.start_round(scan_round, ACTOR)
    known = store.networks.round(network.id, scan_round.id)
    assert known
    store.networks.save_round(replace(known, shared=True), ACTOR)
    form = store.questionnaires.get(whole.version)
    lights = (Light.GREEN, Light.ORANGE, Light.RED)
    store.scan_imports.add(
        scan_round,
        [
            FilledScan(
                partner.id,
                "praktijkwerker",
                False,
                {element.id: lights[(at + i) % 3].value for i, element in enumerate(form.elements)},
            )
            for at, partner in enumerate(partners[:-1])
            for _ in range(5)
        ],
    )
    for partner in partners[:-1]:
        store.closings.close(scan_round, partner, ACTOR, release=True)
        store.closings.open_result(scan_round, partner, ACTOR)
    block, element = form.blocks[0], form.blocks[0].elements[0]
    action = PlanAction(
        new_id(),
        network.id,
        "",
        block.id,
        "Afspreken",
        date.today(),
        elements=(element.id,),
        content_version=form.version,
    )
    store.plans.keep(action, ACTOR)
    held = store.meetings.start(scan_round, ACTOR)
    store.meetings.ask(held, VoteKind.COLOUR, element.id, ACTOR)
    return scan_round, partners
