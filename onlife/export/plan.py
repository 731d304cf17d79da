"""A plan to take away: as a table, as one form per action, and its follow-up moments for a calendar."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from datetime import UTC, date, datetime, timedelta

import pandas as pd
from icalendar import Alarm, Calendar, Event, vDuration

from onlife.domain.plan import FollowUp, PlanAction
from onlife.domain.questionnaire import Questionnaire
from onlife.export.report import FilledForm, Heading, Part, Report, Text, printable
from onlife.text import labelled, long_date, short_date
from onlife.translation import N_
from onlife.translation import gettext as _

TITLE = N_("Plan")
COLUMNS = [
    N_("Actie"), N_("Bouwsteen"), N_("Elementen"), N_("Termijn"), N_("Begin"), N_("Einde"), N_("Stand"), N_("Trekker"), N_("Verantwoordelijke"), N_("Partners"), N_("Doelstelling"),
    N_("Middelen"), N_("Indicator"), N_("Opvolging"), N_("Opmerkingen"), N_("In het plan sinds"),
]  # fmt: skip
DATES = [N_("Begin"), N_("Einde"), N_("In het plan sinds")]
REFRESH = timedelta(hours=6)
"""How often a calendar that subscribed is asked to look again."""
REMINDERS = (timedelta(days=-7, hours=9), timedelta(days=-1, hours=9))
"""When a calendar reminds of a day, counted from its midnight: at nine in the morning, a week and a day ahead. Not as a
moment in UTC, which some calendars leave out and which would stay behind when somebody moves the day."""

PartnerNames = Mapping[str, str]
ChangeCounts = Mapping[str, tuple[int, datetime]]
"""Action or follow-up moment -> how often it was changed, and when last (UTC, without zone)."""
FormOf = Callable[[PlanAction], Questionnaire]
"""The questionnaire that the block and the elements of an action are from; one plan may hold actions of several."""


def table(
    actions: Iterable[PlanAction], moments: Sequence[FollowUp], names: PartnerNames, asked: FormOf
) -> pd.DataFrame:
    """One row per action with `COLUMNS`; dates are dates, NA where there is none. `names`: partner id -> name."""
    rows = [
        (
            action.what,
            _block(action, asked(action)),
            ", ".join(action.elements),
            action.term.word,
            action.start,
            action.end,
            action.status.word,
            names.get(action.lead, ""),
            action.responsible,
            _partners(action, names),
            action.goal,
            action.resources,
            action.indicator,
            _follow_up_lines(action, moments),
            action.remarks,
            action.begun,
        )
        for action in actions
    ]
    return pd.DataFrame(rows, columns=COLUMNS).astype(dict.fromkeys(DATES, object))


def with_typed_dates(table: pd.DataFrame) -> pd.DataFrame:
    """The same table with its dates as one types them, for a file that knows no dates."""
    texts = {column: [short_date(day) if day else "" for day in table[column]] for column in DATES}
    return table.assign(**texts)


def report(
    actions: Sequence[PlanAction],
    moments: Sequence[FollowUp],
    names: PartnerNames,
    asked: FormOf,
    *,
    owner: str,
    network: str,
    day: date,
    version: int,
) -> Report:
    """One form per action, each on a page of its own, with the fields of the kit's template.

    `owner`: whose plan it is; `version`: of the questionnaire that its network works with.
    """
    parts: list[Part] = [] if actions else [Text(_("Het plan is nog leeg."))]
    for at, action in enumerate(actions):
        parts += [
            Heading(action.what, apart=at > 0),
            Text(f"{_block(action, asked(action))} · {action.status.word}", "note"),
            FilledForm(
                (
                    (_("Bouwsteen"), _block(action, asked(action))),
                    (_("Elementen die moeten bewegen"), _elements(action, asked(action))),
                    (_("Actie"), action.what),
                    (_("Termijn"), action.term.word),
                    (_("Begin"), long_date(action.start) if action.start else ""),
                    (_("Einde"), long_date(action.end) if action.end else ""),
                    (_("Doelstelling"), action.goal),
                    (_("Trekker"), names.get(action.lead, "")),
                    (_("Verantwoordelijke: functie of team"), action.responsible),
                    (_("Wie werkt mee"), _partners(action, names)),
                    (_("Middelen: tijd, budget, tools, expertise"), action.resources),
                    (_("Waaraan merken we dat het lukt"), action.indicator),
                    (_("Opvolging: wanneer, wat zagen we, wat sturen we bij"), _follow_up_lines(action, moments)),
                    (_("Opmerkingen"), action.remarks),
                    (_("Stand"), action.status.word),
                )
            ),
        ]
    return Report(_(TITLE), owner if owner != network else "", network, day, version, tuple(parts))


def ics(
    actions: Iterable[PlanAction],
    moments: Iterable[FollowUp],
    names: PartnerNames,
    *,
    owner: str,
    changes: ChangeCounts,
    address: Callable[[PlanAction], str],
    brief: bool,
) -> bytes:
    """The follow-up moments that are still to be held and the last days of actions, as days in a calendar, with
    reminders a week and a day ahead.

    `owner`: whose plan it is; `address`: where an action stands in the app; `brief`: with no more than what it is and which
    organisations take part, for who reads along without a session. A day keeps its identity and counts its changes, so
    that taking it in again moves it. Equal plans are equal bytes.
    """
    calendar = Calendar()
    calendar.add("prodid", "-//Onlife netwerkscan//Plan//NL")
    calendar.add("version", "2.0")
    for name in ("name", "x-wr-calname"):
        calendar.add(name, printable(f"{_(TITLE)} · {owner}"))
    calendar.add("refresh-interval", REFRESH, parameters={"VALUE": "DURATION"})
    calendar.add("x-published-ttl", vDuration(REFRESH))
    running = {action.id: action for action in actions if not action.status.ended}
    days = [
        (moment.id, moment.day, _("Opvolging: {what}", what=running[moment.action].what), running[moment.action])
        for moment in moments
        if moment.action in running and not moment.held
    ]
    days += [(f"{a.id}-einde", a.end, _("Einddatum: {what}", what=a.what), a) for a in running.values() if a.end]
    for key, day, said, action in days:
        about = {action.id, key} & changes.keys()
        event = Event()
        event.add("uid", f"{key}@onlife-netwerkscan")
        changed = max(changes[one][1] for one in about).replace(tzinfo=UTC)
        event.add("dtstamp", changed)
        event.add("last-modified", changed)
        event.add("sequence", sum(changes[one][0] for one in about))
        event.add("summary", printable(said))
        event.add("dtstart", day)
        event.add("dtend", day + timedelta(days=1))
        event.add("transp", "TRANSPARENT")
        event.add("description", printable(_facts(action, names, brief)))
        event.add("url", address(action))
        for ahead in REMINDERS:
            event.add_component(_alarm(ahead, said))
        calendar.add_component(event)
    return bytes(calendar.to_ical())


def _alarm(ahead: timedelta, said: str) -> Alarm:
    alarm = Alarm()
    alarm.add("action", "DISPLAY")
    alarm.add("description", printable(said))
    alarm.add("trigger", ahead)
    return alarm


def _facts(action: PlanAction, names: PartnerNames, brief: bool) -> str:
    facts = (
        (_("Trekker"), names.get(action.lead, _("nog niemand"))),
        (_("Verantwoordelijke"), "" if brief else action.responsible),
        (_("Partners"), _partners(action, names)),
        (_("Doelstelling"), "" if brief else action.goal),
        (_("Indicator"), "" if brief else action.indicator),
    )
    return "\n".join(labelled(label, text) for label, text in facts if text)


def _block(action: PlanAction, questionnaire: Questionnaire) -> str:
    return f"{action.block}. {questionnaire.block(action.block).name}"


def _elements(action: PlanAction, questionnaire: Questionnaire) -> str:
    return "\n".join(f"{element} {questionnaire.element(element).title}" for element in action.elements)


def _partners(action: PlanAction, names: PartnerNames) -> str:
    return ", ".join(names[partner] for partner in action.partners if partner in names)


def _follow_up_lines(action: PlanAction, moments: Iterable[FollowUp]) -> str:
    own = [moment for moment in moments if moment.action == action.id]
    return "\n".join(
        labelled(long_date(m.day), " ".join(filter(None, (m.saw, m.change))) or _("nog te houden")) for m in own
    )
