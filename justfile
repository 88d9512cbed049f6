# Recipes of one line each; `just` alone lists them.

default:
    @just --list

# everything but the journeys
check:
    ruff check .
    ruff format --check .
    mypy
    lint-imports
    python -m pytest -m "not journey and not gpu"

# the whole suite; journeys skip without a Chromium
test:
    python -m pytest

# the stories in a real browser; fails when there is none
journeys:
    LANHAI_REQUIRE_JOURNEYS=1 python -m pytest -m journey

# the app on the example projects
demo:
    lanhai demo

# let ruff put things in order
format:
    ruff check --fix .
    ruff format .
