"""The privacy page, open to everyone."""

from onlife.translation import gettext as _
from onlife.ui import statement
from onlife.ui.parts import layout

layout.heading(_("Privacy"), _("Wat deze app bewaart, wie wat ziet en wat je rechten zijn."))
statement.show_statement("privacy")
