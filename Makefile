# Two commands on a fresh machine: `make demo` and `make test`.
# They need python3 (3.11 or later) with venv and pip, and a package index.

PYTHON ?= python3
BIN := .venv/bin
FUZZ_EXAMPLES ?= 5000

.PHONY: demo test cover check run bench fuzz soak clean

demo: .venv/ready            ## the bot at work: no token, no network
	@$(BIN)/throwback demo

run: .venv/ready             ## the bot on Discord; the token comes from .env
	@$(BIN)/throwback run

test: .venv/ready-test       ## every test
	@$(BIN)/pytest

cover: .venv/ready-test      ## every test, with branch coverage, which takes much longer
	@$(BIN)/pytest --cov --cov-report=term:skip-covered

check: .venv/ready-test      ## format, lint, types
	@$(BIN)/ruff format --check --quiet . || { echo "mend with: $(BIN)/ruff format ."; exit 1; }
	@$(BIN)/ruff check --quiet .
	@$(BIN)/mypy

bench: .venv/ready-test      ## benchmarks; BENCH="import --posts 100000" picks one
	@$(BIN)/python -m tests.bench $(BENCH)

fuzz: .venv/ready-test       ## damaged archives for as long as you like; FUZZ_EXAMPLES=100000
	@FUZZ_EXAMPLES=$(FUZZ_EXAMPLES) $(BIN)/pytest -q --hypothesis-profile=fuzz tests/ingest/test_fuzz.py

soak: .venv/ready-test       ## a year of digests in every time zone, with crashes; SOAK="--zones 50"
	@$(BIN)/python -m tests.soak $(SOAK)

clean:
	rm -rf .venv dist build .coverage .coverage.* .mypy_cache .pytest_cache .ruff_cache

.venv/bin/python:
	$(PYTHON) -m venv .venv

.venv/ready: pyproject.toml deploy/constraints.txt | .venv/bin/python
	$(BIN)/pip install --quiet --disable-pip-version-check -c deploy/constraints.txt -e .
	@touch $@

.venv/ready-test: pyproject.toml deploy/constraints.txt | .venv/bin/python
	$(BIN)/pip install --quiet --disable-pip-version-check -c deploy/constraints.txt -e '.[test,check]'
	@touch $@ .venv/ready
