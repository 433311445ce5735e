"""Hostile text, in every format: nothing that a terminal, a runner or a parser would obey."""

from __future__ import annotations

import json
import re
import unicodedata
from collections.abc import Callable
from xml.etree import ElementTree as ET

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pkglint.model import (
    Artifact,
    Crash,
    Evidence,
    Finding,
    Fix,
    FixAction,
    IgnoredBy,
    Judged,
    Kind,
    Level,
    MemberType,
    NotLinted,
    Package,
    Report,
    Result,
    Row,
    RuleDoc,
)
from pkglint.report import FORMATS, Style, render
from pkglint.report.explain import render_pages
from pkglint.report.formats.digests import parse
from pkglint.report.kit import escape
from pkglint.report.listing import render_listing
from tests.report import sample

BIDI = set("\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069\u200e\u200f\u061c")
PIECES = st.sampled_from(
    [
        "\x1b[2J",
        "\r\n",
        "\n::error::x",
        "::stop-commands::x",
        "##[group]",
        " ##[error]",
        "\u202e",
        "\u2028",
        "\x85",
        "\udc80",
        "\ud800",
        "\u200b",
        "\ufe0f",
        "\u3164",
        "\U000e0041",
        "\x00",
        "%0A",
        "```",
        "|",
        "<script>",
        "</details>",
        "]]>",
        "[x](y:z)",
        "{0}",
        "\\",
        '"',
        "'",
        "$(x)",
        "`x`",
        "@someone",
        "a/b",
        " ",
        "..",
        "/",
        "x" * 90,
        "漢字" * 50,
    ]
)
HOSTILE = st.lists(st.one_of(PIECES, st.text(max_size=6)), max_size=6).map("".join)
RAW = st.binary(max_size=24).map(lambda raw: raw.decode("utf-8", "surrogateescape"))
NAMES = st.one_of(HOSTILE, RAW)


def hostile_report(name: str) -> Report:
    package = Package(name, name, visibility_reason=name, packer="hatchling")
    rows = tuple(Row(f"{name}{i}", f"x/{name}{i}", 5, 0o644, MemberType.FILE, name, "0" * 64) for i in range(5))
    evidence = Evidence.of(name, name)
    details = {name: [name], "plain": name, "deep": {"x": (name, 1, 2.5, float("nan"), None)}}
    found = [
        Judged(
            Finding("rule", r.path, f"has {name}", r.raw, 3, Fix(action, (r.path, name), name), details, evidence),
            Level.ERROR,
            "f" * 32,
            IgnoredBy(0, 3, name) if action is FixAction.PIN else None,
        )
        for r, action in zip(rows * 2, FixAction, strict=False)
    ]
    artifacts = [
        Result(
            sample.artifact(f"{name}-{i}.whl", kind, 100),
            package,
            rows,
            tuple(found),
            NotLinted("damaged", name) if i == 2 else None,
            (Crash("rule", name, name, name),) if i == 1 else (),
        )
        for i, kind in enumerate((Kind.NPM, Kind.WHEEL, None))
    ]
    about = Judged(Finding("unused-ignore", name, name, line=2), Level.WARNING, "e" * 32)
    return Report(tuple(artifacts), name, (name,), problem=name, about_policy=(about,), policy_digest="0" * 64)


def assert_harmless(text: str, allowed: str = "") -> None:
    text = text.replace(allowed, "") if allowed else text
    for char in text:
        assert char == "\n" or not unicodedata.category(char).startswith("C"), repr(char)
        assert char not in BIDI
        assert char not in "\u2028\u2029"
    text.encode("utf-8")
    assert "##[" not in text
    assert not re.search(r"^\s*::", text, re.MULTILINE)


@pytest.mark.parametrize("form", [form for form in FORMATS if form != "github"])
@given(name=NAMES)
def test_no_format_obeys_a_name(form: str, name: str) -> None:
    style = Style(show_ignored=True, verbose=2, statistics=True, unicode=True)
    text = render(form, hostile_report(name), style, sample.DOCS[:8])
    assert_harmless(text)
    if form in {"json", "sarif", "gitlab", "intoto"}:
        json.loads(text)
        assert text.isascii()
    if form == "junit":
        ET.fromstring(text)  # our own output
        assert text.isascii()


@given(name=NAMES)
def test_the_runner_sees_our_commands_only(name: str) -> None:
    text = render("github", hostile_report(name), Style(token="t0ken"), sample.DOCS[:8])
    lines = text.split("\n")
    assert lines[0] == "::stop-commands::t0ken"
    end = lines.index("::t0ken::")
    assert_harmless("\n".join(lines[1:end]))
    for line in lines[end + 1 : -1]:
        assert re.fullmatch(r"::(error|warning|notice) ([a-z]+=[^,:]*)(,[a-z]+=[^,:]*)*::.*", line), line
        data = line.split("::", 2)[2]
        assert len(data) <= 4096
        assert re.fullmatch(r"([^%]|%25|%0A)*", data)
        assert "##[" not in line
    assert lines[-1] == ""


@given(name=NAMES)
def test_listings_are_harmless(name: str) -> None:
    result = hostile_report(name).results[0]
    for form, tree in (("text", False), ("text", True), ("json", False)):
        assert_harmless(render_listing(result, None, Style(unicode=True), form=form, tree=tree))


@given(name=NAMES)
def test_escaping_twice_changes_nothing(name: str) -> None:
    once = escape.terminal(name)
    assert escape.terminal(once) == once


@given(one=NAMES, other=NAMES)
def test_no_two_names_look_the_same(one: str, other: str) -> None:
    assert (escape.name(one) == escape.name(other)) == (one == other)


@given(name=st.one_of(HOSTILE, RAW))
def test_a_uri_is_relative_and_plain(name: str) -> None:
    made = escape.uri(name)
    assert re.fullmatch(r"[A-Za-z0-9%._~/-]*", made)
    assert not made.startswith("/")
    assert not {"", ".", ".."} & set(made.split("/") if made else ())


@given(name=NAMES.filter(bool))
def test_a_manifest_reads_back(name: str) -> None:
    made = sample.clean_wheel()
    artifact = Artifact(name, name, Kind.WHEEL, 1, "ab" * 32)
    text = render("digests", Report((Result(artifact, made.package, (), ()),)), Style())
    assert parse(text) == [("ab" * 32, name)]


@pytest.mark.parametrize("form", FORMATS)
@pytest.mark.parametrize("verbose", [0, 2])
def test_a_secret_stays_secret(form: str, verbose: int) -> None:
    secret = "npm" + "_" + "Zx9" * 12
    kept = Evidence.of("npm token", secret)
    finding = Finding("secret", "a.py", "holds an npm token", "a.py", 1, Fix(FixAction.ROTATE, ("a.py",)), {}, kept)
    judged = Judged(finding, Level.ERROR, "f" * 32)
    result = Result(sample.artifact("a.whl", Kind.WHEEL, 1), Package("a", "1"), (), (judged,))
    text = render(form, Report((result,)), Style(verbose=verbose), sample.DOCS[:8])
    assert secret not in text
    assert secret[:8] not in text


@pytest.mark.parametrize(
    ("function", "value", "shown"),
    [
        (escape.terminal, "a\x1b[31m", r"a\x1b[31m"),
        (escape.terminal, "a\tb\nc\r", r"a\tb\nc\r"),
        (escape.terminal, "\u202egnp.exe", r"\u202egnp.exe"),
        (escape.terminal, "a\u00a0b\u3000c", r"a\xa0b\u3000c"),
        (escape.terminal, "\udc80\U000e0041", r"\udc80\U000e0041"),
        (escape.terminal, "##[error]x", r"#\x23[error]x"),
        (escape.terminal, "grün/日本.py", "grün/日本.py"),
        (escape.name, "a\\x1b", r"a\\x1b"),
        (escape.guard, "ok\n  ::error::x\na::b", "ok\n  \\x3a:error::x\na::b"),
        (escape.github_data, "50%\r\n", r"50%25\r\n"),
        (escape.github_property, "a:b,c", "a%3Ab%2Cc"),
        (escape.markdown, "a|b`c<d>", "a&#124;b&#96;c&#60;d&#62;"),
        (escape.markdown, "see https://x www.y", "see https&#58;//x &#119;ww.y"),
        (escape.uri, "/a b/../c:d/./é", "a%20b/__/c%3Ad/%C3%A9"),
        (escape.quoted, 'a"b\\c\x1b', '"a\\"b\\\\c\\u001b"'),
        (escape.pattern, "a\x1b[x]*\u202e.js", "a?[[]x][*]?.js"),
        (escape.sarif, "[a](b) {0} [c]", r"\[a\](b) {{0}} [c]"),
        (escape.shell, "it's", "'it'\"'\"'s'"),
    ],
)
def test_escape(function: Callable[[str], str], value: str, shown: str) -> None:
    assert function(value) == shown


def test_a_page_is_harmless() -> None:
    doc = RuleDoc("rule", "leaks", "x\x1b", "a\x1bb\n\n- ::error::x\n", sample.DOCS[0].levels, "", (Kind.NPM,))
    for form in ("markdown", "json"):
        assert_harmless(render_pages([doc], form))
