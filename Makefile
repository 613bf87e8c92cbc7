# The commands of a developer. PYTHON is one with the extra "test" installed.
PYTHON ?= python3
BIN := $(dir $(shell command -v $(PYTHON)))
export PATH := $(BIN):$(PATH)
FILL ?=

.PHONY: help check words settings

help: ## say what can be made
	@grep -E '^[a-z]+:.*##' Makefile | sed -E 's/^([a-z]+):.*## /  \1\t/'

check: ## format, lint, types, borders, dependencies and tests
	ruff check .
	ruff format --check .
	mypy
	lint-imports
	deptry .
	$(PYTHON) -m pytest

words: ## collect the sentences of the code, update and compile locale/*/LC_MESSAGES/kohtaa.po
	$(PYTHON) -m tests.catalogue $(if $(FILL),--fill $(FILL))

settings: ## write docs/settings.md from the docstrings of the settings
	$(PYTHON) -m tests.settings_page
