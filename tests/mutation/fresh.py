"""A plugin for pytest: while mutmut looks which test asks which function, none finds what an earlier one left in a cache."""

from __future__ import annotations

import os

from onlife.domain import coarsening, divergence, network_result

CACHES = [each for module in (coarsening, divergence, network_result) for each in vars(module).values()]


def pytest_runtest_setup() -> None:
    if os.environ.get("MUTANT_UNDER_TEST") == "stats":
        for each in CACHES:
            if hasattr(each, "cache_clear"):
                each.cache_clear()
