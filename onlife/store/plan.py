"""Actions of the network's plan and of partners' own plans, with their history and follow-up moments."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

from onlife.domain.plan import TEXT_LENGTH, FollowUp, PlanAction, Status, Term, flaws
from onlife.store.engine.database import Database, Overtaken, Refused, now
from onlife.store.questionnaire import Questionnaires
from onlife.text import clean, line, within

_COLUMNS = (
    "network, holder, action, begun, block, elements, what, term, start_day, end_day, goal, lead_partner, partners, "
    "resources, indicator, remarks, status, offered"
)


@dataclass(frozen=True)
class Version:
    """An action as somebody left it. `actor` is an account or link id, `moment` UTC."""

    action: PlanAction
    actor: str
    moment: datetime


class Plans:
    def __init__(self, database: Database, questionnaires: Questionnaires) -> None:
        self._db = database
        self._questionnaires = questionnaires

    def of(self, network: str, owner: str = "") -> list[PlanAction]:
        """The actions in the plan of the network, or in that of a partner."""
        return [action for action in self._all(network) if action.owner == owner]

    def offered(self, network: str) -> list[PlanAction]:
        """The actions that partners offer to the network."""
        return [action for action in self._all(network) if action.owner and action.offered]

    def action(self, network: str, action: str) -> PlanAction | None:
        rows = self._db.newest("action_events", _COLUMNS, "action", network=network, action=action)
        return _action(rows[0], self._versions(network, action=action)) if rows else None

    def history(self, network: str, action: str) -> list[Version]:
        """Every version of an action, newest first."""
        rows = self._db.rows(
            f"SELECT event, moment, actor, {_COLUMNS} FROM action_events WHERE network = ? AND action = ? "
            "ORDER BY event DESC",
            network,
            action,
        )
        versions = self._versions(network, action=action)
        return [Version(_action(row, versions), row["actor"], row["moment"]) for row in rows]

    def keep(self, action: PlanAction, actor: str) -> None:
        """Keep a version that follows on the one with number `action.event`.

        Raises Overtaken if that is no longer the newest, Refused with every flaw.
        """
        action = replace(
            action,
            what=line(action.what),
            goal=clean(action.goal).strip(),
            resources=clean(action.resources).strip(),
            indicator=clean(action.indicator).strip(),
            remarks=clean(action.remarks).strip(),
        )
        with self._db.transaction():
            standing = self.action(action.network, action.id)
            version = (standing or action).content_version or self._questionnaires.of(action.network).version
            if found := flaws(action, self._questionnaires.get(version)):
                raise Refused(" ".join(found.values()))
            if standing and standing.event != action.event:
                raise Overtaken(standing)
            if standing is None:
                self._questionnaires.keep(version, actor)
                place = {"network": action.network, "action": action.id, "content_version": version}
                self._db.add("action_content_events", {"moment": now(), "actor": actor, **place})
            self._db.add("action_events", {"moment": now(), "actor": actor, **_row(action)})

    def accept(self, action: PlanAction, actor: str) -> None:
        """Take an action that a partner offers into the plan of the network; the partner leads unless it says else."""
        self.keep(replace(action, owner="", offered=False, lead=action.lead or action.owner), actor)

    def replace_partner(self, network: str, gone: str, stays: str, actor: str) -> None:
        """Let a partner take the place of one that goes: its own plan, what it leads and where it takes part."""
        with self._db.transaction():
            for action in self._all(network):
                named = (action.owner, action.lead, *action.partners)
                if gone in named:
                    owner, lead, *partners = (stays if partner == gone else partner for partner in named)
                    changed = replace(action, owner=owner, lead=lead, partners=tuple(dict.fromkeys(partners)))
                    self._db.add("action_events", {"moment": now(), "actor": actor, **_row(changed)})

    def follow_ups(self, network: str, action: str = "") -> list[FollowUp]:
        """The follow-up moments of an action, or of all, by day."""
        where = {"action": action} if action else {}
        rows = self._db.newest(
            "follow_up_events",
            "follow_up, action, day, held, saw, change, dropped",
            "follow_up",
            network=network,
            **where,
        )
        found = [
            FollowUp(
                r["follow_up"],
                r["action"],
                within(r["day"]) or r["day"],
                r["held"],
                r["saw"],
                r["change"],
                r["dropped"],
            )
            for r in rows
        ]
        return sorted((f for f in found if not f.dropped), key=lambda f: f.day)

    def keep_follow_up(self, network: str, moment: FollowUp, actor: str) -> None:
        moment = replace(moment, saw=clean(moment.saw).strip(), change=clean(moment.change).strip())
        if moment.held and not (moment.saw or moment.change):
            raise Refused("Noteer kort wat jullie zagen of wat jullie bijsturen.")
        if max(len(moment.saw), len(moment.change)) > TEXT_LENGTH:
            raise Refused(f"Een notitie telt hoogstens {TEXT_LENGTH} tekens.")
        self._db.add(
            "follow_up_events",
            {
                "moment": now(),
                "actor": actor,
                "network": network,
                "action": moment.action,
                "follow_up": moment.id,
                "day": moment.day,
                "held": moment.held,
                "saw": moment.saw,
                "change": moment.change,
                "dropped": moment.dropped,
            },
        )

    def _all(self, network: str) -> list[PlanAction]:
        versions = self._versions(network)
        return [_action(row, versions) for row in self._db.newest("action_events", _COLUMNS, "action", network=network)]

    def _versions(self, network: str, **where: str) -> dict[str, int]:
        """Action id -> the version of the questionnaire that its block and elements are from."""
        rows = self._db.newest("action_content_events", "action, content_version", "action", network=network, **where)
        return {row["action"]: row["content_version"] for row in rows}


def _row(action: PlanAction) -> dict[str, object]:
    return {
        "network": action.network,
        "holder": action.owner,
        "action": action.id,
        "begun": action.begun,
        "block": action.block,
        "elements": ",".join(action.elements),
        "what": action.what,
        "term": action.term.value,
        "start_day": action.start,
        "end_day": action.end,
        "goal": action.goal,
        "lead_partner": action.lead,
        "partners": ",".join(action.partners),
        "resources": action.resources,
        "indicator": action.indicator,
        "remarks": action.remarks,
        "status": action.status.value,
        "offered": action.offered,
    }


def _action(row: Mapping[str, Any], versions: Mapping[str, int]) -> PlanAction:
    return PlanAction(
        id=row["action"],
        network=row["network"],
        owner=row["holder"],
        block=row["block"],
        what=row["what"],
        begun=row["begun"],
        elements=_ids(row["elements"]),
        term=Term(row["term"]),
        start=within(row["start_day"]),
        end=within(row["end_day"]),
        goal=row["goal"],
        lead=row["lead_partner"],
        partners=_ids(row["partners"]),
        resources=row["resources"],
        indicator=row["indicator"],
        remarks=row["remarks"],
        status=Status(row["status"]),
        offered=row["offered"],
        event=row["event"],
        content_version=versions.get(row["action"], 0),
    )


def _ids(text: str) -> tuple[str, ...]:
    return tuple(filter(None, text.split(",")))
