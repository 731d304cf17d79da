"""The privacy page, open to everyone."""

from onlife.ui import statement
from onlife.ui.parts import layout

layout.heading("Privacy", "Wat deze app bewaart, wie wat ziet en wat je rechten zijn.")
statement.show_statement("privacy")
