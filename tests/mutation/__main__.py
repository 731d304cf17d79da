"""Change the rules that carry weight, one small change at a time, and count the changes that no test notices.

    python -m tests.mutation [PATTERN ...]

The changes are made by mutmut, which leaves functions with a decorator alone: so it works in a copy of the code, in
build/mutation, in which every cached function gets its cache below its body. What was tried before is not tried again, unless
a pattern such as `onlife.domain.access*` names it or its function changed. docs/tests.md says what is left over, and why.

Exit code 1 if fewer than nine of ten changes are noticed in one of the modules.
"""

from __future__ import annotations

import ast
import json
import subprocess
import sys
import tomllib
from pathlib import Path

HOME = Path(__file__).resolve().parents[2]
PLACE = HOME / "build" / "mutation"
MODULES: list[str] = tomllib.loads((HOME / "pyproject.toml").read_text())["tool"]["mutmut"]["only_mutate"]
BAR = 0.9
UNNOTICED = (0, 5, 33)
"""What mutmut notes where no test failed, or where none comes by; a change that makes tests run too long is noticed."""


def prepare() -> None:
    """Copy what the tests of the rules need; a file that is the same keeps its time, so that mutmut knows it again."""
    for folder in ("onlife", "tests"):
        for path in (HOME / folder).rglob("*"):
            if path.is_file() and "__pycache__" not in path.parts:
                own = path.relative_to(HOME)
                text = path.read_bytes()
                _write(own, undecorated(text.decode()).encode() if str(own) in MODULES else text)
    _write(Path("pyproject.toml"), (HOME / "pyproject.toml").read_bytes())


def _write(own: Path, content: bytes) -> None:
    target = PLACE / own
    if not target.exists() or target.read_bytes() != content:
        target.parent.mkdir(parents=True, exist_ok=True)
        target.write_bytes(content)


def undecorated(source: str) -> str:
    """The same module with the decorators of its functions applied below them, by hand."""
    lines = source.splitlines()
    for node in reversed(ast.parse(source).body):
        if isinstance(node, ast.FunctionDef) and node.decorator_list:
            name = node.name
            applied = [f"{name} = {ast.unparse(one)}({name})" for one in reversed(node.decorator_list)]
            lines[node.end_lineno : node.end_lineno] = applied
            del lines[node.decorator_list[0].lineno - 1 : node.lineno - 1]
    return "\n".join(lines) + "\n"


def results(module: str) -> dict[str, int | None]:
    """Mutant -> exit code of the tests that concern it; None where it was not tried."""
    found: dict[str, int | None] = json.loads((PLACE / "mutants" / f"{module}.meta").read_text())["exit_code_by_key"]
    return found


def main(patterns: list[str]) -> int:
    prepare()
    done = subprocess.run([str(Path(sys.executable).with_name("mutmut")), "run", *patterns], cwd=PLACE, check=False)
    if done.returncode:
        return done.returncode
    low = False
    for module in MODULES:
        codes = results(module)
        tried = [code for code in codes.values() if code is not None]
        alive = sorted(name for name, code in codes.items() if code in UNNOTICED)
        killed = len(tried) - len(alive)
        print(f"{module}: {killed} van {len(tried)} veranderingen opgemerkt", f"({len(codes)} in totaal)")
        for name in alive:
            print(f"  {name}")
        low |= killed < BAR * len(tried)
    return int(low)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
