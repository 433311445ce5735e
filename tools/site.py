"""What mkdocs asks while it builds the documentation: links that leave it, and files that stand at a fixed address."""

from __future__ import annotations

import json
import os
import re
import shutil
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parents[1]
SOURCE = "https://github.com/pkglint/pkglint/blob/main/"
SCHEMA = "schema/policy-1.json"


def on_page_markdown(markdown: str, page: Any, **_: Any) -> str:
    """A link to a file of the repository that is no part of the site leads to the repository."""
    depth = page.file.src_uri.count("/")
    up = "../" * (depth + 1)
    return re.sub(rf"\]\({re.escape(up)}(?!\.\.)([^)\s]+)\)", lambda found: f"]({SOURCE}{found[1]})", markdown)


def on_post_page(output: str, **_: Any) -> str:
    """What the theme leaves to be said for people who do not see the page: names of a dialog and of a button."""
    title = os.environ.get("DOCS_TITLE", "")  # the button of the menu of versions shows it, so its name has to have it
    named = json.dumps(f"Version {title}, select another" if title else "Select version")
    output = output.replace('"select.version": "Select version"', f'"select.version": {named}')
    return output.replace('component="search" role="dialog">', 'component="search" role="dialog" aria-label="Search">')


def on_post_template(output_content: str, template_name: str, config: Any) -> str:
    """The same for the page that stands where there is none, and a way on from there."""
    if template_name != "404.html":
        return output_content
    way = f'<p>This page is not here. Begin at the <a href="{config["site_url"]}">start</a>, or search.</p>'
    return on_post_page(output_content).replace("404 - Not found</h1>", f"404 - Not found</h1>\n{way}")


def on_post_build(config: Any, **_: Any) -> None:
    """The policy's schema, where editors and SchemaStore look for it, and the entry for SchemaStore."""
    target = Path(config["site_dir"]) / SCHEMA
    target.parent.mkdir(parents=True, exist_ok=True)
    shutil.copyfile(ROOT / "pkglint" / "policy" / "policy.schema.json", target)
    entry = schemastore(json.loads(target.read_text("utf-8"))["$id"])
    (target.parent / "schemastore.json").write_text(json.dumps(entry, indent=2) + "\n", "utf-8")


def schemastore(url: str) -> dict[str, Any]:
    """The entry for the catalogue of SchemaStore: ``src/api/json/catalog.json`` there."""
    return {
        "name": "pkglint",
        "description": "Policy of pkglint, a linter for built wheels, sdists and npm tarballs",
        "fileMatch": [".pkglint.yaml", ".pkglint.yml"],
        "url": url,
    }
