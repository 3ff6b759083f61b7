# A machine with Python 3.11 or later, git and make needs nothing else: `make run` starts the demo.
# Everything is installed from the locks, by version and hash, into $(VENV).

PYTHON ?= python3
VENV ?= .venv
ARGS ?=

BIN := $(VENV)/bin
PIP := $(BIN)/python -m pip --disable-pip-version-check
INSTALL := $(PIP) install -qq --require-hashes
INSTALL_PROJECT := $(PIP) install -qq --no-deps --no-index --no-build-isolation -e .
LOCK := $(BIN)/uv pip compile pyproject.toml --quiet --universal --python-version 3.11 \
	--generate-hashes --only-binary :all: --custom-compile-command "make lock" \
	--extra pdf $(if $(UPGRADE),--upgrade)

.DELETE_ON_ERROR:
.DEFAULT_GOAL := help

.PHONY: help
help: ## List what make can do
	@awk -F ':.*## ' '/^[a-z-]+:.*## / { printf "  make %-12s %s\n", $$1, $$2 }' $(MAKEFILE_LIST)

.PHONY: run
run: $(VENV)/.run ## Open the demo: the sample council, on a throw-away copy
	@$(BIN)/ncc-tui demo

.PHONY: test
test: $(VENV)/.dev ## Run every test (ARGS="-k words" for some)
	@$(BIN)/python -m pytest -n 4 $(ARGS)

.PHONY: lint
lint: $(VENV)/.dev ## Check style, types and the layers between the packages
	@$(BIN)/ruff check --quiet .
	@$(BIN)/ruff format --quiet --check . || { $(BIN)/ruff format --check .; exit 1; }
	@$(BIN)/mypy --strict ncc_tui tests
	@$(BIN)/lint-imports --no-logo

.PHONY: format
format: $(VENV)/.dev ## Mend what ruff can mend by itself
	@$(BIN)/ruff check --quiet --fix-only .
	@$(BIN)/ruff format --quiet .

.PHONY: wheel-smoke
wheel-smoke: $(VENV)/.dev ## Build the wheel and use it in a clean environment, away from here
	@rm -rf dist
	@$(BIN)/python -m build -qq --no-isolation --outdir dist .
	@$(BIN)/python tests/e2e/wheel_smoke.py dist/*.whl requirements.lock

.PHONY: bench
bench: $(VENV)/.dev ## Measure speed and memory, as ratios
	@$(BIN)/python -m bench $(ARGS)

.PHONY: picture
picture: $(VENV)/.dev ## Draw the README's pictures again, from the running app
	@$(BIN)/python -m docs.picture

.PHONY: reference
reference: $(VENV)/.dev ## Write the keys and commands of docs again, from the program
	@$(BIN)/python -m docs.reference

.PHONY: lock
lock: $(VENV)/.dev ## Write the locks again after a change of pyproject.toml (UPGRADE=1: newest versions)
	@$(LOCK) --group build -o requirements.lock
	@$(LOCK) --group dev -c requirements.lock -o requirements-dev.lock

.PHONY: clean
clean: ## Remove the environment and everything else that make made
	@rm -rf $(VENV) build dist snapshot_report.html
	@rm -rf .hypothesis .import_linter_cache .mypy_cache .pytest_cache .ruff_cache
	@find . -name __pycache__ -type d -prune -exec rm -rf {} +

# pip is the last thing that venv puts there, so a half-made environment is made again.
$(BIN)/pip:
	@command -v $(PYTHON) > /dev/null || { \
		echo "$(PYTHON) is not here. Install Python 3.11 or later, or name one: make PYTHON=python3.12" >&2; exit 1; }
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' || { \
		echo "$(PYTHON) is older than 3.11. Name a later one: make PYTHON=python3.12" >&2; exit 1; }
	@$(PYTHON) -c 'import ensurepip, venv' 2> /dev/null || { \
		echo "$(PYTHON) cannot make environments: its venv module is missing." \
			"Install it (Debian, Ubuntu: apt install python3-venv), then run make again." >&2; exit 1; }
	@echo "Making $(VENV) with $$($(PYTHON) --version)" >&2
	@$(PYTHON) -m venv $(VENV)

$(VENV)/.run: requirements.lock pyproject.toml | $(BIN)/pip
	@echo "Installing NCC TUI into $(VENV) (about a minute, once)" >&2
	@$(INSTALL) -r requirements.lock
	@$(INSTALL_PROJECT)
	@touch $@

# The development lock holds everything of the other one, in the same versions.
$(VENV)/.dev: requirements-dev.lock pyproject.toml | $(BIN)/pip
	@echo "Installing NCC TUI and its development tools into $(VENV) (about a minute, once)" >&2
	@$(INSTALL) -r requirements-dev.lock
	@$(INSTALL_PROJECT)
	@touch $(VENV)/.run $@
