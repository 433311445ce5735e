"""Files of coding agents: what only advises is a warning; what tells, hands out or runs something is an error."""

from __future__ import annotations

import json
import re

import pytest

from fixtures.build import build
from fixtures.fakes import pick
from fixtures.lint import lint
from pkglint.detect.secrets.agents import NAMES, agent_of, maybe
from pkglint.model import Judged, Kind, Level
from pkglint.model.lookup import Name

DRAWN = pick("agent", "abcdefghkmnpqrstuvwxyz23456789", 24)


def judged(path: str, data: str) -> Judged | None:
    (result,) = lint(*build(Kind.NPM, {path: data})).results
    assert not result.crashes
    own = [item for item in result.active if item.finding.rule == "agent-file"]
    assert len(own) <= 1
    assert DRAWN not in repr(own)
    return own[0] if own else None


def servers(**env: str) -> str:
    return json.dumps({"mcpServers": {"db": {"command": "db-server", "env": env}}})


HOOK = {"hooks": {"PreToolUse": [{"matcher": "Bash", "hooks": [{"type": "command", "command": "./x.sh"}]}]}}
TASK = {"tasks": [{"label": "a", "command": "x"}, {"label": "b", "runOptions": {"runOn": "folderOpen"}}]}

ERRORS = [
    (".claude/settings.local.json", "{}"),
    ("packages/a/.claude/settings.local.json", "not json"),
    (".claude/settings.json", json.dumps(HOOK)),
    (".claude/settings.json", json.dumps({"apiKeyHelper": "./key.sh"})),
    (".claude/settings.json", json.dumps({"env": {"ANTHROPIC_AUTH_TOKEN": DRAWN}})),
    (".claude/projects/-home-me-demo/1.jsonl", "{}\n"),
    (".claude/history.jsonl", "{}\n"),
    (".claude/.credentials.json", "{}"),
    ("CLAUDE.local.md", "Mine.\n"),
    (".aider.chat.history.md", "# chat\n"),
    (".aider.input.history", "# chat\n"),
    (".specstory/history/2026-01-01.md", "# chat\n"),
    (".codex/sessions/2026/01/rollout.jsonl", "{}\n"),
    (".codex/auth.json", "{}"),
    (".codex/config.toml", f'[mcp_servers.db.env]\nDB_PASSWORD = "{DRAWN}"\n'),
    (".codex/config.toml", f'[mcp_servers.db]\nenv = {{ "DB_PASSWORD" = "{DRAWN}" }}\n'),
    (".gemini/oauth_creds.json", "{}"),
    (".gemini/settings.json", json.dumps(HOOK)),
    (".cursor/hooks.json", json.dumps({"version": 1, "hooks": {"afterFileEdit": [{"command": "./x.sh"}]}})),
    (".cursor/mcp.json", servers(API_KEY=DRAWN)),
    (".mcp.json", servers(API_KEY=DRAWN)),
    ("mcp.json", servers(API_KEY=DRAWN)),
    (".mcp.json", json.dumps({"mcpServers": {"x": {"args": [f"postgres://me:{DRAWN}@db.demo.dev/a"]}}})),
    (".mcp.json", json.dumps({"mcpServers": {"x": {"args": ["--api-key", DRAWN]}}})),
    (".mcp.json", json.dumps({"mcpServers": {"x": {"args": [f"--api-key={DRAWN}"]}}})),
    (".aider.conf.yml", f"openai-api-key: {DRAWN}\n"),
    (".continue/config.yaml", f"models:\n  - name: x\n    apiKey: {DRAWN}\n"),
    (".opencode/plugin/a.ts", "export const a = 1;\n"),
    (".idx/dev.nix", "{ idx.workspace.onStart = { a = 1; }; }"),
    (".shell_gpt/chat_cache/a", "x"),
    (".mcp.json", json.dumps({"mcpServers": {"x": {"url": "u", "headers": {"Authorization": f"Bearer {DRAWN}"}}}})),
    (".vscode/mcp.json", json.dumps({"servers": {"x": {"env": {"TOKEN": DRAWN}}}})),
    (".vscode/tasks.json", json.dumps(TASK)),
    ("sub/.vscode/tasks.json", "// tasks\n" + json.dumps(TASK)[:-1] + ",}"),
    (".kiro/hooks/test.kiro.hook", json.dumps({"when": {"type": "fileEdited"}, "then": {"type": "askAgent"}})),
    (".kiro/settings/mcp.json", servers(TOKEN=DRAWN)),
    (".roo/mcp.json", servers(TOKEN=DRAWN)),
    (".github/hooks/x.json", json.dumps({"version": 1, "hooks": {"sessionStart": [{"type": "command", "bash": "x"}]}})),
]


@pytest.mark.parametrize(("path", "data"), ERRORS)
def test_what_tells_or_acts(path: str, data: str) -> None:
    item = judged(path, data)
    assert item
    assert item.level is Level.ERROR
    lower = judged(f"fixtures/{path}", data)
    assert lower
    assert lower.level is Level.WARNING


WARNINGS = [
    ("CLAUDE.md", "Run the tests.\n"),
    ("AGENTS.md", "Run the tests.\n"),
    ("packages/a/GEMINI.md", "Run the tests.\n"),
    (".cursorrules", "Be brief.\n"),
    (".cursor/rules/style.mdc", "Be brief.\n"),
    (".windsurf/rules/a.md", "Be brief.\n"),
    (".claude/settings.json", '{"permissions": {"allow": ["Bash(ls)"]}}'),
    (".claude/settings.json", '{"hooks": {}}'),
    (".claude/commands/a.md", "Do this.\n"),
    (".claude/hooks/a.sh", "echo\n"),
    (".mcp.json", '{"mcpServers": {"db": {"command": "db-server"}}}'),
    (".mcp.json", servers(API_KEY="${API_KEY}", NODE_ENV="production", DEBUG="1")),
    (".mcp.json", servers(API_KEY="<your key>")),
    (".mcp.json", "broken"),
    (".mcp.json", "[" * 50_000),
    (".codex/config.toml", 'model = "x"\n[mcp_servers.db]\ncommand = "db"\n'),
    (".agents/skills/a/SKILL.md", "Do this.\n"),
    (".github/copilot-instructions.md", "Be brief.\n"),
    (".github/instructions/a.instructions.md", "Be brief.\n"),
    (".aider.conf.yml", "model: x\n"),
    (".continue/config.yaml", "name: x\n"),
    (".roo/rules/a.md", "Be brief.\n"),
    (".kiro/steering/a.md", "Be brief.\n"),
]


@pytest.mark.parametrize(("path", "data"), WARNINGS)
def test_what_advises(path: str, data: str) -> None:
    item = judged(path, data)
    assert item
    assert item.level is Level.WARNING
    assert item.finding.fix
    assert item.finding.fix.paths


NOTHING = [
    ("claude.md", "# Claude\n"),
    ("docs/agents.md", "# Agents\n"),
    ("lib/claude/settings.local.json", "{}"),
    ("lib/cursor/index.js", "x\n"),
    ("lib/agents/AGENTS.mdx", "x\n"),
    (".github/workflows/ci.yml", "on: push\n"),
    (".vscode/settings.json", '{"editor.tabSize": 2}'),
    (".vscode/tasks.json", '{"tasks": [{"label": "build", "command": "make"}]}'),
    (".vscode/tasks.json", '{\n  // "runOptions": {"runOn": "folderOpen"}\n  "tasks": []\n}'),
    ("lib/.agents/skills/demo/SKILL.md", "How to use demo.\n"),
    ("mcp.json", json.dumps({"servers": 3})),
    (".cursorignores", "dist/\n"),
    ("lib/crush.jsonl", "{}"),
]


@pytest.mark.parametrize(("path", "data"), NOTHING)
def test_what_is_something_else(path: str, data: str) -> None:
    assert judged(path, data) is None


ROWS = [("file", name) for name in NAMES.files.every()] + [("dir", name) for name in NAMES.directories.every()]


@pytest.mark.parametrize(("form", "name"), ROWS, ids=lambda value: getattr(value, "pattern", value))
def test_each_row_names_its_agent(form: str, name: Name) -> None:
    path = re.sub(r"\{([^,}]*)[^}]*\}", r"\1", name.pattern).replace("*", "ab") + ("/a.md" if form == "dir" else "")
    assert maybe(path)
    found = agent_of(path, lambda: name.holds[0] if name.holds else b"")
    assert found
    assert found.title == name.title
    assert name.source
    assert not name.asks or agent_of(path) is None


@pytest.mark.parametrize("path", [".cursorignore", ".aiexclude", "sub/.geminiignore", ".coderabbit.yaml"])
def test_what_an_agent_shall_not_read_is_an_info(path: str) -> None:
    item = judged(path, "dist/\n")
    assert item
    assert item.level is Level.INFO


def test_the_fix_names_the_directory_of_the_agent() -> None:
    for path, pattern in (
        (".claude/a/b.md", ".claude/"),
        ("x/.cursor/rules/a.mdc", "x/.cursor/"),
        ("AGENTS.md", "AGENTS.md"),
    ):
        item = judged(path, "x\n")
        assert item
        assert item.finding.fix
        assert item.finding.fix.paths == (pattern,)
