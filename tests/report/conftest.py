"""What the tests of reports share: a version that does not change, and the samples."""

from __future__ import annotations

import pytest

from pkglint.report.kit import tool


@pytest.fixture(autouse=True)
def fixed_version(monkeypatch: pytest.MonkeyPatch) -> None:
    """Goldens outlive releases."""
    monkeypatch.setattr(tool, "version", lambda: "1.2.3")
