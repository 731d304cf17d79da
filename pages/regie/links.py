"""The links of every partner: copy, scan, print, mail, replace; and one list of all of them."""

import streamlit as st

from onlife.content.letter import TO_FILL_IN, Audience, message
from onlife.domain.access import Action
from onlife.domain.account import LinkKind
from onlife.translation import gettext as _
from onlife.ui import link, mail, reminder, view_link
from onlife.ui.app import session
from onlife.ui.parts import choose, guidance, layout

visit = session.require(Action.MANAGE)
store = session.store()
partners = {partner.id: partner for partner in store.networks.partners(visit.network.id)}
network = visit.network.id

layout.heading(
    _("Links en brieven"), _("Bezorg elke partner zijn scanlink en zijn teamlink, met een mail of op papier.")
)
guidance.about("links")
guidance.what_now(visit)
if not partners:
    layout.empty(
        _("Er zijn nog geen partners, dus ook nog geen links."), "pages/regie/partners.py", _("Voeg partners toe")
    )
    st.stop()
if not store.networks.open_round(network):
    st.info(
        _("Er is nu geen scanronde open. Wie een link opent, leest dat invullen nog niet kan."), icon=":material/info:"
    )
    layout.link("pages/regie/rondes.py", _("Naar de scanrondes"), icon=":material/arrow_forward:")
store.links.make(network, list(partners), visit.actor.id)
facts = link.letter_facts(visit)

with st.container(horizontal=True, border=True, vertical_alignment="center"):
    st.markdown(_("**Voor alle partners samen**"), width="stretch")
    st.link_button(_("Alle brieven"), layout.export_address("brief", visit.network.id), icon=":material/print:")
    st.link_button(
        _("Lege scan op papier"),
        layout.export_address("scanformulier.pdf", visit.network.id),
        icon=":material/checklist:",
    )
    st.link_button(
        _("Verzendlijst (CSV)"), layout.export_address("verzendlijst.csv", visit.network.id), icon=":material/table:"
    )

mail.to_contacts(visit, partners, facts)
reminder.show(visit, partners, facts)

st.header(_("Per partner"), anchor=False)
names = {key: partner.name for key, partner in partners.items()}
with st.container(horizontal=True, vertical_alignment="bottom"):
    partner = partners[choose.one("partner", "Partner", names)]
    letter = layout.export_address("brief", visit.network.id, partner=partner.id)
    st.link_button(_("Brief om af te drukken"), letter, icon=":material/print:")
    form = layout.export_address("scanformulier.pdf", visit.network.id, partner=partner.id, qr="ja")
    st.link_button(_("Scan op papier"), form, icon=":material/checklist:")
scan, team = st.columns(2, border=True)
with scan:
    link.show_link(partner, LinkKind.SCAN, facts[partner.id])
with team:
    link.show_link(partner, LinkKind.TEAM, facts[partner.id])

st.header(_("Mail met de links ingevuld"), anchor=False)
occasion = st.radio(_("Welke mail"), TO_FILL_IN, format_func=lambda occasion: occasion.word, horizontal=True)
audience = st.radio(_("Voor wie"), [*Audience], format_func=lambda audience: audience.word, horizontal=True)
contacts = store.contacts.of(network).get(partner.id, []) if audience is Audience.CONTACT else []
addresses = [contact.address for contact in contacts if contact.address]
link.show_message(message(occasion, audience, facts[partner.id]), *addresses)

view_link.show(visit)
