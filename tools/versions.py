"""All versions of the documentation, as GitHub Pages serves them: ``python tools/versions.py OUT``.

Each ``X.Y`` has a directory, made from the newest tag of it; ``dev`` is this checkout and ``latest`` the newest
release, or ``dev`` before the first. ``versions.json`` is what the theme's menu of versions reads (the form of mike,
whose branch of built pages is not needed here). Addresses without a version stay and lead to the page of ``latest``.
"""

from __future__ import annotations

import html
import io
import json
import os
import shutil
import subprocess
import sys
import tarfile
import tempfile
from collections.abc import Iterable
from pathlib import Path

from packaging.version import InvalidVersion, Version

ROOT = Path(__file__).resolve().parents[1]
SITE = "https://pkglint.github.io/pkglint"
LATEST, DEV = "latest", "dev"
_LEADS = (
    '<!doctype html>\n<html lang="en"><head><meta charset="utf-8"><title>pkglint</title>\n'
    '<link rel="canonical" href="{url}"><noscript><meta http-equiv="refresh" content="0; url={to}"></noscript>\n'
    "<script>location.replace({script} + location.hash)</script></head>\n"
    '<body><p>This page is at <a href="{to}">{url}</a>.</p></body></html>\n'
)


def releases(tags: Iterable[str]) -> dict[str, str]:
    """The newest tag of each ``X.Y``, the highest first; what is no release is left out."""
    found: dict[Version, str] = {}
    for tag in tags:
        try:
            version = Version(tag.removeprefix("v"))
        except InvalidVersion:
            continue
        if tag.startswith("v") and not version.is_prerelease:
            found[version] = tag
    newest: dict[str, str] = {}
    for version in sorted(found, reverse=True):
        newest.setdefault(f"{version.major}.{version.minor}", found[version])
    return newest


def menu(names: Iterable[str]) -> list[dict[str, object]]:
    """The list of versions, of which the first is the latest."""
    every = [*names, DEV]
    return [{"version": name, "title": name, "aliases": [LATEST] * (name == every[0])} for name in every]


def lead(out: Path) -> int:
    """Put pages at the root that lead to those of ``latest``, and what has a fixed address. Returns how many."""
    latest = out / LATEST
    pages = [path.relative_to(latest) for path in sorted(latest.rglob("*.html")) if path.name != "404.html"]
    for page in pages:
        to = "../" * (len(page.parts) - 1) + f"{LATEST}/{page.as_posix().removesuffix('index.html')}"
        url = f"{SITE}/{LATEST}/{page.as_posix().removesuffix('index.html')}"
        target = out / page
        target.parent.mkdir(parents=True, exist_ok=True)
        said = _LEADS.format(to=html.escape(to), url=html.escape(url), script=json.dumps(to).replace("<", "\\u003c"))
        target.write_text(said, "utf-8")
    for name in ("404.html", "sitemap.xml"):
        shutil.copyfile(latest / name, out / name)
    shutil.copytree(latest / "schema", out / "schema", dirs_exist_ok=True)
    return len(pages)


def _git(*words: str) -> bytes:
    return subprocess.run(["git", "-C", str(ROOT), *words], check=True, stdout=subprocess.PIPE).stdout


def _build(tree: Path, name: str, title: str, out: Path) -> None:
    settings = {"DOCS_URL": f"{SITE}/{name}/", "DOCS_TITLE": title, "DOCS_VERSIONS": "mike"}
    environment = {**os.environ, **settings, "NO_MKDOCS_2_WARNING": "1"}
    command = [sys.executable, "-m", "mkdocs", "build", "--quiet", "--site-dir", str(out / name)]
    subprocess.run(command, cwd=tree, env=environment, check=True)


def main() -> None:
    out = Path(sys.argv[1]).resolve()
    shutil.rmtree(out, ignore_errors=True)
    tags = releases(_git("tag", "--list", "v*").decode().split())
    for index, (name, tag) in enumerate(tags.items()):
        with tempfile.TemporaryDirectory() as place, tarfile.open(fileobj=io.BytesIO(_git("archive", tag))) as files:
            files.extractall(place, filter="data")
            for each in (name, LATEST)[: 2 - bool(index)]:
                _build(Path(place), each, name, out)
    for each in (DEV,) if tags else (DEV, LATEST):
        _build(ROOT, each, DEV, out)
    (out / "versions.json").write_text(json.dumps(menu(tags), indent=2) + "\n", "utf-8")
    print(f"{', '.join((*tags, DEV))}: {lead(out)} pages lead to {LATEST}")


if __name__ == "__main__":
    main()
