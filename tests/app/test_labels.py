"""Labels of fields that hold typed text."""

from __future__ import annotations

import pytest

from onlife.services import installation
from onlife.ui.parts.markdown import label, plain


def test_ordinary_words_are_a_label_as_they_are() -> None:
    """A screen reader would read out every backslash."""
    form = installation.questionnaire()
    for text in (*(element.title for element in form.elements), *(block.short for block in form.blocks)):
        assert label(text) == text


@pytest.mark.parametrize(
    "text",
    ["![x](http://evil.example/x.png)", "**vet**", "$1/2$", ":red[rood]", "# kop", "1. lijst", "- lijst", "<b>x", "&lt;",
     "`code`", "~~weg~~", "http://evil.example", "www.evil.example", "an@evil.example", "\\*", "a --> b", "_schuin_"],
)  # fmt: skip
def test_what_markdown_reads_as_more_than_text_is_escaped(text: str) -> None:
    assert label(text) == plain(text) != text
