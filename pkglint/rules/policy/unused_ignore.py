"""An exception in the policy silences nothing.

## Why it matters

An exception that is no longer needed is a hole that nobody looks at: the next file that happens to match its pattern
goes out unseen. It is only called unused when an artifact of the kind and package that it names was read to the end
in the same run, so linting the wheel alone says nothing about an exception for the sdist.

## How to fix

Remove the entry from `ignore`. If it is meant for one kind of artifact only, say so with `artifacts`, so that a run
over the others leaves it alone.
"""

from __future__ import annotations

from pkglint.model import Level, Pin, Rule, level

RULE = Rule(
    id="unused-ignore",
    summary="An exception in the policy silences nothing",
    levels=level(Level.WARNING),
    examples=(),
    pin=Pin.NEVER,
)
