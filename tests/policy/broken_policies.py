"""Broken and valid policies: files beside this module, and those that are too large or too odd to stand in one."""

from __future__ import annotations

from pathlib import Path

HERE = Path(__file__).parent
MADE = {
    "five-megabytes.yaml": b"expected-files:\n" + b'  - "demo/some/module.py"\n' * 200_000,
    "too-many-patterns.yaml": b"expected-files:\n" + b"  - demo/module.py\n" * 6_000,
    "not-utf8.yaml": "# Grüße\nfail-on: error\nignore:\n  - {rule: env-file, reason: Für Tests}\n".encode("latin-1"),
    "utf-16.yaml": "fail-on: error\n".encode("utf-16"),
    "control-character.yaml": b"fail-on: error\nrules: {source-map: \x1b[31merror}\n",
}


def name_of(path: str) -> str:
    """How a policy is called by its user: ``typos.package.json`` stands for a ``package.json``."""
    for name in ("pyproject.toml", "package.json"):
        if path.endswith(f".{name}"):
            return name
    return ".pkglint.yaml"


def broken() -> dict[str, bytes]:
    """Every broken policy by its file name."""
    found = {p.name: p.read_bytes() for p in sorted((HERE / "broken").iterdir()) if p.suffix != ".txt"}
    return {**found, **MADE}


def valid() -> dict[str, bytes]:
    """Every valid policy by its file name."""
    return {p.name: p.read_bytes() for p in sorted((HERE / "valid").iterdir())}
