"""Compare missing-target with publint, the npm linter of entry points, on real tarballs.

    npm install --prefix DIRECTORY publint
    python bench/publint.py DIRECTORY CORPUS/npm/*.tgz

Prints a line for each package on which the two differ, and how many agree. The known differences, and why:

- `imports`: publint does not look whether they are there; we say so below error.
- conditions of the author's own (`@nx/nx-source`): publint looks at some of them, we tell them in one line, as info.
- `types: "dir"`, `types: "file"`: TypeScript finds dir/index.d.ts and file.d.ts, and so do we.
- `main: ""`: Node takes it for no main at all (@types/node), and so do we.
"""

from __future__ import annotations

import argparse
import json
import shutil
import subprocess
from collections.abc import Iterable
from datetime import date
from functools import partial
from pathlib import Path
from typing import BinaryIO

from pkglint.engine import Source, inspect
from pkglint.model import Level
from pkglint.policy import default_policy
from pkglint.report.kit.escape import terminal
from pkglint.rules import catalogue

SCRIPT = """
import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { pathToFileURL } from 'node:url';
const [directory, ...tarballs] = process.argv.slice(2);
const entry = createRequire(pathToFileURL(directory + '/x.js')).resolve('publint');
const { publint } = await import(pathToFileURL(entry).href);
const codes = new Set(['FILE_DOES_NOT_EXIST', 'EXPORTS_GLOB_NO_MATCHED_FILES', 'EXPORTS_VALUE_INVALID']);
for (const path of tarballs) {
  const bytes = readFileSync(path);
  const tarball = bytes.buffer.slice(bytes.byteOffset, bytes.byteOffset + bytes.byteLength);
  let found;
  try {
    const { messages } = await publint({ pack: { tarball } });
    found = messages.filter((m) => codes.has(m.code)).map((m) => `${m.type} ${m.path.join('.')}`);
  } catch (error) { found = [`crash ${String(error).slice(0, 100)}`]; }
  console.log(JSON.stringify(found));
}
"""


def theirs(directory: Path, tarballs: Iterable[Path]) -> list[list[str]]:
    """What publint says of each tarball, as "type field"."""
    script = directory / "ask-publint.mjs"
    script.write_text(SCRIPT)
    command = [shutil.which("node") or "node", script, directory, *tarballs]
    done = subprocess.run([str(part) for part in command], capture_output=True, text=True, check=True)
    return [json.loads(line) for line in done.stdout.splitlines()]


def opened(path: Path) -> BinaryIO:
    """The bytes of a tarball."""
    return path.open("rb")


def ours(path: Path) -> list[str]:
    """What missing-target says, as "level message"."""
    result = inspect(Source(str(path), partial(opened, path)), default_policy(catalogue()), date(2026, 1, 1))
    return [f"{j.level} {j.finding.message}" for j in result.judged if j.finding.rule == "missing-target"]


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("directory", type=Path, help="where publint is installed")
    parser.add_argument("tarballs", type=Path, nargs="+")
    arguments = parser.parse_args()
    paths = [path.resolve() for path in arguments.tarballs]
    agree = 0
    for path, publint in zip(paths, theirs(arguments.directory.resolve(), paths), strict=True):
        mine = ours(path)
        levels = [{line.partition(" ")[0] for line in side} for side in (mine, publint)]
        same = [
            max((Level[x.upper()] for x in side if x in {"error", "warning"}), default=Level.NONE) for side in levels
        ]
        agree += same[0] is same[1]
        if same[0] is not same[1]:
            print(f"{path.name}\n  pkglint: {terminal(str(mine[:3]))}\n  publint: {terminal(str(publint[:3]))}")
    print(f"{agree} of {len(paths)} packages: the same verdict")


if __name__ == "__main__":
    main()
