"""The accessibility statement, open to everyone."""

from onlife.translation import gettext as _
from onlife.ui import statement
from onlife.ui.parts import layout

layout.heading(_("Toegankelijkheid"), _("Hoe goed iedereen deze app kan gebruiken, en wat nog niet goed is."))
statement.show_statement("toegankelijkheid")
