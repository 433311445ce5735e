"""What an audit needs of the command line's world: places, files that are opened, workers, progress."""

from __future__ import annotations

import os
import sys
import time
from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import contextmanager
from functools import partial
from typing import BinaryIO

import click

from pkglint.audit import listing, pages, remote, walk
from pkglint.audit.cluster import cluster
from pkglint.audit.crew import Crew
from pkglint.audit.place import Place
from pkglint.cli import files, output, terminal
from pkglint.cli.files import open_regular
from pkglint.model import units
from pkglint.report.kit import words
from pkglint.workers.pool import Pool

INSTALL = "pip install 'pkglint-dist[audit]'"


def places(paths: Iterable[str], names: Mapping[str, str], unread: list[str]) -> Iterator[Place]:
    """Every artifact of the command line: below directories and URLs, in files that list them, and named itself."""
    for path in paths:
        if remote.is_url(path):
            require("a URL", "fsspec")
            try:
                yield from pages.places(path)
            except OSError as error:
                unread.append(f"{remote.shown(path)} ({error.strerror or type(error).__name__})")
        elif listing.is_listing(path) and os.path.isfile(path):  # noqa: PTH113 - the path stays as it was typed
            yield from _listed(path, names, unread)
        else:
            yield from walk.places([path], names, open_regular, unread)


def _listed(path: str, names: Mapping[str, str], unread: list[str]) -> Iterator[Place]:
    for each, name in _entries(path):
        if remote.is_url(each):
            yield remote.place(each, name)
        else:
            yield from walk.places([each], {**names, each: name} if name else names, open_regular, unread)


def names(path: str | None) -> dict[str, str]:
    """What files are called, by their path or the last component of it, from the file of ``--names``."""
    return {each: name for each, name in _entries(path) if name} if path else {}


def _entries(path: str) -> Iterator[tuple[str, str]]:
    try:
        with files.open_regular(path) as file:
            yield from listing.entries(file)
    except OSError as error:
        raise click.UsageError(f"'{path}' cannot be read: {error.strerror}") from None
    except listing.ListingError as error:
        raise click.UsageError(f"'{path}', {error}") from None


def opener(most: int, place: Place) -> Callable[[], BinaryIO]:
    """How the file at a place is opened in a worker; ``most`` bytes are fetched of one that is elsewhere."""
    if remote.is_url(place.opened):
        return partial(remote.fetch, place.opened, most)
    # A worker of a cluster has another working directory.
    return partial(open_regular, os.path.abspath(place.opened))  # noqa: PTH100


@contextmanager
def crew(dask: str | None, jobs: int, memory: int) -> Iterator[Crew]:
    """The workers: processes of this machine, or those of Dask. Leaving by an exception ends what they do."""
    if dask is None:
        made = Crew(lambda: Pool(jobs), lambda: jobs)
        try:
            yield made
        except BaseException:
            made.close(kill=True)
            raise
        made.close(kill=False)
        return
    require("--dask", "distributed")
    # Its processes must not import from the working directory, which may be what is judged.
    os.environ["PYTHONSAFEPATH"] = "1"
    with cluster(dask, jobs, memory) as there:
        yield there


def require(option: str, *modules: str) -> None:
    """Raises ``click.UsageError`` with the command that installs what an option needs and is not there."""
    from importlib.util import find_spec

    for module in modules:
        if find_spec(module) is None:
            raise click.UsageError(f"{option} needs {module}: {INSTALL}")


def progress(count: int, total: int, what: str, quiet: bool) -> Callable[[int], None]:
    """Shows on a terminal, at most once a second, how many are done, how fast, and how long the rest takes.

    It is called with the size of each file that is done. Time is estimated by bytes, where sizes are known: the biggest
    files go first.
    """
    if quiet or not terminal.is_terminal(sys.stderr):
        return lambda _: None
    started = shown = time.monotonic()
    done = size = 0

    def tick(bytes_of_one: int) -> None:
        nonlocal done, size, shown
        done, size = done + 1, size + bytes_of_one
        now = time.monotonic()
        if now - shown >= 1 or done == count:
            shown = now
            share = size / total if total else done / count
            rest = units_of_time((now - started) * (1 - share) / share) if share else "?"
            rate = f"{done / (now - started):.1f}/s"
            end = "\n" if done == count else ""
            much = f", {units.size(size)}" if total else ""
            text = f"{words.number(done)} of {words.number(count)} {what}{much}, {rate}, {rest} left"
            output.say_lines(f"\r\x1b[K{text}{end}")

    return tick


def units_of_time(seconds: float) -> str:
    """Seconds in two units at most."""
    whole = int(seconds)
    for most, one, many in ((3600, "h", "min"), (60, "min", "s")):
        if whole >= most:
            return f"{whole // most} {one} {whole % most // (most // 60 if most == 3600 else 1)} {many}"
    return f"{whole} s"
