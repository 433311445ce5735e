"""Whether a tag may be released: ``python tools/release.py v1.2.3`` exits with 1 and says what is missing."""

from __future__ import annotations

import re
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]


def problems(tag: str, root: Path = ROOT) -> list[str]:
    """Why ``tag`` must not be released from the tree at ``root``; empty when it may."""
    version = re.search(r'(?m)^__version__ = "([^"]+)"$', (root / "pkglint" / "__init__.py").read_text("utf-8"))
    if version is None:
        return ["pkglint/__init__.py has no __version__"]
    found = [] if tag == f"v{version[1]}" else [f"the tag is {tag}, the version is {version[1]}"]
    changelog = (root / "CHANGELOG.md").read_text("utf-8")
    if not re.search(rf"(?m)^## \[{re.escape(version[1])}\] - \d{{4}}-\d{{2}}-\d{{2}}$", changelog):
        found.append(f"CHANGELOG.md has no heading '## [{version[1]}] - YYYY-MM-DD'")
    for name in ("README.md", "docs/recipes.md"):
        named = set(re.findall(r"(?:pkglint/pkglint@|rev: )(v\d[\w.]*)", (root / name).read_text("utf-8")))
        found += [f"{name} names {other}" for other in sorted(named - {f"v{version[1]}"})]
    return found


if __name__ == "__main__":
    said = problems(sys.argv[1])
    print("\n".join(said) or "the tag may be released")
    sys.exit(bool(said))
