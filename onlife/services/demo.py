"""A made-up prevention network to look around in, always with the same figures for the same seed value.

Twelve partners of a town that does not exist, two scan rounds with a meeting between them, and a story: strategy is weak, imagery got better
between the rounds, and the police and the schools see the sharing of information very differently. Every state that
a partner can be in occurs. Answers follow from leanings of partners, elements, functions and persons, so that the
picture looks like people filled it in.
"""

from __future__ import annotations

import secrets
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta
from random import Random

import bcrypt

from onlife.domain.access import Role
from onlife.domain.light import Light
from onlife.domain.meeting import Agreement, Note, State, VoteKind
from onlife.domain.network import Network, Partner, Round
from onlife.domain.plan import FollowUp, PlanAction, Status, Term
from onlife.domain.priority import Priority
from onlife.domain.privacy import THRESHOLD_DEFAULT
from onlife.domain.questionnaire import Questionnaire
from onlife.domain.scan import Filled, Source
from onlife.security import password as passwords
from onlife.security.token import long_code, new_id
from onlife.store import Store

NETWORK = "Preventienetwerk Lindervoorde"
TOWN = "Lindervoorde"
SPRING, AUTUMN = "Voorjaar 2026", "Najaar 2026"
ACTOR = "demo"


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


@dataclass(frozen=True)
class _Organisation:
    """A partner. Per round the number of scans per function group; `lean`: how it stands to the others, in points."""

    name: str
    sector: str
    expected: int
    lean: float
    spring: Mapping[str, int]
    autumn: Mapping[str, int]
    joint: bool = False
    closed: bool = True
    released: bool = True


def _team(leaders: int, workers: int, ict: int = 0, dpo: int = 0, other: int = 0) -> Mapping[str, int]:
    return {"leidinggevende": leaders, "praktijkwerker": workers, "ict": ict, "dpo": dpo, "ander": other}


BIB, CAW, CLB = "Bibliotheek Lindervoorde", "CAW De Vlier", "CLB Het Kompas"
CAMPUS, COLLEGE = "GO! campus De Ganzeveer", "Sint-Godelievecollege"
YOUTH_SERVICE, YOUTH_HOUSE, STREET = "Jeugddienst Lindervoorde", "Jeugdhuis De Schuur", "Straathoekwerk Lindervoorde"
OCMW, POLICE = "OCMW Lindervoorde", "Politiezone Linde en Beke"
PREVENTION, SPORT = "Preventiedienst Lindervoorde", "Sportdienst Lindervoorde"

ORGANISATIONS = (
    _Organisation(BIB, "Bibliotheek", 6, -0.10, _team(1, 4), _team(0, 3), closed=False),
    _Organisation(CAW, "CAW", 9, 0.05, _team(1, 5), _team(1, 6)),
    _Organisation(CLB, "CLB", 7, 0.00, _team(1, 4), _team(1, 5)),
    _Organisation(CAMPUS, "Onderwijs", 12, -0.15, _team(2, 4, ict=1), _team(2, 5, ict=1)),
    _Organisation(YOUTH_SERVICE, "Jeugdwerk", 6, 0.25, _team(1, 4), _team(1, 4)),
    _Organisation(YOUTH_HOUSE, "Jeugdwerk", 4, 0.15, _team(0, 0, other=1), _team(0, 0, other=1), joint=True),
    _Organisation(OCMW, "OCMW", 14, -0.10, _team(2, 7, dpo=1), _team(2, 7, ict=1, dpo=1)),
    _Organisation(POLICE, "Politie", 22, 0.05, _team(6, 8), _team(10, 10)),
    _Organisation(PREVENTION, "Lokaal bestuur", 5, 0.20, _team(1, 4), _team(1, 4)),
    _Organisation(COLLEGE, "Onderwijs", 15, -0.10, _team(2, 8, ict=1), _team(2, 8, ict=1, other=1)),
    _Organisation(SPORT, "Sport", 6, -0.30, _team(1, 4), _team(1, 4), released=False),
    _Organisation(STREET, "Straathoekwerk", 4, 0.20, _team(0, 3), _team(0, 3)),
)

# Leanings are in points: 0 is red, 1 orange, 2 green. Ids that a questionnaire does not have are simply never asked.
MIDDLE = 0.95
BLOCKS = {
    SPRING: {"1": -0.45, "2": -0.10, "3": 0.10, "4": -0.40, "5": 0.05, "6": 0.05, "7": -0.25},
    AUTUMN: {"1": -0.40, "2": -0.05, "3": 0.15, "4": 0.00, "5": 0.10, "6": 0.05, "7": -0.30},
}
PLANNED = {"3.5": 0.45, "4.1": 0.35, "4.3": 0.25, "5.3": 0.40}
"""What the plan that was made after the first round moved: training on signals, the world of young people, the network."""
LEADERS = {"1": 0.35, "2": 0.30, "5": 0.25, "7": 0.20}
"""Leaders see these blocks more brightly than those who do the work."""
VIEWS = {
    (POLICE, "5.6"): 1.00, (POLICE, "5.5"): 0.55, (POLICE, "5.4"): -0.50, (POLICE, "4.3"): 0.30, (POLICE, "6.3"): 0.40,
    (CAMPUS, "5.6"): -0.95, (COLLEGE, "5.6"): -0.90, (CLB, "5.6"): -0.35,
    (CAW, "5.6"): -0.75, (PREVENTION, "5.6"): -0.45, (YOUTH_HOUSE, "5.6"): 0.30,
    (CLB, "5.4"): -0.60, (CAMPUS, "5.4"): -0.70, (PREVENTION, "5.4"): -0.60,
    (CAMPUS, "5.3"): -0.45, (COLLEGE, "5.3"): -0.35, (COLLEGE, "3.3"): 0.45, (CAMPUS, "3.3"): 0.40,
    (CAW, "5.5"): -0.85, (CAW, "6.2"): 0.75, (OCMW, "6.2"): 0.65, (OCMW, "5.4"): -0.30,
    (YOUTH_SERVICE, "5.4"): 1.00, (YOUTH_SERVICE, "4.1"): 0.60, (YOUTH_HOUSE, "4.1"): 0.60,
    (YOUTH_HOUSE, "5.2"): -0.80, (PREVENTION, "5.1"): 0.80, (PREVENTION, "5.3"): 0.50,
}  # fmt: skip
PERSON, MOMENT = 0.22, 0.42
"""Spread between persons over a whole scan, and within one scan from element to element, in points."""
SKIPPED = 0.025

WEEKS = {SPRING: (date(2026, 3, 2), 4), AUTUMN: (date(2026, 10, 5), 4)}
ENDS = {SPRING: date(2026, 3, 27), AUTUMN: date(2026, 12, 4)}

REMARKS: Mapping[str, Sequence[tuple[str, str, str]]] = {
    SPRING: (
        (POLICE, "1", "Wat we online doen, hangt nu af van wie er toevallig mee bezig is."),
        (POLICE, "4", "We volgen vooral wat in het nieuws komt, niet wat jongeren zelf gebruiken."),
        (COLLEGE, "5", "Na een melding horen we zelden wat er verder mee gebeurde."),
        (COLLEGE, "4", "De leerlingen zitten op apps waar wij de naam niet van kennen."),
        (OCMW, "1", "Online aanwezig zijn staat in geen enkele functieomschrijving."),
        (YOUTH_HOUSE, "3", "Een vorming over signalen zou ons echt vooruithelpen."),
    ),
    AUTUMN: (
        (POLICE, "1", "Er is een tekst met onze visie, maar op de ploeg kent bijna niemand die."),
        (POLICE, "2", "Graag duidelijk wat mag met een profiel van het werk en wat niet."),
        (POLICE, "5", "Voor ons loopt het delen van informatie goed. We krijgen wat we nodig hebben."),
        (POLICE, "6", "Bij twijfel bellen we nu met de jurist van de zone, dat werkt."),
        (POLICE, "7", "De uren voor online werk komen boven op de gewone dienst."),
        (COLLEGE, "1", "We missen een gedeeld antwoord op de vraag waarom we dit als school doen."),
        (COLLEGE, "3", "De vorming van het voorjaar was goed, ik wil graag een vervolg."),
        (COLLEGE, "4", "Leerlingen tonen ons nu zelf waar ze online zitten, dat helpt."),
        (COLLEGE, "5", "Wij geven wel door, maar krijgen niets terug. Dat maakt het moeilijk om te blijven melden."),
        (COLLEGE, "5", "Het is niet duidelijk wie we bellen als iets op vrijdagavond online misloopt."),
        (OCMW, "2", "Er zijn afspraken, maar nieuwe collega's krijgen ze niet te zien."),
        (OCMW, "5", "We doen drie keer hetzelfde: jeugddienst, school en wij hebben elk een eigen campagne."),
        (OCMW, "6", "Wat valt onder beroepsgeheim als iemand ons een privébericht stuurt?"),
        (OCMW, "7", "Zonder extra uren blijft dit iets voor de liefhebbers."),
        (YOUTH_HOUSE, "4", "Onze vrijwilligers zijn zelf jong en leggen ons uit wat er leeft."),
        (YOUTH_HOUSE, "5", "Niemand weet wat er van een jeugdhuis verwacht wordt bij een online conflict."),
    ),
}


QUOTED = tuple(text for who, block, text in REMARKS[AUTUMN] if block == "5" and who in (POLICE, COLLEGE))
"""What the coordinator put on the agenda of the meeting: the same cooperation, seen from two sides."""


STARS: Mapping[str, Mapping[str, tuple[int, str, str]]] = {
    CAW: {
        "1": (5, "Zonder visie blijft online werken iets van twee collega's.", "Een visietekst die elk team kan uitleggen."),
        "5": (5, "We lopen elkaar voor de voeten of missen elkaar.", "Vaste afspraken over wie wanneer belt."),
        "7": (3, "", ""),
    },
    CLB: {"1": (4, "", ""), "3": (2, "Hier staan we al goed.", ""), "5": (5, "Scholen vragen ons wie wat doet.", "")},
    CAMPUS: {"1": (4, "", ""), "4": (4, "Leerkrachten kennen de apps niet.", ""), "5": (4, "Er komt weinig terug na een melding.", "")},
    YOUTH_SERVICE: {"1": (3, "", ""), "5": (3, "", ""), "7": (5, "Er zijn geen uren voor online jeugdwerk.", "Een halftijdse online jeugdwerker.")},
    YOUTH_HOUSE: {"1": (2, "", ""), "5": (4, "We willen weten wat er van ons verwacht wordt.", ""), "7": (5, "Alles draait op vrijwilligers.", "")},
    OCMW: {"1": (5, "Het staat nergens in onze opdracht.", ""), "2": (4, "", ""), "5": (4, "", ""), "7": (4, "", "")},
    POLICE: {"1": (5, "De visie leeft nog niet op de ploegen.", ""), "2": (3, "", ""), "5": (1, "Voor ons loopt dit goed.", ""), "7": (4, "", "")},
    PREVENTION: {"1": (5, "", ""), "5": (5, "Dit is waar een netwerk het verschil maakt.", ""), "7": (4, "", "")},
    COLLEGE: {"1": (4, "", ""), "5": (5, "Wij geven door en horen niets meer.", "Binnen de week weten wat er met een melding gebeurt.")},
}  # fmt: skip
"""Partner -> block -> stars, comment, direction: what partners chose after the autumn scan and show to the network."""
AGREED: Mapping[str, tuple[int, str, str]] = {
    "1": (5, "Elke partner zet dit hoog. We beginnen met één gedeelde tekst over waarom we online werken.", "Een visie die elke partner onderschrijft."),
    "5": (5, "De politie vindt dat het delen van informatie loopt, de scholen ervaren dat niet. Dat willen we samen uitklaren.", "Iedereen weet wie te bellen en wat er terugkomt."),
    "7": (4, "Zonder uren blijft de rest liggen; we brengen dit samen bij het bestuur.", ""),
}  # fmt: skip
"""What the network agreed on, in the same form."""


PLAN_MADE = date(2026, 4, 21)
"""The day of the network meeting after the first round, from which the terms of its actions count."""


@dataclass(frozen=True)
class _Planned:
    """An action of the plan: block and elements, what, term, start, end, lead, who helps, status; then the texts."""

    block: str
    elements: tuple[str, ...]
    what: str
    term: Term
    start: date
    end: date
    lead: str
    partners: tuple[str, ...]
    status: Status
    goal: str = ""
    indicator: str = ""
    resources: str = ""
    followed: tuple[tuple[date, str, str], ...] = ()
    """Follow-up moments: day, what was seen, what changes; without text it is still to come."""


PLAN = (
    _Planned("1", ("1.1", "1.2"), "Eén bladzijde visie op online werken die elke partner onderschrijft", Term.SHORT, date(2026, 5, 4), date(2026, 10, 16), PREVENTION, (CAW, OCMW, POLICE, YOUTH_SERVICE), Status.RUNNING, "Elke partner kan uitleggen waarom we online werken.", "Alle besturen keurden de tekst goed.", "Twee werkvergaderingen", ((date(2026, 9, 15), "De tekst ligt bij vier besturen; twee vragen meer concrete voorbeelden.", "De jeugddienst levert drie voorbeelden aan."), (date(2026, 12, 8), "", ""))),
    _Planned("1", ("1.5",), "Online werken opnemen in het meerjarenplan van de gemeente", Term.LONG, date(2026, 9, 1), date(2028, 2, 29), PREVENTION, (YOUTH_SERVICE, OCMW), Status.PLANNED, "Online werk hangt niet meer af van wie er toevallig zin in heeft.", "Het staat met uren en budget in het meerjarenplan."),
    _Planned("2", ("2.1", "2.2"), "Afsprakenkaart: wat doe je met een bericht buiten de uren?", Term.SHORT, date(2026, 5, 11), date(2026, 9, 30), CAW, (YOUTH_SERVICE, STREET), Status.DONE, "Iedereen weet wat een jongere 's avonds mag verwachten.", "Elke praktijkwerker heeft de kaart op zijn telefoon.", "", ((date(2026, 9, 29), "De kaart is in gebruik bij drie partners.", "In het najaar vragen we of ze werkt."),)),
    _Planned("3", ("3.5",), "Vorming over online signalen, met een vervolg op de eigen werkvloer", Term.SHORT, date(2026, 5, 18), date(2026, 6, 30), COLLEGE, (CAMPUS, CLB, POLICE), Status.DONE, "Collega's zien sneller dat er online iets misloopt.", "Minstens twintig mensen volgden de twee dagen.", "1.800 euro uit het preventiebudget", ((date(2026, 6, 30), "23 mensen volgden de vorming; de casussen werkten het best.", "We plannen een terugkomdag."),)),
    _Planned("4", ("4.1", "4.3"), "Jongeren tonen ons hun platformen: vier sessies met de leerlingenraden", Term.SHORT, date(2026, 9, 7), date(2026, 12, 18), YOUTH_SERVICE, (CAMPUS, COLLEGE, YOUTH_HOUSE), Status.RUNNING, "We kennen de plekken waar jongeren nu zitten.", "Na elke sessie een bladzijde met wat we leerden."),
    _Planned("5", ("5.3",), "Vaste contactpersoon online bij elke partner, op één lijst", Term.SHORT, date(2026, 5, 4), date(2026, 6, 12), PREVENTION, (), Status.DONE, "Iedereen weet wie te bellen.", "De lijst is volledig en wordt elk kwartaal nagekeken."),
    _Planned("5", ("5.6",), "Terugkoppeling na een melding: binnen vijf werkdagen iets laten weten", Term.SHORT, date(2026, 10, 1), date(2026, 12, 11), POLICE, (CAMPUS, COLLEGE, CLB, CAW), Status.RUNNING, "Wie meldt, hoort wat ermee gebeurt.", "Bij negen op de tien meldingen volgt binnen vijf dagen een bericht.", "", ((date(2026, 12, 15), "", ""),)),
    _Planned("5", ("5.4",), "Gezamenlijke campagne rond online grenzen in plaats van drie aparte", Term.MIDDLE, date(2027, 1, 11), date(2027, 9, 30), OCMW, (YOUTH_SERVICE, COLLEGE, CAMPUS, BIB), Status.PLANNED, "Eén verhaal in de hele gemeente.", "Eén campagne, in elke school en elk jeugdhuis te zien."),
    _Planned("6", ("6.2",), "Jurist of functionaris beschikbaar voor twijfelgevallen, elke eerste dinsdag", Term.MIDDLE, date(2026, 11, 2), date(2027, 6, 30), OCMW, (CAW, POLICE), Status.RUNNING, "Niemand blijft met een twijfel zitten.", "Het aantal vragen, en of ze een antwoord kregen."),
    _Planned("7", ("7.2",), "Een halftijdse online jeugdwerker, gedeeld door de partners", Term.LONG, date(2027, 1, 4), date(2028, 9, 1), YOUTH_SERVICE, (PREVENTION, CAW, YOUTH_HOUSE), Status.PLANNED, "Online aanwezig zijn kan ook 's avonds.", "De functie is ingevuld en wordt na een jaar geëvalueerd.", "Half voltijds equivalent; dossier bij de Vlaamse overheid"),
)  # fmt: skip
"""The plan that the network made after the spring scan."""


PRESENT = (BIB, CAW, CLB, CAMPUS, YOUTH_SERVICE, YOUTH_HOUSE, OCMW, POLICE, PREVENTION, COLLEGE)
"""Who was at the meeting after the spring round."""
GREEN, ORANGE, RED = Light.GREEN.value, Light.ORANGE.value, Light.RED.value
VOTED: Sequence[tuple[VoteKind, str, Mapping[str, str]]] = (
    (VoteKind.COLOUR, "5.3", {BIB: ORANGE, CAW: ORANGE, CLB: ORANGE, CAMPUS: RED, YOUTH_SERVICE: ORANGE, YOUTH_HOUSE: RED, OCMW: ORANGE, POLICE: ORANGE, PREVENTION: ORANGE, COLLEGE: RED}),
    (VoteKind.COLOUR, "5.6", {BIB: ORANGE, CAW: RED, CLB: ORANGE, CAMPUS: RED, YOUTH_SERVICE: ORANGE, YOUTH_HOUSE: ORANGE, OCMW: ORANGE, POLICE: GREEN, PREVENTION: ORANGE, COLLEGE: RED}),
    (VoteKind.COLOUR, "5.6", {BIB: ORANGE, CAW: ORANGE, CLB: ORANGE, CAMPUS: RED, YOUTH_SERVICE: ORANGE, YOUTH_HOUSE: ORANGE, OCMW: ORANGE, POLICE: ORANGE, PREVENTION: ORANGE, COLLEGE: RED}),
    (VoteKind.STARS, "1", {BIB: "4", CAW: "5", CLB: "4", CAMPUS: "4", YOUTH_SERVICE: "3", YOUTH_HOUSE: "2", OCMW: "5", POLICE: "5", PREVENTION: "5", COLLEGE: "4"}),
)  # fmt: skip
"""What the partners voted there, in order; on the sharing of information twice, with the conversation between."""
COLOURS_AGREED: Mapping[str, tuple[Light, str]] = {
    "5.1": (Light.ORANGE, "We willen hetzelfde, maar hebben het nog nergens samen opgeschreven."),
    "5.3": (Light.ORANGE, "Online komt op elk overleg ter sprake, alleen weet niemand wie wat opneemt."),
    "5.6": (
        Light.ORANGE,
        "Tussen politie en OCMW loopt het goed. De scholen geven door en horen niets terug; zolang dat zo is, is het voor ons samen geen groen.",
    ),
}
SAID: Mapping[str, str] = {
    "samenwerking-5.6": "De politie was verrast: wie meldt, krijgt volgens haar antwoord. De scholen vertelden over drie meldingen waar niets op volgde. Na dat gesprek is opnieuw gestemd.",
    "samenwerking-5.3": "Voorstel van de preventiedienst: één lijst met een vaste contactpersoon per organisatie.",
    "sterren-1": "Iedereen ziet het belang. Jeugdhuis De Schuur vraagt dat het bij één bladzijde blijft.",
}  # fmt: skip
"""Notes per point of the agenda."""


def build(store: Store, questionnaire: Questionnaire, seed: int = 2026) -> Demo:
    """Make the demo network in a store that does not hold it yet; all of it or nothing.

    The figures are the same for the same seed value and questionnaire; ids, links and codes are new every time.
    """
    with store.transaction():
        network = store.networks.add(NETWORK, TOWN, THRESHOLD_DEFAULT, ACTOR)
        partners = [Partner(new_id(), network.id, o.name, o.sector, o.expected, o.joint) for o in ORGANISATIONS]
        store.networks.save_partners(partners, ACTOR)
        store.links.make(network.id, [partner.id for partner in partners], ACTOR)
        for name in (SPRING, AUTUMN):
            scan_round = store.networks.add_round(network.id, name, questionnaire.version, ENDS[name], ACTOR)
            store.networks.start_round(scan_round, ACTOR)
            store.networks.save_round(replace(scan_round, shared=True), ACTOR)
            scans = [
                scan
                for organisation, partner in zip(ORGANISATIONS, partners, strict=True)
                for scan in _scans(questionnaire, organisation, partner, name, seed)
            ]
            store.scans.take_in(scan_round, scans)
            if name == SPRING:
                store.closings.close_round(scan_round, ACTOR)
                continue
            for organisation, partner in zip(ORGANISATIONS, partners, strict=True):
                if organisation.closed:
                    store.closings.close(scan_round, partner, ACTOR, release=organisation.released)
        for remark in store.remarks.of(scan_round.id).to_dict("records"):
            if remark["remark"] in QUOTED:
                store.remarks.quote(scan_round, remark["mark"], True, ACTOR)
        _prioritise(store, scan_round, partners, {block.id for block in questionnaire.blocks})
        _meet(store, store.networks.rounds(network.id)[-1], {p.name: p.id for p in partners}, questionnaire)
        _plan(store, network, {p.name: p.id for p in partners}, questionnaire)
        for account in ACCOUNTS:
            hashed = bcrypt.hashpw(account.password.encode(), bcrypt.gensalt()).decode()
            made = store.accounts.add(account.username, account.name, hashed, ACTOR)
            store.accounts.set_role(made.id, network.id, account.role, ACTOR)
    return Demo(network, tuple(store.networks.rounds(network.id)), tuple(partners), ACCOUNTS)


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
    given = {partner.id: STARS.get(partner.name, {}) for partner in partners} | {"": AGREED}
    for who, chosen in given.items():
        for block, (stars, comment, direction) in chosen.items():
            if block in blocks:
                store.priorities.keep(scan_round, Priority(who, block, stars, comment, direction), ACTOR)
        if who and chosen:
            store.priorities.share(scan_round, who, True, ACTOR)


def _meet(store: Store, scan_round: Round, ids: Mapping[str, str], questionnaire: Questionnaire) -> None:
    """The meeting after the first round, as far as the questionnaire has what it was about."""
    known = {block.id for block in questionnaire.blocks} | {element.id for element in questionnaire.elements}
    meetings = store.meetings
    meeting = meetings.start(scan_round, ACTOR, PLAN_MADE)
    meetings.note_present(meeting, {ids[name] for name in PRESENT}, ids.values(), ACTOR)
    for kind, about, votes in VOTED:
        if about in known:
            question = meetings.ask(meeting, kind, about, ACTOR)
            for name, choice in votes.items():
                meetings.vote(scan_round.network, question.id, ids[name], choice, ACTOR)
            meetings.reveal(meeting, question.id, ACTOR)
    for about, (light, reason) in COLOURS_AGREED.items():
        if about in known:
            meetings.agree(scan_round, Agreement(about, light, reason, meeting.id), ACTOR)
    for point, text in SAID.items():
        if point.partition("-")[2] in known:
            meetings.note(meeting, Note(point, text), ACTOR)
    meetings.turn(meeting, State.ENDED, ACTOR)


def _plan(store: Store, network: Network, ids: Mapping[str, str], questionnaire: Questionnaire) -> None:
    """The plan, for the blocks and elements that the questionnaire has."""
    blocks = {block.id: {element.id for element in block.elements} for block in questionnaire.blocks}
    for planned in PLAN:
        if planned.block not in blocks:
            continue
        action = PlanAction(
            new_id(),
            network.id,
            "",
            planned.block,
            planned.what,
            PLAN_MADE,
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
        )
        store.plans.keep(action, ACTOR)
        for day, saw, change in planned.followed:
            moment = FollowUp(new_id(), action.id, day, bool(saw), saw, change)
            store.plans.keep_follow_up(network.id, moment, ACTOR)


def _scans(
    questionnaire: Questionnaire, organisation: _Organisation, partner: Partner, scan_round: str, seed: int
) -> list[Filled]:
    """The scans of one partner in one round, each with a weekday within the weeks that people filled in."""
    team = organisation.spring if scan_round == SPRING else organisation.autumn
    random = Random(f"{seed} {scan_round} {organisation.name}")
    functions = [function for function, number in team.items() for _ in range(number)]
    written = [(block, text) for who, block, text in REMARKS[scan_round] if who == organisation.name]
    remarks: list[dict[str, str]] = [{} for _ in functions]
    for at, (block, text) in enumerate(written):
        remarks[at % len(functions)][block] = text
    return [
        Filled(
            partner.id,
            "" if organisation.joint else function,
            organisation.joint,
            _answers(questionnaire, organisation, scan_round, function, seed, random),
            said,
            Source.WEB,
            _day(scan_round, random),
        )
        for function, said in zip(functions, remarks, strict=True)
    ]


def _answers(
    questionnaire: Questionnaire, organisation: _Organisation, scan_round: str, function: str, seed: int, random: Random
) -> dict[str, str]:
    """One person's choice on every element: element id -> value of a Light."""
    person = random.gauss(0, PERSON)
    answers = {}
    for element in questionnaire.elements:
        level = (
            MIDDLE
            + BLOCKS[scan_round].get(element.block, 0)
            + (PLANNED.get(element.id, 0) if scan_round == AUTUMN else 0)
            + organisation.lean
            + _leaning(seed, element.id)
            + _leaning(seed, element.id, organisation.name)
            + VIEWS.get((organisation.name, element.id), 0)
            + (LEADERS.get(element.block, 0) if function == "leidinggevende" else 0)
            + person
            + random.gauss(0, MOMENT)
        )
        skipped = random.random() < SKIPPED
        answers[element.id] = (Light.NOT_APPLICABLE if skipped else _light(level)).value
    return answers


def _leaning(seed: int, *of: str) -> float:
    """How an element, or a partner on an element, lies above or below the rest; the same in both rounds."""
    return Random(" ".join((str(seed), *of))).gauss(0, 0.2)


def _light(level: float) -> Light:
    return Light.RED if level < 0.6 else Light.ORANGE if level < 1.35 else Light.GREEN


def _day(scan_round: str, random: Random) -> date:
    """A weekday; most people fill in soon after the invitation."""
    first, weeks = WEEKS[scan_round]
    week = min(int(random.expovariate(0.8)), weeks - 1)
    return first + timedelta(days=7 * week + random.randrange(5))
