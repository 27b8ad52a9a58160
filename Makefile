# One obvious command each; CI runs what a person runs. `make help` is the manual.
SHELL := /bin/bash
PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
HOST ?= 127.0.0.1
PORT ?= 8000
export HOST
export PORT
export FLASK_APP = wsgi
unexport PYTHONDONTWRITEBYTECODE  # each of many processes would compile everything anew

.DEFAULT_GOAL := help
.PHONY: help run test lint fix bench bench-others fuzz properties soak messages check-pages check-desk fonts lock clean

help: ## Show this list
	@grep -hE '^[a-z-]+:.*##' $(MAKEFILE_LIST) | sed -E 's/:.*## /\t/' | expand -t 12

run: port $(VENV)/.runs translations ## Set everything up and serve on http://127.0.0.1:8000 (PORT= changes it), with a sample appeal
	@echo "Setting up the database and the sample appeal…"
	@$(BIN)/flask db upgrade
	@$(BIN)/flask sample
	@exec $(BIN)/gunicorn wsgi:app

# The checks of `lint` take what the tests leave of the machine; three processes on two cores, for tests wait for servers and
# browsers now and then.
test: $(VENV)/.tests $(VENV)/.browser translations ## Set everything up and run the whole suite
	@nice -n 19 $(MAKE) --no-print-directory lint > $(VENV)/.lint 2>&1 & lint=$$!; \
		$(BIN)/pytest -n 3; tested=$$?; \
		wait $$lint || { cat $(VENV)/.lint; exit 1; }; \
		exit $$tested

lint: $(VENV)/.tests ## Check style, types, templates and the rules between packages
	@$(BIN)/ruff check .
	@$(BIN)/ruff format --check .
	@$(BIN)/mypy
	@$(BIN)/djlint templates --check --lint
	@$(BIN)/lint-imports

fix: $(VENV)/.tests ## Put style right where a tool can
	@$(BIN)/ruff check --fix .
	@$(BIN)/ruff format .
	@$(BIN)/djlint templates --reformat --quiet

bench: $(VENV)/.tests translations ## Measure pages, signing and confirming beside a bare Flask application (bench/README.md); ROWS=page,sign SIZES=100 measures less
	@$(BIN)/python -m bench.load $(foreach each,ROWS SIZES DATABASES RUNS SECONDS MINUTE,$(if $($(each)),--$(shell echo $(each) | tr A-Z a-z) $($(each))))

bench-others: $(VENV)/.tests translations ## Measure letters, likeness, lists, mail, reading, review, and whether times tell who signed (an hour)
	@for each in $(filter-out $(foreach each,bare containers dashboard newcomer upgrades visitors watching,bench/$(each).py),$(wildcard bench/*.py)) bench/same_bytes; do $(BIN)/python $$each; done

fuzz: $(VENV)/.tests translations ## Send 5,000 odd requests on each database (REQUESTS=), and tell which fail; SEED= repeats a run
	@REQUESTS=$(or $(REQUESTS),5000) SEED=$(or $(SEED),$(shell date +%s)) $(BIN)/pytest -q -s tests/test_fuzz.py

properties: $(VENV)/.tests translations ## Try what must hold for any input at all on inputs that nobody has tried, once more at each call
	@$(BIN)/pytest -q -n 2 -m hypothesis --hypothesis-profile anew

soak: $(VENV)/.tests translations ## Kill workers and web over a hundred times, with -9, while mail is sent: none may be lost
	@$(BIN)/python -m tests.mail.out.soak

messages: $(VENV)/.tests ## Collect the strings to translate into petition/translations
	@$(BIN)/pybabel -q extract -F babel.cfg -k _l -k lazy_gettext --no-location --sort-output -o petition/translations/messages.pot .
	@for lang in $(notdir $(patsubst %/LC_MESSAGES/messages.po,%,$(wildcard petition/translations/*/LC_MESSAGES/messages.po))); do $(BIN)/pybabel -q update -i petition/translations/messages.pot -d petition/translations -l $$lang --no-fuzzy-matching --ignore-obsolete --ignore-pot-creation-date; done

check-pages: $(VENV)/.tests translations ## Every public page through two HTML validators and axe, four through Lighthouse (needs npm), and how long signing takes
	@$(BIN)/python bench/public/validate.py; $(BIN)/python bench/public/accessible.py; $(BIN)/python bench/public/lighthouse.py; $(BIN)/python bench/public/thirty_seconds.py

check-desk: $(VENV)/.tests translations ## Every page of the desk through axe in three languages, at 390 and 1280 px; LANGUAGES=kk WIDTHS=390 visits less
	@$(BIN)/python bench/public/desk_accessible.py

fonts: $(VENV)/.tests ## Cut the typefaces of the pages anew, into petition/static (needs npm)
	@$(BIN)/python docs/make_fonts.py

lock: $(VENV)/.made ## Write requirements.txt and requirements-dev.txt from the .in files: every package, with its hashes
	@$(BIN)/pip install --quiet --disable-pip-version-check $$(grep -o '^uv==[0-9.]*' requirements-dev.in)
	@for each in requirements requirements-dev; do $(BIN)/uv pip compile --quiet --universal --python-version 3.11 \
		--generate-hashes --custom-compile-command "make lock" $$each.in -o $$each.txt || exit 1; done

clean: ## Take away what these commands made, the local data in instance/ left alone
	rm -rf $(VENV) .pytest_cache .mypy_cache .ruff_cache .hypothesis .import_linter_cache
	find petition/translations -name '*.mo' -delete

# What the commands above stand on ------------------------------------------------------------------------------------

.PHONY: port
port:
	@! $(PYTHON) -c "import socket; socket.create_connection(('$(HOST)', $(PORT)), 2)" 2>/dev/null || \
		{ echo "Port $(PORT) is in use. For another one: PORT=$(if $(filter 8080,$(PORT)),8081,8080) make run" >&2; exit 1; }

$(VENV)/.made:
	@$(PYTHON) -c 'import sys; sys.exit("Python 3.11 or newer is needed") if sys.version_info < (3, 11) else None'
	@echo "Making a Python environment in $(VENV)…"
	@$(PYTHON) -m venv $(VENV)
	@touch $@

# uv takes seconds for what takes pip a minute. Where uv cannot be had, or finds no way that only pip's own settings know, pip does it.
define install
	@echo "Installing what $(2), once: $$(grep -c '^[a-z].*==' $(1)) packages…"
	@{ $(BIN)/pip install --quiet --disable-pip-version-check --no-deps --require-hashes -r <(awk '/^[a-z]/ { is = /^uv==/ } is' requirements-dev.txt) && \
		$(BIN)/uv pip install --quiet --python $(BIN)/python --require-hashes -r $(1); } 2> /dev/null || \
		{ echo "  with pip, which takes a minute or more…"; \
		$(BIN)/pip install --quiet --disable-pip-version-check --progress-bar off --require-hashes -r $(1) 2> >(grep -v DEPRECATION >&2); }
endef

$(VENV)/.runs: requirements.txt $(VENV)/.made
	$(call install,$<,the service needs)
	@touch $@

$(VENV)/.tests: requirements-dev.txt $(VENV)/.made
	$(call install,$<,the service and its tests need)
	@touch $@ $(VENV)/.runs

$(VENV)/.browser: tests/browser.py | $(VENV)/.tests
	@$(BIN)/python -m tests.browser
	@touch $@

.PHONY: translations
translations: $(patsubst %.po,%.mo,$(wildcard petition/translations/*/LC_MESSAGES/messages.po))

%.mo: %.po | $(VENV)/.made
	@$(BIN)/pybabel -q compile -i $< -o $@
