# make setup, then make demo. Everything lands in .venv; nothing is installed on the machine.
PYTHON ?= python3
BIN := .venv/bin
WORKERS ?= 2

# Libraries are compiled as they are first imported. Where this is set nothing compiled is kept, and every start of a
# command, of a service and of a test's process compiles all of them again: a second each.
unexport PYTHONDONTWRITEBYTECODE

.PHONY: setup spark demo test lint format bench fire sbom screenshots assets lock clean

setup: .venv/.ready

.venv/.ready: requirements/base.txt requirements/dev.txt pyproject.toml package-lock.json hatch_build.py
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null || \
		{ echo "Lianfang needs Python 3.11 or newer as python3 (on Debian 12: apt install python3 python3-venv)"; exit 1; }
	@$(PYTHON) -c 'import ensurepip, venv' 2>/dev/null || \
		{ echo "Python's venv is missing: apt install python3-venv"; exit 1; }
	@test -x $(BIN)/python || $(PYTHON) -m venv .venv
	@# Compiled when first imported: to compile all of every library takes a minute, most of it is never imported.
	@$(BIN)/python -m pip install --quiet --disable-pip-version-check --no-compile --require-hashes \
		-r requirements/base.txt -r requirements/dev.txt
	@$(BIN)/python -m pip install --quiet --disable-pip-version-check --no-deps --no-build-isolation --editable .
	@touch .venv/.ready
	@$(BIN)/lianfang --version

# For those who derive on Spark, and for its tests: half a gigabyte that nobody else needs. It runs on Java 17 or newer.
spark: setup
	@$(BIN)/python -m pip install --quiet --disable-pip-version-check --no-compile --require-hashes \
		-r requirements/spark.txt

# Scripts, fonts and message catalogues; those that are there and current are left alone.
assets: setup
	@$(BIN)/python hatch_build.py

demo: assets
	@$(BIN)/lianfang demo

test: assets
	@$(BIN)/python -m pytest -n $(WORKERS)

lint: setup
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy src/lianfang
	$(BIN)/lint-imports
	@git ls-files -z -- . ':!*.png' ':!*.gz' ':!*.po' ':!requirements/*.txt' ':!tests/plan_errors' | \
		xargs -0 -n 300 -P $(WORKERS) $(BIN)/detect-secrets-hook --baseline .secrets.baseline

format: setup
	$(BIN)/ruff check --fix .
	$(BIN)/ruff format .

bench: assets
	@$(BIN)/python -m benchmarks

# Kills, rubbish and load for hours, into docs/reliability.md; it asks and ends nothing but what it began itself.
fire: assets
	@$(BIN)/python -m fire

# What the house is made of, as CycloneDX: from the lock file, so that it names just what is installed by hash.
sbom: setup
	@$(BIN)/cyclonedx-py requirements requirements/base.txt --pyproject pyproject.toml --output-reproducible \
		--of JSON -o sbom.cdx.json
	@echo sbom.cdx.json

screenshots: assets
	@$(BIN)/python docs/screenshots.py

# Writes the lock files again: hashes, and no index's address.
LOCK := pip-compile --quiet --generate-hashes --strip-extras --no-header --allow-unsafe \
	--no-emit-index-url --no-emit-find-links --no-emit-trusted-host
lock: setup
	$(BIN)/$(LOCK) -o requirements/base.txt pyproject.toml
	$(BIN)/$(LOCK) -o requirements/dev.txt requirements/dev.in
	$(BIN)/$(LOCK) -o requirements/spark.txt requirements/spark.in

clean:
	rm -rf .venv build dist .mypy_cache .ruff_cache .pytest_cache .import_linter_cache \
		src/lianfang/server/static/vendor src/lianfang/reports/fonts src/lianfang/plan/grammar.tables
