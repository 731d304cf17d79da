# make demo   de app met een voorbeeldnetwerk          make test   alle tests (demo TELEFOON=1: ook voor telefoons)
# make run    de app met jullie eigen gegevens         make check  stijl, types, grenzen en alle tests
# make setup  alleen de omgeving voorbereiden          make load   belasting (lang)
# make torture  stroomuitval en beschadiging (lang)    make attack alle aanvallen, met telling (lang)
# make truth  hoe waar de vergelijking is (lang)       make lock   de vastgelegde pakketten vernieuwen

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

.PHONY: setup demo run test check load attack torture truth lock

setup: .venv/.ready
	@:

demo: setup
	@$(BIN)/onlife demo $(if $(TELEFOON),--telefoon)

run: setup
	@$(BIN)/onlife serve

test: .venv/.ready-dev
	@browser=$$(sh tests/prepare_browser.sh) && \
	ONLIFE_CHROMIUM="$$browser" $(BIN)/python -m pytest $(if $(ONLIFE_SKIP_BROWSER),--ignore=tests/browser)

check: .venv/.ready-dev
	$(BIN)/ruff check
	$(BIN)/ruff format --check
	$(BIN)/mypy
	$(BIN)/lint-imports --no-cache
	$(if $(wildcard ../shared/checks/own_words.py),$(BIN)/python ../shared/checks/own_words.py)
	@$(MAKE) test

load: .venv/.ready-dev
	@$(BIN)/python -m tests.load; load=$$?; $(BIN)/python -m tests.load.meeting && exit $$load

attack: .venv/.ready-dev
	@$(BIN)/python -m tests.attack
	@browser=$$(sh tests/prepare_browser.sh) && \
	ONLIFE_CHROMIUM="$$browser" $(BIN)/python -m pytest -q tests/access tests/browser/test_hostile.py tests/browser/test_secrets.py

torture: .venv/.ready-dev
	@$(BIN)/python -m tests.torture

truth: .venv/.ready-dev
	@$(BIN)/python -m tests.truth

.venv/.ready: requirements.lock pyproject.toml
	@$(if $(FOUND),,$(error $(NO_PYTHON)))echo 'De omgeving wordt voorbereid (eerste keer: één tot twee minuten) …'
	@$(BIN)/python -c '$(FITS)' 2>/dev/null || $(FOUND) -m venv --clear .venv
	@$(PIP) install --require-hashes -r requirements.lock
	@$(PIP) install --no-deps --no-build-isolation -e .
	@touch $@

.venv/.ready-dev: .venv/.ready requirements-dev.lock
	@echo 'De tests worden voorbereid …'
	@$(PIP) install --require-hashes -r requirements-dev.lock
	@touch $@

# One lock for Python 3.11 and newer on every system; no addresses in it, so every package index will do.
LOCK = uv pip compile --quiet --universal --python-version 3.11 --generate-hashes --no-emit-index-url \
	--no-emit-find-links --no-header --upgrade pyproject.toml --extra build

lock: .venv/.ready
	@command -v uv >/dev/null || $(PIP) install uv
	PATH="$(BIN):$$PATH" $(LOCK) --output-file requirements.lock
	PATH="$(BIN):$$PATH" $(LOCK) --extra processes --constraint requirements.lock --output-file requirements-processes.lock
	PATH="$(BIN):$$PATH" $(LOCK) --extra dev --constraint requirements.lock --output-file requirements-dev.lock
