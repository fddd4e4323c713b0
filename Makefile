# Two commands on a fresh machine: `make demo` and `make test`.
# They need python3 (3.11 or later) with venv and pip, and a package index.

PYTHON ?= python3
BIN := .venv/bin
FUZZ_EXAMPLES ?= 5000
# Images of Python often forbid compiled files. Without them every process of the tests compiles the
# bot anew, and every worker all tests: a second of a start's two, and 17 s of a worker's 30.
export PYTHONDONTWRITEBYTECODE :=

INSTALL := $(BIN)/python -m pip install --quiet --disable-pip-version-check -c deploy/constraints.txt
NOT_INSTALLED := echo "pip could not install everything; what it says is above. To try again, give the command again."; exit 1

.PHONY: demo test cover check run bench fuzz faults soak screenshots lock audit licences release clean

demo: .venv/ready            ## the bot at work: no token, no network
	@$(BIN)/throwback demo

run: .venv/ready             ## the bot on Discord; the token comes from .env
	@$(BIN)/throwback run

test: .venv/ready-test       ## every test, several at a time
	@$(BIN)/pytest -n auto --maxprocesses=4 --dist=worksteal

cover: .venv/ready-test      ## every test, with branch coverage, which takes much longer
	@$(BIN)/pytest --cov --cov-report=term:skip-covered

check: .venv/ready-test      ## format, lint, types, translations
	@$(BIN)/ruff format --check --quiet . || { echo "mend with: $(BIN)/ruff format ."; exit 1; }
	@$(BIN)/ruff check --quiet .
	@$(BIN)/mypy
	@$(BIN)/python -m tests.catalogues --check

bench: .venv/ready-test      ## benchmarks; BENCH="import --posts 100000" picks one
	@$(BIN)/python -m tests.bench $(BENCH)

DAMAGED := tests/ingest/test_fuzz.py tests/ingest/mastodon/test_damage.py tests/ingest/bluesky/test_damage.py
EXPLORE ?= tests

fuzz: .venv/ready-test       ## new examples for every property, and damaged archives; FUZZ_EXAMPLES=100000
	@FUZZ_EXAMPLES=$(FUZZ_EXAMPLES) $(BIN)/pytest -q -n auto --hypothesis-profile=explore -m hypothesis $(DAMAGED:%=--ignore=%) $(EXPLORE)
	@FUZZ_EXAMPLES=$(FUZZ_EXAMPLES) $(BIN)/pytest -q --hypothesis-profile=fuzz $(DAMAGED)

faults: .venv/ready-test     ## faults of network, Discord, storage and clock, often and at length
	@FAULTS=full $(BIN)/pytest -q -s tests/faults

soak: .venv/ready-test       ## a year of digests in every time zone, with crashes; SOAK="--zones 50"
	@$(BIN)/python -m tests.soak $(SOAK)

screenshots: .venv/ready-test ## the pictures of README, from the demo's page in Chromium
	@$(BIN)/python -m tests.browser

lock: .venv/ready-test       ## deploy/requirements*.txt, with hashes, from deploy/constraints.txt
	@$(INSTALL) -e '.[lock]' || { $(NOT_INSTALLED); }
	@$(BIN)/python -m tests.packaging.lock

audit: .venv/ready-test      ## whether what is locked has known vulnerabilities; AUDIT="--timeout 60"
	@$(INSTALL) -e '.[audit]' || { $(NOT_INSTALLED); }
	@$(BIN)/python -m tests.packaging.audit $(AUDIT)

licences: .venv/ready-test   ## deploy/LICENCES.md, from what is installed
	@$(BIN)/python -m tests.packaging.licences

release: .venv/ready-test    ## sdist and wheel of the last commit in dist/, built twice and tried
	@$(BIN)/python -m tests.packaging.release

clean:
	rm -rf .venv dist build .coverage .coverage.* .mypy_cache .pytest_cache .ruff_cache

# pip is there last: without it the making of .venv was broken off, and begins again.
.venv/bin/pip:
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' || { \
	    echo "Throwback needs Python 3.11 or later. Name one: make PYTHON=python3.11"; exit 1; }
	@rm -rf .venv
	@$(PYTHON) -m venv .venv > /dev/null || { rm -rf .venv; \
	    echo "$(PYTHON) cannot make a virtual environment. On Debian and Ubuntu install what it lacks:"; \
	    echo "sudo apt install $(notdir $(PYTHON))-venv. Then give the command again."; exit 1; }
	@# That of an older Python takes twice as long for what follows; it will do where this fails.
	@$(INSTALL) --upgrade pip 2>/dev/null || :

.venv/ready: pyproject.toml deploy/constraints.txt | .venv/bin/pip
	@echo "Installing what Throwback needs into .venv, which takes about a minute, once."
	@$(INSTALL) -e '.[plots,meaning]' || { $(NOT_INSTALLED); }
	@touch $@

.venv/ready-test: pyproject.toml deploy/constraints.txt | .venv/bin/pip
	@echo "Installing what the tests need into .venv, which takes one to two minutes, once."
	@$(INSTALL) -e '.[test,check,plots,postgres,meaning]' || { $(NOT_INSTALLED); }
	@touch $@ .venv/ready
