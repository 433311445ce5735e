"""Worker processes: what they import, what is left of a run when one dies, and that none outlives the run."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
import textwrap
from collections.abc import Callable
from concurrent.futures import BrokenExecutor
from functools import partial
from pathlib import Path
from typing import Any

import pytest

from fixtures.build import build
from pkglint.cli import run
from pkglint.model import Kind
from pkglint.workers import path
from pkglint.workers.pool import Pool, WorkerDied

ROOT = Path(__file__).parents[2]
posix = pytest.mark.skipif(os.name == "nt", reason="the test needs POSIX signals")
TRAP = "import os; open(os.path.join({home!r}, 'pwned-' + __name__), 'w').close()\nraise ImportError(__name__)\n"
# What the interpreter, multiprocessing, this program and its dependencies import.
TRAPS = """
    __future__ argparse ast base64 click collections concurrent contextlib ctypes dataclasses datetime
    encodings enum functools hashlib importlib inspect io json linecache logging marshal multiprocessing os
    packaging pathlib pathspec pickle pkgutil platform queue random re re2 selectors shutil signal site
    sitecustomize socket stat string struct subprocess tabulate tempfile threading tomllib tomli traceback
    types typing unicodedata usercustomize uuid warnings weakref yaml zipfile zipimport zlib
""".split()  # noqa: SIM905 - fifty short names

CHECK = ["check", "--no-config", "--format", "json", "--jobs", "2"]


def artifacts(place: Path, count: int) -> list[str]:
    place.mkdir(parents=True, exist_ok=True)
    names = []
    for index in range(count):
        name, data = build(Kind.NPM, {f"demo/m{index}.js": "1;\n"})
        names.append(f"{index:02}-{name}")
        (place / names[-1]).write_bytes(data)
    return names


@pytest.fixture
def trapped(tmp_path: Path) -> Path:
    """A working directory with artifacts in it, and modules that say so when they are imported."""
    place = tmp_path / "checkout"
    artifacts(place / "dist", 3)
    for name in TRAPS:
        (place / f"{name}.py").write_text(TRAP.format(home=str(tmp_path)))
    return place


def outcome(command: list[str], cwd: Path, **variables: str) -> dict[str, Any]:
    done = subprocess.run(command, cwd=cwd, capture_output=True, text=True, check=False, env=os.environ | variables)
    assert done.returncode == 0, done.stdout + done.stderr
    document: dict[str, Any] = json.loads(done.stdout)
    return document


def script(place: Path, start: str = "from pkglint.__main__ import main; main()") -> list[str]:
    """A script beside ``place``, as an installation has one: with ``-c`` Python 3.13 itself imports from ``place``."""
    file = place.parent / "script.py"
    file.write_text(f"import sys; sys.path.pop(0); {start}\n")
    return [sys.executable, str(file)]


START_METHODS = ["spawn", "forkserver"] if os.name == "posix" else ["spawn"]


@pytest.mark.parametrize("method", START_METHODS)
def test_no_worker_imports_from_the_working_directory(trapped: Path, method: str) -> None:
    """With the start methods that are the default on macOS, on Windows and from Python 3.14 on."""
    start = (
        "import multiprocessing; "
        f"multiprocessing.set_start_method({method!r}); from pkglint.__main__ import main; main()"
    )
    document = outcome([*script(trapped, start), *CHECK], trapped)
    assert document["summary"]["artifacts"] == 3
    assert not list(trapped.parent.glob("pwned-*"))


def _before_any_program() -> list[str]:
    """What ``python -m`` imports before it gives way to a program: no program can do anything about that."""
    asked = [sys.executable, "-I", "-c", "import runpy, sys; print(*sys.modules)"]
    return subprocess.run(asked, capture_output=True, text=True, check=True).stdout.split()


@pytest.mark.parametrize("form", [[], ["-I"], ["-m"]])
def test_nothing_imports_from_the_working_directory(trapped: Path, form: list[str]) -> None:
    if form == ["-m"]:
        for name in _before_any_program():
            (trapped / f"{name}.py").unlink(missing_ok=True)
        command = [sys.executable, "-m", "pkglint"]
    elif form:
        command = [sys.executable, "-I", "-c", "from pkglint.__main__ import main; main()"]
    else:
        command = script(trapped)
    document = outcome([*command, *CHECK], trapped)
    assert document["summary"]["artifacts"] == 3
    assert not list(trapped.parent.glob("pwned-*"))


def test_an_empty_entry_of_the_path_is_the_working_directory(trapped: Path) -> None:
    """``PYTHONPATH=$PYTHONPATH:/lib`` is a common way to put the working directory first."""
    start = "import pkglint.workers; sys.path[:0] = ['', '.', 'dist']; "
    start += "import pkglint.__main__; pkglint.__main__.main()"
    document = outcome([*script(trapped, start), *CHECK], trapped)
    assert document["summary"]["artifacts"] == 3
    assert not list(trapped.parent.glob("pwned-*"))


def test_the_working_directory_is_last_where_pkglint_itself_lies_there(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    lib = str(tmp_path / "lib")
    assert path.clean(["", str(tmp_path), lib, "lib"], lib) == [lib]
    assert path.clean(["", str(tmp_path), lib], str(tmp_path)) == [lib, str(tmp_path)]


def test_workers_run_the_package_that_started_them(tmp_path: Path) -> None:
    """A zip archive on PYTHONPATH, as in a zipapp, with another pkglint installed beside it."""
    import zipfile

    packed = tmp_path / "pkglint.pyz"
    with zipfile.ZipFile(packed, "w") as archive:
        for file in sorted((ROOT / "pkglint").rglob("*")):
            if file.is_file() and file.suffix != ".pyc":
                text = file.read_bytes()
                if file.name == "__init__.py" and file.parent.name == "pkglint":
                    text += b"\n__version__ = '9.9.9'\n"
                archive.writestr(file.relative_to(ROOT).as_posix(), text)
    code = """
        import sys
        sys.path.insert(0, sys.argv[1])
        from pkglint.workers.pool import Pool
        with Pool(1) as pool:
            print(pool.submit(eval, "__import__('pkglint').__version__").result())
    """
    done = subprocess.run(
        [sys.executable, "-c", textwrap.dedent(code), str(packed)],
        capture_output=True,
        text=True,
        check=False,
        cwd=tmp_path,
    )
    assert done.stdout.split() == ["9.9.9"], done.stderr


def test_calls_values_and_exceptions_cross() -> None:
    with Pool(2) as pool:
        assert list(pool.map(pow, [2, 3, 4], [2, 2, 2])) == [4, 9, 16]
        assert isinstance(pool.submit(int, "x").exception(), ValueError)
        assert pool.submit(pow, 2, 5).result() == 32, "an exception costs no worker"
        with pytest.raises(AttributeError):
            pool.submit(lambda: None).result()  # cannot be sent
        assert pool.submit(print, "this meets the null device").result() is None
        assert pool.submit(input).exception().__class__ is EOFError
    with pytest.raises(RuntimeError):
        pool.submit(pow, 2, 2)


def test_a_worker_that_dies_takes_its_own_call_only() -> None:
    with Pool(2) as pool:
        calls = [pool.submit(os._exit, 5) if index == 3 else pool.submit(abs, -index) for index in range(8)]
        assert isinstance(calls[3].exception(), WorkerDied)
        assert isinstance(calls[3].exception(), BrokenExecutor), "whoever takes any executor knows this one"
        assert str(calls[3].exception()) == "the process that read it ended with status 5"
        assert [call.result() for index, call in enumerate(calls) if index != 3] == [0, 1, 2, 4, 5, 6, 7]
        assert "ran out of memory" in str(pool.submit(bytes, 1 << 60).exception())


@posix
def test_a_killed_worker_is_said_to_be_killed() -> None:
    with Pool(1) as pool:
        pid = pool.submit(os.getpid).result()
        assert pid != os.getpid()
        died = pool.submit(partial(os.kill, pid, signal.SIGKILL)).exception()
        assert str(died) == "the process that read it was killed by SIGKILL"
        assert pool.submit(os.getpid).result() != pid


def test_no_process_can_be_started(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setattr(sys, "executable", str(tmp_path / "none"))
    with Pool(1) as pool:
        assert "no process could be started" in str(pool.submit(abs, 1).exception())
    monkeypatch.undo()
    with monkeypatch.context() as context:
        context.setattr("pkglint.workers.pool._START", "raise SystemExit(9)")
        with Pool(1) as pool:
            assert "ended with status 9 before it was ready" in str(pool.submit(abs, 1).exception())


KILLER = """
import os, random, signal, sys, threading
from pkglint.workers import pool
start = pool._Keeper._start
chosen, seen = int(sys.argv.pop(1)), []
lock = threading.Lock()

def started(self):
    process = start(self)
    with lock:
        seen.append(process.pid)
        if len(seen) == chosen:
            process.kill()
            process.wait()
    return process

pool._Keeper._start = started
from pkglint.__main__ import main
main()
"""


@pytest.mark.parametrize("chosen", [1, 4, 9])
def test_a_lint_names_the_artifact_whose_worker_was_killed(tmp_path: Path, chosen: int) -> None:
    artifacts(tmp_path / "dist", 9)
    command = [sys.executable, "-c", KILLER, str(chosen), *CHECK]
    done = subprocess.run(command, cwd=tmp_path, capture_output=True, text=True, check=False)
    assert done.returncode == 3, done.stderr
    document = json.loads(done.stdout)
    lost = [artifact for artifact in document["artifacts"] if artifact["status"] == "not-linted"]
    assert len(document["artifacts"]) == 9
    assert [artifact["reason_code"] for artifact in lost] == ["worker-died"]
    assert done.stderr == ""


def _alive(pid: int) -> bool:
    status = Path(f"/proc/{pid}/stat")
    try:
        return status.read_text().rpartition(")")[2].split()[0] != "Z"
    except OSError:
        return False


# What a shell starts in the background ignores SIGINT, and hands that down.
SLEEPERS = """
import os, signal, sys, time, tempfile
signal.signal(signal.SIGINT, signal.default_int_handler)
from pkglint.workers.pool import Pool
import pkglint.cli.check as check
from pkglint import cli

def lint(sources, policy, options):
    with Pool(2) as pool:
        calls = [pool.submit(time.sleep, 600) for _ in range(4)]
        pids = [os.getpid()]
        while len(pids) < 3:
            time.sleep(0.01)  # the threads that start the processes need the interpreter, too
            pids = [os.getpid(), *(k._process.pid for k in pool._keepers if k._process)]
        print(*pids, flush=True)
        calls[0].result()

check._lint = lint
from pkglint.__main__ import main
main()
"""


@posix
@pytest.mark.skipif(not Path("/proc/self/stat").exists(), reason="processes are looked up in /proc")
@pytest.mark.parametrize(
    ("number", "code"),
    [(signal.SIGINT, 130), (signal.SIGTERM, 143), (signal.SIGHUP, 129), (signal.SIGKILL, -signal.SIGKILL)],
)
def test_nothing_outlives_the_run(tmp_path: Path, number: int, code: int) -> None:
    artifacts(tmp_path / "dist", 2)
    process = subprocess.Popen(
        [sys.executable, "-c", SLEEPERS, "check", "--no-config"],
        cwd=tmp_path,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    )
    assert process.stdout is not None
    pids = [int(pid) for pid in process.stdout.readline().split()]
    assert len(pids) == 3
    os.kill(pids[0], number)
    _, said = process.communicate()  # returns only when nobody holds the pipes any more
    assert process.returncode == code
    assert said == ("" if number == signal.SIGKILL else "interrupted\n")
    wait_until(lambda: not any(map(_alive, pids)))


LOST = """
import os, signal
from pkglint import cli

class Ends:
    def __set_name__(self, owner, name):
        os.kill(os.getpid(), signal.SIGTERM)

def made(args):
    type("Made", (), {"ends": Ends()})

def ignored(args):
    Deleted = type("Deleted", (), {"__del__": lambda self: os.kill(os.getpid(), signal.SIGTERM)})
    Deleted()
    return cli.output.say("and on it went") or 0

PHASE = {phase}
run = cli.run
def wrapped(args):
    cli.cli.main = lambda *_, **__: PHASE(args)
    return run(args)
cli.run = wrapped
from pkglint.__main__ import main
main()
"""


@posix
@pytest.mark.parametrize("phase", ["made", "ignored"])
def test_an_interrupt_is_not_lost_where_python_swallows_it(tmp_path: Path, phase: str) -> None:
    """Classes that are being made wrap it until Python 3.12, finalizers drop it: the run ends all the same."""
    code = LOST.replace("{phase}", phase)
    done = subprocess.run([sys.executable, "-c", code], cwd=tmp_path, capture_output=True, text=True, check=False)
    assert done.returncode == 143, done.stderr
    assert done.stderr.endswith("interrupted\n")
    assert "internal error" not in done.stderr


def wait_until(condition: Callable[[], bool]) -> None:
    """Ask again until it holds; a process that never ends is ended by the limit of the test run."""
    import time

    for _ in range(2000):
        if condition():
            return
        time.sleep(0.01)
    raise AssertionError("still there")


def test_a_file_that_vanishes_is_named_and_the_others_are_judged(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.chdir(tmp_path)
    names = artifacts(tmp_path / "dist", 3)
    from pkglint.cli import check

    lint = check._lint

    def gone(*arguments: Any) -> Any:
        (tmp_path / "dist" / names[1]).unlink()
        return lint(*arguments)

    monkeypatch.setattr(check, "_lint", gone)
    for jobs in ("1", "2"):
        (tmp_path / "dist" / names[1]).write_bytes(b"x")
        assert run(["check", "--no-config", "--format", "json", "--jobs", jobs]) == 3
        found = json.loads(capsys.readouterr().out)["artifacts"]
        assert [artifact["reason_code"] for artifact in found] == [None, "vanished", None]
