"""Notices to contacts of what comes up in plan and round: which kinds, and without a mail server one after another by hand."""

from __future__ import annotations

from collections.abc import Mapping
from functools import partial

import streamlit as st

from onlife.content.letter import Facts
from onlife.domain.meeting import Meeting
from onlife.domain.network import Partner
from onlife.domain.reminder import REPORT_FOR, ReminderKind
from onlife.services import reminder
from onlife.services.reminder import Bundle
from onlife.text import count, plural, short_date, today
from onlife.translation import N_
from onlife.translation import gettext as _
from onlife.ui import link
from onlife.ui.app import session
from onlife.ui.app.session import Visit
from onlife.ui.mail import coordinator_of, mail_or_sent, take_back
from onlife.ui.parts import layout
from onlife.ui.parts.action import perform
from onlife.ui.parts.markdown import plain

PURPOSE = N_(
    "Contactpersonen horen op tijd wat eraan komt: een actie of een opvolgmoment, een scanronde die halverwege is of bijna sluit, het verslag van een vergadering. "
    "Alles samen in één mail, hoogstens één per dag. Er staat nooit een resultaat in, en elke mail heeft een link om er minder te krijgen."
)

TOLD = N_(
    "**Laat het de contactpersonen weten.** De mail zegt dat het verslag er is en heeft de teamlink van de partner. Het verslag zelf "
    "gaat niet mee: zo leest enkel wie het mag lezen het. Wil je het toch meesturen? Bewaar het dan als Word of PDF."
)


def show(visit: Visit, partners: Mapping[str, Partner], facts: Mapping[str, Facts]) -> None:
    st.header(_("Geheugensteun"), anchor=False)
    st.markdown(_(PURPOSE))
    _switches(visit)
    found = [bundle for bundle in reminder.due(session.store(), visit.network.id, today()) if _is_known(bundle, facts)]
    if session.sends_mail(visit.network):
        _by_itself(visit, len(found))
        _trouble(visit, partners)
    else:
        _by_hand(visit, partners, facts, found)


def of_report(visit: Visit, held: Meeting) -> None:
    """For the coordinator, beside a report: let contacts know that it is there, all at once or one mail after another."""
    store = session.store()
    scan_round = store.networks.round(held.network, held.round)
    if scan_round is None or not (today() - held.day).days <= REPORT_FOR:
        return
    if not scan_round.shared:
        st.caption(_("Contactpersonen lezen het verslag zodra partners de netwerkpagina's mogen zien."))
        layout.link("pages/regie/rondes.py", _("Naar de scanrondes"))
        return
    partners = {partner.id: partner for partner in store.networks.partners(held.network)}
    facts, due = link.letter_facts(visit), reminder.due(store, held.network, today())
    found = [bundle for bundle in due if reminder.tells_of(bundle, held) and _is_known(bundle, facts)]
    with st.container(border=True):
        st.markdown(_(TOLD))
        if not found:
            st.markdown(
                _("✓ Er is nu niemand meer om het te laten weten. Wie vandaag al een mail kreeg, hoort het morgen.")
            )
        elif not session.sends_mail(visit.network):
            _next_by_hand(visit, partners, facts, found)
        elif st.button(
            _("Laat het {count} weten", count=count(len(found), _("contactpersoon"), _("contactpersonen"))),
            icon=":material/mail:",
        ):
            perform(partial(_queue, visit, found), _("De mails zijn onderweg. In het logboek zie je wie er een kreeg."))


def _queue(visit: Visit, found: list[Bundle]) -> None:
    bundles = [(bundle.contact, bundle.keys) for bundle in found]
    session.store().mails.queue_notices(bundles, today(), coordinator_of(visit).actor.id, origin=session.origin())


def _switches(visit: Visit) -> None:
    """Each kind, on or off for the whole network."""
    reminders = session.store().reminders
    off = reminders.off(visit.network.id, visit.network.id)
    with st.container(horizontal=True):
        for kind in ReminderKind:
            on = st.toggle(kind.word.capitalize(), kind not in off, key=f"remind-{kind}-{kind in off}")
            if on == (kind in off):
                wanted = off - {kind} if on else off | {kind}
                perform(
                    partial(_choose, visit, wanted, reminders.origin(visit.network.id)),
                    _("Contactpersonen krijgen weer mails over {word}.", word=kind.word)
                    if on
                    else _("Contactpersonen krijgen geen mails over {word} meer.", word=kind.word),
                )


def _choose(visit: Visit, off: frozenset[ReminderKind], origin: str) -> None:
    """Keep what is off; `origin`: how this app is reached once it sends the others by itself."""
    coordinator = coordinator_of(visit)
    session.store().reminders.choose(visit.network.id, visit.network.id, off, coordinator.actor.id, origin)


def _by_itself(visit: Visit, number: int) -> None:
    """With a mail server: what the app does every morning, once it knows how it is reached."""
    reminders = session.store().reminders
    if reminders.origin(visit.network.id):
        st.caption(
            _(
                "De app verstuurt ze elke ochtend vanaf 8 uur. Er {stand} klaar. Elke mail staat in het logboek.",
                stand=_stand(number),
            )
        )
    elif st.button(_("Verstuur ze vanaf nu elke ochtend"), icon=":material/schedule_send:"):
        off = reminders.off(visit.network.id, visit.network.id)
        perform(partial(_choose, visit, off, session.origin()), _("De app verstuurt ze vanaf nu elke ochtend."))


def _trouble(visit: Visit, partners: Mapping[str, Partner]) -> None:
    """The contacts whose last notice did not come through, and why."""
    store = session.store()
    newest = {mail.contact: mail for mail in store.mails.notices(visit.network.id)}
    for mail in newest.values():
        contact = store.contacts.get(visit.network.id, mail.contact)
        if mail.reason and contact and mail.partner in partners:
            st.text(f"{contact.label} ({partners[mail.partner].name}): {mail.step.word}. {mail.reason}")


def _by_hand(visit: Visit, partners: Mapping[str, Partner], facts: Mapping[str, Facts], found: list[Bundle]) -> None:
    """Without one: the next mail opens in the own mail program, and is noted as sent."""
    if not found:
        st.markdown(_("✓ Er is nu niemand om aan iets te herinneren."))
    else:
        st.markdown(
            _(
                "Er {stand} klaar. De knop opent de mail in je mailprogramma en noteert ze als verstuurd.",
                stand=_stand(len(found)),
            )
        )
    _next_by_hand(visit, partners, facts, found)
    _last(visit)


def _next_by_hand(
    visit: Visit, partners: Mapping[str, Partner], facts: Mapping[str, Facts], found: list[Bundle]
) -> None:
    """The first of these mails, to open in the own mail program."""
    for bundle in found[:1]:
        contact = bundle.contact
        words = reminder.words(session.store(), contact, bundle.reminders, facts[contact.partner], session.origin())
        lines = [line for line in words.body.splitlines() if line.startswith("- ")]
        st.markdown("\n".join(f"- {plain(line.removeprefix('- '))}" for line in lines))
        if mail_or_sent(words, contact, partners[contact.partner], "notice"):
            note = partial(_note_sent, visit, bundle)
            perform(note, _("De geheugensteun aan {label} is genoteerd als verstuurd.", label=contact.label))


def _last(visit: Visit) -> None:
    """The notice that was noted last, and the way to say that it was not sent."""
    for mail in [mail for mail in session.store().mails.notices(visit.network.id) if mail.by_hand][-1:]:
        contact = session.store().contacts.get(visit.network.id, mail.contact)
        to = contact.label if contact else _("een gewiste contactpersoon")
        take_back(visit, mail, _("geheugensteun aan {to}, {day}", to=to, day=short_date(mail.day)), to)


def _note_sent(visit: Visit, bundle: Bundle) -> None:
    coordinator = coordinator_of(visit)
    session.store().mails.queue_notices([(bundle.contact, bundle.keys)], today(), coordinator.actor.id)


def _is_known(bundle: Bundle, facts: Mapping[str, Facts]) -> bool:
    return bundle.contact.partner in facts


def _stand(number: int) -> str:
    return plural(number, _("staat {number} mail", number=number), _("staan {number} mails", number=number))
