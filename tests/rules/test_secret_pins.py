"""An exception may name a secret: it then holds wherever the secret is, and for no other."""

from __future__ import annotations

import pytest

from fixtures.build import build
from fixtures.fakes import expand
from fixtures.lint import lint
from pkglint.detect.secrets.pins import mark, pin
from pkglint.model import Kind
from pkglint.policy import PolicyError

POLICY = 'version: 1\nignore:\n  - rule: secret\n    secrets: ["{}"]\n    reason: A key of the documentation\n'


def pins(text: str, policy: str = "", path: str = "demo/a.py") -> list[tuple[str, ...]]:
    name, data = build(Kind.WHEEL, {"demo/__init__.py": "", path: expand(text)})
    report = lint(name, data, policy)
    return [judged.finding.pins for judged in report.results[0].active if judged.finding.rule == "secret"]


def test_an_exception_follows_the_secret_and_not_the_file() -> None:
    [[known]] = pins('A = "${fake:npm}"\n')
    policy = POLICY.format(known)
    assert pins('A = "${fake:npm}"\n', policy) == []
    assert pins('B = 1\nTOKEN = "${fake:npm}"\n', policy, "demo/moved.py") == []
    assert len(pins('A = "${fake:github}"\n', policy)) == 1
    assert pins('A = "${fake:npm}"\nB = "${fake:npm}"\n') == [(known,)]


def test_one_secret_more_in_the_same_finding_is_reported() -> None:
    [[known]] = pins('A = "${fake:url-password}"\n')
    other = "://ann:" + "9fKq3x" + "Vb7Lw2@"
    text = f'A = "${{fake:url-password}}"\nB = "https{other}db.acme-corp.com/x"\n'
    found = pins(text, POLICY.format(known))
    assert len(found) == 1
    assert known in found[0]
    assert len(found[0]) == 2


def test_a_name_is_slow_stable_and_tells_nothing() -> None:
    assert pin(mark("npm", b"x")) == pin(mark("npm", b"x"))
    assert pin(mark("npm", b"x")) != pin(mark("github", b"x"))
    assert len(pin(mark("npm", b"x"))) == 40


@pytest.mark.parametrize("rule", ["private-key", "credential-file"])
def test_other_rules_still_need_the_content(rule: str) -> None:
    with pytest.raises(PolicyError):
        lint("a.whl", b"", POLICY.format("1" * 40).replace("secret\n", f"{rule}\n"))
