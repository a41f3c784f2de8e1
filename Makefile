# Two commands matter: `make demo` and `make test`. Each sets up what it needs, from a fresh clone.
SHELL := /bin/bash
PYTHON ?= python3
BIN := .venv/bin
UV := $(shell command -v uv 2>/dev/null || echo .tools/bin/uv)
export UV_PYTHON_DOWNLOADS = never
export PATH := $(CURDIR)/$(BIN):$(PATH)
# Each of the hundreds of processes that tests start would compile every module anew, a second of its time.
unexport PYTHONDONTWRITEBYTECODE
WORKERS ?= 2
PORT ?= 8000
# A file's tests share what they set up, so they go to one worker.
SPREAD := --dist loadfile --no-loadscope-reorder

.PHONY: demo test quick thorough bench packs pictures sbom setup lint types imports clean lock

demo: setup  ## Invent an authority, run two rounds to the end, write the papers, serve.
	$(BIN)/goldenthread demo --port $(PORT)

test: setup  ## Everything that guards the project.
	@$(MAKE) --no-print-directory --jobs 2 --output-sync lint types imports
	$(BIN)/pytest -n $(WORKERS) $(SPREAD)
	@$(BIN)/python -m tests.missing

quick: setup lint imports  ## The same without browsers and long proofs.
	$(BIN)/pytest -n $(WORKERS) $(SPREAD) -m "not browser"

thorough: setup  ## Long proofs and mutation tests, an hour at most; a second run continues.
	$(BIN)/python -m bench.thorough

bench: setup  ## Measurements beside their floors; a few minutes.
	$(BIN)/python -m bench

sbom: setup  ## The list of every component: build/sbom.cdx.json.
	$(BIN)/python -m packs.sbom

packs: setup  ## What docs/packs/ takes from the code.
	$(BIN)/python -m packs

pictures: setup  ## The pictures of docs/guide/, taken of a demo that is played for them and removed.
	$(BIN)/python -m pictures

lint:
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/djlint goldenthread/web/jinja2 --lint --quiet

types:
	$(BIN)/mypy

imports:
	$(BIN)/lint-imports

setup: .venv/.installed goldenthread/web/static/built/.built

# uv from the system, or installed beside the checkout; nothing outside the checkout is touched.
.tools/bin/uv:
	$(PYTHON) -m pip install --quiet --disable-pip-version-check --target .tools uv

.venv/.installed: requirements/dev.txt pyproject.toml hatch_build.py | $(filter .tools/bin/uv,$(UV))
	test -x $(BIN)/python || $(UV) venv --quiet --python $(PYTHON) .venv
	$(UV) pip sync --quiet --compile-bytecode --python $(BIN)/python --require-hashes requirements/dev.txt
	$(UV) pip install --quiet --python $(BIN)/python --no-deps --no-build-isolation -e .
	touch $@

node_modules/.installed: package.json package-lock.json | .venv/.installed
	command -v npm >/dev/null || $(UV) pip install --quiet --python $(BIN)/python --require-hashes -r requirements/node.txt
	npm ci --ignore-scripts --no-fund --no-audit --loglevel=error
	touch $@

goldenthread/web/static/built/.built: node_modules/.installed $(wildcard frontend/* frontend/scss/*)
	node frontend/build.mjs
	touch $@

lock: | $(filter .tools/bin/uv,$(UV))  ## Renew the hash-pinned lists of packages.
	for part in "pyproject.toml -o requirements/run.txt" "pyproject.toml --all-extras --group dev -o requirements/dev.txt" "pyproject.toml --extra s3 --extra metrics -c requirements/dev.txt -o requirements/server.txt" "pyproject.toml --extra semantic -c requirements/dev.txt -o requirements/semantic.txt" "requirements/node.in -o requirements/node.txt"; do \
	  $(UV) pip compile $$part --universal --upgrade --generate-hashes --no-header --no-annotate --no-emit-index-url --quiet; done

clean:  ## Everything that was built or installed here; not the data.
	rm -rf .venv .tools node_modules build dist goldenthread/web/static/built .mypy_cache .ruff_cache .hypothesis *.egg-info
