"""An exception in the policy has expired and no longer counts.

## Why it matters

An exception with `expires` was meant to last until that day, which is the last one on which it counts. Afterwards
what it silenced is reported again, and this finding says why it suddenly appears.

## How to fix

Fix what the exception covered. If it has to stay, set a new date and say in `reason` why.
"""

from __future__ import annotations

from pkglint.model import Level, Pin, Rule, level

RULE = Rule(
    id="expired-ignore",
    summary="An exception in the policy has expired and no longer counts",
    levels=level(Level.WARNING),
    examples=(),
    pin=Pin.NEVER,
)
