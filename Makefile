# Two commands do everything on a machine with Python 3.11+, make and gcc: `make demo` and `make test`.
PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
READY := $(VENV)/ready
FRONTEND := infoneige/web/frontend
MAP := infoneige/web/static/built/ready
SCRATCH = $(or $(shell df -m /dev/shm 2>/dev/null | awk 'NR == 2 && $$4 > 8000 {print "/dev/shm"}'),$(or $(TMPDIR),/tmp))

.PHONY: demo test map browsers screenshots lighthouse lint types imports pytest benchmarks lock clean

$(READY): requirements.lock pyproject.toml
	$(PYTHON) -m venv $(VENV)
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --require-hashes -r requirements.lock
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --no-deps --no-build-isolation --editable .
	touch $@

demo: $(READY) map  ## the invented city, a storm replayed, every message printed; in a terminal, then served
	$(BIN)/infoneige demo

test: lint types imports browsers map pytest  ## everything that must hold

map:  ## the script of the map, where Node is at hand
	@command -v npm >/dev/null && $(MAKE) --no-print-directory $(MAP) || echo "map: no Node here, so pages go without it"

$(MAP): $(FRONTEND)/package-lock.json $(wildcard $(FRONTEND)/*.mjs)
	cd $(FRONTEND) && npm ci --silent --no-audit --no-fund && npm run --silent build
	touch $@

browsers:  ## Firefox and Chromium, found or, by root on Debian, installed; without them their tests are skipped
	tests/browsers/install.sh

lint: $(READY)
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .

types: $(READY)
	$(BIN)/mypy

imports: $(READY)
	$(BIN)/lint-imports

# Many tests wait for a process or a browser, so more of them run than there are cores; a file's tests stay together.
# Bytecode is kept, whatever the environment says: else each worker, and each process that a test starts, compiles anew.
# Their databases stand in memory where it has room: on a disk each commit waits, and the whole takes half as long again.
pytest: $(READY)
	scratch=$$(mktemp -d $(SCRATCH)/infoneige-XXXXXX) && trap 'rm -rf "$$scratch"' EXIT INT TERM && \
	PYTHONDONTWRITEBYTECODE= $(BIN)/pytest -n 4 --dist loadfile --no-loadscope-reorder --basetemp="$$scratch"

benchmarks: $(READY)  ## ratios against a floor measured in the same run; writes benchmarks/results.json
	$(BIN)/python -m benchmarks

screenshots: $(READY) browsers map  ## each page and state, at phone and desk width, in build/screenshots
	$(BIN)/python -m tests.pages.screenshots build/screenshots

lighthouse: $(READY) browsers map  ## what Lighthouse says of the search, street and subscribe pages, as a phone
	cd tests/pages/lighthouse && npm ci --silent --no-audit --no-fund
	$(BIN)/python -m tests.pages.lighthouse_scores

lock:  ## refresh requirements.lock (needs uv)
	uv pip compile pyproject.toml --extra postgres --extra map --group dev --universal --python-version 3.11 \
		--generate-hashes --no-emit-index-url --no-header --upgrade -o requirements.lock

clean:
	rm -rf $(VENV) infoneige/web/static/built $(FRONTEND)/node_modules .mypy_cache .ruff_cache .pytest_cache .hypothesis build dist
