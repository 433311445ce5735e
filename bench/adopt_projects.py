"""The fourteen projects of ``bench.adopt``: what each is made of, how it is built, and the one mistake in it."""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

from fixtures.fakes import expand

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
