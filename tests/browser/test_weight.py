"""What a visit weighs on the line, and that the next one weighs nearly nothing: phones come in on a weak one."""

from __future__ import annotations

from playwright.sync_api import Browser

from tests.browser.conftest import Arrive
from tests.browser.scale import FIRST, Scale, weighed
from tests.browser.server import Server
from tests.browser.visitor import DESKTOP, PHONE
from tests.browser.world import LOOKING, World

AGAIN = 40_000
WELCOME_AND_SCAN = 770_000


def test_the_first_page_of_the_app_is_light_and_the_next_visit_is_nearly_nothing(
    browser: Browser, server: Server
) -> None:
    with browser.new_context(base_url=server.origin, locale="nl-BE", **DESKTOP) as context:
        first = weighed(context.new_page(), "/")
        assert first.line < FIRST and first.read > 3 * FIRST, "the control: uncompressed it is far over it"
        assert first.fonts == {"letter.woff2", "icons.woff2"}
        again = weighed(context.new_page(), "/")
        assert 0 < again.line < AGAIN


def test_a_colleague_with_a_link_begins_the_scan_with_little_more(arrive: Arrive, world: World) -> None:
    phone = arrive(PHONE)
    scale = Scale().under(phone.page)
    phone.enter(world.scan_link(LOOKING))
    phone.page.wait_for_load_state("networkidle")
    assert scale.line < WELCOME_AND_SCAN and scale.read > 2 * WELCOME_AND_SCAN
