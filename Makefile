# The commands of a developer. PYTHON is one with the extra "test" installed.
PYTHON ?= python3
BIN := $(dir $(shell command -v $(PYTHON)))
export PATH := $(BIN):$(PATH)
FILL ?=

.PHONY: help check real faults words settings docs picture bench

help: ## say what can be made
	@grep -E '^[a-z]+:.*##' Makefile | sed -E 's/^([a-z]+):.*## /  \1\t/'

check: ## format, lint, types, borders, dependencies and tests
	ruff check .
	ruff format --check .
	mypy
	lint-imports
	deptry .
	$(PYTHON) -m pytest

real: ## tests with real outside programs, which are installed from Debian first
	PYTHON=$(PYTHON) tests/real.sh

faults: ## all fault tests at their full sizes, and their figures into docs/reliability.md: about 20 minutes
	$(PYTHON) -m tests.faults

words: ## collect the sentences of the code, update and compile locale/*/LC_MESSAGES/kohtaa.po
	$(PYTHON) -m tests.catalogue $(if $(FILL),--fill $(FILL))

settings: ## write docs/settings.md from the docstrings of the settings
	$(PYTHON) -m tests.settings_page

docs: settings ## draw docs/keys.md and the diagram of docs/architecture.md from the code's own tables
	$(PYTHON) -m tests.drawn_pages

picture: ## make the README's pictures, docs/*.svg, from named moments of the demos
	$(PYTHON) -m tests.picture

bench: ## measure the program beside a minimal Textual app, by hand and on a quiet machine (docs/performance.md)
	$(PYTHON) tests/benchmarks/bench.py
