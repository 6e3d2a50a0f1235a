# Two commands do everything on a fresh machine: `make ingest` and `make test`.
VENV := .venv
BIN := $(VENV)/bin
# The first Python on the path that is new enough.
PYTHON ?= $(shell for p in python3 python3.14 python3.13 python3.12 python3.11; do \
	$$p -c 'import sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null && echo $$p && break; done)
# Annotated real plans for `make score`, kept outside of the project: a folder with plans/ and gold/.
SAMPLES ?= $(or $(GOVPLAN_SAMPLES),../shared)

.PHONY: ingest test check score lock clean help

.DEFAULT_GOAL := help

help:
	@echo 'make ingest   read data/raw into the tables of data/out'
	@echo 'make test     style, types, import contracts, tests'
	@echo 'make score    score against the annotated plans of SAMPLES ($(SAMPLES))'
	@echo 'make lock     write the locked requirements anew (needs uv)'
	@echo 'make clean    remove what make made'

ingest: $(VENV)/.installed
	$(BIN)/govplan ingest data/raw --out data/out

test: check
	$(BIN)/pytest

check: $(VENV)/.installed-dev
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy
	$(BIN)/lint-imports

score: $(VENV)/.installed
	$(BIN)/govplan evaluate $(SAMPLES)/gold --floor tests/floor.json

$(VENV)/bin/python:
	@test -n "$(PYTHON)" || { echo 'govplan needs Python 3.11 or newer: none found. Name one with make PYTHON=…' >&2; exit 1; }
	$(PYTHON) -c 'import sys; sys.exit("govplan needs Python 3.11 or newer, this is " + sys.version.split()[0]) if sys.version_info < (3, 11) else None'
	$(PYTHON) -m venv $(VENV)

$(VENV)/.installed: requirements.txt pyproject.toml $(VENV)/bin/python
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --require-hashes -r requirements.txt
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --no-deps --no-build-isolation -e .
	$(BIN)/python -m compileall -q extractors rules pipeline  # workers may not write it
	touch $@

$(VENV)/.installed-dev: requirements-dev.txt $(VENV)/.installed
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --require-hashes -r requirements-dev.txt
	touch $@

# Needs uv. Writes the locked requirements anew; no index addresses in them.
LOCK := uv pip compile --quiet --generate-hashes --universal --python-version 3.11 --no-header --no-annotate
lock:
	$(LOCK) pyproject.toml requirements.in -o requirements.txt
	$(LOCK) --extra dev pyproject.toml requirements.in -c requirements.txt -o requirements-dev.txt

clean:
	rm -rf $(VENV) build dist *.egg-info
