"""``check --baseline``: known findings stay, new ones fail, fixed ones leave the file, a broken file is reported."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from pkglint.cli import run
from pkglint.model import Kind, Level
from pkglint.policy import PolicyError
from pkglint.policy.author.baseline import text_of
from pkglint.policy.judge.baseline import Known
from pkglint.policy.read.baseline import load_baseline
from tests.compare.built import put_alone, put_wheels

FILES: dict[str, str | bytes] = {
    "demo/__init__.py": "",
    "demo/__pycache__/a.cpython-311.pyc": "x",
    "demo/.DS_Store": "x",
    "demo/id_rsa": "1",
}
KNOWN = "known.json"
CHECK = ["check", "--no-progress", "-f", "json"]
ENTRY = {
    "package": "demo",
    "kind": "wheel",
    "rule": "bytecode",
    "level": "warning",
    "path": "a.pyc",
    "fingerprint": "0" * 32,
}


def checked(capsys: pytest.CaptureFixture[str], *more: str) -> tuple[int, list[tuple[str, str, str]], int]:
    """The exit code, what counts as rule, level and message, and how many findings are ignored."""
    capsys.readouterr()
    code = run([*CHECK, *more])
    report = json.loads(capsys.readouterr().out)
    found = [(f["rule"], f["level"], f["message"]) for a in report["artifacts"] for f in a["findings"]]
    found += [(f["rule"], f["level"], f["message"]) for f in report["policy"]["findings"]]
    return code, found, sum(len(a["ignored"]) for a in report["artifacts"])


def test_known_findings_stay_and_new_ones_fail(capsys: pytest.CaptureFixture[str]) -> None:
    put_alone(FILES)
    assert checked(capsys, "--write-baseline", KNOWN) == (0, [], 3)
    text = Path(KNOWN).read_text(encoding="ascii")
    assert text_of(load_baseline(KNOWN, text.encode())) == text
    put_alone(FILES, "1.1")
    assert checked(capsys, "--baseline", KNOWN) == (0, [], 3)
    put_alone({**FILES, "demo/b.pyc": "x"}, "1.2")
    code, found, ignored = checked(capsys, "--baseline", KNOWN)
    assert (code, [each[:2] for each in found], ignored) == (1, [("bytecode", "error")], 3)
    assert found[0][2].endswith("(new: not in known.json)")
    Path(".pkglint.yaml").write_text("version: 1\nnew-findings: as-is\n", encoding="utf-8")
    assert checked(capsys, "--baseline", KNOWN)[1][0][:2] == ("bytecode", "warning")


def test_a_fixed_finding_is_reported_and_leaves_the_file(capsys: pytest.CaptureFixture[str]) -> None:
    put_alone(FILES)
    checked(capsys, "--write-baseline", KNOWN)
    files = {path: data for path, data in FILES.items() if path != "demo/.DS_Store"}
    put_alone(files, "1.1")
    code, found, ignored = checked(capsys, "--baseline", KNOWN)
    message = "the baseline knows 1 finding that is fixed: junk-file in demo/.DS_Store"
    assert (code, found, ignored) == (0, [("unused-ignore", "warning", message)], 2)
    before = load_baseline(KNOWN, Path(KNOWN).read_bytes())
    assert checked(capsys, "--baseline", KNOWN, "--prune") == (0, [], 2)
    after = load_baseline(KNOWN, Path(KNOWN).read_bytes())
    assert {each.rule for each in before.values()} - {each.rule for each in after.values()} == {"junk-file"}
    put_alone(FILES, "1.2")
    assert checked(capsys, "--baseline", KNOWN)[0] == 1


def test_what_could_not_be_found_in_this_run_stays(capsys: pytest.CaptureFixture[str]) -> None:
    put_alone(FILES)
    checked(capsys, "--write-baseline", KNOWN)
    whole = Path(KNOWN).read_text(encoding="ascii")
    put_alone({"demo/__init__.py": ""}, name="other")
    assert checked(capsys, "--baseline", KNOWN, "--prune") == (0, [], 0)
    put_alone({"demo/__init__.py": ""})
    assert checked(capsys, "--baseline", KNOWN, "--prune", "--select", "secret") == (0, [], 0)
    assert Path(KNOWN).read_text(encoding="ascii") == whole
    put_alone(FILES, name="other")
    checked(capsys, "--write-baseline", KNOWN)
    assert {each.package for each in load_baseline(KNOWN, Path(KNOWN).read_bytes()).values()} == {"demo", "other"}


def test_a_run_over_some_wheels_says_nothing_of_the_others(capsys: pytest.CaptureFixture[str]) -> None:
    linux, windows = "cp312-cp312-manylinux_2_17_x86_64", "cp312-cp312-win_amd64"
    put_wheels({linux: FILES, windows: {**FILES, "demo/Thumbs.db": "x"}})
    assert checked(capsys, "--write-baseline", KNOWN)[0] == 0
    whole = Path(KNOWN).read_text(encoding="ascii")
    assert text_of(load_baseline(KNOWN, whole.encode())) == whole
    put_wheels({linux: {"demo/__init__.py": ""}}, "1.1")
    assert checked(capsys, "--baseline", KNOWN, "--prune") == (0, [], 0)
    assert checked(capsys, "--write-baseline", KNOWN) == (0, [], 0)
    assert Path(KNOWN).read_text(encoding="ascii") == whole
    put_wheels({"cp312-cp312-manylinux_2_28_x86_64": {"demo/__init__.py": ""}, windows: FILES}, "1.2")
    assert checked(capsys, "--baseline", KNOWN, "--prune") == (0, [], 3)
    left = load_baseline(KNOWN, Path(KNOWN).read_bytes()).values()
    assert {each.path for each in left} == {"demo/__pycache__/a.*.pyc", "demo/.DS_Store", "demo/id_rsa"}
    assert {each.wheels for each in left} == {("cp312-cp312-manylinux_x86_64", windows)}


def test_what_one_of_many_wheels_has_anew_is_known_beside_the_others(capsys: pytest.CaptureFixture[str]) -> None:
    linux, windows = "cp312-cp312-manylinux_2_17_x86_64", "cp312-cp312-win_amd64"
    put_wheels({linux: FILES, windows: FILES})
    checked(capsys, "--write-baseline", KNOWN)
    put_wheels({linux: {**FILES, "demo/id_rsa": "2"}})
    assert checked(capsys, "--write-baseline", KNOWN)[0] == 0
    put_wheels({windows: FILES})
    assert checked(capsys, "--baseline", KNOWN, "--prune") == (0, [], 3)


def test_credentials_are_known_by_their_content(capsys: pytest.CaptureFixture[str]) -> None:
    put_alone(FILES)
    checked(capsys, "--write-baseline", KNOWN)
    put_alone({**FILES, "demo/id_rsa": "2"}, "1.1")
    code, ((rule, level, message),), ignored = checked(capsys, "--baseline", KNOWN)
    assert (code, rule, level, ignored) == (1, "credential-file", "error", 2)
    assert message.endswith("(known in known.json for other content)")


def test_what_became_worse_is_new(capsys: pytest.CaptureFixture[str]) -> None:
    put_alone(FILES)
    checked(capsys, "--write-baseline", KNOWN)
    Path(".pkglint.yaml").write_text("version: 1\nrules: {bytecode: error}\n", encoding="utf-8")
    code, ((rule, _, message),), ignored = checked(capsys, "--baseline", KNOWN)
    assert (code, rule, ignored) == (1, "bytecode", 2)
    assert message.endswith("(known in known.json as warning)")


def test_nothing_is_written_of_what_was_not_linted(capsys: pytest.CaptureFixture[str]) -> None:
    put_alone(FILES)
    (path,) = Path("dist").iterdir()
    path.write_bytes(path.read_bytes()[:100])
    assert run([*CHECK, "--write-baseline", KNOWN]) == 3
    assert "known.json was not written: not everything was linted" in capsys.readouterr().err
    path.unlink()
    assert run([*CHECK, "--write-baseline", KNOWN]) == 3
    assert not Path(KNOWN).exists()


@pytest.mark.parametrize(
    ("text", "reported"),
    [
        ("", "known.json:1:1: error: no JSON value stands here"),
        ("[]", "known.json:1:1: error: there must be a mapping here, not a list"),
        ('{"findings": []}', "known.json:1:1: error: `baseline` is missing"),
        ('{"baseline": 2,\n "findings": []}', "known.json:1:14: error: `baseline` must be the whole number 1"),
        ('{"baseline": true, "findings": []}', "known.json:1:14: error: `baseline` must be the whole number 1"),
        ('{"baseline": 1,\n "finding": []}', "known.json:2:2: error: unknown key `finding`"),
        ('{"baseline": 1,\n<<<<<<< HEAD\n "findings": []}', "known.json:2:1: error: a key in double quotes must"),
        ('{"baseline": 1, "findings": [\n 1]}', "known.json:2:2: error: there must be a mapping here"),
        ({"level": "wrong"}, "known.json:1:96: error: `wrong` is none of the levels"),
        ({"kind": "whel"}, "known.json:1:58: error: `whel` is none of the kinds"),
        ({"fingerprint": "0"}, "error: this is not a fingerprint, 32 hex digits"),
        ({"sha256": ["0"]}, "error: this is not a sha256, 64 hex digits"),
        ({"path": 1}, "error: there must be a text here, not the number 1"),
    ],
)
def test_a_broken_file_is_reported_with_its_place(
    capsys: pytest.CaptureFixture[str], text: str | dict[str, object], reported: str
) -> None:
    put_alone(FILES)
    whole = text if isinstance(text, str) else json.dumps({"baseline": 1, "findings": [{**ENTRY, **text}]})
    Path(KNOWN).write_text(whole, encoding="utf-8")
    for option in ("--baseline", "--write-baseline"):
        assert run([*CHECK, option, KNOWN]) == 2
        out, err = capsys.readouterr()
        assert reported in err
        assert "in known.json, and nothing was linted" in err
        assert not out
    assert Path(KNOWN).read_text(encoding="utf-8") == whole


def test_a_finding_that_is_known_twice() -> None:
    text = json.dumps({"baseline": 1, "findings": [ENTRY, ENTRY]}).replace(", {", ",\n{")
    with pytest.raises(PolicyError, match="is known on line 1 already"):
        load_baseline(KNOWN, text.encode())


@pytest.mark.parametrize(
    ("arguments", "reported"),
    [
        (
            ["--baseline", "none.json"],
            "'none.json' does not exist: `pkglint check --write-baseline none.json` writes it",
        ),
        (["--baseline", "dist"], "cannot read the baseline 'dist'"),
        (["--prune"], "--prune has no effect without --baseline"),
        (["--baseline", KNOWN, "--write-baseline", KNOWN], "--write-baseline has no effect beside --baseline"),
        (["--write-baseline", KNOWN, "--report", f"json={KNOWN}"], "is an input of this run"),
    ],
)
def test_idle_and_impossible_options(capsys: pytest.CaptureFixture[str], arguments: list[str], reported: str) -> None:
    put_alone(FILES)
    assert run([*CHECK, *arguments]) == 2
    assert reported in " ".join(capsys.readouterr().err.split())


def test_names_from_archives_are_shown_safely() -> None:
    known = Known("demo", Kind.WHEEL, "bytecode", Level.WARNING, 'a"\u202e\n::error::', "0" * 32)
    text = text_of({known.fingerprint: known})
    assert text.isascii()
    assert len(text.splitlines()) == 6
    assert load_baseline(KNOWN, text.encode())[known.fingerprint].path == known.path
