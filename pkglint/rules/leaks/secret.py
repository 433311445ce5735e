"""A credential is in the artifact.

Tokens are known by their form: a prefix, a length, and for many kinds a checksum or an inner structure that is tested
without asking anybody. What fails its checksum is nothing; samples, placeholders and sequences are left alone, and so
are lock files and `RECORD`, whose digests look like keys. Images, fonts, sound, video, packed archives and machine code
are recognised by their first bytes and not searched; other binary files (bytecode, databases) are searched for
everything but the loose kinds. A file in gzip is searched as what it holds, and so is a source map inside a script.

A login is complete when a password that nobody would think of (twelve characters or more, small and large letters,
digits, no word) stands beside its user: in an address, a header, a connection string, a call, a table, or a command.

## Why it matters

Whatever is published is copied within seconds by mirrors and by people who look for exactly this. A token in a release
works for everybody until it is revoked, and taking the release back does not help.

## How to fix

Revoke the token first, then keep the file out of the artifact or read the value from the environment. The report shows
at most four characters of what it found, so that it can be shared.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, datetime, timezone

from pkglint.detect.secrets.checks import Verdict
from pkglint.detect.secrets.noise import is_for_trial, is_lesson
from pkglint.detect.secrets.parse import is_account_file
from pkglint.detect.secrets.pins import pin
from pkglint.detect.secrets.scan import Hit, is_scanned, scan, search
from pkglint.model import Entry, Example, Finding, Fix, FixAction, Level, Pin, Rule, Scope, level
from pkglint.model.lazy import lazy
from pkglint.model.trees import in_test_tree

MOST_LINES = 20
MOST_PINS = 20  # of one finding
MOST_KNOWN = 200  # in one artifact
_SHORTEST = 20  # no kind of token has fewer characters

_BEHIND = lazy(r"( (?:of|with) )")
_GRADES = {Verdict.VERIFIED: None, Verdict.PRECISE: None, Verdict.LOOSE: Level.WARNING, Verdict.STALE: Level.INFO}
_REMARKS = {
    Verdict.STALE: ", expired or public by its own words",
    Verdict.VERIFIED: ", its checksum or structure verified",
}


def _visit(entry: Entry, scope: Scope) -> Iterator[Finding]:
    groups: dict[tuple[str, Verdict], list[Hit]] = {}
    scanned = scan(entry)
    if scanned.skipped:
        scope.skipped[scanned.skipped] = scope.skipped.get(scanned.skipped, 0) + 1
    if scanned.excess:
        text = "holds thousands of pieces that look like credentials: those after them were not looked at"
        yield Finding("not-scanned", entry.path, text, entry.raw, lowered=in_test_tree(entry.path))
    for hit in scanned.hits:
        if hit.kind == "google-service-account" and is_account_file(entry):
            continue  # reported by credential-file
        verdict = Verdict.STALE if _has_expired(hit, scope.today) else hit.verdict
        groups.setdefault((hit.title, verdict), []).append(hit)
    for (title, verdict), hits in groups.items():
        first = hits[0]
        yield scope.found(
            entry,
            f"holds {_count(title, len(hits))}{_REMARKS.get(verdict, '')}",
            line=first.line,
            fix=Fix(FixAction.ROTATE, (entry.path,)),
            details={
                "kind": first.kind,
                "count": len(hits),
                "lines": sorted({hit.line for hit in hits})[:MOST_LINES],
                "verified": verdict is Verdict.VERIFIED,
            },
            evidence=first.evidence,
            grade=_GRADES[verdict],
            lowered=_is_meant(entry.path, verdict),
            pins=_pins(hits, scope),
        )


def _pins(hits: list[Hit], scope: Scope) -> tuple[str, ...]:
    """Names for all of the secrets, none where they are too many: nobody means to publish hundreds of them."""
    marks = {hit.mark for hit in hits}
    known: dict[bytes, str] = scope.state
    if len(marks) > MOST_PINS or len(marks | known.keys()) > MOST_KNOWN:
        return ()
    known.update((marked, pin(marked)) for marked in marks - known.keys())
    return tuple(sorted(known[marked] for marked in marks))


def _finish(scope: Scope) -> Iterator[Finding]:
    """Names of members are published as their content is. What only looks like a token may well be a name."""
    rows = [row for row in scope.rows if len(row.raw) >= _SHORTEST]
    names = "\n".join(row.raw.replace("\n", " ") for row in rows).encode("utf-8", "surrogatepass")
    for hit in search(names).hits:
        if hit.verdict >= Verdict.PRECISE:
            row = rows[hit.line - 1]
            yield scope.found(
                row,
                f"has {_count(hit.title, 1)} in its name{_REMARKS.get(hit.verdict, '')}",
                fix=Fix(FixAction.ROTATE, (row.path,)),
                details={"kind": hit.kind, "count": 1, "verified": hit.verdict is Verdict.VERIFIED},
                evidence=hit.evidence,
                lowered=_is_meant(row.path, hit.verdict),
            )


def _is_meant(path: str, verdict: Verdict) -> bool:
    """Whether a token may be a sample by its place: a loose one also in ``test.js`` and ``docs_src/tutorial.py``."""
    if verdict is Verdict.LOOSE:
        return is_for_trial(path) or is_lesson(path)
    return verdict is not Verdict.VERIFIED and in_test_tree(path)


def _count(title: str, count: int) -> str:
    if count == 1:
        article = "an" if title[0] in "AEIOnx" else "a"
        return f"{article} {title}"
    head, *rest = _BEHIND.split(title, maxsplit=1)
    return f"{count:,} {head}s{''.join(rest)}"


def _has_expired(hit: Hit, today: date) -> bool:
    """Whether the day on which a token expires, in UTC, has passed."""
    if hit.expiry is None:
        return False
    midnight = datetime(today.year, today.month, today.day, tzinfo=timezone.utc)
    return hit.expiry < midnight.timestamp()


RULE = Rule(
    id="secret",
    summary="A credential is in the artifact",
    levels=level(Level.ERROR),
    wants=is_scanned,
    visit=_visit,
    state=dict,
    pin=Pin.VALUE,
    finish=_finish,
    grades=(
        "warning for kinds that are loose or public by design (a Google API key, an AWS key id alone, a JSON web "
        "token, a URL with a password that somebody may have thought of), info for a token that has expired; one level "
        "lower in test trees unless its checksum or structure verifies, and loose kinds in modules of tests and in "
        "lessons"
    ),
    examples=(
        Example(
            "a token that a script was tried with",
            {"demo/upload.py": 'TOKEN = "${fake:npm}"\n', "demo/ci.sh": "export GH_TOKEN=${fake:github}\n"},
            2,
        ),
        Example("an AWS key with its secret", {"demo/config.ini": "[default]\n${fake:aws}\n"}, 1),
        Example("a URL with a password", {"demo/settings.py": 'DB = "${fake:url-password}"\n'}, 1),
        Example("a token whose checksum is wrong is nothing", {"demo/upload.py": 'TOKEN = "${fake:npm:off}"\n'}),
        Example(
            "samples and templates",
            {
                "demo/docs.py": 'URL = "https://user:password@example.com"\nKEY = "AKIA" "IOSFODNN7EXAMPLE"\n',
                "demo/deploy.sh": 'git push "https://ci:${TOKEN}@git.internal/demo.git"\n',
            },
        ),
    ),
    stays=True,
)
