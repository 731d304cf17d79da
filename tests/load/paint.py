"""When the first words of a page stand on the screen of a real browser."""

from __future__ import annotations

import os
import statistics

from playwright.async_api import async_playwright

CHROMIUM = os.environ.get("ONLIFE_CHROMIUM", "/usr/bin/chromium")
ARGUMENTS = ["--no-sandbox", "--disable-gpu", "--disable-background-networking"]
TIMES = 5
PAINTED = "() => performance.getEntriesByName('first-contentful-paint')[0]?.startTime ?? NaN"


async def first_paint(address: str) -> float:
    """First contentful paint in ms: the median of several visits, each by a browser that was never here."""
    async with async_playwright() as playwright:
        browser = await playwright.chromium.launch(executable_path=CHROMIUM, args=ARGUMENTS)
        found = []
        for _ in range(TIMES):
            visit = await browser.new_context()
            page = await visit.new_page()
            await page.goto(address, wait_until="load")
            await page.wait_for_timeout(200)
            found.append(float(await page.evaluate(PAINTED)))
            await visit.close()
        await browser.close()
        return statistics.median(found)
