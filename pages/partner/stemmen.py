"""Voting in the network meeting, on a phone: follows the question that is open by itself."""

from onlife.access import Action
from onlife.ui import ballot, components, session

visit = session.require(Action.VOTE)
components.heading("Stemmen", f"Jullie stem in de vergadering van {visit.network.name}.")
ballot.follow()
