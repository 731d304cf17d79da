"""Networks, their partner organisations and their scan rounds."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import replace
from datetime import date

from onlife.content.message import message
from onlife.domain.network import Network, Partner, Raise, Round, RoundState
from onlife.security.token import new_id
from onlife.store.engine.combine import combine_records
from onlife.store.engine.database import Database, Refused
from onlife.store.engine.table import Table, last_event
from onlife.store.log_act import Act
from onlife.store.questionnaire import Questionnaires
from onlife.text import line, local
from onlife.translation import DUTCH

NETWORKS = Table("network_events", "network", Network)
PARTNERS = Table("partner_events", "partner", Partner)
ROUNDS = Table("round_events", "round", Round)
NAME_LENGTH = 120
EXAMPLE = "voorbeeld"
SAMPLE = re.compile(rf"\b{EXAMPLE}(netwerk)?\b", re.IGNORECASE)
"""What the name of a made-up network has in it."""


class Networks:
    def __init__(self, database: Database, questionnaires: Questionnaires) -> None:
        self._db = database
        self._questionnaires = questionnaires

    # -- networks

    def all(self) -> list[Network]:
        """All networks of this installation in alphabetical order."""
        return sorted(self._db.current(NETWORKS), key=lambda network: network.name.casefold())

    def get(self, network: str) -> Network | None:
        return self._db.one(NETWORKS, network=network)

    def by_name(self, name: str) -> Network | None:
        return next((n for n in self.all() if n.name.casefold() == line(name).casefold()), None)

    def save(self, network: Network, actor: str, seen: Network | None = None) -> None:
        """Add a network, or change it from what somebody has `seen` of it: what another changed meanwhile stays, or BothChanged is
        raised. The threshold can only rise once anybody has answered.

        A sample says in its name that it is one: every letter, report and archive bears that name, and no other mark.
        """
        name = network.name if not network.sample or SAMPLE.search(network.name) else f"{network.name} ({EXAMPLE})"
        network = replace(network, name=_name(name), town=_name(network.town))
        with self._db.transaction():
            known = self.get(network.id)
            if seen and known is None:
                raise Refused(message("erasure.network_gone"))
            if seen and known:
                network = combine_records(seen, network, known)
            namesake = self.by_name(network.name)
            if namesake and namesake.id != network.id:
                raise Refused(message("network.taken", name=network.name))
            if known and network.threshold < known.threshold and self._has_answers(network.id):
                raise Refused(message("network.threshold_rises"))
            self._db.put(NETWORKS, [network], actor)

    def add(
        self, name: str, town: str, threshold: int, actor: str, *, sample: bool = False, language: str = DUTCH
    ) -> Network:
        network = Network(new_id(), line(name), line(town), threshold, sample, language)
        self.save(network, actor)
        return network

    def _has_answers(self, network: str) -> bool:
        tables = ("draft_events", "submission_events", "frozen_scans")
        return any(self._db.row(f"SELECT 1 FROM {table} WHERE network = ? LIMIT 1", network) for table in tables)

    # -- partners

    def partners(self, network: str, *, archived: bool = False) -> list[Partner]:
        """The partners of a network in alphabetical order; with `archived` those that left, too."""
        found = self._db.current(PARTNERS, network=network)
        return sorted((p for p in found if archived or not p.archived), key=lambda partner: partner.name.casefold())

    def partner_names(self, network: str, *, archived: bool = False) -> dict[str, str]:
        """Partner id -> name, of the same partners in the same order."""
        return {partner.id: partner.name for partner in self.partners(network, archived=archived)}

    def partner(self, network: str, partner: str) -> Partner | None:
        return self._db.one(PARTNERS, network=network, partner=partner)

    def save_partners(self, partners: Sequence[Partner], actor: str, seen: Sequence[Partner] = ()) -> None:
        """Add partners, or change them from what somebody has `seen` of them as `save` does, all of them or none. Two active
        partners of a network never share a name.
        """
        partners = [replace(p, name=_name(p.name), sector=_name(p.sector)) for p in partners]
        with self._db.transaction():
            partners = [self._combine(*pair) for pair in zip(seen, partners, strict=True)] if seen else partners
            taken: dict[str, dict[str, str]] = {}
            for partner in partners:
                known = self.partner(partner.network, partner.id)
                if known and known.joint != partner.joint and self._has_begun(partner):
                    raise Refused(message("partner.begun", name=partner.name))
                if partner.network not in taken:
                    taken[partner.network] = {p.name.casefold(): p.id for p in self.partners(partner.network)}
                names = taken[partner.network]
                if not partner.archived and names.setdefault(partner.name.casefold(), partner.id) != partner.id:
                    raise Refused(message("partner.taken", name=partner.name))
            self._db.put(PARTNERS, partners, actor)

    def _combine(self, seen: Partner, partner: Partner) -> Partner:
        known = self.partner(seen.network, seen.id)
        if known is None:
            raise Refused(message("erasure.partner_gone"))
        return combine_records(seen, partner, known)

    def raises(self, scan_round: Round, partner: Partner) -> list[Raise]:
        """How often more people were asked while a round was open, oldest first."""
        begun = self._db.row(
            "SELECT min(event) AS event FROM round_events WHERE round = ? AND state = ?",
            scan_round.id,
            RoundState.OPEN.value,
        )
        found, asked = list[Raise](), 0
        for row in self._db.events("partner_events", network=partner.network, partner=partner.id):
            if begun and begun["event"] and row["event"] > begun["event"] and 0 < asked < row["expected"]:
                found.append(Raise(local(row["moment"]).date(), asked, row["expected"]))
            asked = row["expected"]
        return found

    def _has_begun(self, partner: Partner) -> bool:
        """Whether anybody of this partner has begun in the open round: whoever began was told how it counts."""
        scan_round = self.open_round(partner.network)
        tables = ("draft_events", "(FROM submissions WHERE state <> 'withdrawn')", "frozen_scans")
        return scan_round is not None and any(
            self._db.row(f"SELECT 1 FROM {table} WHERE round = ? AND partner = ? LIMIT 1", scan_round.id, partner.id)
            for table in tables
        )

    def require_partner(self, network: str, partner: str) -> Partner:
        """The partner as it stands; raises Refused if it was erased, for then nothing may be known of it any more."""
        known = self.partner(network, partner)
        if known is None:
            raise Refused(message("erasure.partner_gone"))
        return known

    def archive(self, partner: Partner, actor: str) -> None:
        self.save_partners([replace(partner, archived=True)], actor, [partner])

    # -- rounds

    def rounds(self, network: str, *, practice: bool = False, concept: bool = True) -> list[Round]:
        """The rounds of a network, newest first; with `practice` also the one in which people only try, without `concept` only
        those that were opened.
        """
        known = [r for r in self._db.current(ROUNDS, network=network)[::-1] if practice or not r.practice]
        return [r for r in known if concept or r.state is not RoundState.CONCEPT]

    def round(self, network: str, scan_round: str) -> Round | None:
        return self._db.one(ROUNDS, network=network, round=scan_round)

    def require_round(self, scan_round: Round) -> Round:
        """The round as it stands; raises Refused if it was erased, for then nothing may come under it any more."""
        known = self.round(scan_round.network, scan_round.id)
        if known is None:
            raise Refused(message("round.gone"))
        return known

    def open_round(self, network: str) -> Round | None:
        """The round that one fills in now, be it for practice."""
        return next((r for r in self.rounds(network, practice=True) if r.state is RoundState.OPEN), None)

    def practice(self, network: str, name: str, actor: str) -> Round:
        """Open a round in which people only try; erasing it is its end."""
        version = self._questionnaires.of(network).version
        with self._db.transaction():
            scan_round = Round(new_id(), network, _name(name), RoundState.CONCEPT, version, practice=True)
            self._refuse_taken(scan_round)
            self._add_round_event(scan_round, actor)
            self.start_round(scan_round, actor)
        return replace(scan_round, state=RoundState.OPEN)

    def closed_on(self, scan_round: Round) -> date | None:
        """The day on which a round was closed, None if it was not."""
        return self._day_of(scan_round, RoundState.CLOSED)

    def opened_on(self, scan_round: Round) -> date | None:
        """The day on which a round was opened, None if it was not."""
        return self._day_of(scan_round, RoundState.OPEN)

    def _day_of(self, scan_round: Round, state: RoundState) -> date | None:
        row = self._db.row(
            "SELECT min(moment) AS moment FROM round_events WHERE network = ? AND round = ? AND state = ?",
            *(scan_round.network, scan_round.id, state.value),
        )
        return local(row["moment"]).date() if row and row["moment"] else None

    def add_round(self, network: str, name: str, content_version: int, closes_on: date | None, actor: str) -> Round:
        name = _name(name)
        with self._db.transaction():
            scan_round = Round(new_id(), network, name, RoundState.CONCEPT, content_version, closes_on)
            self._refuse_taken(scan_round)
            self._add_round_event(scan_round, actor)
        return scan_round

    def save_round(self, scan_round: Round, actor: str, seen: Round | None = None) -> None:
        """Change name, end date or visibility of a round, from what somebody has `seen` of it as `save` does. Its state changes
        with `start_round` and `Closings.close_round`.
        """
        scan_round = replace(scan_round, name=_name(scan_round.name))
        with self._db.transaction():
            known = self.require_round(scan_round)
            changed = combine_records(seen or known, scan_round, known)
            self._refuse_taken(changed)
            self._add_round_event(replace(changed, state=known.state), actor)

    def _refuse_taken(self, scan_round: Round) -> None:
        others = [r.name.casefold() for r in self.rounds(scan_round.network, practice=True) if r.id != scan_round.id]
        if scan_round.name.casefold() in others:
            raise Refused(message("round.taken", name=scan_round.name))

    def start_round(self, scan_round: Round, actor: str) -> None:
        """Open a concept round. A network has one open round at a time, so that a link always leads to one place.

        From here on the round works with the questionnaire that the network has chosen at this moment.
        """
        with self._db.transaction():
            known = self.round(scan_round.network, scan_round.id)
            if known is None or known.state is not RoundState.CONCEPT:
                raise Refused(message("round.not_concept"))
            other = self.open_round(scan_round.network)
            if other:
                raise Refused(message("round.practice_open" if other.practice else "round.other_open", name=other.name))
            version = self._questionnaires.of(known.network).version
            self._questionnaires.keep(version, actor)
            self._add_round_event(replace(known, state=RoundState.OPEN, content_version=version), actor)

    def end_round(self, scan_round: Round, actor: str) -> None:
        """Mark a round as closed. Call `Closings.close_round`, which freezes the scans first."""
        self._add_round_event(replace(scan_round, state=RoundState.CLOSED), actor)

    def _add_round_event(self, scan_round: Round, actor: str) -> None:
        self._db.put(ROUNDS, [scan_round], actor)

    def newest_event(self, network: str) -> int:
        """The number of the newest event that changes what a network page shows; the key of what is cached."""
        tables = (
            *("priority_events", "sharing_events", "action_events", "follow_up_events"),
            *("comparing_events", "sender_events", "logo_events", "network_kind_events"),
        )
        return max(self.newest_result_event(network), self._last_event(tables, network))

    def newest_result_event(self, network: str) -> int:
        """The number of the newest event that changes what may be shown of scans: no plan and no choice of stars does."""
        tables = ("network_events", "partner_events", "round_events", "closing_events", "questionnaire_choice_events")
        return max(self._last_event(tables, network), self.newest_erasure(network))

    def newest_erasure(self, network: str) -> int:
        """The number of the newest event by which something of a network was destroyed, 0 if nothing was. With what it took, the
        newest of other events can be one that was the newest before: whatever is cached by those needs this as well.
        """
        # What was destroyed leaves nothing but its line in the log book.
        return last_event(
            self._db.events("log_events", network=network, act=a.value) for a in (Act.ERASED, Act.RETAINED)
        )

    def _last_event(self, tables: Sequence[str], network: str) -> int:
        return last_event(self._db.events(table, network=network) for table in tables)


def _name(typed: str) -> str:
    """A name as it is kept; raises Refused if no field of ours lets it through."""
    name = line(typed)
    if len(name) > NAME_LENGTH:
        raise Refused(message("name.too_long", most=NAME_LENGTH))
    return name


def sectors(partners: Iterable[Partner]) -> list[str]:
    """The sectors that occur, in alphabetical order."""
    return sorted({p.sector for p in partners if p.sector}, key=str.casefold)
