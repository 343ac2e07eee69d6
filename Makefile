# Everything from a bare machine with git, make and Python >= 3.11 with venv: nothing else is
# needed, nothing is installed outside .venv, and each target may be called first.

PYTHON ?= python3
VENV   := .venv
BIN    := $(VENV)/bin
PIP    := $(BIN)/python -m pip --quiet --disable-pip-version-check
DEMO   := terraform_fixtures/city/aws/faulty/plan.json

# What to give to pytest and to the benchmarks, e.g. make test TESTS="tests/test_verdicts.py -x"
TESTS  ?= -n 2 --cov
BENCH  ?=

.DEFAULT_GOAL := help
.PHONY: help check test lint format bench fixtures bundle lock clean

help:  ## what can be made
	@sed -n 's/^\([a-z]*\):.*## \(.*\)/make \1\t\2/p' $(MAKEFILE_LIST) | expand -t 16

# Exit code 1 says that something blocks, which is what the demonstration shows.
check: $(VENV)/.core  ## install, and judge a city's faulty plan
	@code=0; $(BIN)/cloudguard check $(DEMO) || code=$$?; \
	if [ $$code -gt 1 ]; then echo "make check: cloudguard ended with exit code $$code" >&2; exit $$code; fi

test: $(VENV)/.dev  ## run the tests
	$(BIN)/python -m pytest $(TESTS)

lint: $(VENV)/.dev  ## ruff, mypy, and who may import whom
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy
	$(BIN)/lint-imports

format: $(VENV)/.dev  ## mend what ruff can mend
	$(BIN)/ruff check --fix .
	$(BIN)/ruff format .

coverage: $(VENV)/.core  ## write the coverage matrix into the READMEs
	PYTHONPATH=. $(VENV)/bin/python tests/data/renew_coverage.py

bench: $(VENV)/.core  ## measure time and memory on large plans
	@PATH="$(CURDIR)/$(BIN):$$PATH" $(BIN)/python benchmarks/bench.py $(BENCH)

fixtures: $(VENV)/.core  ## plan every fixture again, with Terraform
	$(BIN)/python terraform_fixtures/regenerate.py terraform_fixtures benchmarks/estate

bundle: $(VENV)/.core  ## pack an installation for a closed network, and try it
	@$(BIN)/python offline/bundle.py

# The only target that needs a tool from outside: uv resolves for every Python at once.
lock:  ## choose the exact versions in requirements/ anew (needs uv)
	rm -f requirements/*.txt
	$(LOCK) pyproject.toml -o requirements/core.txt
	$(LOCK) pyproject.toml --extra dev --constraints requirements/core.txt -o requirements/dev.txt
	echo 'hatchling' | $(LOCK) - --constraints requirements/dev.txt -o requirements/build.txt
LOCK := uv pip compile --quiet --universal --python-version 3.11 --generate-hashes --no-header \
	--no-annotate --no-emit-index-url --no-emit-find-links

clean:  ## remove what was made
	rm -rf $(VENV) dist build .coverage .coverage.* .mypy_cache .ruff_cache .pytest_cache \
	  .hypothesis .import_linter_cache
	find . -name __pycache__ -type d -prune -exec rm -rf {} +

# A stamp is touched last: what was interrupted is made again.
$(VENV)/.made:
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' || \
	  { echo "Python 3.11 or newer is needed: make ... PYTHON=python3.12" >&2; exit 1; }
	@echo "Making $(VENV) with $$($(PYTHON) --version)"
	@$(PYTHON) -m venv --clear $(VENV)
	@touch $@

$(VENV)/.core: $(VENV)/.made requirements/core.txt requirements/build.txt pyproject.toml
	@$(PIP) install --require-hashes -r requirements/core.txt -r requirements/build.txt
	@$(PIP) install --no-deps --no-build-isolation --editable .
	@touch $@

$(VENV)/.dev: $(VENV)/.core requirements/dev.txt
	@$(PIP) install --require-hashes -r requirements/dev.txt
	@touch $@
