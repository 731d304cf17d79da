"""In which words somebody reads the scan: a preference that only their browser keeps.

No row, log or figure knows of it. It holds for a scan on a device; whoever begins or resumes one there chooses again.
"""

from __future__ import annotations

from collections.abc import Mapping

from onlife.content.plain_language import in_plain_language
from onlife.domain.questionnaire import Questionnaire

COOKIE = "onlife-taal"
PLAIN, NORMAL = "eenvoudig", "gewoon"


def choice(questionnaire: Questionnaire, cookies: Mapping[str, str]) -> tuple[Questionnaire, str]:
    """Return the questionnaire in the words that this browser chose, and which words there are beside them: PLAIN, NORMAL,
    or '' if it comes in one text only.
    """
    plain = in_plain_language(questionnaire)
    if plain is None:
        return questionnaire, ""
    return (plain, NORMAL) if cookies.get(COOKIE) == PLAIN else (questionnaire, PLAIN)
