"""Where an audit looks: names that say nothing, content stores, lists of files."""

from __future__ import annotations

import gzip
import hashlib
import io
import json
import zipfile
from pathlib import Path
from typing import Any

import pytest

from fixtures.build import build
from fixtures.inline import audits_run_here
from pkglint.archive.guess import guess
from pkglint.audit.listing import ListingError, entries
from pkglint.audit.remote import last, shown
from pkglint.audit.store import Store
from pkglint.cli import run as command
from pkglint.model import Kind, Limits

CODE: dict[str, str | bytes] = {"demo/__init__.py": "VALUE = 1\n", "index.js": "1;\n"}
LEAK: dict[str, str | bytes] = {"demo/.env": "PASSWORD=hunter2hunter2\n", **CODE}


@pytest.fixture
def place(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.chdir(tmp_path)
    audits_run_here(monkeypatch)
    return tmp_path


def audited(*args: str) -> tuple[int, list[tuple[Any, ...]]]:
    """The exit code of an audit, and filename, kind, name and status of everything in its journal."""
    code = command(["audit", *args, "--no-config", "-j", "1"])
    store = Store(".pkglint-audit.sqlite")
    rows = store.ask("select filename, kind, name, status from artifact order by 1")
    store.close()
    return code, rows


@pytest.mark.parametrize("kind", list(Kind))
def test_a_name_is_made_of_the_content(kind: Kind) -> None:
    name, data = build(kind, CODE)
    assert guess(io.BytesIO(data), Limits()) == name


def test_the_name_of_a_wheel_has_all_of_its_tags() -> None:
    tags = "Wheel-Version: 1.0\nRoot-Is-Purelib: false\nTag: py2-none-any\nTag: py3-none-any\n"
    _, data = build(Kind.WHEEL, {**CODE, "demo-1.0.dist-info/WHEEL": tags})
    assert guess(io.BytesIO(data), Limits()) == "demo-1.0-py2.py3-none-any.whl"


def test_an_npm_package_in_a_directory_of_another_name_is_one() -> None:
    import tarfile

    made = io.BytesIO()
    with tarfile.open(fileobj=made, mode="w:gz") as archive:
        for name, text in (("node/index.js", b"1"), ("node/package.json", b'{"name": "@a/b", "version": "2.0.0"}')):
            info = tarfile.TarInfo(name)
            info.size = len(text)
            archive.addfile(info, io.BytesIO(text))
    assert guess(made, Limits()) == "a-b-2.0.0.tgz"


@pytest.mark.parametrize("data", [b"", b"text", b"PK"], ids=["empty", "text", "two-letters"])
def test_what_is_no_archive_has_no_name(data: bytes) -> None:
    assert guess(io.BytesIO(data), Limits()) == ""
    assert guess(io.BytesIO(gzip.compress(data, mtime=0)), Limits()) == "", "nor has it when it is packed"
    assert guess(io.BytesIO(b"\x1f\x8b\x08garbage" + data), Limits()) == "unnamed.tar.gz", "damaged: reading it says so"


def test_other_archives_are_no_artifacts_and_damaged_ones_may_be() -> None:
    made = io.BytesIO()
    with zipfile.ZipFile(made, "w") as archive:
        archive.writestr("word/document.xml", "<a/>")
    assert guess(made, Limits()) == ""
    _, wheel = build(Kind.WHEEL, CODE)
    assert guess(io.BytesIO(wheel[:-40]), Limits()).endswith(".whl")
    _, sdist = build(Kind.SDIST, CODE)
    assert guess(io.BytesIO(sdist[: len(sdist) // 2]), Limits()).endswith(".tar.gz")


def stored(folder: Path) -> None:
    """Content stores: Artifactory, Nexus, npm's cache, pip's cache, with what else is there."""
    wheel, sdist, npm = (build(kind, CODE)[1] for kind in (Kind.WHEEL, Kind.SDIST, Kind.NPM))
    leak = build(Kind.WHEEL, LEAK, name="leaky")[1]
    sha = hashlib.sha1(wheel).hexdigest()
    nexus = "vol-01/chap-02/0f1e2d3c-0000-4444-8888-123456789abc"
    for path, data in {
        f"filestore/{sha[:2]}/{sha}": wheel,
        f"{nexus}.bytes": leak,
        f"{nexus}.properties": b"#x\n@BlobStore.blob-name=packages/leaky/1.0/leaky-1.0-py3-none-any.whl\nsize=1\n",
        "_cacache/content-v2/sha512/ab/cd/ef0123": npm,
        "_cacache/content-v2/sha512/ab/cd/ef0124": b'{"packument": 1}',
        "pip/http-v2/a/b/c/abcdef0123.body": sdist,
        "pip/http-v2/a/b/c/abcdef0123": b"cc=4,\0\0",
        "filestore/00/" + "0" * 40: gzip.compress(b"an index, packed", mtime=0),
        "README": b"about this store\n",
        "notes.md": wheel,
    }.items():
        (folder / path).parent.mkdir(parents=True, exist_ok=True)
        (folder / path).write_bytes(data)


def test_content_stores_are_linted_by_what_the_files_hold(place: Path, capsys: pytest.CaptureFixture[str]) -> None:
    stored(place / "store")
    code, rows = audited("store")
    assert rows == [
        ("0" * 40, None, "", "other"),
        ("demo-1.0-py3-none-any.whl", "wheel", "demo", "clean"),
        ("demo-1.0.0.tgz", "npm", "demo", "findings"),
        ("demo-1.0.tar.gz", "sdist", "demo", "clean"),
        ("leaky-1.0-py3-none-any.whl", "wheel", "leaky", "findings"),
    ]
    assert code == 1
    assert capsys.readouterr().out.startswith(
        "4 artifacts: 2 clean, 2 findings, 1 with errors, 1 with infos; 1 other file"
    )
    assert audited("store")[0] == 1
    assert "5 known, 0 copies, 0 linted" in capsys.readouterr().err


def test_a_damaged_blob_is_not_linted(place: Path) -> None:
    (place / "store").mkdir()
    (place / "store" / ("a" * 40)).write_bytes(build(Kind.WHEEL, CODE)[1][:-40])
    code, rows = audited("store")
    assert (code, rows[0][3]) == (3, "not-linted")


def test_names_say_what_files_are_called(place: Path) -> None:
    (place / "store").mkdir()
    name, data = build(Kind.NPM, CODE)
    (place / "store" / "blob.dat").write_bytes(data)
    assert audited("store")[0] == 3, "nothing there has a name that says what it is"
    (place / "names.tsv").write_text(f"# from the database\nblob.dat\t{name}\n")
    assert audited("store", "--names", "names.tsv") == (0, [(name, "npm", "demo", "findings")])


@pytest.mark.parametrize("as_json", [False, True])
def test_lists_name_files(place: Path, as_json: bool) -> None:
    name, data = build(Kind.WHEEL, LEAK)
    (place / "one").write_bytes(data)
    (place / name).write_bytes(data)
    lines = [json.dumps({"path": "one", "name": name}), json.dumps({"path": name})]
    text = "\n".join(lines if as_json else [f"one\t{name}", "", name]) + "\n"
    listing = "list.jsonl" if as_json else "list.txt"
    (place / listing).write_text(text)
    assert audited(listing) == (1, [(name, "wheel", "demo", "findings")])
    (place / listing).write_text("gone-1.0.tgz\n")
    assert command(["audit", listing, "--no-config"]) == 3


def test_a_line_that_is_none_is_named(place: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert list(entries([b"a\tb\r\n", b"# x\n", b"\xff\n"])) == [("a", "b"), ("\udcff", "")]
    for text in ('{"name": "a"}', '{"path": 1}', "{"):
        with pytest.raises(ListingError, match="line 2"):
            list(entries([b"a\n", text.encode()]))
    (place / "list.jsonl").write_text("a\n{}\n")
    assert command(["audit", "list.jsonl", "--no-config"]) == 2
    assert "'list.jsonl', line 2 is no object with a \"path\"" in capsys.readouterr().err
    assert command(["audit", "x", "--names", "gone", "--no-config"]) == 2


def test_no_address_shows_a_login() -> None:
    assert shown("https://me:hunter2@host:8/a/b-1.0.tgz") == "https://host:8/a/b-1.0.tgz"
    signed = shown("https://host/b-1.0.tgz?X-Amz-Signature=abcdef")
    assert signed.startswith("https://host/b-1.0.tgz?")
    assert "abcdef" not in signed
    assert signed != shown("https://host/b-1.0.tgz?X-Amz-Signature=other")
    assert last("https://host/b-1.0.tgz?sig=a/b") == "b-1.0.tgz"
