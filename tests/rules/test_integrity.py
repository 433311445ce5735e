"""The integrity rules, where examples cannot say it: RECORD by other algorithms, modes, and what two readers see."""

from __future__ import annotations

import base64
import hashlib
import struct
from collections.abc import Mapping

import pytest

from fixtures.build import Member, build, members, record_text, tar_gz_bytes, zip_bytes
from fixtures.lint import lint, triples
from fixtures.recipes import parse
from pkglint.model import Kind, Level, Limits, Result
from pkglint.model.anomalies import ANOMALIES
from pkglint.rules import catalogue, family

RECORD = "demo-1.0.dist-info/RECORD"


def result(kind: Kind, files: Mapping[str, str | bytes], **more: object) -> Result:
    filename, data = build(kind, files, **more)  # type: ignore[arg-type]
    (found,) = lint(filename, data).results
    assert not found.crashes
    return found


def messages(found: Result, rule: str) -> list[str]:
    return [j.finding.message for j in found.judged if j.finding.rule == rule]


def test_every_anomaly_has_a_rule() -> None:
    """A code that no rule judges would be noticed and never told."""
    for code, meaning in ANOMALIES.items():
        rule = catalogue()[meaning.rule]
        assert family(rule.id) == "integrity", code
        assert rule.levels.closed >= meaning.level or str(meaning.level) in rule.grades, code


def test_what_lies_cannot_be_ignored_by_pattern() -> None:
    firm = {rule.id for rule in catalogue().values() if rule.pin.required}
    assert {
        "ambiguous-archive",
        "duplicate-path",
        "link",
        "multiple-roots",
        "record-mismatch",
        "special-file",
        "unprintable-name",
        "unsafe-path",
        "upload-reject",
    } <= firm


def test_an_unlisted_env_hook_and_bytecode() -> None:
    """The wheel that the most used linter of wheels passes: three findings, and RECORD says none of the three."""
    unlisted: dict[str, str | bytes] = {
        ".env": "API_PASSWORD=hunter2hunter2\n",
        "evil.pth": "import os\n",
        "demo/a.pyc": b"\xa7\r\r\n" + bytes(60),
    }
    honest = members(Kind.WHEEL, {"demo/a.py": "1\n"})
    record = record_text([m for m in honest if m.name != RECORD], RECORD)
    found = result(Kind.WHEEL, {"demo/a.py": "1\n", **unlisted, RECORD: record})
    reported = triples(found.judged)
    assert {(rule, path) for rule, _, path in reported if rule != "record-mismatch"} == {
        ("env-file", ".env"),
        ("pth-hook", "evil.pth"),
        ("bytecode", "demo/a.pyc"),
    }
    assert {path for rule, level, path in reported if (rule, level) == ("record-mismatch", "error")} == set(unlisted)


def _line(path: str, data: bytes, algorithm: str, size: str = "") -> str:
    digest = base64.urlsafe_b64encode(hashlib.new(algorithm, data).digest()).rstrip(b"=").decode()
    return f"{path},{algorithm}={digest},{size}\n"


def _recorded(line: str, files: Mapping[str, str | bytes]) -> list[str]:
    """What record-mismatch says when ``line`` stands for the file demo/a.py in an otherwise right RECORD."""
    made = members(Kind.WHEEL, files)
    right = record_text([m for m in made if m.name not in {RECORD, "demo/a.py"}], RECORD)
    return messages(result(Kind.WHEEL, {**files, RECORD: line + right}), "record-mismatch")


FILES = {"demo/a.py": "1\n"}


@pytest.mark.parametrize("algorithm", ["sha256", "sha384", "sha512"])
def test_record_by_every_strong_hash(algorithm: str) -> None:
    assert _recorded(_line("demo/a.py", b"1\n", algorithm, "2"), FILES) == []
    assert _recorded(_line("demo/a.py", b"2\n", algorithm, "2"), FILES) == [
        f"is not the file that RECORD lists: its {algorithm} differs"
    ]


@pytest.mark.parametrize("algorithm", ["md5", "sha1", "sha224"])
def test_record_by_a_weak_hash(algorithm: str) -> None:
    (message,) = _recorded(_line("demo/a.py", b"1\n", algorithm, "2"), FILES)
    assert f"{algorithm} instead of sha256" in message


@pytest.mark.parametrize(
    ("line", "reported"),
    [
        (_line("demo/a.py", b"1\n", "sha256", "3"), "has 2 bytes, RECORD says 3"),
        (_line("demo/a.py", b"1\n", "sha256") * 2, "twice (lines 1 and 2)"),
        ("demo/a.py,,\n", "has no hash"),
        ("demo/a.py,sha256,2\n", "not algorithm=base64"),
        ("demo/a.py\n", "1 columns"),
        (
            _line("demo/a.py", b"1\n", "sha256") + _line("demo/gone.py", b"", "sha256"),
            "lists a file on line 2 that is not",
        ),
        (_line("demo/a.py", b"1\n", "sha256") + _line("demo//a.py", b"1\n", "sha256"), "not relative and plain"),
        (_line("demo/a.py", b"1\n", "sha256") + _line("../a.py", b"1\n", "sha256"), "not relative and plain"),
        (_line("demo/a.py", b"1\n", "sha256") + _line("/a.py", b"1\n", "sha256"), "not relative and plain"),
        (_line("demo/a.py", b"1\n", "sha256") + _line("demo\\a.py", b"1\n", "sha256"), "not relative and plain"),
    ],
)
def test_lines_of_record_that_are_wrong(line: str, reported: str) -> None:
    (message,) = _recorded(line, FILES)
    assert reported in message


def test_record_needs_no_line_for_its_signatures_and_for_directories() -> None:
    files = {"demo/": "", "demo/a.py": "1\n", f"{RECORD}.jws": "{}", f"{RECORD}.p7s": "x"}
    made = members(Kind.WHEEL, files)
    record = record_text([m for m in made if not m.name.startswith(RECORD)], RECORD)
    assert messages(result(Kind.WHEEL, {**files, RECORD: record}), "record-mismatch") == []


def test_order_does_not_matter() -> None:
    """RECORD at the front of the zip, or in its middle, is the same RECORD."""
    made = members(Kind.WHEEL, FILES)
    (found,) = lint("demo-1.0-py3-none-any.whl", zip_bytes(reversed(made))).results
    assert found.status == "clean"


def _elf(kind: int, interpreter: bool) -> bytes:
    """A 64-bit ELF header with one program header, PT_INTERP or PT_LOAD."""
    head = (
        b"\x7fELF\x02\x01\x01" + bytes(9) + struct.pack("<HHIQQQIHHHHHH", kind, 62, 1, 0, 64, 0, 0, 64, 56, 1, 0, 0, 0)
    )
    return head + struct.pack("<I", 3 if interpreter else 1) + bytes(200)


MACH_O = b"\xcf\xfa\xed\xfe" + struct.pack("<III", 0x100000C, 0, 2) + bytes(100)


@pytest.mark.parametrize(
    ("path", "data", "mode", "fires"),
    [
        ("demo/bin/tool", _elf(2, False), 0o644, True),
        ("demo/bin/tool", _elf(3, True), 0o644, True),
        ("demo/vendor/x/tool", MACH_O, 0o644, True),
        ("demo/bin/tool", _elf(2, False), 0o755, False),
        ("demo/bin/tool", _elf(3, False), 0o644, False),
        ("demo/bin/libx.so", _elf(3, False), 0o644, False),
        ("demo/lib/tool", _elf(2, False), 0o644, False),
        ("demo/bin/tool", b"\x7fELF", 0o644, False),
        ("demo/bin/data", b"\0" * 100, 0o644, False),
    ],
)
@pytest.mark.parametrize("kind", [Kind.WHEEL, Kind.NPM])
def test_programs_without_the_x_bit(kind: Kind, path: str, data: bytes, mode: int, fires: bool) -> None:
    found = result(kind, {path: data}, modes={path: mode})
    assert ("without the x bit" in " ".join(messages(found, "file-mode"))) is fires


def test_npm_gives_commands_the_x_bit() -> None:
    files: dict[str, str | bytes] = {"package.json": '{"bin": {"a": "./bin/tool"}}', "bin/tool": _elf(2, False)}
    assert messages(result(Kind.NPM, files), "file-mode") == []


def test_wheel_scripts() -> None:
    scripts = "demo-1.0.data/scripts"
    found = result(
        Kind.WHEEL,
        {f"{scripts}/a": "#!/bin/sh\r\ntrue\r\n", f"{scripts}/b": "#!python\r\nx\r\n", f"{scripts}/c": "#!/bin/sh\n"},
    )
    assert {path for rule, _, path in triples(found.judged) if rule == "file-mode"} == {f"{scripts}/a"}


def test_setuid_is_an_error_and_the_rest_a_warning() -> None:
    found = result(Kind.NPM, {"a": "#!/bin/sh\n", "b": "x\n"}, modes={"a": 0o2755, "b": 0o646})
    assert triples(found.judged) == {("file-mode", "error", "a"), ("file-mode", "warning", "b")}


def test_installers_take_no_mode_from_a_wheel_but_the_x_bit() -> None:
    found = result(Kind.WHEEL, {"demo/a.py": "", "demo/b.py": ""}, modes={"demo/a.py": 0o4755, "demo/b.py": 0o666})
    levels = {path: level for rule, level, path in triples(found.judged) if rule == "file-mode"}
    assert levels == {"demo/a.py": "error", "demo/b.py": "info"}


def test_links_in_an_sdist() -> None:
    inside = result(Kind.SDIST, {"a": "b", "b": "x\n"}, modes={"a": 0o120777})
    assert ("link", "info", "a") in triples(inside.judged)
    outside = result(Kind.SDIST, {"a": "/etc/passwd"}, modes={"a": 0o120777})
    assert ("link", "error", "a") in triples(outside.judged)


@pytest.mark.parametrize(("filename", "root"), [("demo-1.0.0.tgz", "package"), ("demo-1.0.tar.gz", "demo-1.0")])
def test_a_name_cut_behind_a_slash(filename: str, root: str) -> None:
    """Python's and Go's packers cut long names like this, and every installer takes the long name."""
    text = f"-- pax --\npath={root}/lib/a.bin\n-- member --\nname: {root}/lib/\ndata: x\n"
    (found,) = lint(filename, parse("x", f"A story.\n\nfilename: {filename}\n{text}").build()).results
    reported = {(rule, judged) for rule, judged, _ in triples(found.judged) if rule == "ambiguous-archive"}
    assert reported == {("ambiguous-archive", "info")}


def test_more_anomalies_than_are_kept_are_counted() -> None:
    files = {f"demo/f{number}.txt": "x\n" for number in range(250)}
    found = result(Kind.WHEEL, files, modes=dict.fromkeys(files, 0o666))
    reported = messages(found, "file-mode")
    assert len(reported) == 201
    assert any(message.startswith("and 50 more members: each is writable") for message in reported)


def test_levels_of_private_mode() -> None:
    files = {"a.js": "1\n", "b.js": "1\n", "notes": "x\n", "test/key": "x\n"}
    found = result(Kind.NPM, files, modes={"notes": 0o600, "test/key": 0o600})
    reported = {(level, path) for rule, level, path in triples(found.judged) if rule == "private-mode"}
    assert reported == {("warning", "notes"), ("info", "test/key")}


def test_default_limits_hold_a_big_record() -> None:
    assert Limits().max_members >= 200_000
    assert Level.ERROR is catalogue()["record-mismatch"].levels.closed


@pytest.mark.parametrize(
    ("second", "data", "levels"),
    [
        ("package/./index.js", b"1;\n", {("duplicate-path", "warning"), ("unsafe-path", "warning")}),
        ("package/./index.js", b"evil();\n", {("duplicate-path", "error"), ("unsafe-path", "warning")}),
        ("package/index.js", b"1;\n", {("duplicate-path", "warning")}),
        ("package/index.js", b"2;\n", {("duplicate-path", "error")}),
        ("./package/other.js", b"1;\n", {("unsafe-path", "error")}),
        ("package/lib//other.js", b"1;\n", {("unsafe-path", "warning")}),
        ("package//other.js", b"1;\n", {("unsafe-path", "error")}),
        ("package/other.js/.", b"1;\n", {("unsafe-path", "error")}),
    ],
)
def test_the_same_file_twice_in_a_tarball(second: str, data: bytes, levels: set[tuple[str, str]]) -> None:
    """What pnpm packed for several plugins of rollup: ``./dist`` in ``files`` beside ``dist/index.js`` in ``main``."""
    stored = members(Kind.NPM, {"index.js": b"1;\n"}, name="demo", version="1.0", modes=None, complete=True)
    packed = tar_gz_bytes([*stored, Member(second, data, stored[0].mode)], 0)
    (found,) = lint("demo-1.0.0.tgz", packed).results
    reported = {(j.finding.rule, str(j.level)) for j in found.active}
    assert (
        reported & {(rule, level) for rule in ("duplicate-path", "unsafe-path") for level in ("warning", "error")}
        == levels
    )
