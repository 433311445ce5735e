"""Five fresh projects with real builders, taken from the first check to a green one by doing what the output says.

Usage: ``python bench/trial.py PLACE``

PLACE is a directory to be made. It will hold the projects and ``transcript.md``: every command with its output, every
edit, and how many of each it took. What is pasted must stand in the output of a command before it. At the end of
each project a release with one more module must pass, and each of five planted files must not. Needs pip and npm with
their registries, or their caches.
"""

from __future__ import annotations

import json
import os
import shlex
import subprocess
import sys
import venv
from collections.abc import Callable
from pathlib import Path

from pkglint.model import Kind
from tests.policy.planting import plant, plants

ROOT = Path(__file__).parents[1]
SETTINGS = {"COLUMNS": "100", "PIP_DISABLE_PIP_VERSION_CHECK": "1", "NO_UPDATE_NOTIFIER": "1", "NO_COLOR": "1"}
LINE = '"""Counts."""\n'
GITIGNORE = "dist/\nnode_modules/\n*.tgz\n*.egg-info/\nbuild/\n"


class Trial:
    """One project, its transcript, and how many commands and edits it has taken."""

    def __init__(self, place: Path, name: str, bin_: Path, out: list[str]) -> None:
        self.place = place / name
        self.out = out
        self.commands = self.edits = 0
        self.last = self.reported = ""
        self.environment = {**os.environ, **SETTINGS, "PATH": f"{bin_}{os.pathsep}{os.environ['PATH']}"}
        self.out += [f"## {name}", ""]

    def make(self, files: dict[str, str]) -> None:
        for name, text in files.items():
            target = self.place / name
            target.parent.mkdir(parents=True, exist_ok=True)
            target.write_text(text, encoding="utf-8")

    def quiet(self, command: str) -> None:
        """A command that any project needs, whether it lints or not."""
        done = subprocess.run(
            shlex.split(command), cwd=self.place, env=self.environment, capture_output=True, check=False
        )
        if done.returncode:
            sys.exit(f"{command}: {done.stderr.decode()}")

    def run(self, command: str, code: int, counted: bool = True) -> None:
        """A command of the user's, which must leave with ``code``. A build's output is its last line."""
        self.commands += counted
        done = subprocess.run(
            command, shell=True, cwd=self.place, env=self.environment, capture_output=True, check=False
        )
        self.last = (done.stdout + (b"" if command.startswith(("python -m", "npm")) else done.stderr)).decode()
        self.reported += self.last
        shown = self.last if command.startswith("pkglint") else "\n".join(self.last.strip().splitlines()[-1:])
        self.out += ["```console", f"$ {command}", shown.rstrip(), f"[exit code {done.returncode}]", "```", ""]
        if done.returncode != code:
            self.out.append(f"**expected exit code {code}**")
            raise AssertionError(f"{self.place.name}: {command}: {done.returncode}\n{self.last}{done.stderr.decode()}")

    def paste(self, name: str, edit: Callable[[str], str], *reported: str) -> None:
        """An edit of a file, made of lines that the output told."""
        for line in reported:
            assert line in self.reported, f"{self.place.name}: not told: {line}\n{self.last}"
        self.edits += 1
        target = self.place / name
        target.write_text(edit(target.read_text("utf-8") if target.exists() else ""), encoding="utf-8")
        self.out += [f"Edit of `{name}`, pasted:", "", "```", *reported, "```", ""]

    def later(self, files: dict[str, str], bump: tuple[str, str, str], build: str, check: str) -> None:
        """The next release, with a module more."""
        self.make(files)
        target = self.place / bump[0]
        target.write_text(target.read_text("utf-8").replace(*bump[1:]), encoding="utf-8")
        self.out += ["The next release, with one more module:", ""]
        self.run(build, 0, counted=False)
        self.run(check, 0, counted=False)

    def planted(self, kinds: dict[Kind, str]) -> None:
        """Every artifact with one more file in it, for each of five files."""
        self.out += ["| planted in | file | rules at error |", "| --- | --- | --- |"]
        found = sorted(path for folder in (self.place, self.place / "dist") for path in folder.glob("*.*"))
        for path in found:
            kind = {".whl": Kind.WHEEL, ".gz": Kind.SDIST, ".tgz": Kind.NPM}.get(path.suffix)
            if kind is None:
                continue
            whole = path.read_bytes()
            for name, content, rule in plants(kinds[kind], 20_000_000).values():
                path.write_bytes(plant(kind, whole, name, content))
                done = subprocess.run(
                    ["pkglint", "check", str(path), "-f", "json"],
                    cwd=self.place,
                    env=self.environment,
                    capture_output=True,
                    check=False,
                )
                findings = json.loads(done.stdout)["artifacts"][0]["findings"]
                rules = [f["rule"] for f in findings if f["path"] == name and f["level"] == "error"]
                assert done.returncode == 1, (path, name)
                assert rule in rules or "unexpected-file" in rules, (path, name, rules)
                self.out.append(f"| {path.name} | {name} | {', '.join(rules)} |")
            path.write_bytes(whole)
        self.out.append("")


def append(text: str) -> Callable[[str], str]:
    return lambda old: old + text


def swap(old: str, new: str) -> Callable[[str], str]:
    return lambda text: text.replace(old, new)


def _pyproject(name: str, backend: str, requires: str, more: str = "") -> str:
    return (
        f'[build-system]\nrequires = ["{requires}"]\nbuild-backend = "{backend}"\n\n[project]\nname = "{name}"\n'
        'version = "0.1.0"\ndescription = "Counts"\nreadme = "README.md"\nrequires-python = ">=3.10"\nlicense = "MIT"\n'
        'authors = [{name = "Ann", email = "ann@example.org"}]\n'
        f'\n[project.urls]\nSource = "https://github.com/acme/{name}"\n{more}'
    )


COMMON = {"README.md": "# Acme\n", "LICENSE": "MIT License\n", ".gitignore": GITIGNORE}
ENV = "DATABASE_PASSWORD=correct-horse-battery-staple\n"


def hatchling(trial: Trial) -> None:
    """Hatchling packs into the sdist whatever Git does not ignore."""
    package = {"src/acme_count/__init__.py": LINE, "src/acme_count/cli.py": LINE, "src/acme_count/py.typed": ""}
    pyproject = _pyproject("acme-count", "hatchling.build", "hatchling")
    trial.make({**COMMON, **package, "pyproject.toml": pyproject, "tests/test_cli.py": LINE, ".env": ENV})
    trial.run("python -m build", 0)
    trial.run("pkglint check", 1)
    lines = ("[tool.hatch.build.targets.sdist]", 'exclude = ["/.env"]')
    trial.paste("pyproject.toml", append("\n" + "\n".join(lines) + "\n"), *lines)
    trial.quiet("rm -r dist")
    trial.run("python -m build", 0)
    trial.run("pkglint init", 0)
    trial.run("pkglint check", 0)
    release = ("pyproject.toml", "0.1.0", "0.2.0")
    trial.later(
        {"src/acme_count/more/__init__.py": LINE * 900}, release, "rm -r dist; python -m build", "pkglint check"
    )
    trial.planted({Kind.WHEEL: "acme_count/", Kind.SDIST: "src/acme_count/"})


def setuptools(trial: Trial) -> None:
    """Package data that takes everything takes an environment file and a cache."""
    more = '\n[tool.setuptools.packages.find]\nwhere = ["src"]\n'
    more += '\n[tool.setuptools.package-data]\nacme_tool = ["**/*", ".env"]\n'
    package = {f"src/acme_tool/{name}": LINE for name in ("__init__.py", "core.py", "sub/__init__.py")}
    junk = {"src/acme_tool/.env": ENV, "src/acme_tool/__pycache__/core.cpython-39.pyc": "bytes"}
    data = {"src/acme_tool/data/defaults.json": "{}\n"}
    pyproject = _pyproject("acme-tool", "setuptools.build_meta", "setuptools>=77", more)
    trial.make({**COMMON, **package, **junk, **data, "pyproject.toml": pyproject, "tests/test_core.py": LINE})
    trial.run("python -m build", 0)
    trial.run("pkglint check", 1)
    table = "[tool.setuptools.exclude-package-data]"
    lines = (table, 'acme_tool = [".env"]', '"*" = ["*.py[co]", "__pycache__/*", "*/__pycache__/*"]')
    reported = ("exclude src/acme_tool/.env", "prune **/__pycache__", "global-exclude *.py[co]")
    for line in reported:
        assert line in trial.last, line
    trial.paste("pyproject.toml", append("\n" + "\n".join(lines) + "\n"), *lines)
    trial.paste("MANIFEST.in", append("\n".join(reported) + "\n"), *reported)
    trial.quiet("rm -r dist src/acme_tool.egg-info")
    trial.run("python -m build", 0)
    trial.run("pkglint init", 0)
    trial.run("pkglint check", 0)
    release = ("pyproject.toml", "0.1.0", "0.2.0")
    trial.later({"src/acme_tool/later.py": LINE * 900}, release, "rm -r dist; python -m build", "pkglint check")
    trial.planted({Kind.WHEEL: "acme_tool/", Kind.SDIST: "src/acme_tool/"})


def poetry(trial: Trial) -> None:
    """Tests that are named as a package are installed as one."""
    more = '\n[tool.poetry]\npackages = [{include = "acme_poem"}, {include = "tests"}]\n'
    package = {
        "acme_poem/__init__.py": LINE,
        "acme_poem/verse.py": LINE,
        "tests/__init__.py": "",
        "tests/test_a.py": LINE,
    }
    trial.make(
        {
            **COMMON,
            **package,
            "pyproject.toml": _pyproject("acme-poem", "poetry.core.masonry.api", "poetry-core>=2", more),
        }
    )
    trial.run("python -m build", 0)
    trial.run("pkglint check", 0)
    line = '{ include = "tests", format = "sdist" },'
    trial.paste("pyproject.toml", swap('{include = "tests"}', line.rstrip(",")), line)
    trial.quiet("rm -r dist")
    trial.run("python -m build", 0)
    trial.run("pkglint init", 0)
    trial.run("pkglint check", 0)
    release = ("pyproject.toml", "0.1.0", "0.2.0")
    trial.later({"acme_poem/rhyme.py": LINE * 900}, release, "rm -r dist; python -m build", "pkglint check")
    trial.planted({Kind.WHEEL: "acme_poem/", Kind.SDIST: "acme_poem/"})


def tsc(trial: Trial) -> None:
    """What the compiler wrote is ignored by Git, and so it does not ship; its maps have no text, and nobody minds."""
    manifest = {
        "name": "@acme/strings",
        "version": "1.0.0",
        "license": "MIT",
        "repository": {"type": "git", "url": "git+https://github.com/acme/strings.git"},
        "type": "module",
        "main": "./dist/index.js",
        "types": "./dist/index.d.ts",
        "scripts": {"build": "tsc", "prepack": "npm run build"},
        "devDependencies": {"typescript": "^5.6.0"},
    }
    options = {"target": "ES2022", "module": "NodeNext", "outDir": "dist", "rootDir": "src", "strict": True}
    options |= {"declaration": True, "declarationMap": True, "sourceMap": True}
    code = {"src/index.ts": 'export { pad } from "./pad.js";\n', "src/pad.ts": "export const pad = 1;\n"}
    config = json.dumps({"compilerOptions": options, "include": ["src"]})
    trial.make({**COMMON, **code, "package.json": json.dumps(manifest, indent=2), "tsconfig.json": config})
    trial.quiet("npm install")
    trial.run("npm pack", 0)
    trial.run("pkglint check", 3)
    trial.run("pkglint check *.tgz", 1)
    trial.paste(
        "package.json", swap('"type": "module",', '"type": "module",\n  "files": ["dist"],'), '"files": ["dist"]'
    )
    trial.run("npm pack", 0)
    trial.run("pkglint check *.tgz", 0)
    hint = "pkglint ignore source-map-dead 'dist/**' --reason \"...\""
    assert hint in trial.last, trial.last
    trial.run(hint.replace("...", "Our own debugger finds the sources by these maps"), 0)
    trial.run("pkglint check *.tgz", 0)
    trial.quiet("rm .pkglint.yaml")
    trial.out += ["The other way, without the maps, and with a policy that expects what is there:", ""]
    trial.paste("package.json", swap('["dist"]', '["dist", "!dist/**/*.map"]'), '"!dist/**/*.map"')
    trial.run("npm pack", 0)
    trial.run("pkglint init *.tgz", 0)
    trial.run("pkglint check *.tgz", 0)
    release = ("package.json", "1.0.0", "1.1.0")
    trial.later({"src/more/deep.ts": "export const deep = 2;\n"}, release, "rm *.tgz; npm pack", "pkglint check *.tgz")
    trial.planted({Kind.NPM: "dist/"})


def esbuild(trial: Trial) -> None:
    """The map of a closed bundle holds all of its source."""
    build = "esbuild src/cli.ts --bundle --platform=node --minify --sourcemap --outfile=dist/cli.js"
    manifest = {
        "name": "acme-cli",
        "version": "3.1.0",
        "license": "SEE LICENSE IN LICENSE",
        "bin": {"acme": "dist/cli.js"},
        "files": ["dist"],
        "scripts": {"build": build, "prepack": "npm run build"},
        "devDependencies": {"esbuild": "^0.25.0"},
    }
    code = "// What nobody else may know.\n" + "".join(
        f"export const tier{i} = (n: number) => n * {i};\n" for i in range(99)
    )
    trial.make({**COMMON, "LICENSE": "All rights reserved.\n", "package.json": json.dumps(manifest, indent=2)})
    trial.make(
        {"src/price.ts": code, "src/cli.ts": '#!/usr/bin/env node\nimport * as p from "./price";\nconsole.log(p);\n'}
    )
    trial.quiet("npm install")
    trial.run("npm pack", 0)
    trial.run("pkglint check *.tgz", 1)
    trial.paste("package.json", swap("--sourcemap ", "--sourcemap --sources-content=false "), "--sources-content=false")
    trial.paste("package.json", swap('    "dist"\n', '    "dist",\n    "!dist/**/*.map"\n'), '"!dist/**/*.map"')
    trial.run("npm pack", 0)
    trial.run("pkglint check *.tgz", 0)
    trial.paste("package.json", swap("--sourcemap ", "--sourcemap=external "), "--sourcemap=external")
    trial.run("npm pack", 0)
    trial.run("pkglint init *.tgz", 0)
    trial.run("pkglint check *.tgz", 0)
    release = ("package.json", "3.1.0", "3.2.0")
    trial.later({}, release, "rm *.tgz; npm pack", "pkglint check *.tgz")
    trial.planted({Kind.NPM: "dist/"})


PROJECTS = (hatchling, setuptools, poetry, tsc, esbuild)


def main() -> None:
    place = Path(sys.argv[1]).resolve()
    place.mkdir(parents=True)
    venv.create(place / "venv", with_pip=True)
    bin_ = place / "venv" / ("Scripts" if os.name == "nt" else "bin")
    subprocess.run([bin_ / "python", "-m", "pip", "install", "-q", f"{ROOT}[build]"], check=True)
    out: list[str] = []
    counts: list[str] = []
    try:
        for project in PROJECTS:
            trial = Trial(place, project.__name__, bin_, out)
            trial.place.mkdir()
            subprocess.run(["git", "init", "-q"], cwd=trial.place, check=True)
            project(trial)
            counts.append(f"| {project.__name__} | {trial.commands} | {trial.edits} |")
    finally:
        table = ["| project | commands | edits |", "| --- | --- | --- |", *counts]
        (place / "transcript.md").write_text("\n".join(["# Five fresh projects", "", *table, "", *out, ""]), "utf-8")
        print("\n".join(table))


if __name__ == "__main__":
    main()
