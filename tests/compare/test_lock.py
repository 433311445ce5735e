"""The committed lock: written, read strictly, compared with, and stable from release to release."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from pkglint.cli import run
from pkglint.model import Kind
from pkglint.policy import PolicyError
from pkglint.policy.author.lock import ceiling, text_of
from pkglint.policy.judge.model import LOCK as NAME
from pkglint.policy.read.lock import load_lock
from tests.compare.built import put_alone

ELF = b"\x7fELF\x02\x01\x01" + bytes(60)
FILES: dict[str, str | bytes] = {
    "demo/__init__.py": "A = 1\n",
    "demo/b.py": "B = 2\n",
    "demo/fast.abi3.so": ELF,
    "demo.pth": "import demo\n",
}


def changes(capsys: pytest.CaptureFixture[str], *more: str) -> set[tuple[str, str, str | None]]:
    capsys.readouterr()
    run(["check", "--no-progress", "-f", "json", *more])
    report = json.loads(capsys.readouterr().out)
    found = [f for artifact in report["artifacts"] for f in artifact["findings"] if NAME in f["message"]]
    return {(f["rule"], f["level"], f["path"]) for f in found}


def test_it_is_written_and_holds(capsys: pytest.CaptureFixture[str]) -> None:
    put_alone(FILES)
    assert run(["lock"]) == 1
    assert "+packages:" in capsys.readouterr().out
    assert not Path(NAME).exists()
    assert run(["lock", "--update"]) == 0
    text = Path(NAME).read_text(encoding="utf-8")
    assert '"demo/**/*.py"' in text
    assert "compiled: [demo/fast" in text
    assert 'demo.pth: "sha256 ' in text
    assert run(["lock"]) == 0
    assert changes(capsys) == set()
    assert text_of(load_lock(NAME, text.encode())) == text


def test_a_normal_release_changes_no_line(capsys: pytest.CaptureFixture[str]) -> None:
    put_alone(FILES)
    run(["lock", "--update"])
    before = Path(NAME).read_text(encoding="utf-8")
    put_alone({**FILES, "demo/c.py": "C = 3\n" * 100}, "1.1")
    assert changes(capsys) == set()
    assert run(["lock"]) == 0
    run(["lock", "--update"])
    assert Path(NAME).read_text(encoding="utf-8") == before


def test_everything_that_is_new_is_said(capsys: pytest.CaptureFixture[str]) -> None:
    put_alone(FILES)
    run(["lock", "--update"])
    metadata = "Metadata-Version: 2.4\nName: demo\nVersion: 1.1\nLicense-Expression: MIT\nRequires-Dist: evil\n"
    put_alone(
        {
            **FILES,
            "demo.pth": "import demo, os\n",
            "other.pth": "import os\n",
            "demo/data.bin": "${text:300KB}",
            "tool/run": ELF,
            "demo/d.py": "${text:300KB}",
            "demo/e.py": "import subprocess\n",
            "demo-1.1.dist-info/METADATA": metadata,
            "demo-1.1.dist-info/entry_points.txt": "[console_scripts]\nevil = demo:main\n",
        },
        "1.1",
    )
    assert changes(capsys) == {
        ("new-hook", "error", "demo.pth"),
        ("new-hook", "error", "other.pth"),
        ("added-file", "error", "other.pth"),
        ("added-file", "error", "demo/data.bin"),
        ("added-file", "error", "tool/run"),
        ("new-executable", "error", "tool/run"),
        ("new-dependency", "error", None),
        ("new-command", "warning", None),
        ("new-capability", "warning", None),
        ("size-growth", "warning", None),
    }
    assert changes(capsys, "--no-lock") == set()
    assert run(["lock", "--update"]) == 0
    assert changes(capsys) == set()


def test_it_survives_a_rebuild_on_another_python(capsys: pytest.CaptureFixture[str]) -> None:
    commands = "[console_scripts]\ndemo = demo:main\ndemo-{0} = demo:main\n"

    def built(python: str, library: str) -> dict[str, str | bytes]:
        return {
            "demo/__init__.py": "A = 1\n",
            f"demo/fast.cpython-{python.replace('.', '')}-x86_64-linux-gnu.so": ELF,
            f"demo/sub/more.cpython-{python.replace('.', '')}-x86_64-linux-gnu.so": ELF,
            f"demo/__pycache__/__init__.cpython-{python.replace('.', '')}.pyc": "x",
            f"demo.libs/{library}": ELF,
            f"demo-1.{python[2:]}.dist-info/entry_points.txt": commands.format(python),
        }

    put_alone(built("3.11", "libblas-r0-24bff013.3.26.dev.so"), "1.11")
    run(["lock", "--update"])
    text = Path(NAME).read_text(encoding="utf-8")
    assert "compiled: [demo.libs/libblas-r.so, demo/fast.so, demo/sub/more.so]" in text
    assert 'commands: [demo, "demo*"]' in text
    put_alone(built("3.13", "libblas-r0-01191904.3.27.so"), "1.13")
    assert changes(capsys) == set()
    assert run(["lock"]) == 0, capsys.readouterr().out


def test_a_lock_from_before_it_held_capabilities_says_nothing_of_them(capsys: pytest.CaptureFixture[str]) -> None:
    put_alone(FILES)
    run(["lock", "--update"])
    text = Path(NAME).read_text(encoding="utf-8")
    assert "      can: []\n" in text
    Path(NAME).write_text(text.replace("      can: []\n", ""), encoding="utf-8")
    put_alone({**FILES, "demo/b.py": "import subprocess\n"}, "1.1")
    assert changes(capsys) == set()
    assert run(["lock", "--update"]) == 0
    assert "      can: [process]\n" in Path(NAME).read_text(encoding="utf-8")


def test_a_pattern_that_is_left_empty_is_information(capsys: pytest.CaptureFixture[str]) -> None:
    put_alone(FILES)
    run(["lock", "--update"])
    put_alone({"demo/__init__.py": "A = 1\n", "demo.pth": "import demo\n"})
    assert changes(capsys) == {("removed-file", "info", None)}


def test_other_packages_stay_and_a_strange_one_is_a_mistake(capsys: pytest.CaptureFixture[str]) -> None:
    put_alone(FILES)
    run(["lock", "--update"])
    put_alone({"index.js": "1\n"}, "1.0.0", "npm", "@scope/pkg")
    assert run(["check", "--no-progress"]) == 2
    assert "does not hold scope-pkg (npm): `pkglint lock --update` adds it" in capsys.readouterr().err
    assert run(["lock", "--update"]) == 0
    assert changes(capsys) == set()
    assert {name for name, _ in load_lock(NAME, Path(NAME).read_bytes())} == {"demo", "@scope/pkg"}
    put_alone(FILES)
    assert changes(capsys) == set()


@pytest.mark.parametrize(
    ("text", "place", "said"),
    [
        ("", "1:1", "there is no lock"),
        ("lock: 2\npackages: {}\n", "1:7", "`lock` must be the whole number 1"),
        ("lock: 1\npackages: {a: {wheels: {}}}\n", "2:16", "unknown key `wheels`"),
        ("lock: 1\npackages:\n  a:\n    npm:\n      packed: 5 apples\n      unpacked: 1\n", "5:15", "is not a size"),
        ("lock: 1\npackages:\n  a:\n    npm:\n      packed: 5\n", "5:7", "`unpacked` is missing"),
        ("lock: 1\npackages: [a]\n", "2:11", "there must be a mapping here"),
        ("lock: 1\npackages:\n  a:\n   b\n  c\n", None, ""),
        ("lock: 1\nlock: 1\n", None, ""),
    ],
)
def test_a_broken_lock_stops_the_run_at_its_place(
    capsys: pytest.CaptureFixture[str], text: str, place: str | None, said: str
) -> None:
    with pytest.raises(PolicyError) as raised:
        load_lock(NAME, text.encode())
    if place:
        assert f"{NAME}:{place}: " in str(raised.value)
    assert said in str(raised.value)
    put_alone(FILES)
    Path(NAME).write_text(text)
    for command in (["check", "--no-progress"], ["lock", "--update"]):
        assert run(command) == 2
        captured = capsys.readouterr()
        assert NAME in captured.err
        assert not captured.out
    assert Path(NAME).read_text() == text


def test_ceilings_are_round_and_leave_room() -> None:
    assert [ceiling(n, 20) for n in (1, 20, 79, 100, 1000)] == [25, 40, 100, 150, 1500]
    for number in range(1, 3000, 37):
        assert number * 1.25 <= ceiling(number, 0) <= number * 2.6


def test_line_endings_and_a_byte_order_mark_are_no_change(capsys: pytest.CaptureFixture[str]) -> None:
    put_alone(FILES)
    run(["lock", "--update"])
    Path(NAME).write_bytes(b"\xef\xbb\xbf" + Path(NAME).read_bytes().replace(b"\n", b"\r\n"))
    assert changes(capsys) == set()
    assert run(["lock"]) == 0


def test_every_kind_can_be_locked(capsys: pytest.CaptureFixture[str]) -> None:
    for kind in Kind:
        put_alone({"demo/a.py": "1\n"} if kind is not Kind.NPM else {"a.js": "1\n"}, kind=str(kind))
        assert run(["lock", "--update"]) == 0
        assert changes(capsys) == set()


def test_init_offers_the_lock_until_there_is_one(capsys: pytest.CaptureFixture[str]) -> None:
    put_alone(FILES)
    assert run(["init", "dist"]) == 0
    assert "`pkglint lock --update dist` writes what they hold to .pkglint-lock.yaml" in capsys.readouterr().out
    assert run(["lock", "--update"]) == 0
    Path(".pkglint.yaml").unlink()
    capsys.readouterr()
    assert run(["init"]) == 0
    assert "lock" not in capsys.readouterr().out
