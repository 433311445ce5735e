"""Credentials are taken out of what is said of an artifact, whichever rule says it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from pkglint.detect.secrets.scan import spans
from pkglint.model import Finding, Fix


def without_secrets(finding: Finding) -> Finding:
    """A finding that repeats no credential, whatever text of the artifact its rule quotes: a URL, a target, a name."""
    fix = finding.fix and _fix(finding.fix)
    return replace(finding, message=redacted(finding.message), details=_value(finding.details), fix=fix)


def _fix(fix: Fix) -> Fix:
    return replace(fix, text=redacted(fix.text), lines=tuple(map(redacted, fix.lines)))


def redacted(text: str, by: str = "...") -> str:
    """``text`` with three dots, or what ``by`` says, for each credential in it."""
    data = text.encode("utf-8", "surrogatepass")
    out, done = [], 0
    for start, end in spans(data):
        if end > done:
            out += [data[done : max(done, start)], by.encode()]
            done = end
    return b"".join((*out, data[done:])).decode("utf-8", "surrogatepass") if out else text


def _value(value: Any) -> Any:
    if isinstance(value, str):
        return redacted(value)
    if isinstance(value, Mapping):
        return {key: _value(item) for key, item in value.items()}
    return [_value(item) for item in value] if isinstance(value, (list, tuple)) else value
