"""Names and versions as file names carry them (PEP 503, 427, 625)."""

from __future__ import annotations

from typing import NamedTuple

from pkglint.model.lazy import lazy

_RUNS = lazy(r"[-_.]+")
_NUMBER = r"(?:0|[1-9][0-9]{0,8})"
_NORMAL = lazy(rf"{_NUMBER}(?:\.{_NUMBER}){{0,9}}(?:(?:a|b|rc){_NUMBER})?(?:\.post{_NUMBER})?(?:\.dev{_NUMBER})?")


class WheelName(NamedTuple):
    """The parts of a wheel's file name; ``build`` is empty where there is none."""

    name: str
    version: str
    build: str
    python: str
    abi: str
    platform: str


def normalize(name: str) -> str:
    """The name under which an index knows a project (PEP 503): lower case, runs of ``-_.`` as one hyphen."""
    return _RUNS.sub("-", name).lower()


def is_normal_version(version: str) -> bool:
    """Whether a version is public and in its normal form (PEP 440), without an epoch; false proves nothing."""
    return _NORMAL.fullmatch(version) is not None


def split_wheel_name(filename: str) -> WheelName | None:
    """The parts of ``name-version(-build)?-python-abi-platform.whl``, or ``None`` when it has no such shape."""
    parts = filename[:-4].split("-") if filename.endswith(".whl") else []
    if len(parts) == 5 and all(parts):
        return WheelName(parts[0], parts[1], "", *parts[2:])
    if len(parts) == 6 and all(parts):
        return WheelName(*parts)
    return None


def split_sdist_name(filename: str) -> tuple[str, str] | None:
    """Name and version of ``name-version.tar.gz``, or ``None``. A version holds no hyphen, so the last one splits."""
    if not filename.endswith(".tar.gz"):
        return None
    name, dash, version = filename[: -len(".tar.gz")].rpartition("-")
    return (name, version) if dash and name and version else None
