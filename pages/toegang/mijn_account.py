"""One's own account: for everybody who has one, also who belongs to no network (any more)."""

from onlife.translation import gettext as _
from onlife.ui import own_account
from onlife.ui.app import session
from onlife.ui.parts import layout

actor = session.account()
layout.heading(_("Mijn account"), _("Waar je toegang hebt, je wachtwoord, en op welke toestellen je aangemeld blijft."))
own_account.show_roles(actor)
own_account.ask_secrets(actor)
own_account.leave_everywhere(actor)
