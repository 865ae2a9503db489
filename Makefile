# make run | test | bench | check | lock. Everything is installed into .venv on the way.

PYTHON ?= python3
BIN := .venv/bin
# Many tests wait for processes: three workers keep two cores busy.
WORKERS ?= $(shell $(PYTHON) -c 'import os; print(max(3, os.cpu_count() or 1))')

.PHONY: install run test check bench lock

install: .venv/installed

.venv/installed: requirements-test.txt pyproject.toml $(wildcard safety/native/*)
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' \
		|| { echo "Mooring needs Python 3.11 or newer; try: make PYTHON=python3.12 $(MAKECMDGOALS)"; exit 1; }
	$(PYTHON) -m venv .venv
	$(BIN)/pip install --quiet --disable-pip-version-check --require-hashes -r requirements-test.txt
	$(BIN)/pip install --quiet --disable-pip-version-check --no-build-isolation --no-deps -e .
	@touch $@

run: install
	$(BIN)/mooring run

check: install
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy
	$(BIN)/lint-imports
	$(BIN)/mooring flows schema --check
	$(BIN)/mooring flows catalogue --check
	$(BIN)/mooring flows check
	$(BIN)/mooring flows test
	$(BIN)/mooring resources check

test: check
	$(BIN)/pytest -n $(WORKERS) --dist worksteal

bench: install
	$(BIN)/python -m tests.bench

# New versions of what we stand on. The files record hashes and no address.
UV := $(BIN)/uv pip compile --quiet --upgrade --universal --python-version 3.11 \
	--generate-hashes --no-emit-index-url --no-annotate --no-header pyproject.toml --group build
lock: install
	$(BIN)/pip install --quiet uv
	$(UV) -o requirements.txt
	$(UV) --group test -o requirements-test.txt
