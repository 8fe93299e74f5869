# Everything runs from .venv, which the first target that needs it makes.
#
#   make demo                         the main example: a table, a picture and a report
#   make claims                       every claim under every exit rule, and docs/claims.md
#   make claims CLAIMS_ARGS=--resume  the rest of them, after an interruption
#   make test                         lint, types and tests
#   make test PYTEST_ARGS="-k voice"  some of the tests
#   make venv PYTHON=/path/to/python  choose the interpreter

PYTEST_ARGS ?=
CLAIMS_ARGS ?=
PYTHON ?=
CANDIDATES := $(if $(PYTHON),"$(PYTHON)",python3.13 python3.12 python3.11 python3 python)

VENV := .venv
RUN  := $(VENV)/bin/python
PIP  := $(RUN) -m pip --disable-pip-version-check

.PHONY: help venv demo claims test bench bench-sweeps lint format clean
.NOTPARALLEL:

help:
	@echo "make demo    run the main example (airline_vs_train)"
	@echo "make claims  test all claims (most of an hour) and write docs/claims.md"
	@echo "make test    lint, types and tests; PYTEST_ARGS=... goes to pytest"
	@echo "make bench   measure the speed; make bench-sweeps that of many runs"
	@echo "make lint    ruff and mypy only"
	@echo "make format  let ruff rewrite the code"
	@echo "make venv    only make the environment, in $(VENV); PYTHON=... chooses the interpreter"
	@echo "make clean   remove the environment and the caches"

venv: $(VENV)/.installed

demo: $(VENV)/.installed
	$(RUN) -m analysis.demo

claims: $(VENV)/.installed
	$(RUN) -m sim.cli claims --rule all --out out/claims --force $(CLAIMS_ARGS)
	$(RUN) -m analysis.claims out/claims docs

test: lint
	$(RUN) -m pytest $(PYTEST_ARGS)

bench: $(VENV)/.installed
	$(RUN) -m benchmarks.run

bench-sweeps: $(VENV)/.installed-dev
	$(RUN) -m benchmarks.sweeps --study

lint: $(VENV)/.installed-dev
	$(RUN) -m ruff check .
	$(RUN) -m ruff format --check .
	$(RUN) -m mypy

format: $(VENV)/.installed-dev
	$(RUN) -m ruff check --fix .
	$(RUN) -m ruff format .

clean:
	rm -rf $(VENV) .mypy_cache .pytest_cache .ruff_cache .hypothesis build dist
	find . -name __pycache__ -type d -prune -exec rm -rf {} +

$(VENV)/.installed: pyproject.toml | $(VENV)/.created
	@echo "Installing overstap and what it needs (a minute or two, once) ..."
	@$(PIP) install --quiet --editable .
	@touch $@

$(VENV)/.installed-dev: pyproject.toml | $(VENV)/.created
	@echo "Installing overstap and the tools of its developers (a minute or two, once) ..."
	@$(PIP) install --quiet --editable '.[dev]'
	@touch $(VENV)/.installed $@

# A candidate counts only when it runs: the name may belong to a version manager's shim that fails.
$(VENV)/.created:
	@bare=; found=; \
	for python in $(CANDIDATES); do \
	    "$$python" -c 'import sys; sys.exit(not (3, 11) <= sys.version_info[:2] < (3, 14))' \
	        >/dev/null 2>&1 || continue; \
	    if "$$python" -c 'import ensurepip, venv' >/dev/null 2>&1; \
	    then found=$$python; break; else bare=$${bare:-$$python}; fi; \
	done; \
	if [ -z "$$found" ] && [ -n "$$bare" ]; then \
	    echo "$$bare cannot make virtual environments: its modules venv and ensurepip are missing." >&2; \
	    echo "On Debian and Ubuntu: sudo apt install python3-venv. Then run make again." >&2; \
	    exit 1; \
	elif [ -z "$$found" ]; then \
	    echo "overstap needs Python 3.11, 3.12 or 3.13, and none was found as:" $(CANDIDATES) >&2; \
	    echo "Install one, or name it: make venv PYTHON=/path/to/python3.12" >&2; \
	    exit 1; \
	fi; \
	echo "Making $(VENV) with $$found ($$("$$found" -V)) ..."; \
	"$$found" -m venv --clear $(VENV) && touch $@
