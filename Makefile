# Everything one does with the workbook, as commands. `make` alone lists them.
#
# Each task first sets up `.venv` if that is missing or out of date, so any of them works in a fresh clone: what uses the
# workbook needs `.venv/.ready`, what works on it `.venv/.tools` besides.

# Modules are compiled once: where this is set, each of the many processes of the tests would compile all of them anew.
export PYTHONDONTWRITEBYTECODE :=

.DEFAULT_GOAL := help
.DELETE_ON_ERROR:
.PHONY: help setup report lab app workshop test lint format bench lock messages notebooks site clean

# The newest Python found that the lock was made for. Another one: `make setup PYTHON=/path/to/python3.12`.
PYTHON ?= $(shell for p in python3.13 python3.12 python3.11 python3; do \
	if $$p -c 'import sys; sys.exit(sys.version_info < (3, 11))' >/dev/null 2>&1; then echo $$p; break; fi; done)

STUDY   ?= data/travel_mode
OUT     ?= reports
# How many processes share the tests: one a core, four at most. A file's tests stay together, so that what they share is
# made once.
WORKERS ?= logical
# More words for pytest: `make test ARGS="-k gaps -x"`.
ARGS    ?=

BIN       := .venv/bin
LOCALES   := nb hr
CATALOGUE := src/cvtools/language/locale
NOTEBOOKS  = $(wildcard notebooks/*.ipynb notebooks/*/*.ipynb src/cvtools/app/jupyter/*.ipynb)
BENCHES    = $(wildcard benchmarks/bench_*.py)
# What git keeps of a notebook: its text and its cells' ids, nothing of a run.
NBSTRIPOUT := $(BIN)/nbstripout --keep-id --extra-keys "metadata.papermill cell.metadata.papermill cell.metadata.execution metadata.widgets"

# Names, versions and hashes, for every system and every Python that we support.
COMPILE := $(BIN)/uv pip compile --generate-hashes --no-header --no-annotate --universal --python-version 3.11 --quiet $(ARGS)
INSTALL := $(BIN)/python -m pip install --quiet --disable-pip-version-check --no-deps

comma := ,
# The messages of a catalogue, its name, from a folder, and what the collecting needs besides.
define COLLECT
	@mkdir -p build
	$(BIN)/pybabel --quiet extract -F pyproject.toml --project cvtools \
		--copyright-holder 'The Customer Value Workbook contributors' $(3) --no-wrap --no-location \
		-o build/$(1).pot $(2)
	@for locale in $(LOCALES); do \
		if [ -f $(CATALOGUE)/$$locale/LC_MESSAGES/$(1).po ]; then how="update --no-fuzzy-matching --ignore-pot-creation-date --ignore-obsolete"; else how=init; fi; \
		$(BIN)/pybabel --quiet $$how -D $(1) -i build/$(1).pot -d $(CATALOGUE) -l $$locale --no-wrap || exit 1; \
	done
endef

help: ## Show this list
	@awk -F ':.*## ' '/^[a-z]+:.*## / { printf "  make %-10s %s\n", $$1, $$2 }' $(firstword $(MAKEFILE_LIST))

setup: .venv/.tools ## Install everything into .venv, tools included (every other task installs what it needs)

report: .venv/.ready ## Write the example study's reports, one HTML file a segment, into reports/
	$(BIN)/cvtools report $(STUDY) --out $(OUT)

lab: .venv/.ready ## Open the notebooks in JupyterLab
	PATH="$(CURDIR)/$(BIN):$$PATH" jupyter lab --notebook-dir=. notebooks/00_start_here.ipynb

app: .venv/.ready ## Open the workbook as a web page, without code; `make app STUDY=my_study` for another place
	$(BIN)/cvtools app $(ARGS) "$(if $(filter command line environment,$(origin STUDY)),$(STUDY),my_study)"

workshop: .venv/.ready ## Open a workshop's room on this machine; for a whole network `make workshop STUDY=my_study ARGS=--lan`
	$(BIN)/cvtools workshop $(if $(filter command line environment,$(origin STUDY)),$(STUDY),data/coffee) $(ARGS)

test: .venv/.tools ## Run every test
	$(BIN)/pytest -n $(WORKERS) --maxprocesses 4 --dist loadfile --no-loadscope-reorder --durations=20 $(ARGS)

lint: .venv/.tools ## Check style, types, who imports whom, spelling, and that notebooks hold no outputs
	$(BIN)/ruff check
	$(BIN)/ruff format --check
	$(BIN)/basedpyright
	$(BIN)/lint-imports
	$(BIN)/codespell
	@test -n "$(NOTEBOOKS)" || { echo "no notebooks found in notebooks/" >&2; exit 1; }
	$(NBSTRIPOUT) --verify $(NOTEBOOKS)

format: .venv/.tools ## Put code and notebooks into the form that `make lint` asks for
	$(NBSTRIPOUT) $(NOTEBOOKS)
	$(BIN)/ruff check --fix
	$(BIN)/ruff format

bench: .venv/.tools ## Measure speed and memory
	@test -n "$(BENCHES)" || { echo "no benchmarks/bench_*.py found" >&2; exit 1; }
	@for bench in $(BENCHES); do echo "== $$bench"; $(BIN)/python $$bench || exit 1; done

lock: .venv/.tools ## Pin every dependency again (needs a network); `make lock ARGS=--upgrade` for newer versions
	$(COMPILE) pyproject.toml --extra app --extra evidence --extra workshop --group build -o requirements.lock
	$(COMPILE) -c requirements.lock --group dev -o requirements-dev.lock
	$(COMPILE) -c requirements.lock -c requirements-dev.lock --group site -o requirements-site.lock

messages: .venv/.tools ## Collect the words to translate and update the catalogues
	$(call COLLECT,cvtools,src/cvtools,-k plural:1$(comma)2 --sort-output)

notebooks: .venv/.tools ## Write the notebooks in the other languages, from the English ones and their catalogue
	$(call COLLECT,notebooks,notebooks,)
	$(BIN)/python -m cvtools.notebook.translation notebooks

# What the workbook makes itself lies in build/pages; Sphinx makes pages of docs/ and puts the others beside them.
site: .venv/.site ## Write pages that anyone can open, into build/site: notebooks executed, reports in three languages, docs
	rm -rf build/pages build/site
	$(BIN)/cvtools report data/coffee data/travel_mode $(foreach code,en $(LOCALES),--language $(code)) --out build/pages/reports
	$(BIN)/python -m website.notebooks build/pages/notebooks
	$(BIN)/sphinx-build --quiet --fail-on-warning --keep-going -c website docs build/site
	$(BIN)/python -m website.links build/site

clean: ## Remove everything that can be made again, .venv included
	rm -rf .venv build dist reports .pytest_cache .ruff_cache .hypothesis
	find . -name __pycache__ -type d -prune -exec rm -rf {} +
	find . -name .ipynb_checkpoints -type d -prune -exec rm -rf {} +

# Three stamps: the user's environment, the workbook itself, and the developer's tools; so that a change of settings in
# pyproject.toml does not install 130 packages again.
.venv/.installed: requirements.lock
	@if [ -z "$(PYTHON)" ] || ! $(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' >/dev/null 2>&1; then \
		echo "Python 3.11 or newer is needed and was not found. Install it, or say which: make setup PYTHON=/path/to/python3" >&2; exit 1; fi
	@echo "Setting up .venv with $(PYTHON) (0.9 GB on disk when it is done; a few minutes)"
	@$(PYTHON) -m venv --clear .venv
	@$(INSTALL) --require-hashes -r requirements.lock
	@touch $@

.venv/.ready: .venv/.installed pyproject.toml
	@$(INSTALL) --no-build-isolation -e .
	@# JupyterLab of this environment asks nobody for its news, nor whether it may; and it starts no language server that it
	@# happens to find, which would be the developers' type checker.
	@$(BIN)/jupyter-labextension disable --level=sys_prefix --log-level=ERROR @jupyterlab/apputils-extension:announcements >/dev/null
	@echo '{"LanguageServerManager": {"autodetect": false}}' > .venv/etc/jupyter/jupyter_server_config.json
	@touch $@

.venv/.tools: .venv/.ready requirements-dev.lock
	@echo "Adding the developer's tools"
	@$(INSTALL) --require-hashes -r requirements-dev.lock
	@touch $@

.venv/.site: .venv/.ready requirements-site.lock
	@echo "Adding what makes pages"
	@$(INSTALL) --require-hashes -r requirements-site.lock
	@touch $@
