"""Policies of single packages: sections of one policy, and files in the packages' own directories."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

import pkglint
from fixtures.build import build
from pkglint.cli import run
from pkglint.model import Kind
from pkglint.policy import PolicyError, load_policy
from pkglint.rules import catalogue

STRICT = "version: 1\nrules: {oversized-package: error}\n"
LIMITED = STRICT + "budgets: {files: 1}\n"


@pytest.fixture(autouse=True)
def place(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A workspace of two packages, of which `ui` has three files and `core` two, in a checkout."""
    (tmp_path / ".git").mkdir()
    monkeypatch.chdir(tmp_path)
    Path("package.json").write_text('{"private": true, "workspaces": ["packages/*"]}')
    for name, tree in (("ui", {"index.js": "1;\n", "more.js": "2;\n"}), ("core", {"index.js": "1;\n"})):
        manifest = json.dumps({"name": f"@demo/{name}", "version": "1.0.0", "main": "index.js", "files": ["*.js"]})
        (tmp_path / "packages" / name).mkdir(parents=True)
        Path("packages", name, "package.json").write_text(manifest)
        data = build(Kind.NPM, {**tree, "package.json": manifest})[1]
        Path(f"demo-{name}-1.0.0.tgz").write_bytes(data)
    return tmp_path


def judged(capsys: pytest.CaptureFixture[str], *options: str, code: int) -> dict[str, Any]:
    capsys.readouterr()
    assert run(["check", "-f", "json", *options]) == code, capsys.readouterr()
    report = json.loads(capsys.readouterr().out)
    return {each["name"]: each for each in report["artifacts"]}


def rules(artifact: dict[str, Any]) -> list[str]:
    return [finding["rule"] for finding in artifact["findings"] if finding["level"] == "error"]


def test_a_section_counts_for_its_package_alone(capsys: pytest.CaptureFixture[str]) -> None:
    text = STRICT + 'artifacts: {npm: {budgets: {files: 9}}}\npackages:\n  "@demo/ui": {budgets: {files: 1}}\n'
    Path(".pkglint.yaml").write_text(text)
    found = judged(capsys, code=1)
    assert rules(found["@demo/ui"]) == ["oversized-package"], "over what is said of npm, too"
    assert rules(found["@demo/core"]) == []
    assert run(["config", "--show"]) == 0
    shown = capsys.readouterr().out
    assert '"@demo/ui":' in shown
    Path(".pkglint.yaml").write_text(shown)
    assert rules(judged(capsys, code=1)["@demo/ui"]) == ["oversized-package"]
    assert rules(judged(capsys, "--ignore", "oversized-package", code=0)["@demo/ui"]) == [], "options count more"
    assert not pkglint.check("demo-ui-1.0.0.tgz", policy=".pkglint.yaml").ok


def test_the_name_in_the_metadata_decides(capsys: pytest.CaptureFixture[str]) -> None:
    Path(".pkglint.yaml").write_text(STRICT + 'packages: {"@demo/ui": {budgets: {files: 1}}}\n')
    Path("demo-ui-1.0.0.tgz").rename("package.tgz")
    Path("demo-core-1.0.0.tgz").rename("demo-ui-1.0.0.tgz")
    found = judged(capsys, "package.tgz", "demo-ui-1.0.0.tgz", code=1)
    assert rules(found["@demo/ui"]) == ["oversized-package"]
    assert "oversized-package" not in rules(found["@demo/core"])


def test_a_policy_in_the_directory_of_a_package_is_its_own(capsys: pytest.CaptureFixture[str]) -> None:
    Path(".pkglint.yaml").write_text("version: 1\nbudgets: {files: 2}\n")
    own = Path("packages/ui/.pkglint.yaml")
    own.write_text(LIMITED.replace("error", "warning") + "fail-on: warning\n")
    found = judged(capsys, code=1)
    assert found["@demo/ui"]["policy"] == str(own)
    assert found["@demo/core"]["policy"] is None
    assert {f["level"] for f in found["@demo/ui"]["findings"] if f["rule"] == "oversized-package"} == {"warning"}
    own.write_text("version: 1\nextends: ../../.pkglint.yaml\nbudgets: {files: 20}\n")
    judged(capsys, code=0)
    assert run(["check"]) == 0
    assert f"policy: .pkglint.yaml; {own} for @demo/ui" in " ".join(capsys.readouterr().out.split())
    own.write_text("version: 1\nbudgets: {filez: 1}\n")
    assert run(["check"]) == 2
    assert f"{own}:2:11: error: unknown key `filez`" in capsys.readouterr().err


def test_what_is_said_of_exceptions_is_said_of_the_policy_that_has_them(capsys: pytest.CaptureFixture[str]) -> None:
    entry = "ignore:\n  - {rule: bytecode, reason: It has to be there}\n"
    Path("packages/ui/.pkglint.yaml").write_text(f"version: 1\n{entry}")
    assert run(["check"]) == 0
    reported = capsys.readouterr().out
    assert "the exception silenced nothing: bytecode" in reported
    assert run(["check", "demo-core-1.0.0.tgz"]) == 0
    assert "silenced nothing" not in capsys.readouterr().out


def test_what_is_not_used_is_named(capsys: pytest.CaptureFixture[str]) -> None:
    own = Path("packages/ui/.pkglint.yaml")
    own.write_text(LIMITED)
    Path("other.yaml").write_text("version: 1\n")
    assert run(["check", "-c", "other.yaml"]) == 0
    assert f"note: {own} is not used: --config names the policy of this run" in capsys.readouterr().err
    Path(".pkglint.yaml").write_text('version: 1\npackages: {"@demo/ui": {budgets: {files: 9}}}\n')
    assert run(["check"]) == 2
    assert f"two policies for @demo/ui: '{own}' and a section of .pkglint.yaml" in capsys.readouterr().err
    own.rename("packages/ui/pkglint.yaml")
    assert run(["check"]) == 2
    assert "looks like a policy and is not read: call it .pkglint.yaml" in capsys.readouterr().err
    Path("packages/ui/pkglint.yaml").rename("packages/ui/.pkglint.toml")
    assert run(["check"]) == 2
    assert "is not read: move it into [tool.pkglint] of pyproject.toml" in capsys.readouterr().err
    Path("packages/ui/.pkglint.toml").unlink()
    Path(".pkglint.yaml").write_text('version: 1\npackages: {"@demo/uj": {budgets: {files: 9}}}\n')
    assert run(["check"]) == 0
    reported = capsys.readouterr().err
    assert "a section for @demo/uj, no package of this workspace: did you mean @demo/ui?" in reported


def test_every_command_uses_the_policy_that_check_uses(capsys: pytest.CaptureFixture[str]) -> None:
    Path(".pkglint.yaml").write_text("version: 1\n")
    own = Path("packages/ui/.pkglint.yaml")
    own.write_text('version: 1\nexpected-files: ["package.json", "index.js"]\nrules: {unexpected-file: error}\n')
    tarball = "demo-ui-1.0.0.tgz"
    judged(capsys, tarball, code=1)
    assert run(["ls", tarball]) == 0
    assert "expected by index.js" in capsys.readouterr().out
    assert run(["ls", tarball, "--no-config"]) == 0
    assert "expected by" not in capsys.readouterr().out
    assert run(["fix", tarball, "--rule", "unexpected-file"]) == 1
    assert "!/more.js" in capsys.readouterr().out
    assert run(["fix", tarball, "--rule", "unexpected-file", "--no-config"]) == 0
    assert "nothing to change" in capsys.readouterr().err
    assert run(["ignore", "unexpected-file", "/more.js", "--package", "@demo/ui", "--reason", "It has to ship"]) == 0
    assert f"added 1 exception for unexpected-file to {own}" in capsys.readouterr().out
    assert Path(".pkglint.yaml").read_text() == "version: 1\n"
    judged(capsys, tarball, code=0)


def test_a_pin_goes_into_the_policy_that_judges_what_is_pinned(capsys: pytest.CaptureFixture[str]) -> None:
    manifest = json.dumps({"name": "@demo/ui", "version": "1.0.0", "license": "MIT", "files": ["*"]})
    Path("demo-ui-1.0.0.tgz").write_bytes(build(Kind.NPM, {"package.json": manifest, "ui.js.swp": "b0VIM 8.2"})[1])
    Path("demo-core-1.0.0.tgz").write_bytes(
        build(Kind.NPM, {"package.json": manifest.replace("ui", "core"), "ui.js.swp": "b0VIM"})[1]
    )
    own = Path("packages/ui/.pkglint.yaml")
    own.write_text("version: 1\n")
    assert run(["check", "demo-ui-1.0.0.tgz"]) == 0
    assert f"pkglint ignore junk-file /ui.js.swp --config {own} --reason" in capsys.readouterr().out
    words = ["ignore", "junk-file", "--pin", "--reason", "It has to ship", "--from"]
    assert run([*words, "demo-ui-1.0.0.tgz"]) == 0
    assert f"to {own}" in capsys.readouterr().out
    assert run([*words, "*.tgz"]) == 2
    assert f"have policies of their own, '.pkglint.yaml' and '{own}': name one with --config" in capsys.readouterr().err
    assert run([*words, "demo-core-1.0.0.tgz"]) == 0
    assert "to .pkglint.yaml" in capsys.readouterr().out


def test_a_directory_between_the_artifact_and_here_counts_without_a_workspace(
    capsys: pytest.CaptureFixture[str],
) -> None:
    Path("package.json").unlink()
    Path("packages/ui/dist").mkdir()
    Path("demo-ui-1.0.0.tgz").rename("packages/ui/dist/demo-ui-1.0.0.tgz")
    Path("packages/ui/.pkglint.yaml").write_text(LIMITED)
    Path("packages/ui/dist/.pkglint.yaml").write_text("version: 1\nrules: {oversized-package: none}\n")
    assert rules(judged(capsys, "packages/ui/dist", code=1)["@demo/ui"]) == ["oversized-package"]


@pytest.mark.parametrize(
    ("text", "reported"),
    [
        ("packages: [a]", "packages must be a mapping, not a list"),
        ('packages: {"a b": {}}', "`a b` is not the name of a package"),
        ("packages: {my-demo: {}, my_demo: {}}", "`my_demo` and `my-demo` are the same package"),
        ("packages: {demo: {fail-on: error}}", "unknown key `fail-on` in the package demo"),
    ],
)
def test_sections_are_read_strictly(text: str, reported: str) -> None:
    with pytest.raises(PolicyError) as raised:
        load_policy(".pkglint.yaml", f"version: 1\n{text}\n".encode(), catalogue())
    assert [problem.message for problem in raised.value.problems] == [reported]
