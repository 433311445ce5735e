"""What keeps files out of an artifact or takes them in: sentences and lines, for the packer in use."""

from __future__ import annotations

from pkglint.model.kinds import Ecosystem, assert_never, ecosystem_of
from pkglint.report.advice import npm, setuptools
from pkglint.report.advice.ask import Ask, Maker
from pkglint.report.advice.backends import EXCLUDE
from pkglint.report.advice.including import INCLUDE
from pkglint.report.advice.step import Step

_IGNORING = "npm-ignore"


def excluding(packer: str, ask: Ask, what: str = "it") -> list[Step]:
    """What keeps the patterns out: sentences about ``what`` and lines."""
    match owner := ecosystem_of(ask.kind):
        case Ecosystem.NPM:
            make: Maker = npm.ignored if packer in {_IGNORING, ""} else npm.excluding
        case Ecosystem.PYTHON:
            make = EXCLUDE.get(packer, setuptools.excluding)
        case _:
            assert_never(owner)
    return [step.of(what) for step in make(ask)]


def including(packer: str, ask: Ask) -> list[Step]:
    """What takes the patterns in."""
    match owner := ecosystem_of(ask.kind):
        case Ecosystem.NPM:
            steps = npm.including(ask, listed=packer not in {_IGNORING, ""})
        case Ecosystem.PYTHON:
            steps = INCLUDE.get(packer, INCLUDE["setuptools"])(ask)
        case _:
            assert_never(owner)
    return steps
