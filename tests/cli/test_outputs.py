"""Where reports go: devices, pipes and links as they are meant, files whole or not at all, and one message."""

from __future__ import annotations

import json
import os
import stat
import subprocess
import sys
import threading
from pathlib import Path

import pytest

from fixtures.build import build
from pkglint.cli import run, targets
from pkglint.model import Kind

posix = pytest.mark.skipif(os.name == "nt", reason="Windows has neither pipes in directories nor links for everybody")
linux = pytest.mark.skipif(not Path("/dev/full").exists(), reason="only Linux has a device that is always full")
PKGLINT = f"'{sys.executable}' -m pkglint"


@pytest.fixture(autouse=True)
def place(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    (tmp_path / ".git").mkdir()
    (tmp_path / "dist").mkdir()
    name, data = build(Kind.WHEEL, {"demo/__init__.py": "", "evil.pth": "import os\n"})
    (tmp_path / "dist" / name).write_bytes(data)
    monkeypatch.chdir(tmp_path)
    return tmp_path


def shell(script: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(["bash", "-c", script], capture_output=True, text=True, check=False)


@posix
@pytest.mark.parametrize("option", ["-o", "--report=json"])
def test_a_link_stays_and_what_it_points_to_is_replaced(option: str, place: Path) -> None:
    (place / "out").mkdir()
    Path("link").symlink_to("out/hop")
    Path("out/hop").symlink_to("../out/report.json")
    args = ["-f", "json", "-o", "link"] if option == "-o" else ["--report=json=link"]
    for _ in range(2):
        assert run(["check", *args]) == 1
        assert Path("link").is_symlink()
        assert Path("out/hop").is_symlink()
        assert json.loads(Path("out/report.json").read_text())["schema"]
    assert sorted(path.name for path in Path("out").iterdir()) == ["hop", "report.json"]


@posix
@pytest.mark.parametrize("option", [["-f", "json", "-o", "pipe"], ["--report=json=pipe"]])
def test_a_pipe_is_written_into(option: list[str]) -> None:
    os.mkfifo("pipe")
    got: list[str] = []
    reader = threading.Thread(target=lambda: got.append(Path("pipe").read_text()), daemon=True)
    reader.start()
    assert run(["check", *option]) == 1
    reader.join(60)
    assert stat.S_ISFIFO(Path("pipe").stat().st_mode)
    assert json.loads(got[0])["schema"]


@posix
def test_the_null_device_stays_one(monkeypatch: pytest.MonkeyPatch) -> None:
    """Replacing it needs root, so the test watches what would replace it, too."""
    monkeypatch.setattr(os, "replace", lambda *_: pytest.fail("a device was to be replaced"))
    assert run(["check", "-o", os.devnull, "--report=json=/dev/null", "--report=sarif=/dev/null"]) == 1
    assert stat.S_ISCHR(Path(os.devnull).stat().st_mode)


@posix
@pytest.mark.parametrize(
    "form", ["-o /dev/stdout", "-o -", "-o /dev/fd/1", "-o /proc/self/fd/1", "-o x --report=json=-"]
)
def test_standard_output_by_any_name(form: str) -> None:
    if "/proc" in form and not Path("/proc/self/fd").exists():
        form = "-o -"
    done = shell(f'{{ echo before; {PKGLINT} check -f json {form}; echo " after $?"; }} >> log; cat log')
    assert done.stderr == ""
    assert done.stdout.startswith("before\n{")
    assert done.stdout.endswith(" after 1\n")
    assert json.loads(done.stdout[7:-9])["summary"]["exit_code"] == 1
    assert shell(f"{PKGLINT} check -f json {form} | wc -l").stdout.strip() != "0"


@posix
def test_another_descriptor_is_written_into() -> None:
    done = shell(f"{PKGLINT} check --report=json=/dev/fd/5 5>>extra >main; tail -c 2 extra; head -c 1 main")
    assert json.loads(Path("extra").read_text())["schema"]
    assert done.stderr == ""


def test_two_reports_have_no_place_on_standard_output(capsys: pytest.CaptureFixture[str]) -> None:
    assert run(["check", "--report=json=-", "--report=sarif=-", "-o", "x"]) == 2
    assert "a report must have a file of its own" in capsys.readouterr().err
    assert not Path("x").exists()
    assert run(["check", "-o", ""]) == 2


@posix
def test_inputs_are_known_by_any_name(capsys: pytest.CaptureFixture[str]) -> None:
    (artifact,) = Path("dist").iterdir()
    before = artifact.read_bytes()
    Path("link").symlink_to(artifact)
    Path("dir").symlink_to("dist")
    os.link(artifact, "hard")
    for name in ("link", f"dir/{artifact.name}", "hard", f"dist/../dist/{artifact.name}"):
        assert run(["check", "-o", name]) == 2
        assert "an input of this run" in capsys.readouterr().err
    done = shell(f"{PKGLINT} check dist/*.whl >> dist/{artifact.name}")
    assert done.returncode == 2
    assert artifact.read_bytes() == before


@posix
@pytest.mark.skipif(not hasattr(os, "geteuid") or os.geteuid() != 0, reason="only root can give a link away")
def test_no_link_of_somebody_else_is_followed(place: Path, capsys: pytest.CaptureFixture[str]) -> None:
    shared = place / "shared"
    shared.mkdir()
    (shared / "report").symlink_to(place / "victim")
    (place / "victim").write_text("precious")
    for owner, mode, followed in (
        (1234, 0o1777, False),
        (1234, 0o775, False),
        (1234, 0o755, True),  # put there by the owner of the directory, who is us
        (0, 0o1777, True),
    ):
        os.chown(shared / "report", owner, -1, follow_symlinks=False)
        shared.chmod(mode)
        assert run(["check", "-o", "shared/report"]) == (1 if followed else 2)
        assert ((place / "victim").read_text() == "precious") is not followed
        assert ("another user" in capsys.readouterr().err) is not followed
        (place / "victim").write_text("precious")
    os.chown(shared / "report", 1234, -1, follow_symlinks=False)
    os.chown(shared, 1234, -1)
    shared.chmod(0o755)
    assert run(["check", "-o", "shared/report"]) == 2, "its owner is somebody else"
    (shared / "report").unlink()
    assert run(["check", "-o", "shared/report"]) == 1, "a file of one's own replaces whatever is there"


@posix
def test_loops_and_directories_are_refused_before_anything_is_read(capsys: pytest.CaptureFixture[str]) -> None:
    Path("a").symlink_to("b")
    Path("b").symlink_to("a")
    Path("dist/not-looked-at.whl").write_text("")
    Path("file").write_text("")
    for name in ("a", "dist", "new/", "file/r"):
        assert run(["check", f"--report=json={name}"]) == 2
        captured = capsys.readouterr()
        assert captured.out == ""
        assert f"cannot write '{name}'" in captured.err


def test_findings_come_first_and_a_report_that_cannot_be_written_is_2(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    put = os.replace

    def refuse(source: str, goal: str) -> None:
        if goal.endswith("r"):
            raise PermissionError(13, "Permission denied")
        put(source, goal)

    monkeypatch.setattr(os, "replace", refuse)
    assert run(["check", "--report=json=file.r", "--report=sarif=ok.sarif"]) == 2
    captured = capsys.readouterr()
    assert "pth-hook" in captured.out
    assert captured.err.count("\n") == 1
    assert "Error: cannot write 'file.r'" in captured.err
    assert json.loads(Path("ok.sarif").read_text())["version"] == "2.1.0", "the others are written all the same"
    Path("dist/broken-1.0-py3-none-any.whl").write_text("")
    assert run(["check", "--report=json=file.r"]) == 3, "what was not linted is the worse news"


@linux
def test_a_full_disk_ends_in_one_message(capsys: pytest.CaptureFixture[str]) -> None:
    assert run(["check", "--report=json=/dev/full"]) == 2
    captured = capsys.readouterr()
    assert "pth-hook" in captured.out
    assert captured.err == "Error: cannot write '/dev/full': No space left on device\n"
    for redirect in (">/dev/full", "2>/dev/full", ">/dev/full 2>/dev/full"):
        done = shell(f"{PKGLINT} check --report=json=r.json {redirect}")
        assert done.returncode == (1 if redirect == "2>/dev/full" else 2)
        assert done.stderr.count("\n") == ("2>" not in redirect)
        assert json.loads(Path("r.json").read_text())["schema"]
    assert shell(f"{PKGLINT} --help >/dev/full").returncode == 2
    assert shell(f"{PKGLINT} check --nonsense 2>/dev/full").returncode == 2


@pytest.mark.parametrize("error", [OSError(28, "No space left on device"), KeyboardInterrupt()])
def test_a_half_written_report_never_stays(error: BaseException, monkeypatch: pytest.MonkeyPatch) -> None:
    Path("r.json").write_text("before")
    write = os.write

    def half(descriptor: int, data: bytes) -> int:
        write(descriptor, bytes(data)[:10])
        raise error

    goal = targets.target("r.json")
    with monkeypatch.context() as context:
        context.setattr(os, "write", half)
        with pytest.raises(type(error)):
            targets.write(goal, "x" * 100)
    assert Path("r.json").read_text() == "before"
    assert sorted(path.name for path in Path().iterdir()) == [".git", "dist", "r.json"]


@posix
def test_a_report_keeps_the_mode_of_the_file_it_replaces() -> None:
    Path("r.json").write_text("")
    Path("r.json").chmod(0o600)
    before = os.umask(0o027)
    try:
        assert run(["check", "--report=json=r.json", "--report=sarif=new.sarif"]) == 1
    finally:
        os.umask(before)
    assert stat.S_IMODE(Path("r.json").stat().st_mode) == 0o600
    assert stat.S_IMODE(Path("new.sarif").stat().st_mode) == 0o640


@posix
@pytest.mark.parametrize("closed", [">&-", "2>&-", "<&-", ">&- 2>&-", "<&- >&- 2>&-"])
def test_closed_streams_change_nothing(closed: str) -> None:
    for jobs in ("1", "2"):
        Path("dist/copy-1.0.tgz").write_bytes(build(Kind.NPM, {"index.js": ""})[1])
        done = shell(f"{PKGLINT} check -j {jobs} --report=json=r.json {closed}")
        assert done.returncode == 1
        assert "Traceback" not in done.stderr
        assert json.loads(Path("r.json").read_text())["summary"]["artifacts"] == 2
    assert shell(f"{PKGLINT} check --nonsense {closed}").returncode == 2
    assert shell(f"{PKGLINT} explain {closed}").returncode == 0


@posix
def test_a_reader_that_goes_away_changes_nothing() -> None:
    assert shell(f"({PKGLINT} explain --all; echo $? >&2) | head -c 1").stderr == "0\n"
    os.mkfifo("pipe")
    done = shell(f"head -c 1 pipe >/dev/null & {PKGLINT} check -v --report=sarif=pipe >/dev/null; echo $?; wait")
    assert done.stdout == "1\n"
    assert done.stderr == ""
    assert shell(f"{{ {PKGLINT} check nothing 2>&1; echo $?; }} 2>&1 >&3 3>&- | true; ").returncode == 0
