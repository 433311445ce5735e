"""An environment file with values is in the artifact.

## Why it matters

`.env` files are where tokens, passwords and addresses of a development machine live. Packers take them along because
they take everything: @mux/mux-node 2.8.0 shipped a `.env-dylan` with a working token id and its secret.

Every convention counts: `.env.local`, `prod.env`, `.dev.vars`, `.flaskenv`, `.envs/`, `.secrets`, `env.json` and so on.
Files that are meant to be copied (`.env.example`, `.env.template`) are left alone, unless a value in them was drawn by
a machine. A file that holds only comments, empty values, placeholders, what dotenvx has encrypted, harmless settings
(`PORT`, `NODE_ENV`, local addresses) or what a bundler publishes anyway (`VITE_`, `NEXT_PUBLIC_`) is an info. Test
trees, and the templates of a scaffolding tool, are one level lower.

## How to fix

Keep the file out of the artifact and revoke every credential in it: whoever installed the package has it.
"""

from __future__ import annotations

from collections.abc import Iterator

from pkglint.detect.secrets.complete import is_strong
from pkglint.detect.secrets.env import Setting, decoded, env_reader, is_form, published, sensitive, settings, telling
from pkglint.detect.secrets.values import has_login, is_drawn
from pkglint.model import Entry, Evidence, Example, Finding, Fix, FixAction, Level, Rule, Scope, level
from pkglint.model.trees import in_scaffold, in_test_tree
from pkglint.model.units import count

MAX_SIZE = 1 << 20
SHOWN = 10


def _wants(entry: Entry) -> bool:
    return entry.is_file and bool(env_reader(entry.path))


def _visit(entry: Entry, scope: Scope) -> Iterator[Finding]:
    text = decoded(entry.content.data[:MAX_SIZE])
    if "\0" in text:
        return
    how = env_reader(entry.path)
    found = settings(text, how)
    if not found and (how == "code" or not entry.name.lower().startswith(".env")):
        return  # `demo.env` may be anything; only settings make it an environment file.
    if is_form(entry.path):
        found = [setting for setting in found if sensitive(setting.key) and is_drawn(setting.value)]
        if not found:
            return
    values = [setting for setting in found if telling(setting)]
    lowered = in_test_tree(entry.path) or in_scaffold(entry.path, scope.artifact.kind)
    if all(published(setting.key) for setting in values):
        what = "setting that a bundler publishes" if values else "harmless setting"
        message = f"is an environment file with {_several(len(values or found), what)}" if found else _EMPTY
        yield scope.found(entry, message, fix=Fix(FixAction.EXCLUDE, (entry.path,)), grade=Level.INFO, lowered=lowered)
        return
    secrets = [setting for setting in values if sensitive(setting.key) or has_login(setting.value)]
    names = sorted({setting.key[:60] for setting in secrets or values})
    what = "secret" if secrets else "value"
    yield scope.found(
        entry,
        f"is an environment file with {count(len(secrets or values), what)}",
        line=(secrets or values)[0].line,
        fix=Fix(FixAction.ROTATE if secrets else FixAction.EXCLUDE, (entry.path,)),
        details={"settings": len(found), "values": len(values), "secrets": len(secrets), "keys": names[:SHOWN]},
        evidence=Evidence.of(what, (secrets or values)[0].value),
        grade=Level.WARNING if _is_sample(entry.path, secrets) else None,
        lowered=lowered,
    )


def _is_sample(path: str, secrets: list[Setting]) -> bool:
    """Whether values may be made up by the file's place: a form, unless nobody would make them up; or a test."""
    if is_form(path):
        return not any(is_strong(setting.value.encode()) for setting in secrets)
    return not secrets and in_test_tree(path)


def _several(number: int, what: str) -> str:
    """A count of settings; what follows the noun stays as it is."""
    noun, _, rest = what.partition(" that ")
    return f"{count(number, noun)}{' that ' + rest if rest else ''}"


_EMPTY = "is an environment file without settings"

RULE = Rule(
    id="env-file",
    summary="An environment file with values is in the artifact",
    levels=level(Level.ERROR),
    grades="Info when it holds only comments, placeholders, harmless or published settings; warning for a form. "
    "One level lower in forms of new projects and in test trees, where it is info without a secret.",
    wants=_wants,
    visit=_visit,
    examples=(
        Example("a token in a file with a personal suffix", {".env-dylan": "API_TOKEN_SECRET=pz8Hq2vRk5\n"}, 1),
        Example(
            "other forms that are read as well",
            {
                "a/.env": "API_TOKEN: pz8Hq2vRk5\n",
                "b/.env": "API_TOKEN=pz8Hq2vRk5\r\n".encode("utf-16"),
                ".env~": "API_TOKEN=pz8Hq2vRk5\n",
                "env.production": "API_TOKEN=pz8Hq2vRk5\n",
            },
            4,
            also=("junk-file",),
        ),
        Example("only harmless settings", {"demo/.env": "# local\nPORT=3000\nNODE_ENV=development\nDEBUG=\n"}, 1),
        Example("files that are meant to be copied", {".env.example": "A=1\n", "demo/example.env": "A=1\n"}),
        Example("code that is only named alike", {"env.d.ts": "declare const A: string\n", ".env.js": "a = 1\n"}),
    ),
)
