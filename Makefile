# Every target is done by bootstrap.py, which also works where there is no make: python bootstrap.py run
PYTHON ?= python3
DO = @$(PYTHON) bootstrap.py

.DEFAULT_GOAL := help
.PHONY: help run test coverage lint format strings wheel bench evaluate train screenshots lock clean

help: ## Show this list
	@awk -F ':.*## ' '/^[a-z-]+:.*## / { printf "  make %-12s %s\n", $$1, $$2 }' $(MAKEFILE_LIST)

run: ## Start Tracker with demonstration data on http://127.0.0.1:8080/
	$(DO) run

test: ## Run all tests, browser tests included; some: T=tests/partners K="merge"
	$(DO) test $(T) $(if $(K),-k "$(K)")

coverage: ## Run all tests and list the lines that none of them reached
	$(DO) coverage $(T)

lint: ## Check style, types, order of packages, templates and translations
	$(DO) lint

format: ## Lay out the Python files
	$(DO) format

strings: ## Collect the messages into the catalogues and name those without Russian
	$(DO) strings

wheel: ## Build the package for an installation into dist/
	$(DO) wheel

bench: ## Measure what pages cost at 10,000 and 100,000 partnerships; more: ARGS="--sizes 1000000 --databases postgresql"
	$(DO) bench $(ARGS)

evaluate: ## Judge the sealed texts with the classifiers and write the report
	$(DO) evaluate

train: ## Train the classifiers anew on the corpus; for example V=2
	$(DO) train --all $(if $(V),--version $(V))

screenshots: ## Take the pictures of docs/ anew
	$(DO) screenshots

lock: ## Make the hash-locked requirements anew from pyproject.toml
	$(DO) lock

clean: ## Remove what can be made again; data in instance/ stays
	rm -rf .venv dist build .mypy_cache .ruff_cache .pytest_cache .hypothesis .import_linter_cache .coverage*
	find tracker tests migrations -name __pycache__ -type d -prune -exec rm -rf {} +
	find tracker/locale -name '*.mo' -delete
