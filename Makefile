# The commands of the house. Nothing but Python 3.11 or newer and make is needed; each target sets up what it needs.

PYTHON ?= python3
VENV ?= .venv
ONLY ?=

BIN := $(VENV)/bin
RUN := $(VENV)/.installed
DEV := $(VENV)/.installed-dev
TYPED := core sync runway/calculators

# Demo and tests start dozens of processes; where nothing compiled may be kept, each would compile it all again.
unexport PYTHONDONTWRITEBYTECODE

.PHONY: setup demo test prove check bench fmt clean db db-stop shots

setup: $(DEV)

demo: $(RUN)
	$(BIN)/python manage.py demo

db: $(RUN)
	$(BIN)/python manage.py db start

db-stop: $(RUN)
	$(BIN)/python manage.py db stop

test: $(DEV)
	$(BIN)/pytest -n 2 --dist loadfile --hypothesis-profile quick

prove: $(DEV) chromium redis
	$(BIN)/pytest -m 'prove or hypothesis' -n 2 --dist loadfile --no-loadscope-reorder

check: $(DEV)
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy $(TYPED)
	$(BIN)/lint-imports
	$(BIN)/python manage.py check
	$(BIN)/python manage.py db start
	$(BIN)/python manage.py makemigrations --check --dry-run

bench: $(DEV)
	$(BIN)/python -m bench $(ONLY)

shots: $(DEV) chromium fonts
	$(BIN)/python manage.py shots

fmt: $(DEV)
	$(BIN)/ruff check --fix .
	$(BIN)/ruff format .

clean:
	@if [ -x $(BIN)/python ]; then $(BIN)/python manage.py db stop; fi
	rm -rf $(VENV) .ruff_cache .mypy_cache .pytest_cache .hypothesis .import_linter_cache
	@echo "var/ (database, sandbox, logs) is kept; delete it yourself for a fresh start."

$(VENV)/bin/python:
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null || { \
		echo "RowCol needs Python 3.11 or newer; '$(PYTHON)' is $$($(PYTHON) --version 2>/dev/null || echo missing)." >&2; \
		echo "Name another one: make PYTHON=python3.12 $(MAKECMDGOALS)" >&2; exit 1; }
	$(PYTHON) -m venv $(VENV)

$(RUN): requirements.txt | $(VENV)/bin/python
	$(BIN)/python -m pip install --quiet --disable-pip-version-check -r requirements.txt
	@touch $@

$(DEV): requirements-dev.txt requirements.txt | $(VENV)/bin/python
	$(BIN)/python -m pip install --quiet --disable-pip-version-check -r requirements-dev.txt
	@touch $(RUN) $@

# $(call installed,COMMAND,PACKAGE,WHAT FOR): the distribution's package where its command is missing.
define installed
	@command -v $(1) >/dev/null || { \
		if [ "$$(id -u)" = 0 ]; then apt-get update -qq && apt-get install -y -qq --no-install-recommends $(2) >/dev/null; \
		elif command -v sudo >/dev/null && sudo -n true 2>/dev/null; then \
			sudo -n apt-get update -qq && sudo -n apt-get install -y -qq --no-install-recommends $(2) >/dev/null; fi; }
	@command -v $(1) >/dev/null || { \
		echo "$(3) need $(1) on the PATH. Install the package '$(2)' and run again." >&2; exit 1; }
endef

.PHONY: chromium redis
chromium:
	$(call installed,chromium,chromium,The browser proofs)

redis:
	$(call installed,redis-server,redis-server,The proofs on a shared broker)

# The pages use the system's faces; pictures are taken with good ones where they can be had.
.PHONY: fonts
fonts:
	@if [ "$$(id -u)" = 0 ]; then apt-get install -y -qq --no-install-recommends fonts-inter fonts-ipafont-gothic >/dev/null || true; fi
