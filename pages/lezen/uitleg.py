"""The explanation, open to everyone: per reader, the terms, and for a coordinator the steps of a scan round."""

from onlife.translation import gettext as _
from onlife.ui.parts import choose, guidance, layout

layout.heading(_("Uitleg"), _("Hoe de netwerkscan werkt, voor wie invult, voor contactpersonen en voor coördinatoren."))
guidance.way_back()
guidance.show(choose.chapter(guidance.chapters(), guidance.chapter_in_address()))
