"""Artifacts behind URLs, of a real server on this machine and of fsspec's file systems."""

from __future__ import annotations

import threading
from collections import Counter
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any, BinaryIO

import fsspec
import pytest

from fixtures.build import build
from fixtures.inline import audits_run_here
from pkglint.archive import Unreadable
from pkglint.audit import pages, remote
from pkglint.audit.store import Store
from pkglint.cli import run as command
from pkglint.model import Kind

CODE: dict[str, str | bytes] = {"demo/__init__.py": "VALUE = 1\n", "demo/.env": "PASSWORD=hunter2hunter2\n"}
NAME, DATA = build(Kind.WHEEL, CODE)


class Index:
    """A server: pages and files by path, how often each was asked for, and how often it fails first."""

    def __init__(self) -> None:
        self.held: dict[str, bytes] = {}
        self.asked: Counter[str] = Counter()
        self.failing: Counter[str] = Counter()
        self.status = 500
        index = self

        class Handler(BaseHTTPRequestHandler):
            def do_GET(self) -> None:
                index.asked[self.path] += 1
                if index.failing[self.path] > 0:
                    index.failing[self.path] -= 1
                    self.send_error(index.status)
                elif self.path in index.held:
                    data = index.held[self.path]
                    self.send_response(200)
                    self.send_header("Content-Type", "text/html" if self.path.endswith("/") else "x/y")
                    self.send_header("Content-Length", str(len(data)))
                    self.end_headers()
                    self.wfile.write(data)
                else:
                    self.send_error(404)

            def do_HEAD(self) -> None:
                index.asked["HEAD"] += 1
                self.send_error(405)

            def log_message(self, *_: Any) -> None:
                pass

        self.server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self.url = f"http://127.0.0.1:{self.server.server_port}"
        self.thread = threading.Thread(target=self.server.serve_forever, args=(0.01,))
        self.thread.start()

    def close(self) -> None:
        self.server.shutdown()
        self.thread.join()
        self.server.server_close()


@pytest.fixture
def index(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Index]:
    monkeypatch.chdir(tmp_path)
    audits_run_here(monkeypatch)
    monkeypatch.setattr(remote, "_PAUSE", 0)
    made = Index()
    made.held["/simple/"] = b'<a href="demo/">demo</a> <a href="/elsewhere/">no</a> <a href="../">up</a>'
    made.held["/simple/demo/"] = (
        f'<a href="../../files/{NAME}#sha256=00">x</a><a href="../">up</a><a href="mailto:a@b">y</a>'.encode()
    )
    made.held[f"/files/{NAME}"] = DATA
    yield made
    made.close()


def fetched(file: BinaryIO) -> bytes:
    with file:
        return file.read()


def rows(question: str) -> list[tuple[Any, ...]]:
    store = Store(".pkglint-audit.sqlite")
    found = store.ask(question)
    store.close()
    return found


def test_an_index_is_linted_by_its_pages_with_one_get_for_each_file(index: Index) -> None:
    assert command(["audit", f"{index.url}/simple/", "--no-config", "-j", "1"]) == 1
    assert rows("select filename, status from artifact") == [(NAME, "findings")]
    assert index.asked == {"/simple/": 1, "/simple/demo/": 1, f"/files/{NAME}": 1}
    assert command(["audit", f"{index.url}/simple/", "--no-config", "-j", "1"]) == 1
    assert index.asked[f"/files/{NAME}"] == 1, "what is known is not fetched again"
    index.held["/simple/demo/"] = index.held["/simple/demo/"].replace(b"=00", b"=01")
    assert command(["audit", f"{index.url}/simple/", "--no-config", "-j", "1"]) == 1
    assert index.asked[f"/files/{NAME}"] == 2, "the page says that it is another one"


def test_a_server_that_fails_twice_is_asked_again(index: Index) -> None:
    path = f"/files/{NAME}"
    index.failing[path] = index.failing["/simple/"] = 2
    assert command(["audit", f"{index.url}/simple/", "--no-config", "-j", "1"]) == 1
    assert (index.asked["/simple/"], index.asked[path]) == (3, 3)
    assert rows("select status from artifact") == [("findings",)]


@pytest.mark.parametrize(("status", "tries"), [(500, 4), (403, 1), (429, 4)])
def test_what_cannot_be_fetched_is_not_linted_and_asked_for_next_time(index: Index, status: int, tries: int) -> None:
    path = f"/files/{NAME}"
    index.failing[path], index.status = tries, status
    with pytest.raises(Unreadable, match=f"cannot be fetched: ClientResponseError {status}"):
        remote.fetch(index.url + path, 1 << 20)
    assert index.asked[path] == tries
    assert fetched(remote.fetch(index.url + path, 1 << 20)) == DATA


def test_what_is_gone_or_too_large_is_not_linted(index: Index) -> None:
    assert command(["audit", f"{index.url}/files/gone-1.0.tgz", "--no-config", "-j", "1"]) == 3
    assert rows("select status, reason from artifact") == [("not-linted", "vanished")]
    with pytest.raises(Unreadable) as caught:
        remote.fetch(f"{index.url}/files/{NAME}", len(DATA) - 1)
    assert caught.value.code == "limit-packed"


def test_an_index_that_does_not_answer_is_no_success(index: Index, capsys: pytest.CaptureFixture[str]) -> None:
    assert command(["audit", f"{index.url}/none/", "--no-config"]) == 3
    assert "/none/ (" in capsys.readouterr().err


def test_what_lets_somebody_in_is_used_and_not_kept(index: Index, tmp_path: Path) -> None:
    older, newer = (build(Kind.WHEEL, CODE, version=version) for version in ("1.0", "1.1"))
    signed = {f"/{name}?signature=open-sesame-{name}": data for name, data in (older, newer)}
    index.held |= signed
    (tmp_path / "list.txt").write_text("".join(f"{index.url}{path}\n" for path in signed))
    run = ["audit", "list.txt", "--no-config", "-j", "1", "--against-releases"]
    assert command(run) == 1
    assert [index.asked[path] for path in signed] == [2, 2], "linted, and compared"
    assert rows("select old_version from step") == [("1.0",)]
    kept = b"".join(path.read_bytes() for path in tmp_path.glob(".pkglint-audit.sqlite*"))
    assert newer[0].encode() in kept
    assert b"open-sesame" not in kept
    assert command(run) == 1
    assert [index.asked[path] for path in signed] == [2, 2], "known by what is kept"


def test_lists_may_hold_addresses(index: Index, tmp_path: Path) -> None:
    index.held["/blob/17"] = DATA
    (tmp_path / "list.tsv").write_text(f"{index.url}/blob/17\t{NAME}\n")
    assert command(["audit", "list.tsv", "--no-config", "-j", "1"]) == 1
    assert rows("select filename, kind from artifact") == [(NAME, "wheel")]


def test_any_file_system_is_listed_and_read(tmp_path: Path) -> None:
    memory = fsspec.filesystem("memory")
    memory.pipe(f"/mirror/a/b/{NAME}", DATA)
    memory.pipe("/mirror/notes.md", b"x")
    [found] = pages.places("memory://mirror")
    assert (found.filename, found.size, found.path) == (NAME, len(DATA), f"memory:///mirror/a/b/{NAME}")
    assert found.mtime
    assert fetched(remote.fetch(found.opened, 1 << 20)) == DATA
    (tmp_path / NAME).write_bytes(DATA)
    [local] = pages.places(f"file://{tmp_path}")
    assert fetched(remote.fetch(local.opened, 1 << 20)) == DATA
    with pytest.raises(Unreadable):
        remote.fetch(local.opened, 3)
    memory.rm("/mirror", recursive=True)


def test_a_file_system_that_nobody_installed_is_named(index: Index, capsys: pytest.CaptureFixture[str]) -> None:
    assert command(["audit", "nothing://x/y", "--no-config"]) == 3
    assert index.asked == {}
    assert "nothing://x/y (Protocol not known: nothing)" in capsys.readouterr().err


def test_a_file_system_that_lacks_its_settings_is_named(index: Index, capsys: pytest.CaptureFixture[str]) -> None:
    assert index.asked == {}
    for url in ("reference://x/y", "s3://bucket/x", "webdav+https://host/x"):
        assert command(["audit", url, "--no-config"]) == 3
        assert f"Error: '{url} (" in capsys.readouterr().err


def test_a_temporary_file_is_gone_where_no_path_leads_to_it(
    index: Index, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """As on macOS: a path to write to, unlinked once it is open; nothing stays when fetching fails."""
    monkeypatch.setattr(remote, "_LINUX", False)
    monkeypatch.setattr("tempfile.tempdir", str(tmp_path))
    assert fetched(remote.fetch(f"{index.url}/files/{NAME}", 1 << 20)) == DATA
    with pytest.raises(Unreadable):
        remote.fetch(f"{index.url}/files/{NAME}", 9)
    with pytest.raises(FileNotFoundError):
        remote.fetch(f"{index.url}/files/none-1.0.tgz", 1 << 20)
    assert list(tmp_path.glob("pkglint-*")) == []
