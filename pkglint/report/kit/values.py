"""Plain values for machines: JSON text, details with every string escaped, the counts of a run."""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any

from pkglint.model import Level, Report
from pkglint.report.kit import escape


def dumps(value: Any) -> str:
    """Indented ASCII, in the order given, without anything that is not JSON."""
    return json.dumps(value, indent=2, ensure_ascii=True, allow_nan=False) + "\n"


def plain(value: Any) -> Any:
    """Details with every string escaped and nothing left that JSON does not have."""
    if value is None or isinstance(value, bool):
        return value
    if isinstance(value, float):
        return value if value - value == 0 else str(value)
    if isinstance(value, int):
        return int(value)
    if isinstance(value, Mapping):
        return {escape.terminal(str(key)): plain(item) for key, item in value.items()}
    if isinstance(value, (list, tuple, set, frozenset)):
        items = sorted(value, key=str) if isinstance(value, (set, frozenset)) else value
        return [plain(item) for item in items]
    return escape.terminal(str(value))


def summary(report: Report) -> dict[str, int]:
    """The counts of a run."""
    return {
        "artifacts": len(report.results),
        "errors": report.count(Level.ERROR),
        "warnings": report.count(Level.WARNING),
        "infos": report.count(Level.INFO),
        "ignored": sum(len(result.ignored) for result in report.results),
        "not_linted": sum(result.not_linted is not None for result in report.results),
        "crashes": sum(len(result.crashes) for result in report.results),
        "exit_code": report.exit_code,
    }
