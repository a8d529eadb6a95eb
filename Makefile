# Two commands are enough: `make run` and `make test`. The rest is for people who change the service.
SHELL := /bin/bash
PYTHON ?= python3
BIN := .venv/bin
REQUIREMENTS ?= requirements.txt
STAMP := .venv/installed-from

.PHONY: run test browser coverage faults bench big-world lint format lock stop clean install

run: install
	@$(BIN)/python -m claims_service.local.run

test: install
	@$(BIN)/python -m pytest -n auto --maxprocesses 4

browser: install
	@$(BIN)/python -m pytest -m browser -rs

# The apps in which claims are made, checked and confirmed, each by itself: lines and branches together.
coverage: install
	@$(BIN)/python -m pytest -n auto --maxprocesses 4 --cov --cov-report=
	@for app in schools mentors claims policy training assurance providers; do $(BIN)/coverage report --include="apps/$$app/*" --fail-under=95 || exit 1; done

faults: install
	@$(BIN)/python -m pytest -m slow

bench: install
	@$(BIN)/python bench/register.py
	@$(BIN)/python bench/pages.py
	@$(BIN)/python bench/big_world.py

big-world: install
	@$(BIN)/python -m claims_service.local.big_world

lint: install
	@$(BIN)/ruff format --check .
	@$(BIN)/ruff check .
	@$(BIN)/lint-imports
	@DATABASE_URL=postgres://nobody@/none $(BIN)/mypy
	@DATABASE_URL=postgres://nobody@/none DJANGO_SETTINGS_MODULE=claims_service.settings.test $(BIN)/python manage.py makemigrations --check --dry-run 2>/dev/null || (echo "A model changed without a migration: run manage.py makemigrations" && exit 1)

format: install
	@$(BIN)/ruff format .
	@$(BIN)/ruff check --fix .

lock: install
	@UV_PYTHON_DOWNLOADS=never $(BIN)/uv lock
	@$(BIN)/uv export --quiet --no-header --all-groups --no-emit-project --format requirements-txt -o requirements.txt
	@$(BIN)/uv export --quiet --no-header --no-default-groups --no-emit-project --format requirements-txt -o requirements-image.txt

stop:
	@if [ -x $(BIN)/python ]; then $(BIN)/python -m claims_service.local.run stop; else echo "Nothing runs: there is no environment"; fi

clean: stop
	@if [ -x $(BIN)/python ]; then $(BIN)/python -m claims_service.local.postgres remove; fi
	@rm -rf .venv .var

# The environment is made from the hashed lock, and again only when the lock has changed.
install:
	@command -v $(PYTHON) >/dev/null || (echo "Python 3.11 or later is needed: there is no $(PYTHON) here" && exit 1)
	@$(PYTHON) -c 'import sys; sys.exit("Python 3.11 or later is needed; this is " + sys.version.split()[0] if sys.version_info < (3, 11) else 0)'
	@$(PYTHON) -c 'import sys; sys.exit("Linux or macOS is needed; on Windows, use the Windows Subsystem for Linux" if sys.platform not in ("linux", "darwin") else 0)'
	@$(PYTHON) -c 'import ensurepip, venv' 2>/dev/null || (echo "Python's venv module is missing: install your system's python3-venv package" && exit 1)
	@if ! cmp -s $(REQUIREMENTS) "$(STAMP)"; then \
		echo "Installing what $(REQUIREMENTS) names (once; up to a minute)"; \
		$(PYTHON) -m venv .venv && \
		$(BIN)/python -m pip install --quiet --no-compile --disable-pip-version-check --require-hashes -r $(REQUIREMENTS) && \
		cp $(REQUIREMENTS) "$(STAMP)" || \
		(echo "The packages could not be installed: the lines above say why. Where PostgreSQL has no package, set DATABASE_URL and REQUIREMENTS=requirements-image.txt" && exit 1); \
	fi
