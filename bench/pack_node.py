"""npm's world: the packers, and the libraries with which tools write tarballs themselves."""

from __future__ import annotations

import json
from dataclasses import dataclass
from pathlib import Path

from bench.pack_shapes import write

NODE = "20"


@dataclass(frozen=True)
class Packer:
    """A packer or library in one version of the registry's, and the major version of node that runs it."""

    tool: str
    version: str
    node: str = NODE

    @property
    def requires(self) -> list[str]:
        return [f"{self.tool}@{self.version}"]


LIBRARIES = {
    "tar": "require('tar').c({gzip: true, file: OUT, cwd: DIR, portable: PORTABLE}, ['package'])",
    "tar-fs": "require('tar-fs').pack(DIR).pipe(zlib.createGzip()).pipe(fs.createWriteStream(OUT))",
    "archiver": """\
const a = require('archiver')('tar', {gzip: true}); a.pipe(fs.createWriteStream(OUT));
a.directory(DIR + '/package', 'package'); a.finalize()""",
    "fstream-npm": """\
new (require('fstream-npm'))(DIR + '/package').on('entry', e => {}).pipe(require('tar').Pack()).pipe(zlib.createGzip())
.pipe(fs.createWriteStream(OUT))""",
}
PACKERS = [
    *(Packer("npm", version, "10") for version in ("3.10.10", "4.6.1", "5.10.0", "6.14.18")),
    *(Packer("npm", version) for version in ("7.24.2", "8.19.4", "9.9.4", "10.9.9", "11.21.2")),
    Packer("npm", "12.2.0", "24"),
    *(Packer("pnpm", version) for version in ("3.8.1", "5.18.11", "6.35.1", "7.33.7", "8.15.9", "9.15.9", "10.34.9")),
    Packer("pnpm", "12.21.0", "24"),
    Packer("yarn", "1.22.22"),
    *(Packer("@yarnpkg/cli-dist", version) for version in ("2.4.2", "3.8.7", "4.18.1")),
    *(Packer("bun", version) for version in ("1.1.45", "1.4.5")),
    *(Packer("tar", version) for version in ("4.4.19", "6.2.1", "7.5.1")),
    *(Packer("tar-fs", version) for version in ("1.16.3", "2.1.1", "3.0.8")),
    *(Packer("archiver", version) for version in ("3.1.1", "7.0.1")),
]


def prepare(packer: Packer, project: Path, name: str) -> Path:
    """Write the manifest; the directory where the shape grows."""
    home = project / "package" if packer.tool in LIBRARIES else project
    about = {"name": name, "version": "1.0.0", "description": "A shape", "license": "MIT", "main": "index.js"}
    if packer.tool in {"bun", "pnpm"}:
        about["name"] = f"@shapes/{name}"
    write(home / "package.json", json.dumps(about, indent=2) + "\n")
    write(home / "index.js", "module.exports = 1;\n")
    write(home / "README.md", f"# {name}\n")
    if packer.tool == "@yarnpkg/cli-dist":
        write(home / "yarn.lock", "")
        write(home / ".yarnrc.yml", "nodeLinker: node-modules\nenableTelemetry: false\n")
    return home / "lib"


def commands(packer: Packer, node: str, modules: Path, project: Path, out: Path) -> list[list[str]]:
    """What packs the project into a ``.tgz`` that is then in ``out`` or in the project."""
    if packer.tool in LIBRARIES:
        portable = "false" if packer.version.startswith("6") else "true"
        words = {"OUT": out / f"{project.name}-1.0.0.tgz", "DIR": project}
        code = "".join(f"const {key} = {json.dumps(str(value))}; " for key, value in words.items())
        code += f"const PORTABLE = {portable}, zlib = require('zlib'), fs = require('fs');\n" + LIBRARIES[packer.tool]
        return [[node, "-e", code]]
    if packer.tool == "bun":
        return [[str(modules / ".bin" / "bun"), "pm", "pack", "--quiet", "--destination", str(out)]]
    entry = json.loads((modules / packer.tool / "package.json").read_text("utf-8"))["bin"]
    script = modules / packer.tool / (entry if isinstance(entry, str) else next(iter(entry.values())))
    if (module := modules / "pnpm" / "bin" / "pnpm.mjs").exists():
        script = module  # the command itself is a native launcher from version 12 on
    if packer.tool == "npm":
        return [[node, str(modules / "npm" / "bin" / "npm-cli.js"), "pack", "--ignore-scripts"]]
    if packer.tool == "@yarnpkg/cli-dist":
        return [
            [node, str(script), "install"],
            [node, str(script), "pack", "-o", str(out / f"{project.name}-1.0.0.tgz")],
        ]
    return [[node, str(script), "pack"]]
