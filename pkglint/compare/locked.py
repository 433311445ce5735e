"""How a lock names what an artifact holds: hooks by what they run, compiled files by place, and files that count."""

from __future__ import annotations

import re

from pkglint.model.reference import Held, Snapshot

# Platforms, numbers and stars in a library's name say which build it is, not which library; so does what stands behind
# the number of a library that was not released (`libopenblasp-r0-24bff013.3.26.dev.so`).
_BUILD = re.compile(r"-[0-9a-f]{8,}|-\*|\*|[0-9]+(?:\.(?:dev|git|rc|beta|alpha|pre|post)[0-9]*(?=[.-]))?")
_DIGITS, _MOST_COMPILED = 32, 40


def counted(snapshot: Snapshot) -> list[Held]:
    """The files that patterns are about: all but the manifest, which changes with each release by itself."""
    return [
        held
        for path, held in sorted(snapshot.files.items())
        if path not in ("package.json", "PKG-INFO") and not path.partition("/")[0].endswith((".dist-info", ".egg-info"))
    ]


def runs(snapshot: Snapshot) -> dict[str, str]:
    """Hooks by name: the command of a script, of all else the beginning of the sha256 of what runs."""
    return {
        name: run if "scripts." in name else f"sha256 {run[:_DIGITS]}" for name, run in sorted(snapshot.hooks.items())
    }


def compiled(snapshot: Snapshot) -> dict[str, Held]:
    """The compiled files by their name without build and platform."""
    return {
        re.sub(r"\.{2,}", ".", _BUILD.sub("", path)): held[-1]
        for path, held in snapshot.folded.items()
        if held[-1].form not in ("", "script")
    }


def places(names: set[str]) -> set[str]:
    """Compiled files as a lock lists them: each, or their directories with a star where there are very many."""
    return names if len(names) <= _MOST_COMPILED else {f"{name.rpartition('/')[0]}/*" for name in names}


def needs(snapshot: Snapshot) -> set[str]:
    """The names of what installing asks for, without extras and peers."""
    return {name for name, need in snapshot.needs.items() if not need.optional}
