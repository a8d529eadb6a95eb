# Two commands are enough: `make run` and `make test`. The rest is for people who change the service.
SHELL := /bin/bash
PYTHON ?= python3
BIN := .venv/bin
STAMP := .venv/installed-from

.PHONY: run test browser lint format lock stop clean install

run: install
	@$(BIN)/python -m claims_service.local.run

test: install
	@$(BIN)/python -m pytest

browser: install
	@$(BIN)/python -m pytest -m browser -rs

lint: install
	@$(BIN)/ruff format --check .
	@$(BIN)/ruff check .
	@$(BIN)/lint-imports
	@DATABASE_URL=postgres://nobody@/none DJANGO_SETTINGS_MODULE=claims_service.settings.test $(BIN)/python manage.py makemigrations --check --dry-run 2>/dev/null || (echo "A model changed without a migration: run manage.py makemigrations" && exit 1)

format: install
	@$(BIN)/ruff format .
	@$(BIN)/ruff check --fix .

lock: install
	@UV_PYTHON_DOWNLOADS=never $(BIN)/uv lock
	@$(BIN)/uv export --quiet --no-header --all-groups --no-emit-project --format requirements-txt -o requirements.txt
	@$(BIN)/uv export --quiet --no-header --no-default-groups --no-emit-project --format requirements-txt -o requirements-image.txt

stop:
	@$(BIN)/python -m claims_service.local.postgres stop

clean: stop
	@rm -rf .venv .var

# The environment is made from the hashed lock, and again only when the lock has changed.
install:
	@$(PYTHON) -c 'import sys; sys.exit("Python 3.11 or later is needed; this is " + sys.version.split()[0] if sys.version_info < (3, 11) else 0)'
	@$(PYTHON) -c 'import ensurepip, venv' 2>/dev/null || (echo "Python's venv module is missing: install your system's python3-venv package" && exit 1)
	@if ! cmp -s requirements.txt "$(STAMP)"; then \
		echo "Installing what requirements.txt names (once)"; \
		$(PYTHON) -m venv .venv && \
		$(BIN)/python -m pip install --quiet --disable-pip-version-check --require-hashes -r requirements.txt && \
		cp requirements.txt "$(STAMP)"; \
	fi
