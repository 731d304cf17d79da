"""What is released says what it is: its version, what changed, and every package in it with its version."""

from __future__ import annotations

import json
import re
import subprocess
import tomllib
from pathlib import Path

import pytest
import yaml

from onlife.services.settings import HOME
from tests.release_notes import NotReady, notes

VERSION = tomllib.loads((HOME / "pyproject.toml").read_text(encoding="utf-8"))["project"]["version"]
LOCK = HOME / "requirements-postgresql.lock"


@pytest.fixture
def ready(tmp_path: Path) -> Path:
    (tmp_path / "pyproject.toml").write_text('[project]\nversion = "1.2.3"\n', encoding="utf-8")
    (tmp_path / "CHANGELOG.md").write_text(
        "# Wijzigingen\n\n## Onuitgegeven\n\n## 1.2.3 – 2026-11-30\n\n- Dit is nieuw.\n\n## 1.2.2 – 2026-10-01\n\n- Dat niet.\n",
        encoding="utf-8",
    )
    return tmp_path


def test_the_notes_of_a_version_are_what_stands_below_its_heading(ready: Path) -> None:
    assert notes("1.2.3", ready) == "- Dit is nieuw.\n"


@pytest.mark.parametrize(("version", "reason"), [("1.2.4", "pyproject"), ("", "pyproject"), ("v1.2.3", "pyproject")])
def test_a_tag_that_is_not_the_version_is_refused(ready: Path, version: str, reason: str) -> None:
    with pytest.raises(NotReady, match=reason):
        notes(version, ready)


@pytest.mark.parametrize("heading", ["## 1.2.3", "## 1.2.30 – 2026-11-30", "## Onuitgegeven"])
def test_a_version_without_a_day_in_the_changelog_is_refused(ready: Path, heading: str) -> None:
    changelog = ready / "CHANGELOG.md"
    changelog.write_text(
        changelog.read_text(encoding="utf-8").replace("## 1.2.3 – 2026-11-30", heading), encoding="utf-8"
    )
    with pytest.raises(NotReady, match="CHANGELOG"):
        notes("1.2.3", ready)


@pytest.mark.process
def test_the_bill_of_materials_names_every_package_of_the_lock_with_its_version(tmp_path: Path) -> None:
    recipe = subprocess.run(["make", "-n", "sbom"], cwd=HOME, capture_output=True, text=True, check=True).stdout
    command = recipe[recipe.index("PYTHONWARNINGS") :].replace("dist/", f"{tmp_path}/")
    assert "--validate" in command
    subprocess.run(["sh", "-c", command], cwd=HOME, capture_output=True, check=True)
    made = json.loads((tmp_path / "onlife.cdx.json").read_text(encoding="utf-8"))
    locked = dict(re.findall(r"^([\w.-]+)==([\w.]+)", LOCK.read_text(encoding="utf-8"), re.MULTILINE))
    assert {one["name"]: one["version"] for one in made["components"]} == locked and len(locked) > 40
    assert made["bomFormat"] == "CycloneDX" and made["metadata"]["component"]["version"] == VERSION


def test_the_workflow_of_a_release_takes_the_steps_that_are_here() -> None:
    steps = yaml.safe_load((HOME / ".github/workflows/release.yml").read_text(encoding="utf-8"))["jobs"]["release"][
        "steps"
    ]
    told = "\n".join(step.get("run", step.get("uses", "")) for step in steps)
    targets = set(re.findall(r"^([a-z-]+):", (HOME / "Makefile").read_text(encoding="utf-8"), re.MULTILINE))
    assert set(re.findall(r"\bmake ([a-z-]+)", told)) <= targets
    assert (
        told.index("make release-notes")
        < told.index("make check")
        < told.index("make sbom")
        < told.index("buildx build")
    )
    assert "SOURCE_DATE_EPOCH" in told and (HOME / "docs/container/Containerfile").exists()
