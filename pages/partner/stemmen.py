"""Voting in the network meeting, on a phone: follows the question that is open by itself."""

from onlife.domain.access import Action
from onlife.ui.app import session
from onlife.ui.meeting import ballot
from onlife.ui.parts import layout

visit = session.require(Action.VOTE)
layout.heading("Stemmen", f"Jullie stem in de vergadering van {visit.network.name}.")
ballot.follow()
