# One obvious command each; CI runs what a person runs. `make help` is the manual.
SHELL := /bin/bash
PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
PORT ?= 8000
export PORT
export FLASK_APP = wsgi

.DEFAULT_GOAL := help
.PHONY: help run test lint fix bench fuzz soak messages clean

help: ## Show this list
	@grep -hE '^[a-z-]+:.*##' $(MAKEFILE_LIST) | sed -E 's/:.*## /\t/' | expand -t 12

run: $(VENV)/.runs translations ## Set everything up and serve on http://127.0.0.1:8000 (PORT= changes it), with a sample appeal
	@$(BIN)/flask db upgrade 2>&1 | grep -v INFO || true
	@$(BIN)/flask sample
	@exec $(BIN)/gunicorn wsgi:app

test: $(VENV)/.tests translations ## Set everything up and run the whole suite
	@$(BIN)/python -m tests.browser
	@$(BIN)/ruff check .
	@$(BIN)/ruff format --check .
	@$(BIN)/mypy
	@$(BIN)/djlint templates --check --lint
	@$(BIN)/lint-imports
	@$(BIN)/pytest -n 2 --dist loadgroup

lint: $(VENV)/.tests ## Check style, types, templates and the law between rooms
	@$(BIN)/ruff check .
	@$(BIN)/ruff format --check .
	@$(BIN)/mypy
	@$(BIN)/djlint templates --check --lint
	@$(BIN)/lint-imports

fix: $(VENV)/.tests ## Put style right where a tool can
	@$(BIN)/ruff check --fix .
	@$(BIN)/ruff format .
	@$(BIN)/djlint templates --reformat --quiet

bench: $(VENV)/.tests ## Measure letters, likeness, lists, mail, reading, review, and whether times tell who signed (an hour)
	@for each in bench/*.py; do $(BIN)/python $$each; done

fuzz: $(VENV)/.tests translations ## Send 5,000 odd requests on each database (REQUESTS=), and tell which fail; SEED= repeats a run
	@REQUESTS=$(or $(REQUESTS),5000) SEED=$(or $(SEED),$(shell date +%s)) $(BIN)/pytest -q -s tests/test_fuzz.py

soak: $(VENV)/.tests translations ## Kill workers and web over a hundred times, with -9, while mail is sent: none may be lost
	@$(BIN)/python -m tests.mail.soak

messages: $(VENV)/.tests ## Collect the strings to translate into petition/translations
	@$(BIN)/pybabel -q extract -F babel.cfg -k _l -k lazy_gettext --no-location --sort-output -o petition/translations/messages.pot .
	@for lang in kk ru; do $(BIN)/pybabel -q update -i petition/translations/messages.pot -d petition/translations -l $$lang --no-fuzzy-matching --ignore-obsolete --ignore-pot-creation-date; done

clean: ## Take away what these commands made, the local data in instance/ left alone
	rm -rf $(VENV) .pytest_cache .mypy_cache .ruff_cache .hypothesis .import_linter_cache
	find petition/translations -name '*.mo' -delete

# What the commands above stand on ------------------------------------------------------------------------------------

$(VENV)/.made:
	@$(PYTHON) -c 'import sys; sys.exit("Python 3.11 or newer is needed") if sys.version_info < (3, 11) else None'
	@$(PYTHON) -m venv $(VENV)
	@touch $@

$(VENV)/.runs: requirements.txt $(VENV)/.made
	@echo "Installing what the service needs (once)…"
	@$(BIN)/pip install --quiet --disable-pip-version-check -r requirements.txt
	@touch $@

$(VENV)/.tests: requirements-dev.txt requirements.txt $(VENV)/.made
	@echo "Installing what the service and its tests need (once)…"
	@$(BIN)/pip install --quiet --disable-pip-version-check -r requirements-dev.txt
	@touch $@ $(VENV)/.runs

.PHONY: translations
translations: $(patsubst %.po,%.mo,$(wildcard petition/translations/*/LC_MESSAGES/messages.po))

%.mo: %.po | $(VENV)/.made
	@$(BIN)/pybabel -q compile -i $< -o $@
