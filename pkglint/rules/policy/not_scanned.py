"""Part of a file was over the scan limit and was not looked at.

## Why it matters

The rules that read content see the first `max-text` bytes of a file, and of an archive or a source map the first
`max-scan`. What comes after them was inflated, counted and hashed, but nobody looked for maps, secrets or code in it:
a clean report does not speak for that part.

## How to fix

Find out why the file is that large, and keep it out if it does not belong there. If it does, raise the limit:

```yaml
limits: {max-text: 200 MiB, max-scan: 1 GiB}
```
"""

from __future__ import annotations

from pkglint.model import Entry, Finding, Level, Rule, level
from pkglint.model.trees import in_test_tree


def cut(entry: Entry, most: int) -> Finding:
    """The finding for a member of which only the first ``most`` bytes were scanned. The engine asks."""
    return Finding(RULE.id, entry.path, f"only the first {most:,} of {entry.size:,} bytes were scanned", entry.raw)


def unread(entry: Entry, why: str) -> Finding:
    """The finding for a nested archive that could not be looked into; ``why`` is a sentence. The engine asks."""
    text = f"is an archive that could not be looked into: {why}"
    return Finding(RULE.id, entry.path, text, entry.raw, lowered=in_test_tree(entry.path))


RULE = Rule(
    id="not-scanned",
    summary="Part of a file was over the scan limit and was not looked at",
    levels=level(Level.WARNING),
    examples=(),
)
