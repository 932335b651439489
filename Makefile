# `make demo` and `make test` work on a fresh machine with Python 3.11+ and make; the stamps in .venv make
# them quick the second time.
PYTHON ?= python3
ARGS ?=
PYTEST_ARGS ?= -n 2 --dist loadfile
PIP = .venv/bin/python -m pip install --quiet --disable-pip-version-check

.PHONY: demo test lint bench prove tamper match-quality weights lock clean

demo: .venv/.demo
	.venv/bin/python deploy/demo/run.py $(ARGS)

test: lint
	.venv/bin/python -m pytest $(PYTEST_ARGS)

lint: .venv/.dev
	.venv/bin/ruff check .
	.venv/bin/ruff format --check .
	.venv/bin/mypy

bench: .venv/.dev
	.venv/bin/python tests/bench/run.py $(ARGS)

# How good the matcher is, on the benchmark beside this repository (../shared/matching).
match-quality: .venv/.dev
	.venv/bin/python -m deploy.training.quality $(ARGS)

# Fits the matcher's weights anew: the same bytes from the same benchmark.
weights: .venv/.dev
	.venv/bin/python -m deploy.training $(ARGS)

# 2,000 leads, ten times kill -9: every lead owned as decided. Then 100,000 decisions of a simulated year under
# twelve editions, each taken again to the same bytes, and 1,000 times why not somebody else. Then a quarter
# of the demo's company under two policies: a backtest of the one says what a daemon did under the other.
prove: .venv/.demo
	.venv/bin/python -m deploy.demo.kill $(ARGS)
	.venv/bin/python -m tests.proofs.again
	.venv/bin/python -m tests.proofs.quarter

# The record is altered behind everybody's back, 10,000 times in a small one and 20 times in a large one:
# each time `audit verify` finds it. About half an hour.
tamper: .venv/.dev
	.venv/bin/python -m tests.bench.tampering $(ARGS)

# The exact versions of an image or a production environment: hashes, no host names. Needs `uv`.
lock:
	uv pip compile pyproject.toml --extra postgres --extra demo --universal --python-version 3.11 \
	  --generate-hashes --no-header --no-annotate --no-emit-index-url --no-emit-find-links \
	  --output-file deploy/requirements.lock

clean:
	rm -rf .venv build dist .pytest_cache .mypy_cache .ruff_cache .import_linter_cache .hypothesis

.venv: .venv/.made

.venv/.made:
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' \
	  || { echo "Pointsman needs Python 3.11 or later; $(PYTHON) is not. Try: make PYTHON=python3.12 $(MAKECMDGOALS)"; exit 1; }
	@$(PYTHON) -m venv .venv \
	  || { rm -rf .venv; \
	       echo "No virtual environment could be made: the system package python3-venv is missing."; \
	       echo "Debian, Ubuntu: sudo apt install python3-venv    Fedora: sudo dnf install python3"; exit 1; }
	@touch $@

.venv/.demo: .venv/.made pyproject.toml
	@echo "Installing Pointsman into .venv ..."
	@$(PIP) --editable '.[demo]'
	@touch $@

.venv/.dev: .venv/.made pyproject.toml
	@echo "Installing Pointsman and what its tests need into .venv ..."
	@$(PIP) --editable '.[dev]'
	@touch $@ .venv/.demo
