"""A contract for import-linter: every library that is a choice of ours has one home, and only that home imports it."""

from __future__ import annotations

from typing import Any

from grimp import ImportGraph
from importlinter import Contract, ContractCheck, fields, output


class OneHome(Contract):
    """`homes`: a list of `library: package`; any other module that imports the library breaks the contract."""

    homes = fields.ListField(subfield=fields.StringField())

    def check(self, graph: ImportGraph, verbose: bool) -> ContractCheck:
        strangers = []
        for entry in self.homes:  # type: ignore[attr-defined]
            library, home = (part.strip() for part in entry.split(":"))
            if library not in graph.modules:
                strangers.append((library, "nobody"))
                continue
            importers = graph.find_modules_that_directly_import(library)
            strangers += [(library, one) for one in importers if one != home and not one.startswith(f"{home}.")]
        return ContractCheck(kept=not strangers, metadata={"strangers": sorted(strangers)})

    def render_broken_contract(self, check: Any) -> None:
        for library, importer in check.metadata["strangers"]:
            output.print_error(f"{library} is imported by {importer}")
