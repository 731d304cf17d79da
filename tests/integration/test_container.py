"""What is shipped for containers: one step to update and the way back, a proxy that is believed, manifests that fit their schema."""

from __future__ import annotations

import os
import re
import shutil
import stat
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import kubernetes_validate
import pytest
import yaml

from onlife.content.questionnaire import load
from onlife.services.settings import HOME
from onlife.store import Store
from tests.sample import sample

CONTAINER = HOME / "docs" / "container"

ENGINE = """#!/bin/sh
# Stands in for docker: images are files that hold what a container of them would be, `run` is our own command.
cd "$ROOM"; echo "$*" >> said
case "$*" in
    "compose build app") echo "$NEW" > "image-$ONLIFE_TAG" ;;
    "pull localhost/onlife:9.9") echo "$NEW" > image-9.9 ;;
    "tag "*) cp "image-${2#*:}" "image-${3#*:}" ;;
    "compose stop app") rm -f up ;;
    "compose up --detach --no-build") cp image-nu up
        if [ "$(cat up)" = broken ]; then echo damaged > data/onlife.duckdb; fi ;;
    "compose exec -T app python -c"*) [ "$(cat up)" = well ] ;;
    "compose run --rm --no-deps -T app onlife "*)
        [ ! -e up ] || { echo 'the data are in use' >&2; exit 1; }
        [ "$8 $FULL" != "backup yes" ] || exit 1
        shift 7; ONLIFE_DATA=$ROOM/data exec "$PYTHON" -m onlife.cli $(echo "$*" | sed "s#/data/#$ROOM/data/#") ;;
    *) echo "not known: $*" >&2; exit 1 ;;
esac
"""


pytestmark = pytest.mark.process


class Host:
    """A machine on which the app runs in a container, with three networks in its data."""

    def __init__(self, room: Path) -> None:
        self.room = room
        store = Store(room / "data", load())
        for number in range(3):
            store.experiences.share(store.networks.add(f"Netwerk {number}", "Gent", 5, "proef").id, True, "proef")
        store.close()
        (room / "data" / "backups").mkdir(exist_ok=True)
        (room / "bin").mkdir()
        (room / "bin" / "docker").write_text(ENGINE, encoding="utf-8")
        (room / "bin" / "docker").chmod(stat.S_IRWXU)
        for name in ("image-nu", "up"):
            (room / name).write_text("well", encoding="utf-8")

    def update(self, new: str, *version: str, full: bool = False) -> subprocess.CompletedProcess[str]:
        script = Path(shutil.copy(CONTAINER / "update", self.room / "update"))
        env = {
            "PATH": f"{self.room / 'bin'}:{os.environ['PATH']}",
            "ROOM": str(self.room),
            "NEW": new,
            "PYTHON": sys.executable,
            "PYTHONPATH": str(HOME),
            "PATIENCE": "1",
            "FULL": "yes" if full else "",
        }
        return subprocess.run([str(script), *version], env=env, capture_output=True, text=True, check=False)

    def image(self, name: str) -> str:
        return (self.room / name).read_text(encoding="utf-8").strip()

    def networks(self) -> int:
        """How many networks there are, that all still share what helped."""
        store = Store(self.room / "data", load())
        try:
            return sum(store.experiences.shares(network.id) for network in store.networks.all())
        finally:
            store.close()


@pytest.fixture
def host(tmp_path: Path) -> Host:
    return Host(tmp_path)


@pytest.mark.parametrize("version", sample([(), ("9.9",)], [("9.9",)]))
def test_an_update_makes_a_backup_first_and_keeps_the_old_image(host: Host, version: tuple[str, ...]) -> None:
    done = host.update("well", *version)
    assert done.returncode == 0 and "Bijgewerkt" in done.stdout, done.stderr
    said = (host.room / "said").read_text(encoding="utf-8").splitlines()
    stop, backup, up = (next(i for i, line in enumerate(said) if word in line) for word in (" stop", "backup", " up"))
    assert stop < backup < up, "nothing is chosen between the backup and the new version"
    assert len(list((host.room / "data/backups").glob("voor-bijwerken-*.tar"))) == 1
    assert (host.room / "image-vorige").exists() and host.networks() == 3


@pytest.mark.parametrize("new", sample(["broken", "ill"], ["ill"]))
def test_a_new_version_that_does_not_get_well_makes_room_for_the_old_one_and_its_data(host: Host, new: str) -> None:
    done = host.update(new)
    assert done.returncode == 1 and "vorige versie loopt weer" in done.stderr, done.stderr
    assert host.image("image-nu") == host.image("up") == "well" and host.networks() == 3


def test_without_a_backup_nothing_changes(host: Host) -> None:
    done = host.update("well", full=True)
    assert done.returncode == 1 and "er is niets veranderd" in done.stderr
    assert not (host.room / "image-vorige").exists() and host.image("up") == "well"


def manifests() -> list[dict[str, Any]]:
    return list(yaml.safe_load_all((CONTAINER / "kubernetes" / "app.yaml").read_text(encoding="utf-8")))


def on_postgresql() -> list[dict[str, Any]]:
    """The manifests with the patches of the overlay."""
    overlay = yaml.safe_load((CONTAINER / "kubernetes/postgresql/kustomization.yaml").read_text(encoding="utf-8"))
    found = {(one["kind"], one["metadata"]["name"]): one for one in manifests()}
    for patch in overlay["patches"]:
        for change in yaml.safe_load(patch["patch"]):
            at: Any = found[patch["target"]["kind"], patch["target"]["name"]]
            *way, last = (int(step) if step.isdigit() else step for step in change["path"].split("/")[1:])
            for step in way:
                at = at[step]
            if last == "-":
                at.append(change["value"])
            else:
                assert last in at, f"nothing to replace at {change['path']}"
                at[last] = change["value"]
    return list(found.values())


def fits(manifest: dict[str, Any]) -> None:
    kubernetes_validate.validate(manifest, "1.33", strict=True)


@pytest.mark.parametrize("made", [manifests, on_postgresql])
def test_manifests_fit_the_schema_of_kubernetes(made: Callable[[], list[dict[str, Any]]]) -> None:
    for manifest in made():
        fits(manifest)
    claim, deployment, service, ingress = made()
    pod = deployment["spec"]["template"]
    assert deployment["spec"]["selector"]["matchLabels"] == service["spec"]["selector"] == pod["metadata"]["labels"]
    backend = ingress["spec"]["rules"][0]["http"]["paths"][0]["backend"]["service"]
    assert (
        backend["name"] == service["metadata"]["name"]
        and backend["port"]["name"] == service["spec"]["ports"][0]["name"]
    )
    assert pod["spec"]["volumes"][0]["persistentVolumeClaim"]["claimName"] == claim["metadata"]["name"]
    names = {entry["name"] for entry in pod["spec"]["containers"][0]["env"]}
    assert (deployment["spec"]["replicas"] > 1) == ("ONLIFE_DATABASE" in names), "more than one only on PostgreSQL"


def test_a_field_that_does_not_exist_is_refused() -> None:
    wrong = manifests()[1]
    wrong["spec"]["template"]["spec"]["readOnly"] = True
    with pytest.raises(kubernetes_validate.ValidationError):
        fits(wrong)


def test_what_runs_in_a_container_can_do_little() -> None:
    services = yaml.safe_load((CONTAINER / "compose.yml").read_text(encoding="utf-8"))["services"]
    for name, service in services.items():
        assert service["read_only"] and service["cap_drop"] == ["ALL"], name
        assert service["security_opt"] == ["no-new-privileges:true"], name
        assert service["logging"]["options"]["max-size"] and service["pids_limit"], f"{name} fills no disk and no table"
    assert {name for name, service in services.items() if "mem_limit" in service} == {"app", "proxy"}
    assert [name for name, service in services.items() if "ports" in service] == ["proxy"]
    assert services["app"]["user"] == "1000:1000" and "/data/backups" in services["app"]["volumes"][1]


def test_what_may_not_write_finds_its_code_compiled(tmp_path: Path) -> None:
    """The step of the image, on two modules that are compiled twice: the same bytes, which hold no time of a file."""
    recipe = (CONTAINER / "Containerfile").read_text(encoding="utf-8")
    step = re.search(r"^RUN python (-m compileall .*? unchecked-hash) ", recipe, re.MULTILINE)
    assert step and recipe.index("COPY . .") < step.start() < recipe.index("USER 1000")
    made = []
    for moment in (1, 2):
        place = tmp_path / str(moment)
        place.mkdir()
        for name in ("app.py", "onlife/text.py"):
            os.utime(shutil.copy(HOME / name, place), (moment, moment))
        subprocess.run([sys.executable, *step[1].split(), "."], cwd=place, check=True)
        made.append({file.name: file.read_bytes() for file in place.rglob("*.pyc")})
    assert len(made[0]) == 2 and made[0] == made[1]


def test_every_setting_of_compose_is_one_that_the_example_or_a_default_gives() -> None:
    example = (CONTAINER / "voorbeeld.env").read_text(encoding="utf-8")
    told = set(re.findall(r"^#?(\w+)=", example, re.MULTILINE))
    asked = set(re.findall(r"\$\{(\w+):?([-?]?)", (CONTAINER / "compose.yml").read_text(encoding="utf-8")))
    assert {name for name, default in asked if default != "-"} == {"ONLIFE_DOMAIN"} < told
    assert told - {name for name, _ in asked} == {"COMPOSE_PROFILES"}
