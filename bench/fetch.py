"""Download the artifacts of bench/corpus.txt with the ordinary clients, as they are set up on this machine.

Usage: ``python bench/fetch.py DIRECTORY``

Makes DIRECTORY/{wheels,sdists,npm}; what is there already is not fetched again. Sdists are taken from the index page
that pip itself would read, because ``pip download`` would run their build scripts.
"""

from __future__ import annotations

import argparse
import html
import re
import subprocess
import sys
import urllib.parse
import urllib.request
from collections.abc import Callable
from concurrent.futures import Future, ThreadPoolExecutor
from functools import partial
from pathlib import Path

LIST = Path(__file__).with_name("corpus.txt")
LINK = re.compile(r'<a[^>]*href="([^"#]+)[^>]*>([^<]+)</a>')


def index_url() -> str:
    """The index that pip is set up to use."""
    command = [sys.executable, "-m", "pip", "config", "get", "global.index-url"]
    found = subprocess.run(command, capture_output=True, text=True, check=False).stdout.strip()
    if found:
        return found
    from pip._internal.models.index import PyPI

    return PyPI.simple_url


def sdist(spec: str, target: Path, index: str) -> None:
    name, _, version = spec.partition("==")
    page = f"{index.rstrip('/')}/{re.sub(r'[-_.]+', '-', name).lower()}/"
    text = urllib.request.urlopen(page, timeout=60).read().decode()
    for href, label in LINK.findall(text):
        filename = html.unescape(label).strip()
        if filename.endswith(f"-{version}.tar.gz"):
            path = target / filename
            if not path.exists():
                data = urllib.request.urlopen(urllib.parse.urljoin(page, html.unescape(href)), timeout=300).read()
                path.write_bytes(data)
            return
    print(f"no sdist of {spec}", file=sys.stderr)


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
    if subprocess.run(["npm", "pack", "-s", spec], cwd=target, capture_output=True, check=False).returncode:
        print(f"no tarball of {spec}", file=sys.stderr)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("directory", type=Path)
    root = parser.parse_args().directory
    fetch: dict[str, Callable[[str, Path], None]] = {
        "wheel": wheel,
        "sdist": partial(sdist, index=index_url()),
        "npm": npm,
    }
    folders = {"wheel": "wheels", "sdist": "sdists", "npm": "npm"}
    with ThreadPoolExecutor(4) as pool:
        jobs: list[Future[None]] = []
        for line in LIST.read_text("utf-8").splitlines():
            if line and not line.startswith("#"):
                kind, spec = line.split()
                target = root / folders[kind]
                target.mkdir(parents=True, exist_ok=True)
                jobs.append(pool.submit(fetch[kind], spec, target))
        for job in jobs:
            job.result()


if __name__ == "__main__":
    main()
