"""Where a visitor without an address arrives: the way on for whoever is known, two ways in for whoever is not."""

import streamlit as st

from onlife.translation import gettext as _
from onlife.ui.app import session
from onlife.ui.parts import layout

here = session.actors()
if "account" in here:
    networks = [n for n in session.store().networks.all() if here["account"].role(n.id)]
    without = "pages/programma/programma.py" if session.of_programme(here) else "pages/regie/beheer.py"
    layout.switch_page("pages/netwerk/overzicht.py" if networks else without)
if "team" in here:
    layout.switch_page("pages/partner/ons_team.py")
if "view" in here:
    layout.switch_page(f"pages/netwerk/{here['view'].pages[0]}.py")
if "scan" in here:
    layout.switch_page("pages/partner/scan.py")
if "seat" in here:
    layout.switch_page("pages/partner/stemmen.py")

layout.heading(
    _("Onlife netwerkscan"),
    _("Zoek samen met je partners uit hoe sterk jullie netwerk onlife werkt, en spreek af waar jullie in investeren."),
)
link, account = st.columns(2, border=True)
with link:
    st.header(_("Je kreeg een link"), anchor=False)
    st.markdown(
        _(
            "Open de link uit je mail of scan de QR-code uit je brief. Een account is niet nodig. "
            "Link kwijt? Je contactpersoon of de preventiedienst bezorgt hem opnieuw."
        )
    )
with account:
    empty = not session.store().accounts.all()
    st.header(_("Je coördineert of leest mee"), anchor=False)
    st.markdown(
        _("Deze app is nog leeg. Maak het eerste account, met de code die de app bij het starten toonde.")
        if empty
        else _("Meld je aan met je account van dit netwerk.")
    )
    label = _("Eerste account maken") if empty else _("Aanmelden")
    layout.link("pages/toegang/aanmelden.py", label, icon=":material/login:")
layout.link("pages/lezen/waarom.py", _("Waarom onlife?"), icon=":material/all_inclusive:")
layout.link("pages/lezen/uitleg.py", _("Uitleg"), icon=":material/help:")
layout.link("pages/lezen/privacy.py", _("Privacy"), icon=":material/shield_person:")
layout.link("pages/lezen/toegankelijkheid.py", _("Toegankelijkheid"), icon=":material/accessibility_new:")
