"""A file that only the project itself needs is in the artifact.

## Why it matters

Settings of continuous integration, linters and editors, lock files and notes for contributors are of no use to those
who install the package. They cost bytes and tell how and where it is built. In a wheel they land in `site-packages`.

## How to fix

Keep them out of the artifact: list what is shipped (`files` in package.json), or exclude them by name. In an sdist
they may stay.
"""

from __future__ import annotations

from collections.abc import Iterator

from pkglint.model import Example, Finding, Kind, Level, Rule, Scope, level
from pkglint.model.lazy import lazy
from pkglint.model.units import count
from pkglint.rules.leftovers._rows import file_found, files, tree_found, trees

DIRECTORIES = {
    ".github": "settings of GitHub",
    ".gitlab": "settings of GitLab",
    ".gitea": "settings of Gitea",
    ".forgejo": "settings of Forgejo",
    ".circleci": "settings of CircleCI",
    ".buildkite": "settings of Buildkite",
    ".husky": "Git hooks",
    ".changeset": "notes for the next release",
    ".devcontainer": "settings of a development container",
    ".storybook": "settings of Storybook",
    ".yarn": "settings of Yarn",
}
_LOCKS = (
    "package-lock.json yarn.lock pnpm-lock.yaml bun.lock bun.lockb deno.lock poetry.lock uv.lock pdm.lock pipfile.lock"
)
_CI = (
    ".travis.yml appveyor.yml .appveyor.yml azure-pipelines.yml .gitlab-ci.yml jenkinsfile .drone.yml .cirrus.yml"
    " bitbucket-pipelines.yml codecov.yml .codecov.yml .coveralls.yml sonar-project.properties renovate.json"
    " .renovaterc .renovaterc.json dependabot.yml .readthedocs.yml .readthedocs.yaml netlify.toml vercel.json"
    " .pre-commit-config.yaml .releaserc .releaserc.json release-please-config.json .release-please-manifest.json"
)
_LINT = (
    ".editorconfig .eslintignore .prettierignore .stylelintignore .jshintrc .jscsrc .flake8 .pylintrc .coveragerc"
    " .nycrc .nycrc.json .mocharc.json .mocharc.js .mocharc.yml .babelrc .babelrc.js .swcrc .browserslistrc"
    " .markdownlint.json .yamllint .lintstagedrc .commitlintrc .clang-format .clang-tidy .isort.cfg mypy.ini tox.ini"
    " pytest.ini noxfile.py conftest.py .nvmrc .node-version .python-version .ruby-version .tool-versions .npmignore"
    " .gitignore .gitattributes .gitmodules .git-blame-ignore-revs .mailmap .dockerignore .watchmanconfig .taprc"
    " .tern-project .jsdoc.config.json .esdoc.json .borp.yaml"
)
_BUILD = (
    "dockerfile containerfile docker-compose.yml docker-compose.yaml compose.yml compose.yaml vagrantfile procfile"
    " gruntfile.js gulpfile.js gulpfile.ts gulpfile.mjs lerna.json nx.json turbo.json pnpm-workspace.yaml rush.json"
    " justfile taskfile.yml manifest.in"
)
_NOTES = "contributing.md contributing.rst contributing.txt contributing code_of_conduct.md code-of-conduct.md"
NAMES = {
    **dict.fromkeys(_LOCKS.split(), "a lock file"),
    **dict.fromkeys(_CI.split(), "a settings file of a service or of continuous integration"),
    **dict.fromkeys(_LINT.split(), "a settings file of a tool for development"),
    **dict.fromkeys(_BUILD.split(), "a settings file of the build"),
    **dict.fromkeys(_NOTES.split(), "a note for contributors"),
}
_CONFIG = lazy(
    r"(?:webpack|rollup|vite|vitest|jest|babel|karma|tsup|tsdown|playwright|cypress|eslint|prettier|stylelint|commitlint"
    r"|lint-staged|postcss|esbuild|metro|typedoc|jsdoc|vue|svelte|astro|ava|c8|nyc)(?:\.[\w-]+)?\.conf(?:ig)?(?:\.[\w-]+)?"
    r"\.(?:[cm]?[jt]s|json)|\.(?:eslintrc|prettierrc|stylelintrc|markdownlint\S*|commitlintrc)(?:\.\w+)?|tslint\.json"
)
# In a wheel also what builds it: at the top of site-packages, setup.py belongs to nobody.
_WHEEL_ONLY = frozenset({"setup.py", "setup.cfg", "pyproject.toml", "requirements.txt", "makefile", "package.json"})


def _name(name: str, *, wheel: bool) -> str:
    name = name.lower()
    if wheel and name in _WHEEL_ONLY:
        return "a settings file of the build"
    return NAMES.get(name) or ("a settings file of a tool for development" if _CONFIG.fullmatch(name) else "")


def _finish(scope: Scope) -> Iterator[Finding]:
    """Trees and files at the top only: deeper, they are forms, test data or copies of whole projects."""
    wheel = scope.artifact.kind is Kind.WHEEL
    for tree in trees(scope.rows, lambda name: DIRECTORIES.get(name, "")):
        if "/" not in tree.directory:
            message = f"belongs to {tree.name} ({count(len(tree.files), 'file')} in {tree.directory}/)"
            yield tree_found(scope, tree, message)
    for row in files(scope):
        what = _name(row.path, wheel=wheel) if "/" not in row.path else ""
        if what:
            yield file_found(scope, row, f"is {what}")


RULE = Rule(
    id="project-file",
    summary="A file that only the project itself needs is in the artifact",
    levels=level(Level.INFO),
    kinds=(Kind.WHEEL, Kind.NPM),
    finish=_finish,
    examples=(
        Example("workflows, told once", {".github/workflows/ci.yml": "on: push\n", ".github/FUNDING.yml": "a: b\n"}, 1),
        Example("a lock file and settings", {"yarn.lock": "# yarn\n", ".eslintrc.json": "{}", "tox.ini": "[tox]\n"}, 3),
        Example("what installs the package, in a wheel", {"setup.py": "from setuptools import setup\n"}, 1, Kind.WHEEL),
        Example("the same names deeper", {"demo/data/.github/a.yml": "a: b\n", "demo/template/tox.ini": "[tox]\n"}),
    ),
)
