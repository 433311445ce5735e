"""Families of directories: what the name of a directory says of all that is below it. One table for every rule.

Names are compared in lower case, but for those of dependencies, which tools look up as they are written.
"""

from __future__ import annotations

from itertools import pairwise

from pkglint.model.kinds import is_npm
from pkglint.model.lazy import lazy
from pkglint.model.terms import Kind

# Leaks there are usually meant.
TEST_TREES = frozenset(
    {"test", "tests", "testing", "__tests__", "docs", "doc", "examples", "example", "fixtures", "molecule"}
)
# Of a directory `t`, as Perl and Celery have it, only these parts say that it holds tests.
_PARTS_OF_T = frozenset(
    {("t", part) for part in ("unit", "integration", "functional", "smoke", "benchmarks", "distro")}
)
# Nothing but tests is there, in a package for Node.js.
TESTS_ONLY = frozenset({"test", "tests", "__tests__", "spec", "specs", "e2e", "__mocks__", "__snapshots__"})
# Other people's packages, as npm, Bower, jspm and Snowpack install them.
DEPENDENCIES = frozenset({"node_modules", "bower_components", "jspm_packages", "web_modules"})
# Where Python installs packages: of Debian's own Python the second.
SITE_DIRECTORIES = frozenset({"site-packages", "dist-packages"})
# Forms that a scaffolding tool copies into new projects: what looks left over there is meant.
SCAFFOLDS = frozenset(
    {
        "template",
        "templates",
        "skeleton",
        "skeletons",
        "boilerplate",
        "starter",
        "starters",
        "scaffold",
        "scaffolds",
    }
)
_WEB = frozenset({"template", "templates"})
_FORM = lazy(r"cookiecutter|copier|scaffold|skeleton|boilerplate|starter|generator")
_INSTALLED = DEPENDENCIES | SITE_DIRECTORIES


def in_test_tree(path: str) -> bool:
    """Whether a directory above ``path`` (logical) is a test, example or documentation tree."""
    above = path.lower().split("/")[:-1]
    return not TEST_TREES.isdisjoint(above) or any(pair in _PARTS_OF_T for pair in pairwise(above))


def in_dependency(path: str) -> bool:
    """Whether a member is among packages of others that tools installed: of npm and its like, or of Python."""
    return not _INSTALLED.isdisjoint(path.split("/")[:-1])


def in_scaffold(path: str, kind: Kind | None) -> bool:
    """Whether a directory above ``path`` is one that a scaffolding tool copies into new projects.

    In a Python package ``templates/`` alone is the directory of a web framework (Django, Flask, Jinja), unless the
    path has a name to be filled in (``{{cookiecutter.name}}``, ``${module}``) or another word for forms.
    """
    above = path.lower().split("/")[:-1]
    found = SCAFFOLDS.intersection(above)
    if kind is None or is_npm(kind) or not found <= _WEB:
        return bool(found)
    return bool(found) and any("{{" in part or "${" in part or _FORM.search(part) for part in above)
