"""Files of a coding agent are in the artifact.

Instructions, rules, settings and logs of coding agents such as Claude Code, Cursor, Codex, Gemini CLI or Copilot. What
is meant for one machine, what holds a history, what hands secret values to servers, and what starts commands by itself
(hooks, plugins, tasks that run when a folder is opened) is an error; plain instructions are a warning, and lists of
files to ignore an info.

## Why it matters

They say how a team works, what its machines allow, and sometimes what was said. They also act: an agent that is
started in the unpacked package, or an editor that opens it, follows them as if the reader had written them.

## How to fix

Keep the files out of the artifact. If a package ships instructions for agents on purpose, ignore the finding for
exactly these paths.
"""

from __future__ import annotations

from collections.abc import Iterator

from pkglint.detect.secrets.agents import SESSION, agent_of, directory_of, is_editor_file, maybe, worst
from pkglint.detect.secrets.binary import plain
from pkglint.model import Entry, Example, Finding, Fix, FixAction, Level, Rule, Scope, level
from pkglint.model.trees import in_test_tree

LARGEST = 4 << 20  # bytes of a settings file that are read: none is longer


def _wants(entry: Entry) -> bool:
    return entry.is_file and (maybe(entry.path) or is_editor_file(entry.path))


def _visit(entry: Entry, scope: Scope) -> Iterator[Finding]:
    agent = agent_of(entry.path, lambda: entry.content.data[:LARGEST])

    def text() -> str:
        return plain(entry.content.data[:LARGEST])[0].decode("utf-8", "replace")

    worse = worst(entry.path, text) if entry.size and (agent or is_editor_file(entry.path)) else ""
    if agent and agent.session:
        worse = SESSION
    if not agent and not worse:
        return
    title = agent.title if agent else "the editor"
    yield scope.found(
        entry,
        worse.format(agent=title) if worse else f"is made for {title}",
        fix=Fix(FixAction.EXCLUDE, (_pattern(entry.path),)),
        details={"agent": agent.title if agent else "VS Code"},
        grade=Level.ERROR if worse else Level.INFO if agent and agent.aside else None,
        lowered=in_test_tree(entry.path),
    )


def _pattern(path: str) -> str:
    """The directory that belongs to the agent, or the file itself."""
    directory = directory_of(path)
    return f"{directory}/" if directory.rpartition("/")[2].startswith(".") else path


RULE = Rule(
    id="agent-file",
    summary="Files of a coding agent are in the artifact",
    levels=level(Level.WARNING),
    wants=_wants,
    visit=_visit,
    grades=(
        "error for settings of one machine, histories and sessions, servers that are handed secret values, and files "
        "that start commands by themselves; info for what only says which files an agent shall not read; one level "
        "lower in test trees"
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
