"""What every test shares: an environment without the caller's CI, colours and policy."""

from __future__ import annotations

import os

import pytest

STRAY = ("CI", "NO_COLOR", "FORCE_COLOR", "CLICOLOR", "CLICOLOR_FORCE", "COLUMNS", "LINES", "TERM", "PYTHONUTF8")
STRAY_PREFIXES = ("GITHUB_", "RUNNER_", "PKGLINT_", "TWINE_", "UV_PUBLISH", "NPM_", "NODE_AUTH", "ACTIONS_")
OPT_IN = {"corpus": "PKGLINT_CORPUS", "network": "PKGLINT_NETWORK"}

_wanted = {name: os.environ[variable] for name, variable in OPT_IN.items() if os.environ.get(variable)}


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Leave out what needs more than a clean machine, unless it is asked for by its variable."""
    for item in items:
        for name, variable in OPT_IN.items():
            if item.get_closest_marker(name) and name not in _wanted:
                item.add_marker(pytest.mark.skip(reason=f"opt-in: set {variable}"))


@pytest.fixture
def opted_in() -> dict[str, str]:
    """The values of the opt-in variables as they were before the environment was cleaned, by marker."""
    return dict(_wanted)


@pytest.fixture(autouse=True)
def _clean_environment(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in list(os.environ):
        if name in STRAY or name.startswith(STRAY_PREFIXES):
            monkeypatch.delenv(name)
