# make run     a time bank to try, at http://127.0.0.1:8000/ (PORT=8001 make run for another port)
# make test    every test, on real servers; make test ARGS="-k name" for some
# make check   what must hold before a change is kept: style, types, import rules, templates, migrations, settings
# make bench   how fast it is, one JSON object a line; make bench ARGS="--help" says what there is to choose
# make screenshots   the pictures of the README, taken anew from the demo bank

.PHONY: run test check bench screenshots
.DEFAULT_GOAL := run
.SUFFIXES:

PYTHON ?= $(shell command -v python3.11 || command -v python3)
VENV := .venv
INSIDE := $(VENV)/bin/python
HORDAK := $(VENV)/hordak
QUIETLY := --quiet --disable-pip-version-check --root-user-action=ignore --require-hashes --no-deps
INSTALL := $(INSIDE) -m pip install $(QUIETLY)
STAMPS := $(VENV)/made $(VENV)/installed $(VENV)/installed-for-tests
TEMPLATES := $(wildcard templates */templates)

# The settings of a real installation, for Django's own check of them.
PRODUCTION := env -i PATH="$$PATH" DATABASE_URL=postgresql://timebank@localhost/timebank REDIS_URL=redis://localhost \
	SECRET_KEY="$$($(INSIDE) -c 'import secrets; print(secrets.token_urlsafe(64))')" \
	ALLOWED_HOSTS=timebank.example CSRF_TRUSTED_ORIGINS=https://timebank.example

# An environment whose Python is gone is made again.
ifneq ($(shell $(INSIDE) -c 'print("works")' 2>/dev/null),works)
$(shell rm -f $(STAMPS))
endif

run: $(VENV)/installed
	@exec $(INSIDE) -m timebank.embedded.serve --end-with-parent

test: $(VENV)/installed-for-tests
	@sh tests/install_browser.sh
	@exec $(INSIDE) -m pytest -n 3 --dist loadfile --no-loadscope-reorder $(ARGS)

check: $(VENV)/installed-for-tests
	$(INSIDE) -m ruff check .
	$(INSIDE) -m ruff format --check .
	$(INSIDE) -m mypy .
	$(VENV)/bin/lint-imports
	$(VENV)/bin/djlint --quiet --check --lint $(TEMPLATES)
	TIMEBANK_VAR="$${TIMEBANK_VAR:-var}/tests" $(INSIDE) manage.py makemigrations --check --dry-run
	$(PRODUCTION) $(INSIDE) manage.py check --deploy --fail-level WARNING

bench: $(VENV)/installed-for-tests $(HORDAK)/installed
	@exec $(INSIDE) -m tests.benchmarks $(ARGS)

screenshots: $(VENV)/installed-for-tests
	@sh tests/install_browser.sh
	@exec $(INSIDE) -m tests.screenshots

$(VENV)/made:
	@sh .ci/make_venv "$(PYTHON)" $(VENV)
	@touch $@

$(VENV)/installed: requirements.txt | $(VENV)/made
	@echo "Installing what Timebank needs…" >&2
	@$(INSTALL) -r requirements.txt
	@touch $@

$(VENV)/installed-for-tests: requirements-dev.txt $(VENV)/installed
	@echo "Installing what the tests need…" >&2
	@$(INSTALL) -r requirements-dev.txt
	@touch $@

# What we measure ourselves against has an environment of its own: none of it comes near the time bank.
$(HORDAK)/installed: requirements-bench.txt | $(VENV)/made
	@sh .ci/make_venv "$(PYTHON)" $(HORDAK)
	@echo "Installing what the benchmarks compare us with…" >&2
	@$(HORDAK)/bin/python -m pip install $(QUIETLY) -r requirements-bench.txt
	@touch $@
