"""A table of words to look for is not a call, and a name in quotes still decodes."""

from __future__ import annotations

import pytest

from fixtures.build import build
from fixtures.lint import lint
from pkglint.model import Kind

RUN, DECODE = "exec", "b64decode"


@pytest.mark.parametrize(
    ("text", "found"),
    [
        (f'WORDS = ("{RUN}(", "base64", "{DECODE}")\n', False),
        (f'{RUN}(getattr(base64, "{DECODE}")("eA=="))\n', True),
        (f'x = "";{RUN}("".join(map(chr, [120])))\n', True),
    ],
)
def test_words(text: str, found: bool) -> None:
    (result,) = lint(*build(Kind.WHEEL, {"demo/a.py": text})).results
    assert [j.finding.rule for j in result.judged] == ["encoded-payload"] * found
