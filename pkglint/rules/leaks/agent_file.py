"""Files of a coding agent are in the artifact.

Instructions, rules, settings and logs of coding agents such as Claude Code, Cursor, Codex, Gemini CLI or Copilot. What
is meant for one machine, what tells a history, what hands secret values to servers, and what starts commands by itself
(hooks, tasks that run when a folder is opened) is an error; plain instructions are a warning.

## Why it matters

They tell how a team works, what its machines allow, and sometimes what was said. They also act: an agent that is
started in the unpacked package, or an editor that opens it, follows them as if the reader had written them.

## How to fix

Keep the files out of the artifact. If a package ships instructions for agents on purpose, ignore the finding for
exactly these paths.
"""

from __future__ import annotations

from collections.abc import Iterator

from pkglint.detect.secrets.agents import agent_of, is_editor_file, worst
from pkglint.detect.secrets.binary import plain
from pkglint.model import Entry, Example, Finding, Fix, FixAction, Level, Rule, Scope, level
from pkglint.model.trees import in_test_tree

LARGEST = 4 << 20  # bytes of a settings file that are read: none is longer


def _wants(entry: Entry) -> bool:
    return entry.is_file and (bool(agent_of(entry.path)) or is_editor_file(entry.path))


def _visit(entry: Entry, scope: Scope) -> Iterator[Finding]:
    agent = agent_of(entry.path)

    def text() -> str:
        return plain(entry.content.data[:LARGEST])[0].decode("utf-8", "replace")

    worse = worst(entry.path, text) if entry.size else ""
    if not agent and not worse:
        return
    message = worse.format(agent=agent or "the editor") if worse else f"is made for {agent}"
    yield scope.found(
        entry,
        message,
        fix=Fix(FixAction.EXCLUDE, (_pattern(entry.path),)),
        details={"agent": agent or "VS Code"},
        grade=Level.ERROR if worse else None,
        demoted=in_test_tree(entry.path),
    )


def _pattern(path: str) -> str:
    """The directory that belongs to the agent, or the file itself."""
    parts = path.split("/")
    for index, part in enumerate(parts[:-1]):
        if part.startswith(".") and agent_of(f"{part}/x"):
            return "/".join(parts[: index + 1]) + "/"
    return path


RULE = Rule(
    id="agent-file",
    summary="Files of a coding agent are in the artifact",
    levels=level(Level.WARNING),
    wants=_wants,
    visit=_visit,
    grades=(
        "error for settings of one machine, histories and sessions, servers that are handed secret values, and files "
        "that start commands by themselves; one level lower in test trees"
    ),
    examples=(
        Example(
            "settings of one machine",
            {"demo/.claude/settings.local.json": '{"permissions": {"allow": ["Bash(git push:*)"]}}\n'},
            1,
        ),
        Example("instructions", {"CLAUDE.md": "Run the tests.\n", "demo/.cursor/rules/style.mdc": "Be brief.\n"}, 2),
        Example(
            "a server that gets a secret",
            {"demo/.mcp.json": '{"mcpServers": {"db": {"command": "db", "env": {"DB_PASSWORD": "7Hq2-vvLx9"}}}}\n'},
            1,
        ),
        Example(
            "a task that runs when the folder is opened",
            {
                "demo/.vscode/tasks.json": '{"tasks": [{"label": "x", "command": "sh x", "runOptions": '
                '{"runOn": "folderOpen"}}]}\n'
            },
            1,
            also=("junk-file",),
        ),
        Example(
            "code and documents about agents",
            {"demo/claude.md": "# Claude\n", "demo/agents.py": "AGENTS = 3\n", "demo/cursor/rules.py": ""},
        ),
    ),
)
