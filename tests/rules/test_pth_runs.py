"""Proof by running: wheels go into a throw-away environment of each Python at hand, and what ran is compared.

Every probe is a start-up file that does nothing but create an empty file with its own name. pkglint must say of each
of them whether this Python runs it, and Python then agrees or does not.
"""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
from collections.abc import Mapping
from functools import cache
from pathlib import Path
from typing import NamedTuple

import pytest

from fixtures.build import build
from pkglint.detect.code import startup
from pkglint.model import Kind

PROBE = "import os; open(os.path.join(os.environ['PROBES'], {0!r}), 'w').close()"
DAMAGED = "caf\xe9\n".encode("latin-1") + PROBE.format("damaged").encode() + b"\n"


class Python(NamedTuple):
    """An interpreter that start-up files can be tried in.

    ``hides`` says whether it skips names with a dot in front, ``customized`` whether it brings a sitecustomize of its
    own, as Debian's does: that one is found first.
    """

    path: str
    version: tuple[int, int, int]
    hides: bool
    customized: bool

    @property
    def line_rule(self) -> str:
        if self.version >= (3, 15):
            return startup.NEWEST
        return startup.NEW if self.version >= (3, 12, 4) else startup.OLD


def _candidates() -> list[str]:
    names = [sys.executable, *(shutil.which(f"python3.{minor}") or "" for minor in range(10, 17))]
    roots = Path(os.environ.get("PYENV_ROOT", Path.home() / ".pyenv")) / "versions"
    names += [str(path) for path in sorted(roots.glob("3.1*/bin/python"))]
    return [name for name in names if name]


@cache
def pythons() -> tuple[Python, ...]:
    """One interpreter for each version of Python that answers."""
    ask = (
        "import importlib.util, inspect, json, site, sys\n"
        "own = importlib.util.find_spec('sitecustomize') is not None\n"
        "print(json.dumps([sys.version_info[:3], inspect.getsource(site), own]))"
    )
    found: dict[tuple[int, int, int], Python] = {}
    for name in _candidates():
        done = subprocess.run([name, "-c", ask], capture_output=True, check=False, text=True)
        if done.returncode == 0:
            version, source, customized = json.loads(done.stdout)
            major, minor, micro = version
            if (major, minor) >= (3, 10):
                hides = 'name.startswith(".")' in source
                found.setdefault((major, minor, micro), Python(name, (major, minor, micro), hides, customized))
    return tuple(found.values())


@cache
def _pip(python: Python) -> tuple[str, ...]:
    """The pip that comes with this interpreter, else ours: an old pip cannot run on a newer Python."""
    own = (python.path, "-m", "pip")
    answers = subprocess.run([*own, "--version"], capture_output=True, check=False).returncode == 0
    return own if answers else (sys.executable, "-m", "pip")


def _environment(tmp_path: Path, python: Python, files: Mapping[str, str | bytes]) -> tuple[Path, Path]:
    """Install a wheel of these files into a new environment: its interpreter, and where the probes leave traces."""
    home, traces = tmp_path / "env", tmp_path / "traces"
    traces.mkdir()
    subprocess.run([python.path, "-m", "venv", "--without-pip", str(home)], check=True, capture_output=True)
    interpreter = home / ("Scripts/python.exe" if os.name == "nt" else "bin/python")
    filename, data = build(Kind.WHEEL, files)
    wheel = tmp_path / filename
    wheel.write_bytes(data)
    # The installer runs outside of the environment, so that nothing of the wheel runs before it is asked to.
    pip = [*_pip(python), "--python", str(interpreter), "--disable-pip-version-check", "install"]
    pip += ["--no-index", "--no-deps", "--no-compile", "--quiet", str(wheel)]
    subprocess.run(pip, check=True, capture_output=True, env={**os.environ, "PROBES": str(tmp_path)})
    return interpreter, traces


def _ran(interpreter: Path, traces: Path, **variables: str) -> tuple[set[str], int]:
    """Start Python once: the probes that left a trace, and the exit code."""
    env = {**os.environ, "PROBES": str(traces), "PYTHONUTF8": "0", **variables}
    done = subprocess.run([interpreter, "-c", ""], capture_output=True, check=False, env=env)
    return {path.name for path in traces.iterdir()}, done.returncode


def _line(name: str) -> str:
    return PROBE.format(name)


CONTENTS: dict[str, str] = {
    "plain": "{0}\n",
    "tab": "import\tsys; {0}\n",
    "late": "# nothing\nsub\n{0}\n",
    "formfeed": "# nothing\x0c{0}\n",
    "verticaltab": "# nothing\x0b{0}\n",
    "unitseparator": "# nothing\x1c{0}\n",
    "nextline": "# nothing\x85{0}\n",
    "lineseparator": "# nothing\u2028{0}\n",
    "carriagereturn": "# nothing\r{0}\r",
    "bom": "\ufeff{0}\n",
    "indented": "   {0}\n",
    "noimport": "open = 1; {0}\n",
    "capital": "IMPORT os\nimportant\n#{0}\n",
    "nul": "{0}\0\n",
}


@pytest.mark.parametrize("python", pythons(), ids=lambda p: ".".join(map(str, p.version)))
def test_a_hook_runs_where_pkglint_says_so(python: Python, tmp_path: Path) -> None:
    files: dict[str, str | bytes] = {f"{n}.pth": text.format(_line(n)) for n, text in CONTENTS.items()}
    files["wide.pth"] = (_line("wide") + "\n").encode("utf-16-le")
    data, site = "demo-1.0.data", f"lib/python{python.version[0]}.{python.version[1]}/site-packages"
    if os.name == "nt":
        site = "Lib/site-packages"
    placed = {
        f"{data}/purelib/purelib.pth": "purelib",
        f"{data}/platlib/platlib.pth": "platlib",
        f"{data}/data/{site}/scheme.pth": "scheme",
        f"{data}/data/prefix.pth": "prefix",
        f"{data}/data/share/demo/shared.pth": "shared",
        "demo/weights/deep.pth": "deep",
        ".hidden.pth": "hidden",
        "upper.PTH": "upper",
    }
    files.update({path: _line(name) + "\n" for path, name in placed.items()})
    files["sitecustomize.py"] = _line("sitecustomize")
    interpreter, traces = _environment(tmp_path, python, files)

    expected = {"purelib", "platlib", "scheme"}
    expected |= set() if python.customized else {"sitecustomize"}
    expected |= set() if python.hides else {"hidden"}
    expected |= {"prefix"} if os.name == "nt" else set()
    for name in (*CONTENTS, "wide"):
        content = files[f"{name}.pth"]
        read = startup.read(content if isinstance(content, bytes) else content.encode())
        if any(python.line_rule in line.pythons for line in read.runs):
            expected.add(name)
    assert _ran(interpreter, traces) == (expected, 0)


@pytest.mark.parametrize("python", pythons(), ids=lambda p: ".".join(map(str, p.version)))
@pytest.mark.skipif(os.name == "nt", reason="the locale is not UTF-8 there")
def test_bytes_that_are_not_utf8_stop_python(python: Python, tmp_path: Path) -> None:
    interpreter, traces = _environment(tmp_path, python, {"demo.pth": DAMAGED})
    ran, code = _ran(interpreter, traces, LC_ALL="C.UTF-8")
    assert ran == set()
    assert code != 0
    assert startup.read(DAMAGED).broken


def test_the_line_rules_differ_as_documented() -> None:
    def who(text: str) -> tuple[str, ...]:
        return tuple(dict.fromkeys(p for line in startup.read(text.encode()).runs for p in line.pythons))

    assert who("import os\n") == startup.ALL
    assert who("#\x0cimport os\n") == who("\ufeffimport os") == (startup.NEW, startup.NEWEST)
    assert who(" import os\n") == who("\u3000import os\n") == (startup.NEWEST,)
    assert who("import os\0\n") == who("importos\n") == who("#import os\n") == ()
