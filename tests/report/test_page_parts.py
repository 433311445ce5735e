"""Parts of the HTML report: the sort of a file by its name, the pages of rules as HTML."""

from __future__ import annotations

import pytest

from pkglint.report.page import prose
from pkglint.report.page.sorts import sort_of


@pytest.mark.parametrize(
    ("name", "sort"),
    [
        ("a.py", "code"),
        ("a.d.ts", "types"),
        ("a.ts", "code"),
        ("cli.js.map", "map"),
        ("libx.so.1.2", "native"),
        ("LICENSE", "other"),
        ("A.PNG", "media"),
    ],
)
def test_sorts_go_by_the_ends_of_names(name: str, sort: str) -> None:
    assert sort_of(name).name == sort


def test_pages_of_rules_are_read_as_markdown() -> None:
    text = "First `<x>` of\ntwo lines.\n\n## Why & how\n\n- one\n- two\n  more\n\n```yaml\na: <b>\n\n# c\n```\n\nLast."
    assert prose.html(text).split("\n") == [
        "<p>First <code>&lt;x&gt;</code> of two lines.</p>",
        "<h3>Why &amp; how</h3>",
        "<ul><li>one<li>two more</ul>",
        "<pre><code>a: &lt;b&gt;",
        "",
        "# c</code></pre>",
        "<p>Last.</p>",
    ]
