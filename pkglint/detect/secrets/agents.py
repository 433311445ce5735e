"""The files of coding agents: where each agent keeps them, and which of them tell or do more than instructions."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Any

from pkglint.detect.secrets.env import Setting, telling
from pkglint.detect.secrets.jsonc import items, loads, mapping
from pkglint.model.lazy import lazy

DIRECTORIES = {
    ".claude": "Claude Code",
    ".cursor": "Cursor",
    ".windsurf": "Windsurf",
    ".codeium": "Windsurf",
    ".codex": "Codex",
    ".continue": "Continue",
    ".gemini": "Gemini CLI",
    ".kiro": "Kiro",
    ".roo": "Roo Code",
    ".cline": "Cline",
    ".clinerules": "Cline",
    ".kilocode": "Kilo Code",
    ".junie": "Junie",
    ".amazonq": "Amazon Q",
    ".augment": "Augment",
    ".trae": "Trae",
    ".qwen": "Qwen Code",
    ".opencode": "opencode",
    ".specstory": "SpecStory",
    ".serena": "Serena",
    ".crush": "Crush",
    ".factory": "Factory",
    ".goose": "Goose",
    ".aider": "aider",
}
# At the root only: a directory of this name inside an import package is how libraries ship skills to their users.
ROOT_DIRECTORIES = {".agents": "coding agents", ".agent": "coding agents"}
FILES = {
    ".mcp.json": "coding agents",
    "CLAUDE.md": "Claude Code",
    "CLAUDE.local.md": "Claude Code",
    "AGENTS.md": "coding agents",
    "AGENTS.override.md": "Codex",
    "GEMINI.md": "Gemini CLI",
    ".cursorrules": "Cursor",
    ".cursorignore": "Cursor",
    ".cursorindexingignore": "Cursor",
    ".windsurfrules": "Windsurf",
    ".codeiumignore": "Windsurf",
    ".clinerules": "Cline",
    ".clineignore": "Cline",
    ".rooignore": "Roo Code",
    ".roorules": "Roo Code",
    ".roomodes": "Roo Code",
    ".geminiignore": "Gemini CLI",
    ".aiexclude": "Gemini CLI",
    ".goosehints": "Goose",
    ".claude.json": "Claude Code",
}
_GITHUB = lazy(r"(?:^|/)\.github/(?:copilot-instructions\.md|(?:instructions|prompts|agents|chatmodes|hooks)/.)")
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
# From the first character of a key only: a run of them is tried once.
_PAIR = lazy(r"""(?<![\w-])"?([\w-]+)"?\s*=\s*("[^"]*"|'[^']*')""")
_TOML_TABLE = lazy(r"^\s*\[([^\[\]]+)\]\s*$")


def agent_of(path: str) -> str:
    """Which agent a file belongs to by its logical path; empty for none. Editor files count by their content only."""
    *directories, name = path.split("/")
    if name not in FILES and "/." not in path and not path.startswith("."):
        return ""
    if directories and directories[0] in ROOT_DIRECTORIES:
        return ROOT_DIRECTORIES[directories[0]]
    for directory in directories:
        agent = DIRECTORIES.get(directory) or ("aider" if directory.startswith(".aider") else "")
        if agent:
            return agent
    if name in FILES:
        return FILES[name]
    if name.startswith(".aider"):
        return "aider"
    return "GitHub Copilot" if _GITHUB.search(path) else ""


def is_editor_file(path: str) -> bool:
    """Whether it is one of the files of VS Code that can start something or hand out values."""
    return _EDITOR.search(path) is not None


def worst(path: str, text: Callable[[], str]) -> str:
    """What makes a file more than instructions, as a sentence fragment, or nothing; ``text`` is asked if needed."""
    if _PERSONAL.search(path):
        return "holds what {agent} keeps for one person on one machine"
    if _HISTORY.search(path):
        return "holds a history of what was said and done with {agent}"
    is_settings, has_hooks = _SERVERS.search(path), _HOOKS.search(f"/{path}")
    if path.endswith("/.codex/config.toml") or path == ".codex/config.toml":
        return _values(_toml_values(text()))
    if not (is_settings or has_hooks or is_editor_file(path)):
        return ""
    value = loads(text())
    if path.endswith("tasks.json") and is_editor_file(path):
        return _tasks(value)
    if has_hooks and _starts_hooks(path, mapping(value)):
        return "starts commands by itself: it holds hooks for {agent}"
    return _values(_server_values(mapping(value)))


def _values(count: int) -> str:
    if not count:
        return ""
    return f"hands {count} value{'s' if count > 1 else ''} that should stay secret to {{agent}} or its servers"


def _server_values(settings: dict[str, Any]) -> int:
    """How many values of the environment or of headers the servers get that are neither references nor switches."""
    count = sum(_is_secret(str(key), str(value)) for key, value in mapping(settings.get("env")).items())
    for name in ("mcpServers", "servers", "mcp", "context_servers"):
        for server in mapping(settings.get(name)).values():
            for part in ("env", "environment", "headers"):
                values = mapping(mapping(server).get(part))
                count += sum(_is_secret(str(key), str(value)) for key, value in values.items())
    return count


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
