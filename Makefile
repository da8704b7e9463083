# Two commands do everything: `make play` and `make test`. Both make their own .venv first.
PYTHON ?= python3
ifeq ($(OS),Windows_NT)
  PYTHON := python
  BIN := .venv/Scripts
else
  BIN := .venv/bin
endif
PIP := $(BIN)/python -m pip --disable-pip-version-check
JOBS ?= 2
ARGS ?=

.PHONY: play test lint bench mutants snapshots pictures clean

play: .venv/play.stamp
	@$(BIN)/strategikon $(ARGS)

test: lint
	$(BIN)/python -m pytest -n $(JOBS) --ignore=tests/tui/snapshots
	$(BIN)/python -m pytest tests/tui/snapshots

lint: .venv/test.stamp
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/python -m mypy
	$(BIN)/lint-imports

bench: .venv/test.stamp
	$(BIN)/python -m benchmarks

# Slow, and no part of `make test`; ARGS="engine/protocols/tree.py" looks at one file only.
mutants: .venv/mutants.stamp
	@$(BIN)/python -m tests.mutants $(ARGS)

# Look at every picture that changes before you commit it.
snapshots: .venv/test.stamp
	$(BIN)/python -m pytest tests/tui/snapshots --snapshot-update

# The pictures of the documentation, drawn by the game itself.
pictures: .venv/play.stamp
	$(BIN)/python -m tui.pictures

clean:
	rm -rf .venv build *.egg-info .mypy_cache .ruff_cache .pytest_cache .hypothesis .import_linter_cache

.venv/play.stamp: pyproject.toml constraints.txt
	test -x $(BIN)/python || $(PYTHON) -m venv .venv
	$(PIP) install --quiet -c constraints.txt -e .
	@touch $@

.venv/test.stamp: pyproject.toml constraints.txt
	test -x $(BIN)/python || $(PYTHON) -m venv .venv
	$(PIP) install --quiet -c constraints.txt -e ".[test]"
	@touch $@ .venv/play.stamp

.venv/mutants.stamp: .venv/test.stamp
	$(PIP) install --quiet -c constraints.txt -e ".[test,mutants]"
	@touch $@
