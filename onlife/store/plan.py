"""Actions of the network's plan and of partners' own plans, with their history and follow-up moments."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import datetime

from onlife.content.message import explain, message
from onlife.domain.plan import TEXT_LENGTH, FollowUp, PlanAction, flaws, is_led_by
from onlife.store.engine.combine import combine_records
from onlife.store.engine.database import Database, Overtaken, Refused
from onlife.store.engine.table import Table
from onlife.store.network import Networks
from onlife.store.questionnaire import Questionnaires
from onlife.text import line, paragraphs

ACTIONS = Table(
    "action_events",
    "action",
    PlanAction,
    {"owner": "holder", "start": "start_day", "end": "end_day", "lead": "lead_partner"},
)
FOLLOW_UPS = Table("follow_up_events", "follow_up", FollowUp)


@dataclass(frozen=True)
class Version:
    """An action as somebody left it. `actor` is an account or link id, `moment` UTC."""

    action: PlanAction
    actor: str
    moment: datetime


class Plans:
    def __init__(self, database: Database, questionnaires: Questionnaires, networks: Networks) -> None:
        self._db = database
        self._networks = networks
        self._questionnaires = questionnaires

    def of(self, network: str, owner: str = "") -> list[PlanAction]:
        """The actions in the plan of the network, or in that of a partner."""
        return [action for action in self._all(network) if action.owner == owner]

    def offers(self, network: str) -> list[PlanAction]:
        """The actions that partners offer to the network."""
        return [action for action in self._all(network) if action.owner and action.offered]

    def action(self, network: str, action: str) -> PlanAction | None:
        return next(iter(self._all(network, action=action)), None)

    def require_lead(self, network: str, action: str, partner: str) -> PlanAction:
        """An action of the network that this partner leads right now; raises Refused if it does not."""
        found = self.action(network, action)
        if found is None or not is_led_by(found, partner):
            raise Refused(message("plan.other_lead"))
        return found

    def templates(self, network: str) -> list[PlanAction]:
        """The actions in the plan of the network that it begins new ones from."""
        rows = self._db.newest("template_events", "action", network=network)
        kept = {row["action"] for row in rows if row["kept"]}
        return [action for action in self.of(network) if action.id in kept]

    def keep_template(self, network: str, action: str, kept: bool, actor: str) -> None:
        """Begin new actions from this one, or no longer."""
        with self._db.transaction():
            if not any(known.id == action for known in self.of(network)):
                raise Refused(message("plan.gone"))
            if kept != (action in {template.id for template in self.templates(network)}):
                self._db.add("template_events", {"actor": actor, "network": network, "action": action, "kept": kept})

    def history(self, network: str, action: str) -> list[Version]:
        """Every version of an action, newest first."""
        version = self._versions(network, action=action).get(action, 0)
        return [
            Version(replace(ACTIONS.to_record(row), content_version=version), row["actor"], row["moment"])
            for row in reversed(self._db.events(ACTIONS.name, network=network, action=action))
        ]

    def keep(self, action: PlanAction, actor: str) -> None:
        """Keep a version that follows on the one with number `action.event`.

        Raises Overtaken if that is no longer the newest, Refused with every flaw, and for a partner that was erased meanwhile.
        """
        action = replace(
            action,
            what=line(action.what),
            responsible=line(action.responsible),
            goal=paragraphs(action.goal),
            resources=paragraphs(action.resources),
            indicator=paragraphs(action.indicator),
            remarks=paragraphs(action.remarks),
        )
        with self._db.transaction():
            standing = self.action(action.network, action.id)
            version = (standing or action).content_version or self._questionnaires.of(action.network).version
            if found := flaws(action, self._questionnaires.get(version)):
                raise Refused(" ".join(map(explain, found.values())))
            if standing and standing.event != action.event:
                raise Overtaken(standing)
            named = {standing.lead, *standing.partners} if standing else set()
            for partner in {action.lead, *action.partners} - named - {""}:
                self._networks.require_partner(action.network, partner)
            if standing is None:
                self._questionnaires.keep(version, actor)
                place = {"network": action.network, "action": action.id, "content_version": version}
                self._db.add("action_content_events", {"actor": actor, **place})
            self._db.put(ACTIONS, [action], actor)

    def report(self, action: PlanAction, partner: str, actor: str) -> None:
        """Keep how an action goes and what is remarked about it, in the name of the partner that leads it; the rest of it
        stays as it is. Raises Overtaken and Refused as `keep` does.
        """
        with self._db.transaction():
            standing = self.require_lead(action.network, action.id, partner)
            self.keep(
                replace(standing, status=action.status, remarks=action.remarks, event=action.event),
                actor,
            )

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
                    self._db.put(ACTIONS, [changed], actor)

    def follow_ups(self, network: str, action: str = "") -> list[FollowUp]:
        """The follow-up moments of an action, or of all, by day."""
        where = {"action": action} if action else {}
        found = self._db.current(FOLLOW_UPS, network=network, **where)
        return sorted((f for f in found if not f.dropped), key=lambda f: f.day)

    def changes(self, network: str) -> Mapping[str, tuple[int, datetime]]:
        """Action or follow-up moment -> how often it was changed since it was added, and when last (UTC)."""
        found: dict[str, tuple[int, datetime]] = {}
        for table in (ACTIONS, FOLLOW_UPS):
            for row in self._db.events(table.name, network=network):
                times, _ = found.get(row[table.key], (-1, None))
                found[row[table.key]] = (times + 1, row["moment"])
        return found

    def keep_follow_up(self, network: str, moment: FollowUp, actor: str, seen: FollowUp | None = None) -> None:
        """Add a moment, or note what came of it over what somebody has `seen` of it: raises BothChanged if another did."""
        moment = replace(moment, saw=paragraphs(moment.saw), change=paragraphs(moment.change))
        if moment.held and not (moment.saw or moment.change):
            raise Refused(message("plan.empty_note"))
        if max(len(moment.saw), len(moment.change)) > TEXT_LENGTH:
            raise Refused(message("plan.note_too_long", most=TEXT_LENGTH))
        with self._db.transaction():
            standing = self._db.one(FOLLOW_UPS, network=network, follow_up=moment.id)
            if seen and standing:
                moment = combine_records(seen, moment, standing)
            self._db.put(FOLLOW_UPS, [moment], actor, network=network)

    def _all(self, network: str, **where: str) -> list[PlanAction]:
        versions = self._versions(network, **where)
        return [
            replace(action, content_version=versions.get(action.id, 0))
            for action in self._db.current(ACTIONS, network=network, **where)
        ]

    def _versions(self, network: str, **where: str) -> dict[str, int]:
        """Action id -> the version of the questionnaire that its block and elements are from."""
        rows = self._db.newest("action_content_events", "action", network=network, **where)
        return {row["action"]: row["content_version"] for row in rows}
