# The whole project in six commands. `make` lists them; nothing else has to be known.
SHELL := /bin/bash
.SHELLFLAGS := -euo pipefail -c
.DEFAULT_GOAL := help
.DELETE_ON_ERROR:

WORKSPACE ?= workspace
# more for `tawthiq serve`, such as SERVE="--desk-port 9100 --public-port 9200"
SERVE ?=
# which campaigns, and how, such as SOAK="kills --scale 0.1"; all of them when empty
SOAK ?=

# Everything, caches included, stays under the project. No compiler, Node, git or gettext is asked for.
export UV_PYTHON_DOWNLOADS := never
export UV_CACHE_DIR ?= $(CURDIR)/.tools/cache
export UV_NO_PROGRESS := 1
export UV_LINK_MODE ?= hardlink
export PYTHONUTF8 := 1
export PIP_DISABLE_PIP_VERSION_CHECK := 1
unexport PYTHONDONTWRITEBYTECODE PYTHONPATH PYTHONHOME VIRTUAL_ENV   # the first makes every import three times slower

UV := .tools/bin/uv
PY := .venv/bin/python
CATALOGUES := $(patsubst %.po,%.mo,$(wildcard src/tawthiq/*/locale/*/LC_MESSAGES/*.po))

# A virtual environment knows its own absolute path: a moved or copied folder is set up afresh.
ifneq ($(CURDIR),$(shell cat .stamp/place 2>/dev/null))
$(shell rm -rf .stamp/run .stamp/test; mkdir -p .stamp)
endif

.PHONY: help run test check fix bench soak docs messages lock clean

help:  ## this list
	@awk -F ':.*## ' '/^[a-z]+:.*## / { printf "  make %-10s %s\n", $$1, $$2 }' Makefile

run: .stamp/run $(CATALOGUES)  ## set up, fill the demo workspace, serve the desk and the public site on this machine
	@.venv/bin/tawthiq demo --home "$(WORKSPACE)"
	@exec .venv/bin/tawthiq serve --home "$(WORKSPACE)" $(SERVE)

test: .stamp/test $(CATALOGUES)  ## set up and run every test, on SQLite and (where a server is installed) on PostgreSQL
	@scripts/run-tests

check: .stamp/test  ## format, lint, types, import walls, message catalogues, no machine names
	@scripts/run-checks

fix: .stamp/test  ## what a machine can mend: format, simple lint faults, catalogues brought up to date
	.venv/bin/ruff format .
	.venv/bin/ruff check --fix .
	$(PY) scripts/catalogues.py update

bench: .stamp/test $(CATALOGUES)  ## run every benchmark; each prints its table
	@for bench in benchmarks/*.py; do [ -e "$$bench" ] || continue; echo "== $$bench"; $(PY) "$$bench"; done

soak: .stamp/test $(CATALOGUES)  ## the long campaigns: kills, power cuts, faults, forgeries (hours; stop and go on at will)
	@$(PY) scripts/soak.py $(SOAK)

docs: .stamp/test  ## check that every command, setting and error is documented; write build/docs
	$(PY) scripts/build_docs.py

messages: .stamp/test  ## add new messages to the catalogues (to be translated) and drop those no longer used
	$(PY) scripts/catalogues.py update

lock: .tools/bin/uv  ## resolve the newest allowed versions into requirements/
	scripts/lock

clean:  ## remove what set-up and tests made; the workspace stays
	rm -rf .venv .tools .stamp build .pytest_cache .mypy_cache .ruff_cache .import_linter_cache .hypothesis .coverage

# --- set-up, only where something is missing or its list has changed ---

.tools/bin/uv: requirements/uv.txt
	@scripts/apt-missing debian/run.txt
	@echo "set-up: uv, into .tools"
	@"$$(scripts/find-python)" -m venv --clear .tools
	@.tools/bin/pip install --quiet --no-cache-dir --require-hashes -r $<
	@touch $@

.stamp/run: requirements/run.txt pyproject.toml debian/run.txt .tools/bin/uv
	@scripts/apt-missing debian/run.txt
	@scripts/install-locked requirements/run.txt
	@echo "set-up: the index of the world's places"
	@$(PY) -m tawthiq.store.world
	@touch $@

# Everything `run` needs is in all.txt too, and nothing is ever removed: the two share one environment.
.stamp/test: requirements/all.txt debian/test.txt .stamp/run
	@scripts/apt-missing debian/test.txt
	@scripts/install-locked requirements/all.txt
	@touch $@

%.mo: %.po | .stamp/run
	@$(PY) -m babel.messages.frontend --quiet compile --input-file $< --output-file $@
