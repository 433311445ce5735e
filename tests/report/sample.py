"""Reports made by hand, straight from the model: what the renderers are shown without any reading or judging."""

from __future__ import annotations

import hashlib
from datetime import date

from pkglint.model import (
    Artifact,
    Budgets,
    Crash,
    Evidence,
    Finding,
    Fix,
    FixAction,
    IgnoredBy,
    Judged,
    Kind,
    Level,
    MemberType,
    NotLinted,
    Package,
    Report,
    Result,
    Row,
    RuleDoc,
    Visibility,
    fingerprint,
    level,
)
from pkglint.rules import FAMILIES

NASTY = "a\x1b[31m\n::error::x\u202e##[group]\u200b\udc80`|<b>&%2F,:'\"\\.js"


def sha(text: str) -> str:
    return hashlib.sha256(text.encode("utf-8", "surrogatepass")).hexdigest()


def row(path: str, size: int, mode: int | None = 0o644, type: MemberType = MemberType.FILE) -> Row:  # noqa: A002
    return Row(path, path, size, mode, type, None, sha(path))


def npm_row(path: str, size: int, mode: int = 0o644) -> Row:
    return row(path, size, mode)._replace(raw=f"package/{path}")


def artifact(filename: str, kind: Kind | None, size: int) -> Artifact:
    return Artifact(f"dist/{filename}", filename, kind, size, sha(filename))


def judged(
    finding: Finding, at: Level, package: Package, kind: Kind | None, ignored: IgnoredBy | None = None
) -> Judged:
    return Judged(finding, at, fingerprint(finding, package, kind, 0), ignored)


def doc(rule: str, family: str, summary: str) -> RuleDoc:
    page = (
        f"{summary}.\n\n## Why it matters\n\nSomebody can read `it`.\nAnd that is *bad*: <b>very</b>.\n\n"
        "## How to fix\n\n- Take it out.\n- Build again.\n\n```toml\n[tool.x]\nexclude = []\n```\n"
    )
    kinds, score = (Kind.WHEEL, Kind.NPM), FAMILIES[family].score
    return RuleDoc(rule, family, summary, page, level(Level.ERROR, Level.WARNING), "", kinds, score)


DOCS = (
    doc("source-map", "leaks", "A source map reveals source text that is not shipped"),
    doc("env-file", "leaks", "A file of environment values is in the artifact"),
    doc("secret", "leaks", "A credential is in the artifact"),
    doc("pth-hook", "runs", "Code that runs at every start of Python"),
    doc("test-files", "leftovers", "Tests are in the artifact"),
    doc("unsafe-path", "integrity", "A member's name leads out of the directory it is unpacked in"),
    doc("invalid-manifest", "manifest", "The metadata is missing or damaged"),
    doc("unused-ignore", "policy", "An entry of the policy ignores nothing"),
)

WHEEL_PACKAGE = Package("demo", "1.0.0", Visibility.OPEN, "MIT, and a public repository", "hatchling")
CLOSED = Package("@acme/cli", "2.1.88", Visibility.CLOSED, 'the licence is "SEE LICENSE IN README.md"', "npm-files")
NEXT = Package("next", "16.0.1", Visibility.OPEN, "MIT, and a public repository", "npm-files")


def clean_wheel(budgets: Budgets | None = None) -> Result:
    rows = (row("demo/__init__.py", 120), row("demo/app.py", 4_210), row("demo-1.0.0.dist-info/METADATA", 810))
    made = artifact("demo-1.0.0-py3-none-any.whl", Kind.WHEEL, 3_900)
    return Result(made, WHEEL_PACKAGE, rows, (), budgets=budgets or Budgets())


def clean_sdist() -> Result:
    rows = (row("PKG-INFO", 810), row("pyproject.toml", 640), row("src/demo/__init__.py", 120))
    return Result(artifact("demo-1.0.0.tar.gz", Kind.SDIST, 2_100), WHEEL_PACKAGE, rows, ())


def clean() -> Report:
    budgets = Budgets(packed=5_000_000, unpacked=20_000, files=500)
    return Report((clean_sdist(), clean_wheel(budgets)), ".pkglint.yaml", ("recommended",), policy_digest=sha("policy"))


def one_leak() -> Report:
    package, kind = CLOSED, Kind.NPM
    rows = (
        npm_row("README.md", 2_048),
        npm_row("cli.js", 13_100_000),
        npm_row("cli.js.map", 58_200_000),
        npm_row("package.json", 1_024),
    )
    found = Finding(
        "source-map",
        "cli.js.map",
        "reveals 1,900 files of first-party source (512,000 lines, 56.1 MB)",
        "package/cli.js.map",
        fix=Fix(FixAction.STRIP_MAPS, ("cli.js.map",)),
        details={"files": 1900, "examples": [f"src/commands/{i}.ts" for i in range(20)]},
    )
    result = Result(
        artifact("acme-cli-2.1.88.tgz", kind, 31_200_000), package, rows, (judged(found, Level.ERROR, package, kind),)
    )
    return Report((result,), ".pkglint.yaml", ("recommended",), policy_digest=sha("policy"))


def many_maps() -> Report:
    package, kind = NEXT, Kind.NPM
    paths = [f"dist/{part}/module-{i}.js.map" for i in range(811) for part in ("client", "server", "compiled/x/dist")]
    paths = [*paths, "dist/index.js.map"]
    rows = tuple(npm_row(path, 1_000 + 37 * (i % 911)) for i, path in enumerate(paths))
    found = [
        judged(
            Finding(
                "source-map",
                r.path,
                f"reveals {1 + i % 4} {'file' if i % 4 == 0 else 'files'} of first-party source "
                f"({10 + i % 900:,} lines, {(1 + i % 700) / 10} kB)",
                r.raw,
                fix=Fix(FixAction.STRIP_MAPS, (r.path,)),
            ),
            Level.WARNING,
            package,
            kind,
        )
        for i, r in enumerate(rows)
    ]
    extra = tuple(npm_row(path.removesuffix(".map"), 900) for path in paths)
    made = artifact("next-16.0.1.tgz", kind, 29_400_000)
    return Report((Result(made, package, rows + extra, tuple(found)),), None, ("recommended",))


def not_linted() -> Report:
    broken = Result(
        artifact("demo-1.0.0.tar.gz", Kind.SDIST, 1_900),
        Package(),
        (),
        (),
        NotLinted("truncated", "the archive ends in the middle of demo-1.0.0/src/demo/app.py"),
    )
    huge = Result(
        artifact("huge-3.0.tgz", Kind.NPM, 6_000_000),
        Package(),
        (npm_row("package.json", 200),),
        (),
        NotLinted("limit-unpacked", "unpacks to more than 2.1 GB"),
    )
    return Report((broken, clean_wheel(), huge), None, ("recommended",))


def nothing() -> Report:
    return Report((), None, ("recommended",), problem="nothing to lint: dist/ holds no wheel, sdist or npm tarball")


def mixed() -> Report:
    """One of everything, hostile names included."""
    package, kind = WHEEL_PACKAGE, Kind.WHEEL
    rows = (
        row("demo/.env", 214),
        row("evil.pth", 34_628),
        row("demo/settings.py", 5_000),
        row(NASTY, 10),
        *(row(f"tests/test_{i}.py", 100 * i) for i in range(12)),
        row("demo-1.0.0.dist-info/METADATA", 810),
    )
    by = IgnoredBy(0, 23, "Vendored from a public MIT project", date(2027, 3, 31))
    found = (
        judged(
            Finding(
                "env-file",
                "demo/.env",
                "sets 3 values",
                "demo/.env",
                fix=Fix(FixAction.ROTATE, ("demo/.env",)),
                details={"names": ["DATABASE_URL", "SECRET_KEY", "SENTRY_DSN"]},
            ),
            Level.ERROR,
            package,
            kind,
        ),
        judged(
            Finding(
                "secret",
                "demo/settings.py",
                "holds an npm token whose checksum is right",
                "demo/settings.py",
                14,
                Fix(FixAction.ROTATE, ("demo/settings.py",)),
                {"offset": 220},
                Evidence("npm token", "npm_", 40),
            ),
            Level.ERROR,
            package,
            kind,
        ),
        judged(
            Finding(
                "pth-hook",
                "evil.pth",
                "runs code at every start of Python: exec, base64 (one line of 34,628 characters)",
                "evil.pth",
                1,
                Fix(FixAction.PIN, ("evil.pth",), "Move the code into a module that users import."),
            ),
            Level.ERROR,
            package,
            kind,
        ),
        judged(
            Finding("unsafe-path", NASTY, f"has a name that leads out: {NASTY}", NASTY, fix=Fix(FixAction.REBUILD)),
            Level.ERROR,
            package,
            kind,
        ),
        judged(
            Finding("invalid-manifest", None, "has no RECORD", fix=Fix(FixAction.REBUILD)), Level.ERROR, package, kind
        ),
        *(
            judged(
                Finding("test-files", r.path, "is a test", r.raw, fix=Fix(FixAction.EXCLUDE, ("tests/",))),
                Level.WARNING,
                package,
                kind,
            )
            for r in rows[4:16]
        ),
        judged(Finding("source-map", "demo/x.js.map", "holds nothing", "demo/x.js.map"), Level.INFO, package, kind),
        judged(
            Finding("source-map", "demo/vendor.js.map", "reveals 2 files", "demo/vendor.js.map"),
            Level.ERROR,
            package,
            kind,
            by,
        ),
    )
    made = artifact("demo-1.0.0-py3-none-any.whl", kind, 9_400)
    crash = Crash("secret", "demo/settings.py", "ValueError: not a token", "Traceback ...")
    stale = Judged(
        Finding("unused-ignore", None, "ignores nothing: `dist/old/**`", line=31), Level.WARNING, sha("unused")[:32]
    )
    first = Result(made, package, rows, found, crashes=(crash,), budgets=Budgets(packed=9_000, files=100))
    return Report(
        (first, one_leak().results[0], not_linted().results[0]),
        ".pkglint.yaml",
        ("recommended", "closed-source"),
        about_policy=(stale,),
        policy_digest=sha("policy"),
    )


ALL = {
    "clean": clean,
    "one_leak": one_leak,
    "many_maps": many_maps,
    "not_linted": not_linted,
    "nothing": nothing,
    "mixed": mixed,
}
