# make run: the whole service on this machine. make test: every test. Nothing else to install by hand.

# Debian's Python is compiled with profiles: it is a sixth faster than one that was compiled by hand, as pyenv does.
PYTHON ?= $(shell /usr/bin/python3.11 -c "import ensurepip" 2>&- && echo /usr/bin/python3.11 || echo python3)
VENV := .venv
VENV_AWS := .venv-aws
RUN := $(VENV)/bin/python -m
# A module is compiled when it is first imported: most never are.
INSTALL := -m pip install --quiet --disable-pip-version-check --no-compile
PORT ?= 8000
STAGE ?= dev

.DEFAULT_GOAL := help
.PHONY: help run test all-tests installed quick quick-tests prove mutants check format lint types imports pictures lighthouse chromium headless engines trees bench setup deploy package undeploy clean

help: ## Say what can be made
	@grep -E '^[a-z-]+:.*##' $(MAKEFILE_LIST) | sed -E 's/:.*## /\t/' | expand -t 12

run: $(VENV)/.done $(VENV_AWS)/.done ## Start the service, a mailbox and sample people on http://127.0.0.1:8000
	@$(RUN) infra.local --port $(PORT)

test: ## Run every test, in several processes that say how far they are (JOBS=4: at once)
	@$(MAKE) --no-print-directory --jobs 3 installed
	@$(MAKE) --no-print-directory all-tests

all-tests:
	@$(RUN) tests.suite

installed: $(VENV)/.done $(VENV_AWS)/.done headless

quick: $(VENV)/.done ## Check style and types, run the unit tests and the integration tests that a change touches: under 90 s
	@$(MAKE) --no-print-directory --jobs 2 --keep-going quick-tests lint types

quick-tests:
	@$(RUN) tests.suite quick

prove: $(VENV)/.done $(VENV_AWS)/.done chromium headless engines ## Run the long proofs: crash points, 10,000 random steps, races, outages, pace, deletions, 500 requests of each operation, the user guide in three browser engines, every page at every width, every command of operations
	PROVE=1 $(RUN) pytest tests/prove $(PROVE)
	PROVE=1 $(RUN) pytest -m longer tests/unit tests/integration
	PROVE=1 $(RUN) pytest tests/end_to_end/browser tests/end_to_end/operations

mutants: $(VENV)/.done ## Break guards, conditions and checks one at a time, and list what no test notices
	$(RUN) tests.mutants $(MUTANTS)

check: ## Format, lint, types, imports and tests, as CI does
	@$(MAKE) --no-print-directory --jobs 3 installed
	@$(MAKE) --no-print-directory --jobs 2 --keep-going all-tests lint types imports

format: $(VENV)/.done ## Format the code
	$(RUN) ruff format .
	$(RUN) ruff check --fix .

lint: $(VENV)/.done ## Check format and style
	$(RUN) ruff format --check .
	$(RUN) ruff check .

types: $(VENV)/.done ## Check types
	$(RUN) mypy

imports: $(VENV)/.done ## Check which module may import which
	$(VENV)/bin/lint-imports

pictures: $(VENV)/.done $(VENV_AWS)/.done chromium ## Take the pictures of docs/ from the running product (ONLY="name name": these)
	$(RUN) tests.pictures $(ONLY)

lighthouse: $(VENV)/.done $(VENV_AWS)/.done chromium ## Measure the first pages with Lighthouse; write docs/ui.md
	$(RUN) tests.pictures.lighthouse

chromium: ## Install Debian's Chromium when root; else say what to type
	@sh infra/chromium.sh

headless: ## Install Debian's Chromium without windows, for the browser tests
	@sh infra/chromium.sh chromium-headless-shell

trees: $(VENV)/.done $(VENV_AWS)/.done headless ## Write again what screen readers have of the main pages (tests/end_to_end/browser/trees/)
	TREES=write $(RUN) pytest -q tests/end_to_end/browser/test_trees.py

engines: ## Install Firefox ESR and WebKitGTK when root; else say what to type
	@sh infra/engines.sh

$(VENV)/.done: requirements-dev.txt
	$(PYTHON) -m venv $(VENV)
	$(VENV)/bin/python $(INSTALL) -r requirements-dev.txt
	@touch $@

$(VENV_AWS)/.done: infra/local/requirements-aws.txt
	$(PYTHON) -m venv $(VENV_AWS)
	$(VENV_AWS)/bin/python $(INSTALL) -r infra/local/requirements-aws.txt
	@touch $@

bench: $(VENV)/.done ## Measure cold start, routes and calls; write docs/performance.md
	$(RUN) tests.bench
	$(RUN) tests.bench.directory

setup: $(VENV)/.done ## Install what the commands need into .venv

deploy: $(VENV)/.done ## Deploy a stage: make deploy STAGE=dev (DRY=1: say what would be done)
	$(RUN) infra.deploy $(STAGE) $(if $(DRY),--dry-run)

package: $(VENV)/.done ## Write the SAM template and the package of a stage to build/
	$(RUN) infra.deploy $(STAGE) --package

undeploy: $(VENV)/.done ## Remove a trial stage, its data too
	$(RUN) infra.deploy $(STAGE) --remove

clean: ## Remove what was installed and built
	rm -rf $(VENV) $(VENV_AWS) build .chalice/deployments
