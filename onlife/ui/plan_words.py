"""An action in words: the names of its fields, what stands in them, and which of them differ."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import fields
from datetime import date

from onlife.content.message import message
from onlife.domain.plan import LATE, PlanAction, Status, Term, urgency
from onlife.text import labelled, long_date
from onlife.translation import N_
from onlife.translation import gettext as _
from onlife.ui.app import session
from onlife.ui.app.session import Visit

NOBODY = N_("nog niemand")
LABELS = {
    "block": N_("Bouwsteen"),
    "elements": N_("Elementen die moeten bewegen"),
    "what": N_("Wat gaan jullie doen?"),
    "term": N_("Termijn"),
    "start": N_("Begin (dag/maand/jaar)"),
    "end": N_("Einde (dag/maand/jaar)"),
    "goal": N_("Doelstelling"),
    "lead": N_("Trekker"),
    "responsible": N_("Verantwoordelijke: welke functie of welk team voert het uit?"),
    "partners": N_("Wie werkt mee?"),
    "resources": N_("Middelen: tijd, budget, tools, expertise"),
    "indicator": N_("Waaraan merken jullie dat het lukt?"),
    "remarks": N_("Opmerkingen"),
    "status": N_("Stand"),
}


def differing(one: PlanAction, other: PlanAction) -> list[str]:
    """The names of the fields in which two versions differ."""
    return [f.name for f in fields(one) if f.name in LABELS and getattr(one, f.name) != getattr(other, f.name)]


def differences(mine: PlanAction, theirs: PlanAction, names: Mapping[str, str]) -> list[str]:
    """What I have otherwise than they, a field a line."""
    return [labelled(_(LABELS[name]), in_words(mine, name, names)) for name in differing(mine, theirs)]


def in_words(action: PlanAction, name: str, names: Mapping[str, str]) -> str:
    """A field of an action as one reads it."""
    value = getattr(action, name)
    questionnaire = session.questionnaire(action)
    if name == "block":
        return f"{value}. {questionnaire.block(value).name}"
    if name == "elements":
        return ", ".join(f"{e} {questionnaire.element(e).title}" for e in value)
    if name == "partners":
        return ", ".join(names.get(p, message("name.gone_partner")) for p in value)
    if name == "lead":
        return names.get(value, _(NOBODY))
    if isinstance(value, (Term, Status)):
        return value.word
    return long_date(value) if isinstance(value, date) else str(value or "")


def late_badge(action: PlanAction, today: date) -> str:
    """What stands out about an action, as Markdown after its title."""
    late = urgency(action, today)
    return f" :{'red' if late == LATE else 'orange'}-badge[{_(late)}]" if late else ""


def summary(action: PlanAction, names: Mapping[str, str], told: str = "") -> str:
    """What one needs to know of an action in a line, without what is told already."""
    said = {
        "status": action.status.word,
        "block": session.questionnaire(action).block(action.block).short,
        "term": action.term.word,
        "end": _("klaar tegen {day}", day=long_date(action.end)) if action.end else _("zonder einddatum"),
        "lead": _("trekker: {name}", name=names.get(action.lead, _(NOBODY))),
        "responsible": _("verantwoordelijke: {name}", name=action.responsible) if action.responsible else "",
    }
    return " · ".join(words for name, words in said.items() if words and name != told)


def partner_names(visit: Visit) -> dict[str, str]:
    return session.store().networks.partner_names(visit.network.id, archived=True)
