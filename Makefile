# Every target works on a fresh checkout: .venv is made when it is missing or when the pins have changed.
# PYTHON=python3.13 takes that Python, in an environment of its own.
PYTHON ?= python3
VENV := .venv$(patsubst %,-%,$(filter-out python3 python,$(notdir $(PYTHON))))
BIN := $(VENV)/bin
READY := $(VENV)/.ready
export PIP_CONSTRAINT := $(CURDIR)/constraints.txt
export PIP_DISABLE_PIP_VERSION_CHECK := 1
# $(call quoted,NAME): the variable's value as one word of the shell, whatever is in it.
quoted = '$(subst ','\'',$(value $(1)))'

.PHONY: help demo test generate regenerate check contract coverage mutation docs faults bench soak portable polyglot update release clean
.DEFAULT_GOAL := help

help:
	@grep -hE '^[a-z]+:.*##' $(MAKEFILE_LIST) | sed -E 's/:.*## /\t/' | expand -t 12

$(READY): pyproject.toml constraints.txt
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11) and "Python 3.11 or newer is needed; set PYTHON=…")'
	@test -x $(BIN)/python || { echo "Making $(VENV) …" >&2; $(PYTHON) -m venv $(VENV); }
	@echo "Installing what constraints.txt pins into $(VENV); this takes a minute the first time …" >&2
	@$(BIN)/pip install --quiet -e '.[dev]'
	@touch $@

demo: $(READY) ## run tasks end to end against a local sandbox
	@$(BIN)/python tools/demo.py

test: $(READY) ## all tests; ARGS="-m 'not slow'" for the quick ones
	@$(BIN)/python -m pytest -n 2 $(ARGS)

coverage: $(READY) ## all tests, and which lines and branches they reach: build/coverage/index.html
	@$(BIN)/python -m pytest -n 2 --cov --cov-report=term:skip-covered --cov-report=html:build/coverage $(ARGS)

generate: $(READY) ## openapi.yaml -> generated/browser_use_api; with SPEC=… OUTPUT=…, any other document -> a package of that name
	@$(BIN)/python tools/generate.py $(if $(value SPEC),--spec $(call quoted,SPEC)) $(if $(value OUTPUT),--output $(call quoted,OUTPUT))
	@$(if $(value SPEC)$(value OUTPUT),,$(BIN)/python tools/unasync.py)

regenerate: $(READY) ## take a changed document over into openapi.yaml: NEW=path (an overlay or a document)
	@$(BIN)/python tools/regenerate.py $(call quoted,NEW)

check: $(READY) ## format, lint, types, import boundaries, spec, generated code up to date
	@$(BIN)/python tools/check.py

contract: $(READY) ## check a server: URL=… KEY=…; without URL, a sandbox
	@$(BIN)/python tools/contract.py $(if $(value URL),--url $(call quoted,URL)) $(if $(value KEY),--api-key $(call quoted,KEY)) $(ARGS)

docs: $(READY) ## build the documentation site into build/site
	@$(BIN)/python tools/docs.py

faults: $(READY) ## plant every known fault in a sandbox and see whether the suite finds it (an hour and a half; ARGS="--every 10" for a sample)
	@$(BIN)/python -m mutants faults $(ARGS)

soak: $(READY) ## check sound servers of all kinds, 60 times; nothing may be complained of
	@$(BIN)/python -m mutants soak --runs 60 $(ARGS)

mutation: $(READY) ## change the client's decisions in small ways, and see whether the tests notice (half an hour)
	@$(BIN)/pip install --quiet -e '.[mutation]'
	@$(BIN)/python tools/mutation.py $(ARGS)

portable: $(READY) ## openapi.yaml -> openapi.portable.yaml, for generators that cannot read all of it
	@$(BIN)/python tools/portable.py $(ARGS)

polyglot: $(READY) ## clients in other languages: generated, compiled, run against a sandbox; ONLY=go for one
	@$(BIN)/python tools/polyglot.py $(if $(value ONLY),$(call quoted,ONLY))

bench: $(READY) ## benchmarks, as ratios
	@$(BIN)/python -m benchmarks $(ARGS)

update: ## take the newest versions that pyproject.toml allows into constraints.txt, and run everything with them
	@$(PYTHON) tools/update.py
	@$(MAKE) check test

release: $(READY) ## a dry run: build, check what was built, install it into an empty environment and use it
	@rm -rf dist
	@$(BIN)/python -m build --outdir dist
	@$(BIN)/python -m twine check --strict dist/*
	@$(BIN)/python -m pytest tests/packaging

clean: ## remove what can be made again
	rm -rf .venv .venv-* polyglot/.venv polyglot/node_modules polyglot/*/generated polyglot/*/build node_modules build dist .mypy_cache .pytest_cache .ruff_cache .hypothesis .import_linter_cache
