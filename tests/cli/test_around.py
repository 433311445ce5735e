"""What is around a run: policies that cannot be read, files that would be uploaded unseen, hostile words."""

from __future__ import annotations

import hashlib
import os
import re
from pathlib import Path

import pytest

from fixtures.build import build
from pkglint.cli import run
from pkglint.model import Kind

posix = pytest.mark.skipif(os.name == "nt", reason="Windows has neither pipes in directories nor links for everybody")
HOSTILE = ["a\n::error::b", "a\x1b[2Jb", "a\u202eb", "##[error]a", "-x\n::warning::y", "--no\r::error::z", "\udc80\x07"]


@pytest.fixture(autouse=True)
def place(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    (tmp_path / ".git").mkdir()
    (tmp_path / "dist").mkdir()
    name, data = build(Kind.WHEEL, {"demo/__init__.py": ""})
    (tmp_path / "dist" / name).write_bytes(data)
    monkeypatch.chdir(tmp_path)
    return tmp_path


def reported(args: list[str], code: int, capsys: pytest.CaptureFixture[str]) -> str:
    capsys.readouterr()
    assert run(args) == code
    captured = capsys.readouterr()
    return captured.out + captured.err


def plant(name: str, form: str) -> None:
    if form == "dangling":
        Path(name).symlink_to("nowhere")
    elif form == "loop":
        Path(name).symlink_to(name)
    elif form == "directory":
        Path(name).mkdir()
    elif form == "pipe":
        os.mkfifo(name)
    elif form == "device":
        Path(name).symlink_to("/dev/null")
    else:
        Path(name).write_bytes(bytes(range(256)))


@posix
@pytest.mark.parametrize("form", ["dangling", "loop", "directory", "pipe", "device", "binary"])
@pytest.mark.parametrize("name", [".pkglint.yaml", ".pkglint.yml", "pyproject.toml", "package.json"])
def test_a_policy_that_cannot_be_read_is_not_none(name: str, form: str, capsys: pytest.CaptureFixture[str]) -> None:
    plant(name, form)
    about_pkglint = form != "binary" or name.startswith(".pkglint")
    if about_pkglint:
        for args in (["check"], ["config"], ["ls", "dist/demo-1.0-py3-none-any.whl"]):
            assert name in reported(args, 2, capsys)
        assert run(["check", "--no-config"]) == 0
    else:
        assert run(["check"]) == 0, "a file of another tool that does not speak of pkglint is its business"
    assert run(["check", "--config", name]) == 2


@posix
def test_a_policy_through_a_link_is_one() -> None:
    Path("shared.yaml").write_text("version: 1\nfail-on: never\n")
    Path(".pkglint.yaml").symlink_to("shared.yaml")
    Path("dist/demo-1.0.tgz").write_bytes(b"")
    assert run(["check", "dist/demo-1.0-py3-none-any.whl"]) == 0
    Path("shared.yaml").write_text("version: 2\n")
    assert run(["check"]) == 2


@pytest.mark.parametrize(
    ("name", "text"),
    [
        ("pkglint.yaml", "version: 1\nrules: {}\n"),
        ("pkglint.toml", "[tool.pkglint]\nfail-on = 'info'\n"),
        ("pkglint.yml", "preset: strict\n"),
        ("pkglint.json", '{"version": 1, "preset": "strict"}'),
        (".pkglint.toml", ""),
        (".pkglintrc", ""),
        (".pkglint", ""),
        (".pkg-lint.yaml", ""),
        ("pkglint.config.yaml", "ignore: []\n"),
        ("Pkglint.YAML", "fail-on: info\n"),
    ],
)
def test_a_policy_by_almost_the_right_name_is_reported(
    name: str, text: str, place: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    Path(name).write_text(text)
    said = reported(["check"], 2, capsys)
    assert name in said
    ways = {".toml": "[tool.pkglint] of pyproject.toml", ".json": '"pkglint" of package.json'}
    assert ways.get(Path(name).suffix, "call it .pkglint.yaml") in said
    (place / "below").mkdir()
    monkeypatch.chdir(place / "below")
    assert run(["check", "../dist"]) == 2, "one in a directory above counts as much"
    assert run(["check", "--no-config", "../dist"]) == 0
    (place / ".pkglint.yaml").write_text("version: 1\n")
    assert run(["check", "../dist"]) == 0


@pytest.mark.parametrize(
    ("name", "text"),
    [
        ("pkglint.json", '{\n  "schema": 1,\n  "version": "1.0",\n  "artifacts": []\n}'),
        ("pkglint.sarif", '{"version": "2.1.0"}'),
        ("pkglint.yml", "lint:\n  script: [pkglint check]\n"),
        ("pkglint", "#!/bin/sh\nignore=1\n"),
        ("pkglint.txt", "version: 1\n"),
        ("pkglint.schema.json", "{}"),
    ],
)
def test_reports_and_jobs_are_no_policies(name: str, text: str) -> None:
    Path(name).write_text(text)
    (Path() / ".pkglint.d").mkdir()
    assert run(["check"]) == 0


@pytest.mark.parametrize(
    "name", ["x.zip", "x.egg", "x.exe", "x.tar", "x.tar.bz2", "x.tar.xz", "x.TBZ2", "x.txz", "x.tar.zst", "x.deb"]
)
def test_what_would_be_uploaded_unseen_is_not_linted(name: str, capsys: pytest.CaptureFixture[str]) -> None:
    Path("dist/index.js").write_text("")
    assert run(["check", "--report=digests=linted"]) == 0
    Path("dist", name).write_text("")
    for args in (["check"], ["check", "-q"], ["check", "dist"], ["check", "--exit-zero", "--fail-on", "never"]):
        assert f"dist{os.sep}{name}" in reported(args, 3, capsys)
    assert f"{name}: was not linted" in reported(["verify", "linted"], 1, capsys)
    assert run(["check", "dist/*.whl"]) == 0
    Path(".pkglint.yaml").write_text(f"version: 1\npass-over: ['{name}']\n")
    assert run(["check"]) == 0


def test_flags_that_change_nothing_are_refused(capsys: pytest.CaptureFixture[str]) -> None:
    Path(".pkglint.yaml").write_text("version: 1\n")
    for args in (
        ["check", "--keep", "out"],
        ["check", "--no-isolation"],
        ["check", "--ignore-scripts"],
        ["check", "--config", ".pkglint.yaml", "--no-config"],
        ["check", "--config", ".pkglint.yaml", "--preset", "strict"],
        ["config", "--config", ".pkglint.yaml", "--preset", "strict"],
        ["check", "--preset", "strict"],
        ["config", "--show", "--preset", "strict"],
        ["ignore", "secret", "a", "--reason", "A reason to give", "--from", "dist"],
    ):
        assert "has no effect" in reported(args, 2, capsys)


@pytest.mark.parametrize("text", HOSTILE)
def test_every_line_is_safe_whatever_was_typed(text: str, capsys: pytest.CaptureFixture[str]) -> None:
    commands = [
        [text],
        ["check", text],
        ["check", "--", text],
        ["check", f"--{text}"],
        ["check", "--format", text],
        ["check", "--config", text],
        ["check", "--preset", text],
        ["check", "--select", text],
        ["check", "--limit", text],
        ["check", "--report", text],
        ["check", "--report", f"json=dist/{text}/../../dist"],
        ["check", "-o", f"{text}/"],
        ["check", "--jobs", text],
        ["check", "--build", text],
        ["check", "--keep", text],
        ["check", "--build", "npm", text],
        ["verify", text],
        ["verify", "--", text, text],
        ["ls", "--", text],
        ["ls", "dist", text],
        ["explain", "--", text],
        ["ignore", "--reason", "It is so", "--", text],
        ["ignore", "secret", "--reason", "It is so", "--expires", text],
        ["ignore", "secret", "--reason", text, "--config", text],
        ["init", "--", text],
        ["init", "-o", f"{text}/"],
        ["config", "--config", text],
        ["completion", "--", text],
    ]
    for args in commands:
        capsys.readouterr()
        assert run(args) in {2, 3}, args
        captured = capsys.readouterr()
        for line in (captured.out + captured.err).split("\n"):
            assert not re.search(r"[\x00-\x1f\x7f-\x9f\u202a-\u202e\u2066-\u2069\ud800-\udfff]", line), (args, line)
            assert not re.match(r"\s*::", line), (args, line)
            assert "##[" not in line, (args, line)


@posix
def test_names_of_directories_and_files_are_safe(
    place: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    odd = place / "a\n::error::b"
    odd.mkdir()
    (odd / ".git").mkdir()
    monkeypatch.chdir(odd)
    Path("dist").mkdir()
    name, data = build(Kind.NPM, {"index.js": ""})
    Path(f"dist/\n::error::{name}").write_bytes(data)
    Path("dist/\n::error::x.zip").write_bytes(b"")
    Path(".pkglint.yaml").write_text("version: 1\n")
    for args in (
        ["check"],
        ["check", "--report=digests=l\n::error::x"],
        ["verify", "l\n::error::x"],
        ["init", "-o", "n\n::error::x"],
        ["ignore", "secret", "a", "--reason", "It is so", "--config", "n\n::error::x"],
    ):
        run(args)
    Path("package.json").write_text('{"pkglint": {"version": 1}}')
    run(["check"])
    captured = capsys.readouterr()
    assert captured.err
    assert not re.search(r"^\s*::", captured.out + captured.err, re.MULTILINE)


def manifest(*pairs: tuple[str, str]) -> None:
    Path("linted").write_text("".join(f"{digest}  {name}\n" for digest, name in pairs), "utf-8")


def test_verify_believes_no_manifest_that_contradicts_itself(capsys: pytest.CaptureFixture[str]) -> None:
    (artifact,) = Path("dist").iterdir()
    right, wrong = hashlib.sha256(artifact.read_bytes()).hexdigest(), "0" * 64
    name = artifact.name
    manifest((right, name), (right, f"../dist/{name}"))
    assert run(["verify", "linted"]) == 0
    for pairs in ([(wrong, name), (right, name)], [(right, name), (wrong, f"/other/{name}")]):
        manifest(*pairs)
        assert "two digests" in reported(["verify", "linted"], 2, capsys)
    for odd in ("..", "dist/..", "dist/"):
        manifest((right, name), (right, odd))
        assert "is no file" in reported(["verify", "linted"], 2, capsys)
    manifest((right, name), (right, "gone-1.0.tgz"))
    assert "gone-1.0.tgz: was linted and is not here" in reported(["verify", "linted"], 1, capsys)
    manifest()
    assert "was not linted" in reported(["verify", "linted"], 1, capsys)


@posix
def test_verify_takes_names_as_they_are(capsys: pytest.CaptureFixture[str]) -> None:
    name, data = build(Kind.NPM, {"index.js": ""})
    for odd in (f"a\n{name}", f"a\\{name}", f"-a {name}", f"\u202e{name}", f"..{name}"):
        Path("dist", odd).write_bytes(data)
    assert run(["check", "--report=digests=linted"]) == 0
    assert run(["verify", "linted"]) == 0
    Path("dist", f"a\n{name}").write_bytes(data + b"x")
    assert f"a\\n{name}: differs from what was linted" in reported(["verify", "linted"], 1, capsys)


@posix
def test_verify_waits_for_no_pipe(capsys: pytest.CaptureFixture[str]) -> None:
    os.mkfifo("linted")
    assert "is no regular file" in reported(["verify", "linted"], 2, capsys)
    os.mkfifo("dist/pipe.zip")
    Path("manifest").write_text("")
    assert "is no regular file" in reported(["verify", "manifest"], 2, capsys)


@pytest.mark.parametrize("kind", list(Kind))
def test_the_digest_is_that_of_the_bytes_that_were_judged(
    kind: Kind, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """Between finding a file and reading it another may take its place: what was read is what is vouched for."""
    from pkglint.cli import check

    name, data = build(kind, {"demo/__init__.py": "1\n", "data.bin": os.urandom(70_000)})
    path = Path("dist", name)
    path.write_bytes(b"something else")
    lint = check._lint

    def swapped(*arguments: object) -> object:
        Path("other").write_bytes(data)
        Path("other").replace(path)
        return lint(*arguments)  # type: ignore[arg-type]

    monkeypatch.setattr(check, "_lint", swapped)
    run(["check", "-f", "digests", str(path)])
    assert capsys.readouterr().out == f"{hashlib.sha256(data).hexdigest()}  {name}\n"


@pytest.mark.parametrize("kind", list(Kind))
def test_a_file_that_changes_while_it_is_read_is_not_linted(
    kind: Kind, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    from pkglint import engine

    name, data = build(kind, {"demo/__init__.py": "1\n"})
    path = Path("dist", name)
    path.write_bytes(data)
    package = engine._package

    def changing(*arguments: object) -> object:
        with path.open("r+b") as file:
            file.write(data[:1])
        os.utime(path, ns=(1, 1))
        return package(*arguments)  # type: ignore[arg-type]

    monkeypatch.setattr(engine, "_package", changing)
    assert run(["check", "-f", "digests", str(path)]) == 3
    assert capsys.readouterr().out == ""
