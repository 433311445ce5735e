"""The command as a user meets it: exit codes, messages, files, terminals."""

from __future__ import annotations

import hashlib
import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

from fixtures.build import build
from pkglint.cli import run
from pkglint.model import Kind

CLEAN: dict[str, str | bytes] = {"demo/__init__.py": "VALUE = 1\n"}
HOOK: dict[str, str | bytes] = {**CLEAN, "evil.pth": "import os\n"}


@pytest.fixture(autouse=True)
def place(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """An empty project directory that no policy of another project reaches into."""
    (tmp_path / ".git").mkdir()
    monkeypatch.chdir(tmp_path)
    return tmp_path


def put(path: str, files: dict[str, str | bytes], kind: Kind = Kind.WHEEL) -> Path:
    name, data = build(kind, files)
    target = Path(path) / name
    target.parent.mkdir(parents=True, exist_ok=True)
    target.write_bytes(data)
    return target


def summary(capsys: pytest.CaptureFixture[str], *args: str) -> dict[str, int]:
    capsys.readouterr()
    run(["check", "--format", "json", *args])
    document: dict[str, dict[str, int]] = json.loads(capsys.readouterr().out)
    return document["summary"]


def test_clean_is_0(capsys: pytest.CaptureFixture[str]) -> None:
    put("dist", CLEAN)
    put("dist", CLEAN, Kind.SDIST)
    put("dist", {"index.js": ""}, Kind.NPM)
    assert run(["check"]) == 0
    captured = capsys.readouterr()
    assert "demo-1.0-py3-none-any.whl" in captured.out
    assert captured.err == ""


@pytest.mark.parametrize("jobs", ["1", "2"])
def test_statistics_say_what_each_rule_took(capsys: pytest.CaptureFixture[str], jobs: str) -> None:
    put("dist", HOOK)
    put("dist", CLEAN, Kind.SDIST)
    run(["check", "--statistics", "-j", jobs])
    shown = capsys.readouterr().out
    assert "reading, unpacking, judging" in shown
    run(["check", "--format", "json", "--statistics", "-j", jobs])
    assert "seconds" not in capsys.readouterr().out
    run(["check", "-j", jobs])
    assert "seconds" not in capsys.readouterr().out


def test_findings_are_1(capsys: pytest.CaptureFixture[str]) -> None:
    put("dist", HOOK)
    assert run(["check"]) == 1
    assert "pth-hook" in capsys.readouterr().out
    assert run(["check", "--exit-zero"]) == 0
    assert run(["check", "--fail-on", "never"]) == 0
    assert run(["check", "--ignore", "pth-hook"]) == 0
    assert run(["check", "--select", "vcs-directory"]) == 0


@pytest.mark.parametrize("form", ["full", "concise", "table", "json", "github", "sarif", "junit", "gitlab", "markdown"])
def test_exit_code_does_not_depend_on_the_format(form: str, capsys: pytest.CaptureFixture[str]) -> None:
    put("dist", HOOK)
    assert run(["check", "--format", form]) == 1
    assert capsys.readouterr().out


def test_nothing_to_lint_is_3(capsys: pytest.CaptureFixture[str]) -> None:
    assert run(["check"]) == 3
    said = "".join(capsys.readouterr())
    assert "nothing to lint" in said
    assert "dist" in said
    assert ".whl" in said
    assert run(["check", "--allow-empty"]) == 0
    Path("dist").mkdir()
    assert run(["check"]) == 3
    assert run(["check", "dist/*.whl"]) == 3
    assert summary(capsys, "--exit-zero")["exit_code"] == 3


BROKEN = {
    "text.whl": b"this is a text file\n",
    "empty-1.0-py3-none-any.whl": b"",
    "empty-1.0.tar.gz": b"",
    "random.tgz": bytes(range(256)) * 8,
}


@pytest.mark.parametrize("name", BROKEN)
def test_broken_is_3_and_one_line(name: str, capsys: pytest.CaptureFixture[str]) -> None:
    Path(name).write_bytes(BROKEN[name])
    assert run(["check", name]) == 3
    captured = capsys.readouterr()
    assert "Traceback" not in captured.out + captured.err
    assert name in captured.out
    assert run(["check", "--format", "concise", name]) == 3
    lines = [line for line in capsys.readouterr().out.splitlines() if name in line]
    assert len(lines) == 1
    run(["check", "--format", "json", name])
    (artifact,) = json.loads(capsys.readouterr().out)["artifacts"]
    assert artifact["sha256"] == hashlib.sha256(BROKEN[name]).hexdigest()
    assert artifact["status"] == "not-linted"


@pytest.mark.parametrize("kind", list(Kind))
def test_truncated_is_3(kind: Kind) -> None:
    path = put("dist", {**CLEAN, "big.bin": os.urandom(100_000)}, kind)
    path.write_bytes(path.read_bytes()[:50_000])
    assert run(["check"]) == 3
    assert run(["check", "--exit-zero", "--fail-on", "never"]) == 3


def test_not_linted_wins_over_findings() -> None:
    put("dist", HOOK)
    Path("dist/broken-1.0-py3-none-any.whl").write_bytes(b"")
    assert run(["check"]) == 3


def test_missing_and_unreadable_are_2(capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch) -> None:
    assert run(["check", "no/such.whl"]) == 2
    assert "no/such.whl" in capsys.readouterr().err
    put("dist", CLEAN)

    def refuse(_self: Path) -> None:
        raise PermissionError(13, "Permission denied")

    monkeypatch.setattr(Path, "iterdir", refuse)
    assert run(["check", "dist"]) == 2
    assert "Permission denied" in capsys.readouterr().err


def test_usage_errors_are_2(capsys: pytest.CaptureFixture[str]) -> None:
    assert run(["chek"]) == 2
    assert "pkglint check" in capsys.readouterr().err
    assert run(["check", "--format", "xml"]) == 2
    assert run(["check", "--report", "sarif"]) == 2
    assert run(["check", "--report", "sariff=x"]) == 2
    assert "did you mean 'sarif'" in capsys.readouterr().err
    assert run(["check", "--select", "source-maps"]) == 2
    assert "source-map" in capsys.readouterr().err
    assert run(["check", "--limit", "max-unpackedd=1"]) == 2


def test_companions_are_passed_over(capsys: pytest.CaptureFixture[str]) -> None:
    artifact = put("dist", CLEAN)
    for suffix in (".asc", ".publish.attestation", ".sigstore.json"):
        Path(f"{artifact}{suffix}").write_text("x")
    Path("dist/.gitignore").write_text("*\n")
    assert run(["check"]) == 0
    assert run(["check", *map(str, Path("dist").iterdir())]) == 0
    assert summary(capsys)["artifacts"] == 1


def test_globs_are_expanded_here() -> None:
    put("out/a", CLEAN)
    put("out/b", HOOK)
    assert run(["check", "out/*/*.whl"]) == 1
    assert run(["check", "out/a/*.whl"]) == 0


def test_reports_are_written_whole(capsys: pytest.CaptureFixture[str]) -> None:
    put("dist", HOOK)
    reports = {"json": "out/deep/r.json", "sarif": "out/r.sarif", "digests": "out/d", "junit": "out/j.xml"}
    assert run(["check", *(f"--report={name}={path}" for name, path in reports.items())]) == 1
    assert json.loads(Path("out/deep/r.json").read_text())["summary"]["exit_code"] == 1
    assert sorted(p.name for p in Path("out").iterdir()) == ["d", "deep", "j.xml", "r.sarif"]
    capsys.readouterr()
    assert run(["check", "-o", "out/full.txt"]) == 1
    assert capsys.readouterr().out == ""
    assert "pth-hook" in Path("out/full.txt").read_text("utf-8")


def test_reports_overwrite_no_input(capsys: pytest.CaptureFixture[str]) -> None:
    artifact = put("dist", CLEAN)
    before = artifact.read_bytes()
    Path(".pkglint.yaml").write_text("version: 1\n")
    assert run(["check", f"--report=json={artifact}"]) == 2
    assert run(["check", "--report=json=.pkglint.yaml"]) == 2
    assert run(["check", "--report=json=a", "--report=sarif=./a"]) == 2
    assert "another report" in capsys.readouterr().err
    assert artifact.read_bytes() == before
    assert not Path("a").exists()


def test_verify(capsys: pytest.CaptureFixture[str]) -> None:
    artifact = put("dist", CLEAN)
    assert run(["check", "--report", "digests=linted.txt"]) == 0
    assert run(["verify", "linted.txt"]) == 0
    assert run(["verify", "linted.txt", "dist"]) == 0
    data = artifact.read_bytes()
    artifact.write_bytes(data + b"x")
    capsys.readouterr()
    assert run(["verify", "linted.txt"]) == 1
    assert "differs" in capsys.readouterr().out
    artifact.write_bytes(data)
    extra = put("dist", CLEAN, Kind.SDIST)
    assert run(["verify", "linted.txt"]) == 1
    assert "was not linted" in capsys.readouterr().out
    extra.unlink()
    artifact.rename("dist/moved-1.0-py3-none-any.whl")
    assert run(["verify", "linted.txt"]) == 1
    assert run(["verify", "no-such-file"]) == 2
    Path("bad.txt").write_text("hello\n")
    assert run(["verify", "bad.txt"]) == 2


def test_two_policies_are_2_and_both_named(capsys: pytest.CaptureFixture[str]) -> None:
    put("dist", CLEAN)
    Path(".pkglint.yaml").write_text("version: 1\n")
    Path("package.json").write_text('{"pkglint": {"version": 1}}')
    assert run(["check"]) == 2
    said = capsys.readouterr().err
    assert ".pkglint.yaml" in said
    assert "package.json" in said
    assert run(["check", "--no-config"]) == 0


def test_policy_is_found_above_but_not_beyond_git(place: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    put("sub/dist", HOOK)
    (place / ".pkglint.yaml").write_text("version: 1\nrules: {pth-hook: none}\n")
    monkeypatch.chdir(place / "sub")
    assert run(["check"]) == 0
    (place / "sub" / ".git").mkdir()
    assert run(["check"]) == 1


def test_policy_errors_come_all_at_once(capsys: pytest.CaptureFixture[str]) -> None:
    put("dist", CLEAN)
    Path(".pkglint.yaml").write_text(
        "version: 1\nfail_on: error\nrules:\n  source-mapp: error\n  secret: error\n  secret: warning\nignore: {}\n"
    )
    assert run(["check"]) == 2
    said = capsys.readouterr().err
    for position in (":2:1", ":4:3", ":6:3", ":7:9"):
        assert f".pkglint.yaml{position}" in said
    assert "did you mean `source-map`" in said


def test_credentials_in_the_environment_are_named(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    put("dist", CLEAN)
    monkeypatch.setenv("TWINE_PASSWORD", "correct-horse")
    assert run(["check"]) == 0
    said = capsys.readouterr().err
    assert "TWINE_PASSWORD" in said
    assert "correct-horse" not in said


def test_stray_variables_do_not_disarm_the_gate(monkeypatch: pytest.MonkeyPatch) -> None:
    put("dist", HOOK)
    for name in ("PKGLINT_FAIL_ON", "PKGLINT_CHECK_FAIL_ON", "PKGLINT_CHECK_EXIT_ZERO", "PKGLINT_EXIT_ZERO"):
        monkeypatch.setenv(name, "never" if name.endswith("ON") else "1")
    assert run(["check"]) == 1


def test_colour(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> None:
    put("dist", HOOK)

    def coloured(*args: str, **variables: str) -> bool:
        with monkeypatch.context() as context:
            for name, value in variables.items():
                context.setenv(name, value)
            run(["check", *args])
        return "\x1b[" in capsys.readouterr().out

    assert not coloured()
    assert coloured("--color", "always")
    assert coloured(FORCE_COLOR="1")
    assert coloured(GITHUB_ACTIONS="true")
    assert not coloured(FORCE_COLOR="1", NO_COLOR="1")
    assert coloured("--color", "always", NO_COLOR="1")
    assert not coloured("--color", "never", FORCE_COLOR="1")


def test_quiet_prints_only_what_is_wrong(capsys: pytest.CaptureFixture[str]) -> None:
    put("dist", CLEAN)
    assert run(["check", "-q"]) == 0
    assert capsys.readouterr() == ("", "")
    put("dist", HOOK)
    assert run(["check", "-q"]) == 1
    assert "pth-hook" in capsys.readouterr().out


@pytest.mark.skipif(os.name == "nt", reason="the test needs a POSIX shell")
def test_a_closed_pipe_changes_nothing() -> None:
    put("dist", HOOK)
    script = f"{sys.executable} -m pkglint check --format json; echo $? >&2"
    done = subprocess.run(["bash", "-c", f"({script}) | true"], capture_output=True, text=True, check=False)
    assert done.stderr.strip() == "1"


def test_several_jobs_give_the_same_report(capsys: pytest.CaptureFixture[str]) -> None:
    put("dist", HOOK)
    put("dist", CLEAN, Kind.SDIST)
    put("dist", {"index.js": ""}, Kind.NPM)
    run(["check", "--format", "json", "--jobs", "1"])
    alone = capsys.readouterr().out
    run(["check", "--format", "json", "--jobs", "2"])
    assert capsys.readouterr().out == alone
    assert len(json.loads(alone)["artifacts"]) == 3


def test_limits_on_the_command_line() -> None:
    put("dist", CLEAN)
    assert run(["check", "--limit", "max-members=2"]) == 3
    assert run(["check", "--limit", "max-members=10", "--limit", "max-unpacked=1MiB"]) == 0


def test_version_and_help(capsys: pytest.CaptureFixture[str]) -> None:
    assert run(["--version"]) == 0
    assert capsys.readouterr().out.startswith("pkglint ")
    assert run(["--help"]) == 0
    assert "Exit codes" in capsys.readouterr().out
    for name in ("check", "ls", "explain", "init", "ignore", "config", "verify", "completion"):
        assert run([name, "--help"]) == 0
        assert capsys.readouterr().out


def test_the_member_where_reading_ended_is_named(capsys: pytest.CaptureFixture[str]) -> None:
    path = put("dist", {**CLEAN, "demo/data\x1b.bin": b"A" * 5000})
    path.write_bytes(path.read_bytes().replace(b"A" * 5000, b"A" * 4999 + b"B"))
    assert run(["check", "--format", "concise"]) == 3
    said = capsys.readouterr().out
    assert "demo/data\\x1b.bin" in said
    assert "\x1b" not in said


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="only Linux has a device that is always full")
def test_a_full_disk_is_reported() -> None:
    put("dist", CLEAN)
    with Path("/dev/full").open("w") as full:
        done = subprocess.run(
            [sys.executable, "-m", "pkglint", "check"], stdout=full, stderr=subprocess.PIPE, text=True, check=False
        )
    assert done.returncode == 2
    assert "No space left" in done.stderr
    assert "Traceback" not in done.stderr


@pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="Windows has no named pipes in directories")
def test_what_is_no_file_is_refused_not_waited_for(capsys: pytest.CaptureFixture[str]) -> None:
    put("dist", CLEAN)
    Path("dist/gone-1.0-py3-none-any.whl").symlink_to("nowhere")
    assert run(["check"]) == 2
    assert "gone-1.0" in capsys.readouterr().err
    Path("dist/gone-1.0-py3-none-any.whl").unlink()
    os.mkfifo("dist/pipe-1.0-py3-none-any.whl")
    assert run(["check"]) == 2
    assert "no regular file" in capsys.readouterr().err
