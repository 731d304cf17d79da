"""The privacy page, open to everyone."""

from onlife.ui.parts import components

components.heading("Privacy", "Wat deze app bewaart, wie wat ziet en wat je rechten zijn.")
components.show_statement("privacy")
