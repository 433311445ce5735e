"""Download the artifacts of a list with the ordinary clients, as they are set up on this machine.

Usage: ``python bench/fetch.py DIRECTORY [LIST]``

A line of LIST, which is bench/corpus.txt unless given, is ``wheel NAME==VERSION``, for the platform of this machine,
``sdist NAME==VERSION``, ``file FILENAME``, a wheel or sdist for whatever platform, or ``npm NAME@VERSION``. Makes
DIRECTORY/{wheels,sdists,npm}; what is there already is not fetched again. Sdists are taken from the index page that pip
itself would read, because ``pip download`` would run their build scripts. bench/years.txt lists artifacts of 2003 to
2026: first, middle and last releases, and wheels for every platform.
"""

from __future__ import annotations

import argparse
import hashlib
import html
import re
import subprocess
import sys
import urllib.parse
import urllib.request
from collections.abc import Callable
from concurrent.futures import Future, ThreadPoolExecutor
from functools import cache, partial
from pathlib import Path

LIST = Path(__file__).with_name("corpus.txt")
LINK = re.compile(r'<a[^>]*href="([^"#]+)(?:#sha256=([0-9a-f]{64}))?"[^>]*>([^<]+)</a>')


def index_url() -> str:
    """The index that pip is set up to use."""
    command = [sys.executable, "-m", "pip", "config", "get", "global.index-url"]
    found = subprocess.run(command, capture_output=True, text=True, check=False).stdout.strip()
    if found:
        return found
    from pip._internal.models.index import PyPI

    return PyPI.simple_url


@cache
def links(name: str, index: str) -> dict[str, tuple[str, str]]:
    """Address and SHA-256 of each file of a project, from its page of the index (PEP 503)."""
    page = f"{index.rstrip('/')}/{re.sub(r'[-_.]+', '-', name).lower()}/"
    text = urllib.request.urlopen(page, timeout=60).read().decode()
    return {
        html.unescape(label).strip(): (urllib.parse.urljoin(page, html.unescape(href)), digest)
        for href, digest, label in LINK.findall(text)
    }


def save(filename: str, address: str, digest: str, target: Path) -> None:
    """Download one file; one that is not what the index promised is not kept."""
    path = target / filename
    if path.exists():
        return
    data = urllib.request.urlopen(address, timeout=300).read()
    if digest and hashlib.sha256(data).hexdigest() != digest:
        print(f"{filename} is not the file that the index lists", file=sys.stderr)
        return
    path.write_bytes(data)


def sdist(spec: str, target: Path, index: str) -> None:
    name, _, version = spec.partition("==")
    for filename, link in links(name, index).items():
        if filename.endswith(f"-{version}.tar.gz"):
            return save(filename, *link, target)
    return print(f"no sdist of {spec}", file=sys.stderr)


def exact(filename: str, target: Path, index: str) -> None:
    name = filename.partition("-")[0] if filename.endswith(".whl") else filename.rpartition("-")[0]
    folder = target.parent / ("wheels" if filename.endswith(".whl") else "sdists")
    folder.mkdir(parents=True, exist_ok=True)
    if link := links(name, index).get(filename):
        save(filename, *link, folder)
    else:
        print(f"no file {filename}", file=sys.stderr)


def wheel(spec: str, target: Path) -> None:
    name, _, version = spec.partition("==")
    if any(target.glob(f"{re.sub('[-_.]+', '?', name)}-{version}-*.whl")):
        return
    command = [
        sys.executable,
        "-m",
        "pip",
        "download",
        "-q",
        "--no-deps",
        "--only-binary=:all:",
        "-d",
        str(target),
        spec,
    ]
    if subprocess.run(command, capture_output=True, check=False).returncode:
        print(f"no wheel of {spec} for this platform", file=sys.stderr)


def npm(spec: str, target: Path) -> None:
    name, _, version = spec.rpartition("@")
    if (target / f"{name.lstrip('@').replace('/', '-')}-{version}.tgz").exists():
        return
    if subprocess.run(
        ["npm", "pack", "-s", "--ignore-scripts", spec], cwd=target, capture_output=True, check=False
    ).returncode:
        print(f"no tarball of {spec}", file=sys.stderr)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("directory", type=Path)
    parser.add_argument("list", type=Path, nargs="?", default=LIST)
    arguments = parser.parse_args()
    root = arguments.directory
    fetch: dict[str, Callable[[str, Path], None]] = {
        "wheel": wheel,
        "sdist": partial(sdist, index=index_url()),
        "file": partial(exact, index=index_url()),
        "npm": npm,
    }
    folders = {"wheel": "wheels", "sdist": "sdists", "file": "sdists", "npm": "npm"}
    with ThreadPoolExecutor(4) as pool:
        jobs: list[Future[None]] = []
        for line in arguments.list.read_text("utf-8").splitlines():
            if line and not line.startswith("#"):
                kind, spec = line.split()
                target = root / folders[kind]
                target.mkdir(parents=True, exist_ok=True)
                jobs.append(pool.submit(fetch[kind], spec, target))
        for job in jobs:
            job.result()


if __name__ == "__main__":
    main()
