"""How to make npm, pnpm, yarn and bun leave a file out, or take one in.

Sources: npm's package.json ("files"), npm-packlist (what always ships; a file that is listed by its own name is taken
whatever a later pattern says), and the documentation of .npmignore.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from pkglint.edit import Change
from pkglint.metadata.targets import How, Target, published, targets
from pkglint.report.advice.ask import Ask
from pkglint.report.advice.globs import IN, OUT, PACKAGE, anchor, array, items
from pkglint.report.advice.step import Step
from pkglint.report.kit import escape

IGNORE = ".npmignore"
GITIGNORE = ".gitignore"
# What npm takes along whatever "files" and .npmignore say, at the root, in any letters (npm-packlist).
_ALWAYS = re.compile(
    r"""(?: package\.json | readme (?:\.[^/]*)? | licen[cs]e (?:[.-][^/]*)? | copying (?:\.[^/]*)? ) \Z""",
    re.IGNORECASE | re.VERBOSE,
)
_SUFFIXES = ("", ".js", ".cjs", ".mjs", ".json", ".node", ".d.ts", "/index.js", "/index.cjs", "/index.d.ts")


def excluding(ask: Ask) -> list[Step]:
    """What keeps files out: entries of "files" that name them go, patterns are added for the others."""
    if PACKAGE in ask.project.texts and not isinstance(ask.value(PACKAGE, "files"), list):
        return ignored(ask)
    gone = _named(ask)
    rest = [p for p in ask.patterns if not _only_by(ask, p, gone)]
    made = []
    if gone:
        names = " and ".join(escape.quoted(str(name)) for name in gone)
        made.append(
            Step(f'Remove {names} from "files"', (), PACKAGE, "", (Change(PACKAGE, ("files",), remove=tuple(gone)),))
        )
    return made + (_patterns(ask.only(rest)) if rest else [])


def _named(ask: Ask) -> list[str]:
    """The entries of "files" that take along nothing but what is to go: the file itself, or a whole directory."""
    found = []
    for item in ask.listed(PACKAGE, "files"):
        plain = _literal(item) if isinstance(item, str) else ""
        touched = bool(plain) and any(_under(path, plain) for path in ask.going)
        # Most often the first file that is looked at stays, and there is nothing more to ask.
        if touched and all(path in ask.going for path in ask.files if _under(path, plain)):
            found.append(item)
    return found


def _literal(item: str) -> str:
    """The file or directory that an entry of "files" names, empty where it has wildcards."""
    plain = item.removeprefix("./").removeprefix("/").removesuffix("/")
    while plain.endswith(("/*", "/**")):
        plain = plain.rstrip("*").removesuffix("/")
    return "" if set(plain) & set("*?[{!") else plain


def _under(path: str, plain: str) -> bool:
    return path == plain or path.startswith(f"{plain}/")


def _taken(ask: Ask, item: str) -> set[str]:
    """The members that an entry of "files" without wildcards takes along."""
    plain = _literal(item)
    return {path for path in ask.files if _under(path, plain)} if plain else set()


def _only_by(ask: Ask, pattern: str, gone: Sequence[str]) -> bool:
    """Whether what the pattern is about ships only because of the entries that go."""
    about = {path for path in ask.going if path == pattern or path.startswith(pattern.rstrip("/") + "/")}
    others = [item for item in ask.listed(PACKAGE, "files") if isinstance(item, str) and item not in gone]
    covered: set[str] = set().union(*(_taken(ask, item) for item in gone)) if gone else set()
    if not about or not about <= covered:
        return False
    wild = any(set(item) & set("*?[{") or item in {".", "./", "/"} for item in others if not item.startswith("!"))
    return not wild and not any(_taken(ask, item) & about for item in others)


def _patterns(ask: Ask) -> list[Step]:
    """A pattern takes back what another pattern lets in, but not a file that is listed by its own name."""
    globs = [anchor(p) for p in ask.patterns]
    named = not ask.project.texts and any("*" not in p and not p.endswith("/") for p in globs)
    more = ", or remove its own entry there" if named else ""
    # A directory is matched as such and with all that is in it, which not all packers take the first to say.
    new = tuple(f"!{p}" for p in globs)
    change = Change(PACKAGE, ("files",), add=new)
    return [Step(OUT, items(new), PACKAGE, f' at the end of "files"{more}', (change,))]


def ignored(ask: Ask) -> list[Step]:
    """As soon as there is an .npmignore, npm no longer reads .gitignore: what only that kept out would ship."""
    globs = [anchor(p) for p in ask.patterns]
    lines = tuple(escape.terminal(f"/{p}" if p.startswith(("#", "!")) else p) for p in globs)
    begun = "" if IGNORE in ask.project.texts else ", which begins as a copy of .gitignore"
    if ask.project.found and not {IGNORE, GITIGNORE} & set(ask.project.texts):
        begun = ""
    return [Step(OUT, lines, IGNORE, begun, (Change(IGNORE, add=lines, base=GITIGNORE),))]


def including(ask: Ask, *, listed: bool) -> list[Step]:
    """What takes files in, where "files" is ``listed`` or not; what was never built no list takes in."""
    missing = [p for p in ask.patterns if _unbuilt(ask, p)]
    made = [_build(ask, p) for p in missing]
    rest = ask.only([p for p in ask.patterns if p not in missing])
    if rest.patterns:
        made += _listing(rest) if listed else _naming(rest)
    return made


def _unbuilt(ask: Ask, pattern: str) -> bool:
    """Whether a file is not missing from the list but from the project: where others of its directory ship, it is."""
    if ask.project.found:
        return pattern not in ask.project.there
    entries = [str(item).removeprefix("./").strip("/") for item in ask.listed(PACKAGE, "files")]
    beside = f"{pattern.rpartition('/')[0]}/"
    return any(pattern == item or pattern.startswith(f"{item}/") for item in entries if item) or (
        beside != "/" and any(path.startswith(beside) for path in ask.files)
    )


def _build(ask: Ask, pattern: str) -> Step:
    name = escape.name(pattern)
    fields = [target.field for target in _targets(ask) if _is(pattern, target.values)]
    remove = f", or correct {' and '.join(f'`{escape.terminal(f)}`' for f in fields[:3])}" if fields else ""
    return Step(f"{name} was not built: build it before packing{remove}", (), PACKAGE if remove else "")


def _listing(ask: Ask) -> list[Step]:
    return [Step(IN, items(ask.patterns), PACKAGE, ' in "files"', (Change(PACKAGE, ("files",), add=ask.patterns),))]


def _naming(ask: Ask) -> list[Step]:
    """Without "files", what .gitignore names stays out: a list of all that the manifest names takes its place."""
    named = [_plain(value) for target in _targets(ask) for value in target.values]
    tops = sorted({path.partition("/")[0] for path in (*ask.patterns, *named) if path and not _ALWAYS.match(path)})
    return [Step("Name all that ships", (array('"files"', tops)[0].replace(" =", ":"),), PACKAGE)]


def kept(ask: Ask) -> dict[str, str]:
    """The members to go that npm takes along whatever `files` says, and why."""
    found = {path: "npm always ships it" for path in ask.going if "/" not in path and _ALWAYS.match(path)}
    for target in _targets(ask):
        for value in target.values if target.how not in {How.PATTERN, How.FOLDER} else ():
            for suffix in _SUFFIXES:
                path = _plain(value) + suffix
                if path in ask.going:
                    found.setdefault(path, f"`{escape.terminal(target.field)}` names it")
    return found


def _targets(ask: Ask) -> Iterator[Target]:
    manifest = ask.value(PACKAGE)
    yield from targets(published(manifest)) if isinstance(manifest, dict) else ()


def _plain(value: str) -> str:
    return value.removeprefix("./").strip("/")


def _is(pattern: str, values: Sequence[str]) -> bool:
    return any(pattern in {_plain(value) + suffix for suffix in _SUFFIXES} for value in values)
