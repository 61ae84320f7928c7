# Everything runs from a fresh clone with python3 >= 3.11 and its venv module; nothing else is assumed.
PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
ARGS ?=
PIP_INSTALL := $(BIN)/python -m pip install --disable-pip-version-check --quiet --require-hashes

# Compiled files are kept: dozens of short-lived processes of the tests and of the demo start from them.
unexport PYTHONDONTWRITEBYTECODE

.DEFAULT_GOAL := help
.PHONY: help demo run test check bench soak month forms pictures form-pictures chart-pictures lock

help:
	@echo "make demo    try the bot on this machine, without Telegram and without a network"
	@echo "make run     run the bot with config.toml"
	@echo "make test    run the tests            (ARGS='tests/rules -k calendar' for some of them)"
	@echo "make check   style, types and which part may import which"
	@echo "make bench   measure                  (ARGS='calendar' for one)"
	@echo "make soak    the tests that run for a long time"
	@echo "make month   3,000 tickets for each office through a month of virtual time (hours; ARGS='-k beizhan' for one)"
	@echo "make pictures  take the pictures of the README anew, in a real browser"
	@echo "make forms   write the Word forms in templates/forms anew from their code"
	@echo "make form-pictures  take the pictures of the filled forms anew (needs LibreOffice and poppler)"
	@echo "make chart-pictures  draw the charts of the manual anew"
	@echo "make lock    recompute requirements*.txt from pyproject.toml (needs uv)"

demo: $(VENV)/installed
	$(BIN)/python -m bot demo $(ARGS)

run: $(VENV)/installed
	$(BIN)/python -m bot run $(ARGS)

test: $(VENV)/installed-dev
	$(BIN)/python -m pytest -n 2 --dist loadfile --no-loadscope-reorder $(ARGS)

check: $(VENV)/installed-dev
	$(BIN)/ruff check
	$(BIN)/mypy
	$(BIN)/python -m pytest -q tests/test_layers.py tests/test_repository.py

bench: $(VENV)/installed-dev
	$(BIN)/python -m benchmarks $(ARGS)

soak: $(VENV)/installed-dev
	$(BIN)/python -m pytest -m soak $(ARGS)

month: $(VENV)/installed-dev
	$(BIN)/python -m pytest -m month -n 2 -o faulthandler_timeout=0 tests/month $(ARGS)

pictures: $(VENV)/installed-dev
	HOTLINE_PICTURES=docs/pictures $(BIN)/python -m pytest -q tests/flows/test_on_the_page.py tests/flows/test_manual_on_the_page.py

forms: $(VENV)/installed
	$(BIN)/python -m bot.reports.layouts

form-pictures: $(VENV)/installed-dev
	HOTLINE_PICTURES=docs/pictures $(BIN)/python -m pytest -q tests/reports/test_form_pages.py

chart-pictures: $(VENV)/installed-dev
	HOTLINE_PICTURES=docs/pictures $(BIN)/python -m pytest -q tests/reports/test_charts.py -k out_of_the_child

# The two files name the same versions: the runtime list is resolved inside the complete one.
LOCK := uv pip compile pyproject.toml --universal --python-version 3.11 --generate-hashes --quiet \
	--custom-compile-command "make lock"
lock:
	$(LOCK) --extra dev --output-file requirements-dev.txt
	$(LOCK) --constraint requirements-dev.txt --output-file requirements.txt

$(VENV)/installed: requirements.txt
	@$(usable_venv)
	$(PIP_INSTALL) -r requirements.txt
	@touch $@

$(VENV)/installed-dev: requirements-dev.txt
	@$(usable_venv)
	$(PIP_INSTALL) -r requirements-dev.txt
	@touch $@

# A half-made .venv (no pip in it) is what Debian leaves behind when python3-venv is missing: make it anew.
define usable_venv
$(BIN)/python -m pip --version >/dev/null 2>&1 && exit 0; \
command -v $(PYTHON) >/dev/null || { echo "python3 was not found. On Debian: apt-get install python3 python3-venv" >&2; exit 1; }; \
$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' || \
	{ echo "Python 3.11 or newer is needed, $(PYTHON) is older. Name another one: make PYTHON=python3.12 ..." >&2; exit 1; }; \
$(PYTHON) -c 'import venv, ensurepip' 2>/dev/null || \
	{ echo "Python's venv module is missing. On Debian: apt-get install python3-venv" >&2; exit 1; }; \
echo "making $(VENV)"; $(PYTHON) -m venv --clear $(VENV)
endef
