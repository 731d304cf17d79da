"""The contact persons of a partner, for the coordinator alone: adding, changing, erasing."""

from __future__ import annotations

from dataclasses import replace
from functools import partial

import streamlit as st

from onlife.content.letter import ADDRESS_MAX
from onlife.domain.contact import Contact
from onlife.domain.network import Partner
from onlife.security.token import new_id
from onlife.services import contact_list
from onlife.services.contact_list import NAME_MAX, TELEPHONE_MAX, Person
from onlife.translation import N_
from onlife.translation import gettext as _
from onlife.ui.app import session
from onlife.ui.app.session import Visit
from onlife.ui.parts import conflict
from onlife.ui.parts.action import perform
from onlife.ui.parts.dialog import dialog
from onlife.ui.parts.markdown import plain


def ask(known: Person, key: str) -> Person:
    """The fields of a contact person, inside a form. Each may stay empty."""
    st.caption(
        _("Enkel coördinatoren zien de contactpersoon, om uit te nodigen en te herinneren. Alles mag leeg blijven.")
    )
    name, address, telephone = st.columns(3)
    return Person(
        name.text_input(_("Contactpersoon"), known.name, max_chars=NAME_MAX, key=f"name-{key}"),
        address.text_input(
            "E-mailadres", known.address, max_chars=ADDRESS_MAX, autocomplete="off", key=f"address-{key}"
        ),
        telephone.text_input(
            _("Telefoon"), known.telephone, max_chars=TELEPHONE_MAX, autocomplete="off", key=f"telephone-{key}"
        ),
    )


def new(partner: Partner, person: Person) -> Contact:
    return Contact(new_id(), partner.network, partner.id, person.name, person.address, person.telephone)


def of_partner(visit: Visit, partner: Partner) -> None:
    """Whom one writes to at a partner, and the way to change that."""
    st.header(_("Contactpersonen"), anchor=False)
    contacts = session.store().contacts.of(visit.network.id).get(partner.id, [])
    if not contacts:
        st.markdown(_("Van deze partner is er nog geen contactpersoon ingevuld."))
    for contact in contacts:
        with st.container(horizontal=True, vertical_alignment="center"):
            st.text(_person(contact).as_line, width="stretch")
            if st.button(
                _("Wijzig {label}", label=plain(contact.label)), key=f"contact-{contact.id}", icon=":material/edit:"
            ):
                change(contact)
    if st.button(_("Contactpersoon toevoegen"), key=f"add-contact-{partner.id}", icon=":material/person_add:"):
        change(new(partner, Person()))


@dialog(N_("Contactpersoon"), width="medium")
def change(contact: Contact) -> None:
    """Fill in a contact; whoever is known already can be erased."""
    visit = session.coordinator(contact.network)
    if visit is None:
        st.rerun()
    contacts, place = session.store().contacts, f"contact-{contact.id if contact.label else contact.partner}"
    known = contact if contact.label else replace(contact, id="")  # the key of a form knows no number of one session
    labels = {"name": _("Contactpersoon"), "address": _("E-mailadres"), "telephone": _("Telefoon")}
    form = conflict.open_form(place, known, labels, visit.actor.id)
    with st.form("contact", border=False, enter_to_submit=False):
        typed = ask(_person(form.seen), form.key)
        wanted = st.form_submit_button(_("Bewaren"), type="primary", icon=":material/save:")
    if wanted:
        perform(
            partial(_save, visit, replace(form.seen, id=contact.id), typed),
            _("De contactpersonen zijn bewaard."),
            form=place,
        )
    if contact.label and st.button(_("Wis deze contactpersoon"), icon=":material/delete:"):
        perform(partial(contacts.erase, contact, visit.actor.id), _("{label} is gewist.", label=contact.label))


def _save(visit: Visit, seen: Contact, typed: Person) -> None:
    person, contacts = contact_list.check(typed), session.store().contacts
    if not person.as_line and not seen.label:
        raise ValueError(_("Vul een naam, een e-mailadres of een telefoonnummer in."))
    changed = replace(seen, name=person.name, address=person.address, telephone=person.telephone)
    if seen.label:
        contacts.change(changed, seen, visit.actor.id)
    else:
        contacts.save([changed], visit.actor.id)


def _person(contact: Contact) -> Person:
    return Person(contact.name, contact.address, contact.telephone)
