"""A file's mode gives too much away, or a program cannot be started.

## Why it matters

npm and tar keep a setuid bit: whoever installs as root gets a program that runs as root for everybody. A file that is
writable for everybody can be replaced by any user of the machine.

The other case is a program that does not start. npm makes the targets of `bin` executable, so that a missing x bit
is harmless there; a missing or broken `#!` line is not: the shell then runs JavaScript as a shell script, and a line
that ends with CR LF asks for an interpreter whose name ends with a carriage return. Nobody gives the x bit back to
other programs: an ELF or Mach-O executable under `bin/`, `vendor/`, `libexec/` or `prebuilds/` without it fails when
the package calls it.

## How to fix

Set the mode before packing (`chmod 644`, `chmod 755`) and do not pack programs on Windows, where files have no x bit.
Start a script with `#!/usr/bin/env node` (or its interpreter) and Unix line ends.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field

from pkglint.metadata.manifests import package_json
from pkglint.metadata.targets import bin_targets
from pkglint.model import Anomaly, Entry, Example, Finding, Fix, FixAction, Kind, Level, Row, Rule, Scope, level
from pkglint.model.anomalies import Meaning
from pkglint.model.magic import is_program
from pkglint.rules.integrity._anomalies import noted

EXECUTE = 0o111
PROGRAM_TREES = frozenset({"bin", "vendor", "libexec", "prebuilds"})
SCRIPT_SUFFIXES = frozenset({"", ".js", ".mjs", ".cjs", ".ts", ".sh", ".py", ".pl", ".rb"})
MODE = Fix(FixAction.EDIT, text="set the mode before packing: 0644 for files, 0755 for programs")
SHEBANG = Fix(FixAction.EDIT, text="start the file with #!/usr/bin/env node (or its interpreter) and a Unix line end")


@dataclass(slots=True)
class _Seen:
    """First lines by logical path: those that start with ``#!``, those of them that end with CR LF, and binaries."""

    shebang: set[str] = field(default_factory=set)
    crlf: set[str] = field(default_factory=set)
    binary: set[str] = field(default_factory=set)
    programs: list[Row] = field(default_factory=list)


def _wants(entry: Entry) -> bool:
    return entry.is_file and entry.size > 0 and (_may_be_script(entry) or _may_be_program(entry))


def _may_be_script(entry: Entry) -> bool:
    return entry.suffix in SCRIPT_SUFFIXES


def _may_be_program(entry: Entry) -> bool:
    if entry.mode is None or entry.mode & EXECUTE or entry.suffix not in {"", ".exe", ".bin", ".out"}:
        return False
    return not PROGRAM_TREES.isdisjoint(entry.path.split("/")[:-1])


def _visit(entry: Entry, scope: Scope) -> Iterator[Finding]:
    if scope.artifact.kind is Kind.WHEEL and not (_is_wheel_script(entry, scope) or _may_be_program(entry)):
        return
    seen: _Seen = scope.state
    data = entry.content.data
    if data[:2] == b"#!":
        seen.shebang.add(entry.path)
        if b"\r" in data[: data.find(b"\n") + 1]:
            seen.crlf.add(entry.path)
            if _is_wheel_script(entry, scope) and not data.startswith(b"#!python"):
                yield scope.found(entry, "is a script whose #! line ends with CR LF", fix=SHEBANG)
    elif b"\0" in data[:1024]:
        seen.binary.add(entry.path)
        if _may_be_program(entry) and is_program(data):
            seen.programs.append(Row(entry.path, entry.raw, entry.size, entry.mode, entry.type, entry.target, ""))


def _is_wheel_script(entry: Entry, scope: Scope) -> bool:
    """Whether pip copies it to where programs are; there it mends ``#!python`` and nothing else."""
    parts = entry.path.split("/")
    return (
        scope.artifact.kind is Kind.WHEEL and len(parts) == 3 and parts[0].endswith(".data") and parts[1] == "scripts"
    )


def _weight(anomaly: Anomaly, meaning: Meaning, scope: Scope) -> Meaning:
    """Installers take no more than the x bit from a wheel, and packers on Windows write 0666 for every file."""
    lost = scope.artifact.kind is Kind.WHEEL and anomaly.code in {"mode-world-writable", "mode-sticky"}
    return meaning._replace(level=Level.INFO) if lost else meaning


def _finish(scope: Scope) -> Iterator[Finding]:
    yield from noted(scope, MODE, _weight)
    seen: _Seen = scope.state
    targets: set[str] = set()
    if scope.artifact.kind is Kind.NPM:
        targets = {target for _, target in bin_targets(package_json(scope.kept).data)}
        yield from _bins(scope, targets)
    for row in seen.programs if scope.artifact.kind is not Kind.SDIST else ():
        if row.path not in targets:
            text = f"is a program without the x bit (mode {(row.mode or 0) & 0o7777:04o}), so that it cannot be started"
            yield scope.found(row, text, fix=MODE)


def _bins(scope: Scope, targets: set[str]) -> Iterator[Finding]:
    seen: _Seen = scope.state
    for row in scope.rows:
        if row.path not in targets or row.path in seen.binary or _suffix(row.path) not in SCRIPT_SUFFIXES:
            continue
        if row.path not in seen.shebang:
            yield scope.found(
                row, "is a bin target without a #! line: a shell would run it as a shell script", fix=SHEBANG
            )
        elif row.path in seen.crlf:
            yield scope.found(row, "is a bin target whose #! line ends with CR LF", fix=SHEBANG)


def _suffix(path: str) -> str:
    stem, dot, suffix = path.rpartition("/")[2].rpartition(".")
    return dot + suffix.lower() if stem else ""


RULE = Rule(
    id="file-mode",
    summary="A file's mode gives too much away, or a program cannot be started",
    levels=level(Level.WARNING),
    grades="error for setuid and setgid; info for the other bits in a wheel, of which installers take none",
    state=_Seen,
    wants=_wants,
    visit=_visit,
    finish=_finish,
    examples=(
        Example("setuid", {"bin/tool": "#!/bin/sh\n"}, 1, modes={"bin/tool": 0o4755}),
        Example("writable for everybody", {"demo/a.txt": "x\n"}, 1, modes={"demo/a.txt": 0o666}),
        Example("a command without #!", {"package.json": '{"bin": "cli.js"}', "cli.js": "run()\n"}, 1, Kind.NPM),
        Example(
            "a #! line from Windows",
            {"package.json": '{"bin": "cli.js"}', "cli.js": "#!/usr/bin/env node\r\nrun()\r\n"},
            1,
            Kind.NPM,
        ),
        Example(
            "npm itself makes commands executable",
            {"package.json": '{"bin": "cli.js"}', "cli.js": "#!/usr/bin/env node\nrun()\n"},
            kind=Kind.NPM,
        ),
        Example("usual modes", {"demo/a.txt": "x\n", "demo/run.sh": "#!/bin/sh\n"}, modes={"demo/run.sh": 0o755}),
    ),
)
