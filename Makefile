# Everything here makes its own virtual environment: from constraints.txt to build, with constraints-quick.txt for the unit tests,
# with constraints-dev.txt for all tests.
# It needs only Python >= 3.11 and make.

PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
READY := $(VENV)/.ready
QUICK := $(VENV)/.quick
DEV := $(VENV)/.dev
# A recipe that names MAKE itself would run in `make --dry-run` too.
SELF := $(MAKE)

# Archives take their dates from here, never from the clock (https://reproducible-builds.org/specs/source-date-epoch/).
export SOURCE_DATE_EPOCH := 1580601600
export PIP_DISABLE_PIP_VERSION_CHECK := 1
export PYTHONDONTWRITEBYTECODE := 1

.DEFAULT_GOAL := help
.PHONY: help quick build test check check-content acceptance samples verify reproduce audit links gallery docs pages kerning ledger messages schema lock format clean

help: ## list these commands
	@awk -F ':.*## ' '/^[a-z-]+:.*## / { printf "  make %-14s %s\n", $$1, $$2 }' $(MAKEFILE_LIST)

ifndef ALONE
# Several makes at once in one tree: one makes the environment, the others wait for it and find it made.
LOCKED := $(PYTHON) -c 'import fcntl, os, sys; fcntl.flock(0, fcntl.LOCK_EX); os.execvp(sys.argv[1], sys.argv[1:])'
$(READY): constraints.txt pyproject.toml hatch_build.py
	@$(LOCKED) $(SELF) --no-print-directory ALONE=1 $@ <Makefile
$(QUICK): constraints-quick.txt $(READY)
	@$(LOCKED) $(SELF) --no-print-directory ALONE=1 $@ <Makefile
$(DEV): constraints-dev.txt $(READY)
	@$(LOCKED) $(SELF) --no-print-directory ALONE=1 $@ <Makefile
else
$(READY): constraints.txt pyproject.toml hatch_build.py
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11) and "Python 3.11 or newer is needed; this is " + sys.version.split()[0] + ". Say: make PYTHON=python3.12 ...")'
	$(PYTHON) -m venv --clear $(VENV)
	$(BIN)/python -m pip install --quiet --require-hashes --no-deps -r constraints.txt
	$(BIN)/python -m pip install --quiet --no-build-isolation --no-deps --editable .
	@touch $@

$(QUICK): constraints-quick.txt $(READY)
	$(BIN)/python -m pip install --quiet --require-hashes --no-deps -r constraints-quick.txt
	@touch $@

$(DEV): constraints-dev.txt $(READY)
	$(BIN)/python -m pip install --quiet --require-hashes --no-deps -r constraints-dev.txt
	@touch $@
endif

build: $(READY) ## make every export, the wheel, the sdist and the bill of materials into dist/
	@packages=$$(mktemp -d $(VENV)/packages-XXXXXX); trap 'rm -rf "$$packages"' EXIT; log="$$packages/log"; \
	$(BIN)/alignprep check content >"$$log" 2>&1 || { cat "$$log"; exit 1; }; \
	$(BIN)/python -P -m build --no-isolation --outdir "$$packages" . >"$$log" 2>&1 || { cat "$$log"; exit 1; }; \
	$(BIN)/python -P -m tools.sbom "$$packages/alignprep.cdx.json" || exit 1; \
	$(BIN)/alignprep build --bank content --dist dist --add "$$packages"/*.whl --add "$$packages"/*.tar.gz \
	  --add "$$packages/alignprep.cdx.json"

BANK := alignprep/data/bank.json
$(BANK): $(READY) $(shell find content -type f)
	@$(BIN)/python -c 'from pathlib import Path; from alignprep.build.build import compile_bank; compile_bank(Path("content"), Path("$@"))'

# One stands for all: each recipe compiles every catalog.
WORDS := alignprep/language/locale/de/LC_MESSAGES/alignprep.mo
$(WORDS): $(READY) hatch_build.py $(wildcard alignprep/language/locale/*/LC_MESSAGES/*.po)
	@$(BIN)/python -c 'from hatch_build import LOCALES, compile_catalogs; compile_catalogs(LOCALES)'

# Older versions of Anki's engine, each beside the newest one of constraints-dev.txt, and the desktop program, for tests only.
ENGINES := $(patsubst tests/exporters/anki/engines/anki-%.txt,$(VENV)/engines/%/.ready,$(wildcard tests/exporters/anki/engines/anki-*.txt))
$(VENV)/engines/%/.ready: tests/exporters/anki/engines/anki-%.txt $(READY)
	@rm -rf $(@D)
	$(BIN)/python -m pip install --quiet --require-hashes --no-deps --target $(@D) -r $<
	@touch $@

# Tests that constraints-quick.txt can serve; those of their files that need more, or take longer, are left to `make test`.
UNIT := tests/text tests/language tests/model tests/packet tests/json_format tests/bank tests/content tests/importing tests/files \
  tests/cohort tests/cli \
  tests/exporters/docx tests/test_errors.py tests/test_exporting.py tests/repository/test_mirror.py
LONGER := tests/bank/test_frames.py tests/content/test_reader_bounds.py tests/content/test_reader_fuzz.py \
  tests/content/test_reader_scale.py tests/content/test_reader_wrong_types.py tests/files/test_exchange.py \
  tests/files/test_publishing_bad_luck.py tests/cohort/test_executors.py tests/cli/test_app.py tests/cli/test_build.py \
  tests/exporters/docx/test_validity.py
quick: $(QUICK) $(BANK) $(WORDS) ## run the unit tests, in less than a minute: the first thing to try
	$(BIN)/python -m pytest -q $(UNIT) $(LONGER:%=--ignore=%)

# A file's tests share what is costly to make, so each file goes to one process.
PYTEST := $(BIN)/python -m pytest -q --numprocesses auto --maxprocesses 8 --dist loadfile
test: $(DEV) $(BANK) $(WORDS) ## run every test that needs nothing but pip
	$(PYTEST) -m "not acceptance"

check: $(DEV) $(BANK) $(WORDS) check-content ## everything that must hold before a commit: style, types, layers, tests, coverage, same bytes
	$(BIN)/ruff format --check .
	$(BIN)/ruff check .
	$(BIN)/ruff check --isolated --select E,F,I,B,UP --line-length 88 content/code
	$(BIN)/mypy
	$(BIN)/basedpyright
	$(BIN)/lint-imports
	$(BIN)/alignprep schema --check
	$(BIN)/alignprep ledger --check
	$(PYTEST) -m "not acceptance" --cov --cov-report=term:skip-covered
	$(MAKE) verify

check-content: $(READY) ## check the questions only
	$(BIN)/alignprep check --complete content

acceptance: $(DEV) $(BANK) $(WORDS) $(ENGINES) ## open the exports in real clients (installs Debian and npm packages)
	tests/acceptance/install
	$(PYTEST) -m acceptance

samples: $(DEV) ## run the code samples that changed, each with its real libraries
	$(BIN)/python -m tools.samples

verify: $(READY) ## build, and say whether these are the published bytes
	@MAKE="$(SELF)" $(BIN)/python -m tools.verify

reproduce: $(DEV) build ## build under other times, zones, locales, users, Pythons and more, and compare the bytes
	@$(BIN)/python -m tools.reproduce

audit: $(DEV) ## ask which pins are known to be vulnerable (status 0 too when nobody can be asked; it says so)
	@$(BIN)/python -m tools.audit || [ $$? -eq 3 ]

links: docs ## ask each host that the documentation and the bibliography link to (status 0 too when nobody can be asked; it says so)
	@$(BIN)/python -m tools.links || [ $$? -eq 3 ]

gallery: $(DEV) $(BANK) ## remake the README's picture (needs what `make acceptance` installs)
	$(BIN)/python -W ignore -m tools.gallery

docs: $(DEV) $(BANK) $(WORDS) ## build the documentation into site/, to be read with or without a server
	NO_MKDOCS_2_WARNING=1 $(BIN)/python -m mkdocs build --strict --quiet

pages: $(DEV) $(BANK) ## accept how the PDF pages look now (after looking at them)
	$(BIN)/python -W ignore -m tools.pages

kerning: $(DEV) ## read the fonts' kerning again
	$(BIN)/python -m tools.kerning

ledger: $(READY) ## date what changed since the last release in content/ledger.json
	$(BIN)/alignprep ledger

messages: $(READY) ## write what the code says into the catalogs of fixed words, and compile them
	@$(BIN)/python -P -m tools.messages

schema: $(READY) ## regenerate schema/ from the model
	$(BIN)/alignprep schema

LOCK := $(BIN)/uv pip compile --quiet --universal --python-version 3.11 --generate-hashes --no-header \
  --no-emit-index-url --no-emit-find-links --upgrade
lock: $(DEV) ## resolve the newest allowed versions into constraints.txt, constraints-dev.txt and constraints-quick.txt
	$(LOCK) pyproject.toml --extra all --group build -o constraints.txt
	$(LOCK) pyproject.toml -c constraints.txt --all-extras --group build --group test --group check --group docs -o constraints-dev.txt
	$(LOCK) -c constraints-dev.txt --group quick -o constraints-quick.txt

format: $(DEV) ## format the code
	$(BIN)/ruff format .
	$(BIN)/ruff check --fix .

clean: ## remove what these commands made, dist/README.md and dist/SHA256SUMS excepted
	rm -rf $(VENV) .samples build site .coverage .hypothesis .mypy_cache .pytest_cache .ruff_cache .import_linter_cache alignprep/data/bank.json alignprep/language/locale/*/LC_MESSAGES/*.mo
	find dist -mindepth 1 -maxdepth 1 ! -name README.md ! -name SHA256SUMS -exec rm -rf {} +
	find alignprep exporters tests tools -name __pycache__ -type d -prune -exec rm -rf {} +
