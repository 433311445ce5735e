"""Over a whole lint in every format: nothing is contacted, started, imported or written but what was asked for."""

from __future__ import annotations

import json
import re
import subprocess
import sys
from pathlib import Path

import pytest

from fixtures.build import build
from pkglint.model import Kind
from pkglint.report import FORMATS

ROOT = Path(__file__).parents[1]
# Told by the interpreter itself (PEP 578), here and in the workers, to a file that was opened before it all began.
HOOK = """
import json, os, sys
log = os.open(LOG, os.O_WRONLY | os.O_CREAT | os.O_APPEND)
here = os.path.realpath(os.curdir) + os.sep
busy = False
WATCHED = (
    "socket.", "subprocess.", "os.system", "os.exec", "os.fork", "os.posix_spawn", "os.spawn", "os.kill",
    "os.startfile", "ctypes.", "pty.", "os.putenv", "os.chdir", "os.remove", "os.rename", "os.rmdir", "os.mkdir",
    "os.link", "os.symlink", "os.chmod", "os.chown", "os.truncate", "os.utime", "shutil.", "tempfile.", "urllib.",
    "http.", "ftplib.", "smtplib.", "pickle.find_class", "webbrowser.", "winreg.", "sqlite3.", "signal.pthread_kill",
)

def note(*words):
    os.write(log, (json.dumps(words) + "\\n").encode())

def hook(event, args):
    global busy
    if busy:
        return
    busy = True
    try:
        if event == "open":
            path, mode, flags = args
            if isinstance(path, str) and flags & (os.O_WRONLY | os.O_RDWR | os.O_CREAT):
                note("write", os.path.abspath(path))
        elif event == "exec":
            name = getattr(args[0], "co_filename", "<")  # code without a file is named <string> and the like
            if name[:1] != "<" and os.path.realpath(name).startswith(here):
                note("import", name)
        elif event.startswith(WATCHED):
            note(event, *(a if isinstance(a, str) else repr(a) for a in args))
    finally:
        busy = False

sys.addaudithook(hook)
sys.dont_write_bytecode = True
"""
RUN = """
import pkglint.workers.pool
from pkglint.__main__ import main
pkglint.workers.pool._START = HOOK + pkglint.workers.pool._START
main()
"""
TRAP = "import pathlib\npathlib.Path(__file__).with_suffix('.pwned').touch()\n"
OWN = re.compile(r"-I.*-S.*from pkglint\.workers\.child import main", re.DOTALL)


@pytest.fixture
def place(tmp_path: Path) -> Path:
    """A checkout with one artifact of each kind, and modules that no run may import."""
    checkout = tmp_path / "checkout"
    (checkout / "dist").mkdir(parents=True)
    (checkout / ".git").mkdir()
    files: dict[str, str | bytes] = {
        "demo/__init__.py": "import os\n",
        "evil.pth": "import os; os.system('true')\n",
        "setup.py": "import os\nos.system('true')\n",
        "dist/index.js": "//# sourceMappingURL=index.js.map\n",
        "dist/index.js.map": json.dumps({"version": 3, "sources": ["a.ts"], "sourcesContent": ["secret"]}),
        ".env": "PASSWORD=hunter2hunter2\n",
    }
    for kind in Kind:
        name, data = build(kind, files)
        (checkout / "dist" / name).write_bytes(data)
    for name in (
        "click",
        "yaml",
        "pickle",
        "logging",
        "multiprocessing",
        "pkglint_plugin",
        "conftest",
        "sitecustomize",
    ):
        (checkout / f"{name}.py").write_text(TRAP)
    return checkout


@pytest.mark.parametrize("jobs", [1, 2])
@pytest.mark.parametrize("form", FORMATS)
def test_a_lint_does_nothing_but_read_and_report(place: Path, form: str, jobs: int) -> None:
    log = place.parent / "events"
    report = place / "out" / "report"
    hook = f"LOG = {str(log)!r}\n{HOOK}"
    command = [
        sys.executable,
        "-I",
        "-c",
        f"{hook}\nHOOK = {hook!r}\n{RUN}",
        "check",
        "-f",
        form,
        "-j",
        str(jobs),
        f"--report={form}={report}",
    ]
    done = subprocess.run(command, cwd=place, capture_output=True, text=True, check=False)
    assert done.returncode == 1, done.stderr
    assert report.stat().st_size
    events = [json.loads(line) for line in log.read_text().splitlines()]
    reported = [event for event in events if event[0] not in {"write", "os.rename", "os.mkdir"}]
    workers = [event for event in reported if event[0] == "subprocess.Popen"]
    assert len(workers) in ({0} if jobs == 1 else {1, 2}), "one may be done with all before the other starts"
    assert all(OWN.search(event[2]) for event in workers)
    # What workers send is unpickled here; what starts them is one call of the system for each.
    own = {"subprocess.Popen", "pickle.find_class", "os.posix_spawn"} if jobs > 1 else set()
    assert [event for event in reported if event[0] not in own] == []
    written = {event[1] for event in events if event[0] == "write"}
    temporary = {
        path for path in written if Path(path).parent == report.parent and Path(path).name.startswith(".pkglint-")
    }
    assert len(temporary) == 1
    assert written - temporary <= {"/dev/null", str(Path("nul").absolute())}
    assert [event[1:3] for event in events if event[0] == "os.rename"] == [[temporary.pop(), str(report)]]
    assert [event[1] for event in events if event[0] == "os.mkdir"] == [str(report.parent)]
    assert not list(place.glob("*.pwned"))
    assert not list(place.rglob("__pycache__"))
    assert sorted(path.name for path in report.parent.iterdir()) == ["report"]


def test_security_names_tests_that_exist() -> None:
    """Every promise in the threat model names the tests that hold it, and each of them is there."""
    text = (ROOT / "SECURITY.md").read_text(encoding="utf-8")
    rows = [line for line in text.splitlines() if line.startswith("| ") and "---" not in line][1:]
    assert len(rows) >= 15
    for row in rows:
        cells = [cell.strip() for cell in row.strip("|").split("|")]
        assert len(cells) == 3, row
        named = re.findall(r"`(tests/[\w/]+\.py)(?:::(\w+))?`", cells[2])
        assert named, f"no test holds: {row}"
        for path, function in named:
            source = (ROOT / path).read_text(encoding="utf-8")
            assert not function or f"def {function}(" in source, f"{path}::{function}"
