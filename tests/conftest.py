"""What every test shares: an environment without the caller's CI, colours and tokens, and opt-in markers."""

from __future__ import annotations

import gc
import os

import pytest
from hypothesis import settings

STRAY = (
    "CI",
    "NO_COLOR",
    "FORCE_COLOR",
    "CLICOLOR",
    "CLICOLOR_FORCE",
    "COLUMNS",
    "LINES",
    "TERM",
    "PYTHONUTF8",
    "PYTHONDONTWRITEBYTECODE",
)
STRAY_PREFIXES = ("GITHUB_", "RUNNER_", "TWINE_", "UV_PUBLISH", "NPM_", "NODE_AUTH", "ACTIONS_")
# Far more than the slowest test takes on a busy machine: what reaches it hangs. A marker and not a setting,
# so that the suite also runs where pytest-timeout is not installed.
SECONDS = 300
OPT_IN = {"corpus": "PKGLINT_CORPUS", "network": "PKGLINT_NETWORK"}

# The suite gives the same verdict on every run; chance is for the fuzz run.
settings.register_profile("pkglint", deadline=None, derandomize=True, database=None)
settings.load_profile("pkglint")


def pytest_configure(config: pytest.Config) -> None:
    """Forget what a terminal or a CI system says, before anything asks; a test that hangs ends after five minutes."""
    if hasattr(config.option, "timeout") and config.option.timeout is None:
        config.option.timeout = SECONDS
    for name in list(os.environ):
        if name in STRAY or name.startswith(STRAY_PREFIXES):
            del os.environ[name]


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Give every test its time, and leave out what needs more than a clean machine unless its variable asks for it."""
    for item in items:
        if not item.get_closest_marker("timeout"):
            item.add_marker(pytest.mark.timeout(SECONDS))
        for name, variable in OPT_IN.items():
            if item.get_closest_marker(name) and not os.environ.get(variable):
                item.add_marker(pytest.mark.skip(reason=f"opt-in: set {variable}"))


def pytest_collection_finish() -> None:
    """Twenty thousand cases stay to the end: the collector of cycles need not walk them again and again."""
    gc.collect()
    gc.freeze()
    gc.set_threshold(50_000, 20, 50)
