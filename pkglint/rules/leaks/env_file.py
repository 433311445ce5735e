"""An environment file with values is in the artifact.

## Why it matters

`.env` files are where tokens, passwords and addresses of a development machine live. Packers take them along because
they take everything: @mux/mux-node 2.8.0 shipped a `.env-dylan` with a working token id and its secret.

Files that are meant to be copied (`.env.example`, `.env.template` and so on) are left alone. A file that holds only
comments, empty values, placeholders or harmless settings (`PORT`, `NODE_ENV`, local addresses) is an info. Test trees,
and the templates of a scaffolding tool, are one level lower.

## How to fix

Keep the file out of the artifact and revoke every credential in it: whoever installed the package has it.
"""

from __future__ import annotations

from collections.abc import Iterator

from pkglint.detect.secrets.env import decoded, has_login, is_env_name, sensitive, settings, telling
from pkglint.model import Entry, Evidence, Example, Finding, Fix, FixAction, Level, Rule, Scope, level
from pkglint.model.trees import in_scaffold, in_test_tree
from pkglint.model.units import count

MAX_SIZE = 1 << 20
SHOWN = 10


def _wants(entry: Entry) -> bool:
    return entry.is_file and is_env_name(entry.name)


def _visit(entry: Entry, scope: Scope) -> Iterator[Finding]:
    text = decoded(entry.content.data[:MAX_SIZE])
    if "\0" in text:
        return
    found = settings(text)
    if not found and not entry.name.lower().startswith(".env"):
        return  # `demo.env` may be anything; only settings make it an environment file.
    values = [setting for setting in found if telling(setting)]
    demoted = in_test_tree(entry.path) or in_scaffold(entry.path, scope.artifact.kind)
    if not values:
        message = f"is an environment file with {count(len(found), 'harmless setting')}" if found else _EMPTY
        yield scope.found(entry, message, fix=Fix(FixAction.EXCLUDE, (entry.path,)), grade=Level.INFO, demoted=demoted)
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
        demoted=demoted,
    )


_EMPTY = "is an environment file without settings"

RULE = Rule(
    id="env-file",
    summary="An environment file with values is in the artifact",
    levels=level(Level.ERROR),
    grades="Info when it holds only comments, empty values, placeholders or harmless settings.",
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
