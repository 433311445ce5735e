"""Part of a file was over the scan limit and was not looked at.

## Why it matters

The rules that read content see the first `max-scan` bytes of a file. What comes after them was inflated, counted and
hashed, but nobody looked for maps, secrets or code in it: a clean report does not speak for that part.

## How to fix

Find out why the file is that large, and keep it out if it does not belong there. If it does, raise the limit:

```yaml
limits: {max-scan: 1 GiB}
```
"""

from __future__ import annotations

from pkglint.model import Level, Rule, level

RULE = Rule(
    id="not-scanned",
    summary="Part of a file was over the scan limit and was not looked at",
    levels=level(Level.WARNING),
    examples=(),
)
