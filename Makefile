# Alles wat je hier kan doen, met één woord: `make help`.

MAKEFLAGS += --no-print-directory
SHELL := /bin/sh

PYTHON ?= python3.13 python3.12 python3.11 python3 python
FITS = import sys, venv, ensurepip; sys.exit(not (3, 11) <= sys.version_info[:2])
FOUND = $(shell for p in $(PYTHON); do "$$p" -c '$(FITS)' 2>/dev/null && { echo "$$p"; break; }; done)
NO_PYTHON = Dit werkt met Python 3.11 of nieuwer, met venv erbij (op Debian: apt install python3-venv); die is hier \
niet gevonden. Met `make PYTHON=/pad/naar/python3` kies je er zelf een

BIN := .venv/bin
# Twice quiet: what is wrong is still said, that all is well is not.
PIP := $(BIN)/python -m pip --disable-pip-version-check --no-input -qq

# What is compiled is kept: else every worker, server and command of the tests compiles the app anew.
export PYTHONDONTWRITEBYTECODE :=

.PHONY: help setup demo run test test-quick test-all coverage mutation check lint format load attack torture truth language messages fonts sbom \
	release-notes lock

# How many tests at once, and in which order, stands in tests/conftest.py. A file stays with one worker, so that what its
# tests share is made once; folders go in their order, and the one that starts a browser last.
PYTEST = $(BIN)/python -m pytest -n auto --dist loadfile --no-loadscope-reorder
WITH_BROWSER = browser=$$(sh tests/prepare_browser.sh) && ONLIFE_CHROMIUM="$$browser" $(PYTEST) \
	$(if $(ONLIFE_SKIP_BROWSER),--ignore=tests/browser)

# JavaScript and CSS. There is no package of biome for every system.
BIOME = @test -x $(BIN)/biome || { echo 'LET OP: biome is er niet voor dit systeem; JavaScript en CSS worden overgeslagen.' >&2; \
	exit 0; } && $(BIN)/biome check

help: ## wat je hier kan doen
	@awk -F ':.*## ' '/^[a-z-]+:.*## / {printf "make %-11s %s\n", $$1, $$2}' Makefile

setup: .venv/.ready ## alleen de omgeving voorbereiden
	@:

demo: setup ## de app met een voorbeeldnetwerk (TELEFOON=1: ook voor telefoons)
	@$(BIN)/onlife demo $(if $(TELEFOON),--telefoon)

run: setup ## de app met jullie eigen gegevens
	@$(BIN)/onlife serve

test: .venv/.ready-dev ## de tests (ONLIFE_SKIP_BROWSER=1: zonder browser)
	@$(WITH_BROWSER) -m "not slow"

test-quick: .venv/.ready-dev ## de korte tests, zonder browser of proces, in een minuut
	@$(PYTEST) -n logical tests/unit -m "not slow and not process and not long"

test-all: .venv/.ready-dev ## alle tests, ook de trage
	@$(WITH_BROWSER) --hypothesis-profile=whole

coverage: .venv/.ready-dev ## welke regels en vertakkingen de tests aandoen; meer in htmlcov/index.html
	@$(WITH_BROWSER) -m "not slow" --cov --cov-report=term:skip-covered --cov-report=html

mutation: .venv/.ready-dev ## welke kleine verandering in de regels geen test opmerkt (lang)
	@$(BIN)/python -m tests.mutation

check: lint ## stijl, types, grenzen en de tests
	@$(MAKE) test

lint: .venv/.ready-dev ## stijl, types en grenzen
	$(BIN)/ruff check
	$(BIN)/ruff format --check
	$(BIOME) --error-on-warnings
	$(BIN)/mypy
	$(BIN)/lint-imports --no-cache

format: .venv/.ready-dev ## de code in vorm zetten
	$(BIN)/ruff check --fix
	$(BIN)/ruff format
	$(BIOME) --write

load: .venv/.ready-dev ## belasting (lang)
	@$(BIN)/python -m tests.load; load=$$?; $(BIN)/python -m tests.load.meeting && exit $$load

attack: .venv/.ready-dev ## alle aanvallen, met telling (lang)
	@$(BIN)/python -m tests.attack
	@browser=$$(sh tests/prepare_browser.sh) && \
	ONLIFE_CHROMIUM="$$browser" $(BIN)/python -m pytest -q tests/access tests/browser/test_hostile.py tests/browser/test_secrets.py

torture: .venv/.ready-dev ## stroomuitval en beschadiging (lang)
	@$(BIN)/python -m tests.torture

truth: .venv/.ready-dev ## hoe waar de vergelijking is (lang)
	@$(BIN)/python -m tests.truth

language: .venv/.ready-dev ## hoe vlot de teksten lezen, met de moeilijkste zinnen
	@$(BIN)/python -m tests.reading_level

messages: .venv/.ready-dev ## de vertalingen bijwerken na een nieuwe of gewijzigde zin
	@$(BIN)/python -m tests.catalogue

fonts: .venv/.ready-dev ## de kleine lettertypes opnieuw maken (na een nieuw icoon of een nieuwe Streamlit)
	@$(BIN)/python -m tests.subset_fonts

sbom: .venv/.ready-dev ## wat er in een uitgave zit, als CycloneDX (dist/onlife.cdx.json)
	@mkdir -p dist
	@PYTHONWARNINGS=ignore $(BIN)/cyclonedx-py requirements requirements-postgresql.lock --pyproject pyproject.toml \
	--mc-type application --output-reproducible --validate --of JSON --output-file dist/onlife.cdx.json

release-notes: .venv/.ready ## wat er nieuw is in VERSION=…, als dat de versie is die hier staat (dist/notes.md)
	@mkdir -p dist
	@$(BIN)/python -m tests.release_notes $(VERSION) > dist/notes.md

.venv/.ready: requirements.lock pyproject.toml
	@$(if $(FOUND),,$(error $(NO_PYTHON)))echo 'De omgeving wordt voorbereid (eerste keer: één tot twee minuten) …'
	@$(BIN)/python -c '$(FITS)' 2>/dev/null || $(FOUND) -m venv --clear .venv
	@$(PIP) install --require-hashes -r requirements.lock
	@$(PIP) install --no-deps --no-build-isolation -e .
	@touch $@

.venv/.ready-dev: .venv/.ready requirements-dev.lock
	@echo 'De tests worden voorbereid …'
	@$(PIP) install --require-hashes --no-deps -r requirements-dev.lock # the lock names all there is to install
	@touch $@

# One lock for Python 3.11 and newer on every system; no addresses in it, so every package index will do.
LOCK = uv pip compile --quiet --universal --python-version 3.11 --generate-hashes --no-emit-index-url \
	--no-emit-find-links --no-header --upgrade pyproject.toml --extra build

lock: .venv/.ready ## de vastgelegde pakketten vernieuwen
	@command -v uv >/dev/null || $(PIP) install uv
	PATH="$(BIN):$$PATH" $(LOCK) --output-file requirements.lock
	PATH="$(BIN):$$PATH" $(LOCK) --extra postgresql --constraint requirements.lock --output-file requirements-postgresql.lock
	PATH="$(BIN):$$PATH" $(LOCK) --extra dev --constraint requirements.lock --output-file requirements-dev.lock
