"""Taking scans that were read from a spreadsheet into a round: all of them or none, and nothing that was not asked.

Before a partner is made, somebody says that it is new and no other spelling of one that exists. Scans that were taken in
before are recognised by their answers and left out, unless somebody wants them twice.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from types import MappingProxyType

from onlife import text
from onlife.content import phrase
from onlife.domain.network import Network, Partner, Round, RoundState
from onlife.domain.privacy import THRESHOLD_DEFAULT
from onlife.domain.questionnaire import Questionnaire
from onlife.domain.scan import FilledScan, Source
from onlife.security.token import new_id
from onlife.services.scan_file import ScanFile, ScanRow
from onlife.store import Refused, Store
from onlife.translation import gettext as _

NEW = ""
"""What is chosen for the name of a partner that does not exist yet."""


@dataclass(frozen=True)
class Choices:
    """What somebody decided in the preview.

    `names`: name in the file -> id of the partner that is meant, or NEW; `doubles`: read scans again that were read before.
    """

    names: Mapping[str, str] = field(default_factory=lambda: MappingProxyType({}))
    new: bool = False
    """Whether every other unknown name is that of a new partner."""
    doubles: bool = False
    more_people: bool = False
    """Ask more people where there are more scans than people were asked; the log book tells."""


@dataclass(frozen=True)
class Preview:
    """What importing would do: scans per partner by name, scans that are there already, names that nobody knows.

    `unknown`: name in the file -> the partners that may be meant, the likest first.
    """

    scans: Mapping[str, int]
    doubles: Mapping[str, int]
    unknown: Mapping[str, Sequence[Partner]]
    problems: Sequence[str] = ()


@dataclass(frozen=True)
class ImportResult:
    """What was taken in: where, which partners are new, how many scans, and how many were there already."""

    network: Network
    round: Round
    new_partners: tuple[Partner, ...]
    scans: int
    doubles: int = 0


class ImportRejected(Refused):
    """Rows that cannot be taken in; `problems` names each of them, and nothing was changed."""

    def __init__(self, problems: Sequence[str]) -> None:
        super().__init__(" ".join(problems))
        self.problems = list(problems)


@dataclass(frozen=True)
class _Sorted:
    """The rows by what becomes of them. `known`: key of a name in the file -> its partner."""

    fresh: list[ScanRow]
    doubles: list[ScanRow]
    known: Mapping[str, Partner]
    unknown: Mapping[str, list[Partner]]
    problems: list[str]


def preview(store: Store, network: Network, scan_round: Round | None, intake: ScanFile, choices: Choices) -> Preview:
    """What importing would do at this moment; nothing is changed."""
    ordered = _sort(store, network, scan_round, intake.rows, choices)
    names = {key: partner.name for key, partner in ordered.known.items()}
    fresh, doubles = (
        Counter(names.get(text.key(row.partner), row.partner) for row in rows)
        for rows in (ordered.fresh, ordered.doubles)
    )
    return Preview(fresh, doubles, ordered.unknown, ordered.problems)


def import_all(
    store: Store,
    questionnaire: Questionnaire,
    network_name: str,
    round_name: str,
    intake: ScanFile,
    actor: str,
    choices: Choices = Choices(),
) -> ImportResult:
    """Add the scans to a round, all of them or none; makes the network and the round if they do not exist.

    Refuses with NotTakenIn when rows are wrong, do not fit the partners that exist, or name one that nobody knows in a
    network that has partners; with Refused when the round is closed or another one is open.
    """
    if intake.problems:
        raise ImportRejected(intake.problems)
    names = [text.line(name) for name in (network_name, round_name)]
    if not all(names):
        raise Refused(_("Geef het netwerk en de scanronde een naam."))
    with store.transaction():
        network = store.networks.by_name(names[0]) or store.networks.add(names[0], names[0], THRESHOLD_DEFAULT, actor)
        scan_round = _open_round(store, questionnaire, network, names[1], actor)
        ordered = _sort(store, network, scan_round, intake.rows, choices)
        if ordered.problems or ordered.unknown:
            raise ImportRejected([*ordered.problems, *map(_unknown, ordered.unknown.items())])
        new = _new_partners(network, ordered)
        store.networks.save_partners(new, actor)
        store.links.make(network.id, [partner.id for partner in new], actor)
        ids = {key: p.id for key, p in ordered.known.items()} | {text.key(p.name): p.id for p in new}
        filled = [
            FilledScan(ids[text.key(row.partner)], row.function_group, row.joint, row.answers, source=Source.IMPORT)
            for row in ordered.fresh
        ]
        if not filled:
            raise Refused(
                _(
                    "Alle {number} scans in dit bestand zijn al ingelezen in {name}.",
                    number=len(ordered.doubles),
                    name=scan_round.name,
                )
            )
        if choices.more_people:
            _ask_more(store, scan_round, filled, actor)
        scans = store.scan_imports.add(scan_round, filled, actor, [partner.id for partner in new])
    return ImportResult(network, scan_round, tuple(new), scans, len(ordered.doubles))


def _ask_more(store: Store, scan_round: Round, filled: Sequence[FilledScan], actor: str) -> None:
    there = {
        response.partner: response.submitted for response in store.results.response(scan_round.network, scan_round.id)
    }
    needed = {key: number + there.get(key, 0) for key, number in Counter(scan.partner for scan in filled).items()}
    partners = store.networks.partners(scan_round.network)
    short = [replace(p, expected=needed[p.id]) for p in partners if not p.joint and needed.get(p.id, 0) > p.expected]
    store.networks.save_partners(short, actor)


def _unknown(found: tuple[str, Sequence[Partner]]) -> str:
    name, meant = found
    asked = _(" Bedoel je {value}?", value=" of ".join(f"“{partner.name}”" for partner in meant)) if meant else ""
    return _("Er is geen partner “{name}”.{asked}", name=name, asked=asked)


def _sort(
    store: Store, network: Network, scan_round: Round | None, rows: Sequence[ScanRow], choices: Choices
) -> _Sorted:
    partners = store.networks.partners(network.id)
    known = {text.key(partner.name): partner for partner in partners}
    by_id = {partner.id: partner for partner in partners}
    new: set[str] = set()
    for name, chosen in choices.names.items():
        if chosen in by_id:
            known[text.key(name)] = by_id[chosen]
        elif chosen == NEW:
            new.add(text.key(name))
    unknown: dict[str, list[Partner]] = {}
    named = {partner.name: partner for partner in partners}
    for row in rows:
        key = text.key(row.partner)
        asked = key not in known and key not in new and not choices.new and partners
        if asked and key not in map(text.key, unknown):
            unknown[row.partner] = [named[name] for name in text.alike(row.partner, named)]
    fresh, doubles = list(rows), list[ScanRow]()
    if scan_round and not choices.doubles:
        fresh, doubles = _without_doubles(store, scan_round, known, rows)
    problems = _misfits(store, scan_round, known, fresh) if scan_round else _wrong_ways(known, fresh)
    return _Sorted(fresh, doubles, known, unknown, problems)


def _without_doubles(
    store: Store, scan_round: Round, known: Mapping[str, Partner], rows: Sequence[ScanRow]
) -> tuple[list[ScanRow], list[ScanRow]]:
    """The rows that are new, and those that say the same as a scan that was imported before; each is met once."""
    there = store.scan_imports.import_counts(scan_round)
    fresh: list[ScanRow] = []
    doubles: list[ScanRow] = []
    for row in rows:
        partner = known.get(text.key(row.partner))
        fits = partner is not None and partner.joint == row.joint
        same = (partner.id, row.function_group, frozenset(row.answers.items())) if partner and fits else None
        if same and there[same] > 0:
            there[same] -= 1
            doubles.append(row)
        else:
            fresh.append(row)
    return fresh, doubles


def _open_round(store: Store, questionnaire: Questionnaire, network: Network, name: str, actor: str) -> Round:
    """The round of this name, open: made if it does not exist, opened if it is still a concept."""
    rounds = {text.key(scan_round.name): scan_round for scan_round in store.networks.rounds(network.id)}
    scan_round = rounds.get(text.key(name)) or store.networks.add_round(
        network.id, name, questionnaire.version, None, actor
    )
    if scan_round.state is RoundState.CLOSED:
        raise Refused(_("De scanronde {name} is gesloten. Er kunnen geen scans meer bij.", name=scan_round.name))
    if scan_round.state is RoundState.CONCEPT:
        store.networks.start_round(scan_round, actor)
    found = next(r for r in store.networks.rounds(network.id) if r.id == scan_round.id)
    if found.content_version != questionnaire.version:
        raise Refused(
            _(
                "{name} werkt met versie {content_version} van de vragenlijst, en dit bestand is gelezen als "
                "versie {version}. Lees het opnieuw in.",
                name=found.name,
                content_version=found.content_version,
                version=questionnaire.version,
            )
        )
    return found


def _wrong_ways(known: Mapping[str, Partner], rows: Sequence[ScanRow]) -> list[str]:
    """Rows that are filled in another way than their partner scans."""
    return [
        _(
            "Rij {line}: “{partner}” scant {agreed}, maar deze rij is {here}.",
            line=row.line,
            partner=partner.name,
            agreed=phrase.way(partner.joint),
            here=phrase.way(row.joint),
        )
        for row in rows
        if (partner := known.get(text.key(row.partner))) and partner.joint != row.joint
    ]


def _misfits(store: Store, scan_round: Round, known: Mapping[str, Partner], rows: Sequence[ScanRow]) -> list[str]:
    """Rows that do not fit what is already known of their partner."""
    closings = store.closings.of(scan_round.id)
    begun = {r.partner for r in store.results.response(scan_round.network, scan_round.id) if r.submitted or r.begun}
    problems = _wrong_ways(known, rows)
    joint: dict[str, int] = {}
    for row in rows:
        partner = known.get(text.key(row.partner))
        if partner is None or partner.joint != row.joint:
            continue
        if partner.id in closings and closings[partner.id].closed:
            problems.append(
                _(
                    "Rij {line}: de scan van “{name}” is in deze scanronde al afgesloten.",
                    line=row.line,
                    name=partner.name,
                )
            )
        elif partner.joint and partner.id in begun:
            problems.append(
                _(
                    "Rij {line}: “{name}” heeft in deze scanronde al een gezamenlijke scan.",
                    line=row.line,
                    name=partner.name,
                )
            )
        elif partner.joint and joint.setdefault(partner.id, row.line) != row.line:
            problems.append(
                _(
                    "Rij {line}: “{name}” heeft al een gezamenlijke scan in rij {joint}.",
                    line=row.line,
                    name=partner.name,
                    joint=joint[partner.id],
                )
            )
    return problems


def _new_partners(network: Network, ordered: _Sorted) -> list[Partner]:
    """A partner for every name that is not known yet; as many people are expected as there are rows."""
    rows = [row for row in ordered.fresh if text.key(row.partner) not in ordered.known]
    number = Counter(text.key(row.partner) for row in rows)
    first = {text.key(row.partner): row for row in reversed(rows)}
    return [Partner(new_id(), network.id, first[key].partner, "", number[key], first[key].joint) for key in number]
