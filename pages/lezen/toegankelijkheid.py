"""The accessibility statement, open to everyone."""

from onlife.ui.parts import components

components.heading("Toegankelijkheid", "Hoe goed iedereen deze app kan gebruiken, en wat nog niet goed is.")
components.show_statement("toegankelijkheid")
