"""Proof by running: which hooks the real npm runs, with probes that do nothing but create a file, and what we say.

Skipped where npm is not installed. Nothing is fetched: npm is told to stay offline, with its cache in a new directory.
"""

from __future__ import annotations

import io
import json
import os
import shutil
import subprocess
import tarfile
from collections.abc import Sequence
from pathlib import Path
from typing import NamedTuple

import pytest

from fixtures.lint import lint

NPM = shutil.which("npm")
pytestmark = pytest.mark.skipif(NPM is None or os.name == "nt", reason="npm is not installed")
RULES = ("install-script", "binding-gyp")
GYP = (
    '{"targets": [{"target_name": "x", "type": "none", "sources": ["<!(node index.js > /dev/null 2>&1 && echo x.c)"]}]}'
)
PROBE = "require('fs').writeFileSync(require('path').join(process.env.PROBES, 'ran'), '')"


def _manifest(**more: object) -> str:
    return json.dumps({"name": "demo", "version": "1.0.0", **more})


def _hook(hook: str) -> str:
    return _manifest(scripts={hook: "node hook.js"})


class Tarball(NamedTuple):
    """Members in order, whether npm runs the probe, and which of our rules fire."""

    title: str
    members: tuple[tuple[str, str], ...]
    runs: bool
    says: frozenset[str]


def _tarball(title: str, *members: tuple[str, str], runs: bool, says: Sequence[str]) -> Tarball:
    return Tarball(title, members, runs, frozenset(says))


INNER = "package/node_modules/inner/"
TARBALLS = (
    _tarball(
        "two roots merge",
        ("package/package.json", _manifest()),
        ("zzz/package.json", _hook("postinstall")),
        ("zzz/hook.js", PROBE),
        runs=True,
        says=["install-script"],
    ),
    _tarball(
        "the last duplicate wins",
        ("package/package.json", _manifest()),
        ("package/hook.js", PROBE),
        ("package/package.json", _hook("install")),
        runs=True,
        says=["install-script"],
    ),
    _tarball(
        "the last duplicate takes it back",
        ("package/package.json", _hook("install")),
        ("package/hook.js", PROBE),
        ("package/package.json", _manifest()),
        runs=False,
        says=[],
    ),
    _tarball(
        "the last key wins",
        ("package/package.json", _hook("install")[:-1] + ', "scripts": {}}'),
        ("package/hook.js", PROBE),
        runs=False,
        says=[],
    ),
    _tarball(
        "a build file without scripts",
        ("package/package.json", _manifest()),
        ("package/index.js", PROBE),
        ("package/binding.gyp", GYP),
        runs=True,
        says=["binding-gyp"],
    ),
    _tarball(
        "node-gyp is switched off",
        ("package/package.json", _manifest(gypfile=False)),
        ("package/index.js", PROBE),
        ("package/binding.gyp", GYP),
        runs=False,
        says=[],
    ),
    _tarball(
        "a build file and a script of its own",
        ("package/package.json", _manifest(scripts={"install": "node other.js"})),
        ("package/other.js", ""),
        ("package/index.js", PROBE),
        ("package/binding.gyp", GYP),
        runs=False,
        says=["install-script"],
    ),
    _tarball(
        "a bundled dependency",
        ("package/package.json", _manifest(dependencies={"inner": "1"}, bundleDependencies=["inner"])),
        (f"{INNER}package.json", _manifest(scripts={"postinstall": "node hook.js"}).replace("demo", "inner")),
        (f"{INNER}hook.js", PROBE),
        runs=True,
        says=["install-script"],
    ),
    _tarball(
        "node_modules that are not bundled",
        ("package/package.json", _manifest()),
        (f"{INNER}package.json", _manifest(scripts={"postinstall": "node hook.js"}).replace("demo", "inner")),
        (f"{INNER}hook.js", PROBE),
        runs=False,
        says=[],
    ),
    *(
        _tarball(hook, ("package/package.json", _hook(hook)), ("package/hook.js", PROBE), runs=runs, says=says)
        for hook, runs, says in (
            ("preinstall", True, ["install-script"]),
            ("postinstall", True, ["install-script"]),
            ("prepare", False, []),
            ("prepack", False, []),
            ("prepublish", False, []),
            ("prepublishOnly", False, []),
            ("preuninstall", False, []),
            ("dependencies", False, []),
        )
    ),
)


def _pack(members: Sequence[tuple[str, str]]) -> bytes:
    buffer = io.BytesIO()
    with tarfile.open(fileobj=buffer, mode="w:gz", format=tarfile.USTAR_FORMAT) as tar:
        for name, text in members:
            header = tarfile.TarInfo(name)
            header.size, header.mode = len(text.encode()), 0o644
            tar.addfile(header, io.BytesIO(text.encode()))
    return buffer.getvalue()


def _ran(tmp_path: Path, data: bytes) -> bool:
    """Whether the probe ran when npm installed the tarball into a new project."""
    for name in ("project", "probes", "nodedir/include/node"):
        (tmp_path / name).mkdir(parents=True)
    (tmp_path / "project/package.json").write_text("{}")
    # node-gyp would fetch Node's headers; an empty build file in their place is enough to read binding.gyp.
    (tmp_path / "nodedir/include/node/common.gypi").write_text("{}")
    (tmp_path / "demo-1.0.0.tgz").write_bytes(data)
    env = {
        "PATH": os.environ["PATH"],
        "HOME": str(tmp_path),
        "PROBES": str(tmp_path / "probes"),
        "npm_config_cache": str(tmp_path / "cache"),
        "npm_config_nodedir": str(tmp_path / "nodedir"),
        "npm_config_update_notifier": "false",
    }
    command = [str(NPM), "install", "--offline", "--no-audit", "--no-fund", "--foreground-scripts", "../demo-1.0.0.tgz"]
    done = subprocess.run(command, cwd=tmp_path / "project", env=env, capture_output=True, check=False)
    assert b"ENEEDAUTH" not in done.stderr
    return (tmp_path / "probes/ran").exists()


@pytest.fixture(scope="module")
def _npm_runs_hooks() -> None:
    """From version 12 on npm asks before it runs hooks, so that nothing can be shown there."""
    done = subprocess.run([str(NPM), "--version"], capture_output=True, check=True, text=True)
    if int(done.stdout.partition(".")[0]) > 11:
        pytest.skip("this npm asks before it runs hooks")


@pytest.mark.usefixtures("_npm_runs_hooks")
@pytest.mark.parametrize("tarball", TARBALLS, ids=lambda t: t.title)
def test_npm_runs_what_pkglint_says(tarball: Tarball, tmp_path: Path) -> None:
    data = _pack(tarball.members)
    (result,) = lint("demo-1.0.0.tgz", data).results
    said = {judged.finding.rule for judged in result.judged if judged.finding.rule in RULES}
    assert said == tarball.says
    assert _ran(tmp_path, data) is tarball.runs
