"""The examples in the documents are what they claim to be: workflows, policies, configurations that load."""

from __future__ import annotations

import re
import shlex
import subprocess
import sys
import sysconfig
from pathlib import Path

import click
import pytest
import yaml

from pkglint.cli import cli
from pkglint.policy import load_policy
from pkglint.rules import catalogue

ROOT = Path(__file__).parents[2]
PAGES = [ROOT / "README.md", *sorted((ROOT / "docs").glob("*.md"))]
BLOCK = re.compile(r"<!-- check: ([\w-]+) -->\n```\w+\n(.*?)^```", re.MULTILINE | re.DOTALL)
EXAMPLES = [
    pytest.param(kind, text, id=f"{page.name}-{kind}-{number}")
    for page in PAGES
    for number, (kind, text) in enumerate(BLOCK.findall(page.read_text("utf-8")))
]


SHELL = re.compile(r"^```sh\n(.*?)^```", re.MULTILINE | re.DOTALL)
RUN = re.compile(r"^ *(?:- )?run: (.*)$", re.MULTILINE)
CALL = re.compile(r"\s*(?:pipx run |uvx |\$ )?pkglint(?:-dist)? ([^|;&<>]*)")
SCHEMAS = {
    "azure": ("vendor.azure-pipelines", "--data-transform", "azure-pipelines"),
    "circleci": ("vendor.circle-ci",),
    "compose": ("vendor.compose-spec",),
    "forgejo": ("vendor.github-workflows",),
    "gitlab-ci": ("vendor.gitlab-ci",),
}


def tool(name: str, *args: str) -> None:
    done = subprocess.run(
        [str(Path(sysconfig.get_path("scripts"), name)), *args], capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, done.stdout + done.stderr


def test_the_recipes_list_inputs_and_outputs_of_the_action() -> None:
    action = yaml.safe_load((ROOT / "action.yml").read_text("utf-8"))
    text = (ROOT / "docs" / "recipes.md").read_text("utf-8")
    rows = text.partition("### Inputs and outputs of the action")[2].partition("###")[0]
    outputs = re.search(r"^\| outputs \|(.*)$", rows, re.MULTILINE)
    inputs = re.findall(r"^\| (?:what|how) .*? \|(.*)$", rows, re.MULTILINE)
    assert outputs
    for listed, names in ((inputs, action["inputs"]), ([outputs[1]], action["outputs"])):
        assert sorted(re.findall(r"`([a-z-]+)`", " ".join(listed))) == sorted(names)


def test_every_yaml_and_toml_block_is_checked() -> None:
    """No example of a configuration stands in a document without saying what it must pass."""
    for page in PAGES:
        text = page.read_text("utf-8")
        blocks = len(re.findall(r"^```(?:yaml|toml)$", text, re.MULTILINE))
        assert blocks == len(BLOCK.findall(text)), page.name


def test_no_commit_is_made_up() -> None:
    """People paste what they read: our own action and hooks are named by a tag."""
    for page in PAGES:
        assert set(re.findall(r"pkglint/pkglint@([\w.]+)", page.read_text("utf-8"))) <= {"v0.1.0"}, page.name


def test_the_commands_that_people_paste_exist() -> None:
    """Every line of a shell or of a workflow that calls pkglint names a command, options and arguments of it."""
    lines = [line for page in PAGES for text in SHELL.findall(page.read_text("utf-8")) for line in text.splitlines()]
    lines += [line for page in PAGES for line in RUN.findall(page.read_text("utf-8"))]
    called = [found[1] for line in lines if (found := CALL.match(line))]
    assert len(called) > 20
    for line in called:
        name, *arguments = shlex.split(line, comments=True)
        command = cli.get_command(click.Context(cli), name)
        assert command, line
        if name != "help":
            command.make_context(name, arguments)


@pytest.mark.parametrize(("kind", "text"), EXAMPLES)
def test_example(kind: str, text: str, tmp_path: Path) -> None:
    if kind == "github-workflow":
        place = tmp_path / ".github/workflows"
        place.mkdir(parents=True)
        (place / "example.yml").write_text(text)
        # No released commit can stand in the tree that is released: ours is a tag, all others are commits.
        (tmp_path / "zizmor.yml").write_text(
            'rules: {unpinned-uses: {config: {policies: {pkglint/*: ref-pin, "*": hash-pin}}}}\n'
        )
        tool("check-jsonschema", "--builtin-schema", "vendor.github-workflows", str(place / "example.yml"))
        tool("zizmor", "--offline", "--quiet", "--config", str(tmp_path / "zizmor.yml"), str(place / "example.yml"))
    elif kind == "github-steps":
        indented = "".join(f"      {line}\n" for line in text.splitlines())
        workflow = f"on: push\njobs:\n  build:\n    runs-on: ubuntu-24.04\n    steps:\n{indented}"
        (tmp_path / "example.yml").write_text(workflow)
        tool("check-jsonschema", "--builtin-schema", "vendor.github-workflows", str(tmp_path / "example.yml"))
    elif kind in SCHEMAS:
        (tmp_path / "ci.yml").write_text(text)
        tool("check-jsonschema", "--builtin-schema", *SCHEMAS[kind], str(tmp_path / "ci.yml"))
    elif kind == "pre-commit":
        (tmp_path / "config.yaml").write_text(text)
        tool("pre-commit", "validate-config", str(tmp_path / "config.yaml"))
        hooks = (ROOT / ".pre-commit-hooks.yaml").read_text("utf-8")
        for hook in re.findall(r"- id: (\S+)", text):
            assert f"- id: {hook}\n" in hooks
    elif kind == "policy":
        assert load_policy(".pkglint.yaml", text.encode(), catalogue()).source
    elif kind == "pyproject":
        assert load_policy("pyproject.toml", text.encode(), catalogue()).source
    elif kind == "toml":
        if sys.version_info >= (3, 11):
            import tomllib
        else:
            import tomli as tomllib
        assert tomllib.loads(text)
    else:
        pytest.fail(f"no check is called {kind}")
