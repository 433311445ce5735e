"""The files of coding agents: where each agent keeps them, and which of them hold or do more than instructions."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

from pkglint.detect.secrets.env import Setting, sensitive, telling
from pkglint.detect.secrets.jsonc import items, loads, mapping
from pkglint.detect.secrets.values import has_login
from pkglint.model.lazy import lazy
from pkglint.model.lookup import Name, Names

SESSION = "holds a history of what was said and done with {agent}"
NAMES = Names(__package__, "agents.tsv", cased=True)
_EDITOR = lazy(r"(?:^|/)\.vscode/(?:tasks|mcp)\.json$")

_PERSONAL = lazy(
    r"\.local\.(?:json|md)$|(?:^|/)(?:\.credentials|oauth_creds|auth|credentials|google_accounts)\.json$"
    r"|(?:^|/)\.claude\.json$"
)
_HISTORY = lazy(
    r"history|\.jsonl$|(?:^|/)(?:sessions?|projects|chats?|conversations|transcripts|todos|shell-snapshots|memories"
    r"|file-history|paste-cache|debug|statsig|checkpoints|archived_sessions)/|(?:^|/)\.gemini/tmp/|\.sqlite\w*$",
    re.IGNORECASE,
)
_SERVERS = lazy(
    r"(?:^|[./_-])mcp(?:_config|_settings)?\.json$|/settings(?:\.local)?\.json$|/config\.json$|\.claude\.json$"
)
_HOOKS = lazy(r"(?:^|/)(?:settings(?:\.local)?|hooks)\.json$|/\.kiro/hooks/[^/]+$|/hooks/[^/]+\.json$")
_SETTINGS = (".json", ".jsonc", ".json5", ".yml", ".yaml", ".toml", ".ini", ".conf")
# Plugins and scripts that an agent runs when it starts in a directory.
_CODE = lazy(
    r"/\.opencode/plugins?/[^/]+\.[cm]?[jt]s$|/\.openhands/(?:setup|pre-commit)\.sh$|/\.amp/plugins/[^/]+\.[jt]s$"
)
_NIX = lazy(r"/\.idx/dev\.nix$|/\.cursor/environment\.json$")
_ON_START = lazy(r"\bon(?:Start|Create)\b|\"(?:install|start)\"\s*:")
# A key, what stands between, and a value in quotes or up to the next space.
_ASSIGNED = lazy(
    r"""(?<![\w.-])([\w.-]{1,60})["']?[ \t]{0,9}[:=][ \t]{0,9}("[^"\n]{6,500}"|'[^'\n]{6,500}'|[^\s"',}\]]{6,500})"""
)
# From the first character of a key only: a run of them is tried once.
_PAIR = lazy(r"""(?<![\w-])"?([\w-]+)"?\s*=\s*("[^"]*"|'[^']*')""")
_TOML_TABLE = lazy(r"^\s*\[([^\[\]]+)\]\s*$")


@dataclass(frozen=True, slots=True)
class Agent:
    """Whose file it is; ``aside`` when it only says what an agent shall not read, ``session`` for what was said."""

    title: str
    aside: bool = False
    session: bool = False


def maybe(path: str) -> bool:
    """Whether a file is one of an agent by its logical path, or may be one by its content."""
    return bool(_of_directory(path.rpartition("/")[0]) or _by_name(path))


def agent_of(path: str, data: Callable[[], bytes] = bytes) -> Agent | None:
    """Which agent a file belongs to; ``data`` is asked for the content where a name proves little."""
    name = _of_directory(path.rpartition("/")[0])
    if name is None:
        name = next((name for name in _by_name(path) if not name.asks or name.proven(data())), None)
    return Agent(name.title, "info" in name.flags, "session" in name.flags) if name else None


def directory_of(path: str) -> str:
    """The outermost directory above a file that belongs to an agent, empty for none."""
    parts = path.split("/")[:-1]
    places = ("/".join(parts[: index + 1]) for index in range(len(parts)))
    return next((place for place in places if _of_directory(place)), "")


def _by_name(path: str) -> list[Name]:
    above, _, last = path.rpartition("/")
    return [name for name in NAMES.files.find(last) if name.fits(above)]


@lru_cache(maxsize=1 << 10)
def _of_directory(directory: str) -> Name | None:
    """The row of the outermost directory of an agent. A library ships skills to its users in ``lib/.agents/``."""
    place = ""
    for part in directory.split("/") if directory else ():
        place = f"{place}/{part}" if place else part
        for name in NAMES.directory(place):
            if "root" not in name.flags or "/" not in place:
                return name
    return None


def is_editor_file(path: str) -> bool:
    """Whether it is one of the files of VS Code that can start something or hand out values."""
    return _EDITOR.search(path) is not None


def worst(path: str, text: Callable[[], str]) -> str:
    """What makes a file more than instructions, as a sentence fragment, or nothing; ``text`` is asked if needed."""
    if _PERSONAL.search(path):
        return "holds what {agent} keeps for one person on one machine"
    if _HISTORY.search(path):
        return SESSION
    is_settings, has_hooks = _SERVERS.search(path), _HOOKS.search(f"/{path}")
    if path.endswith("/.codex/config.toml") or path == ".codex/config.toml":
        return _values(_toml_values(text()))
    if _CODE.search(f"/{path}") or (_NIX.search(f"/{path}") and _ON_START.search(text())):
        return "starts commands by itself: it is run when {agent} opens the directory"
    if not (is_settings or has_hooks or is_editor_file(path)):
        return _values(_assigned(text())) if path.endswith(_SETTINGS) else ""
    value = loads(text())
    if path.endswith("tasks.json") and is_editor_file(path):
        return _tasks(value)
    if has_hooks and _starts_hooks(path, mapping(value)):
        return "starts commands by itself: it holds hooks for {agent}"
    return _values(_server_values(mapping(value)) or (0 if is_editor_file(path) else _assigned(text())))


def _values(count: int) -> str:
    if not count:
        return ""
    return f"passes {count} secret value{'s' if count > 1 else ''} to {{agent}} or its servers"


def _server_values(settings: dict[str, Any]) -> int:
    """How many values of the environment or of headers the servers get that are neither references nor switches."""
    count = sum(_is_secret(str(key), str(value)) for key, value in mapping(settings.get("env")).items())
    for name in ("mcpServers", "servers", "mcp", "context_servers"):
        for server in mapping(settings.get(name)).values():
            for part in ("env", "environment", "headers"):
                values = mapping(mapping(server).get(part))
                count += sum(_is_secret(str(key), str(value)) for key, value in values.items())
            count += _arguments(items(mapping(server).get("args")))
    return count


def _arguments(given: list[Any]) -> int:
    """How many arguments of a server are addresses with a password, or the value of an option that says secret."""
    count, option = 0, ""
    for argument in map(str, given):
        key, mark, value = argument.partition("=")
        if mark and key.startswith("-"):
            option = key
        else:
            value = argument
        count += has_login(value) or bool(option and _is_secret(option.strip("-"), value))
        option = argument if argument.startswith("--") and not mark else ""
    return count


def _assigned(text: str) -> int:
    """How many keys that say secret are given a value that looks secret, in YAML, TOML or JSON, whatever the shape."""
    pairs = _ASSIGNED.findall(text)
    return sum(sensitive(key.replace("-", "_")) and _is_secret(key, value.strip("\"'")) for key, value in pairs)


def _is_secret(key: str, value: str) -> bool:
    return telling(Setting(1, key.replace("-", "_"), value.removeprefix("Bearer ")))


def _toml_values(text: str) -> int:
    """As :func:`_server_values`, for the TOML of Codex: tables whose name ends in ``env`` or ``http_headers``."""
    count, inside = 0, False
    for line in text.splitlines():
        table = _TOML_TABLE.match(line)
        if table:
            inside = table[1].startswith("mcp_servers.") and table[1].endswith((".env", ".http_headers"))
            continue
        key, mark, value = line.partition("=")
        pairs = [(key, value)] if inside and mark else []
        if mark and key.strip() in {"env", "http_headers"}:
            pairs = _PAIR.findall(value)
        count += sum(_is_secret(key.strip(), value.strip().strip("\"'")) for key, value in pairs)
    return count


def _starts_hooks(path: str, settings: dict[str, Any]) -> bool:
    """Whether a settings file names commands that run on an event, in the shape of any of the agents."""
    if "/.kiro/hooks/" in f"/{path}":
        return not {"then", "actions"}.isdisjoint(settings) and settings.get("enabled") is not False
    if "apiKeyHelper" in settings or "command" in mapping(settings.get("statusLine")):
        return True
    return any(word in _keys(settings.get("hooks")) for word in ("command", "bash", "powershell", "script"))


def _keys(value: Any, depth: int = 0) -> set[str]:
    """All keys of objects inside ``value``, down to a depth of 20."""
    found: set[str] = set()
    if depth < 20 and isinstance(value, dict):
        found.update(value)
        for item in value.values():
            found |= _keys(item, depth + 1)
    elif depth < 20 and isinstance(value, list):
        for item in value:
            found |= _keys(item, depth + 1)
    return found


def _tasks(value: Any) -> str:
    """Tasks of VS Code that run as soon as the folder is opened."""
    for task in items(mapping(value).get("tasks")):
        if mapping(mapping(task).get("runOptions")).get("runOn") == "folderOpen":
            return "runs a command as soon as somebody opens the folder in the editor"
    return ""
