"""The HTML report and the map: what they hold, that they load and run nothing, that no name gets out of its place."""

from __future__ import annotations

import base64
import hashlib
import re
from collections import Counter
from collections.abc import Iterator
from dataclasses import replace
from html.parser import HTMLParser
from xml.etree import ElementTree as ET

import pytest
from hypothesis import given

from fixtures.build import build
from fixtures.lint import lint, released
from pkglint.model import Finding, Judged, Kind, Level, MemberType, NotLinted, Package, Report, Result, Row, units
from pkglint.model.reference import Held, Snapshot
from pkglint.report import Style, render
from pkglint.report.kit import escape
from pkglint.report.page import assets
from pkglint.report.page.before import before as sizes_before
from pkglint.report.page.heaviest import heaviest
from pkglint.report.page.nodes import Change, contents
from pkglint.report.page.sorts import SORTS
from tests.report import sample
from tests.report.test_escape import NAMES, hostile_report

VOID = {"meta", "input", "br"}
OPTIONAL = {"p", "li", "tr", "td", "th", "thead", "tbody"}  # Their end tags may be left out.
TAGS = re.compile(
    "html|head|meta|title|style|body|header|main|footer|section|nav|h[123]|p|ol|ul|li|strong|em|b|i|a|code|pre|span|br|"
    "details|summary|label|input|output|script|table|thead|tbody|tr|th|td|svg|g|rect|text|div"
)
ATTRIBUTES = re.compile(
    "lang|charset|http-equiv|content|name|id|class|href|hidden|type|open|scope|tabindex|aria-(?:label|labelledby|hidden)|"
    "viewbox|width|height|x|y|fill|fill-opacity|stroke|stroke-width|stroke-dasharray|font-family|font-size"
)


class Page(HTMLParser):
    """A page taken apart: tags with attributes, the text of each leaf, what is open at the end."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.tags: list[tuple[str, dict[str, str | None]]] = []
        self.texts: list[str] = []
        self.stack: list[str] = []
        self.deepest = 0
        self.feed(text)
        self.close()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        assert len(dict(attrs)) == len(attrs), "an attribute twice"
        self.tags.append((tag, dict(attrs)))
        if tag not in VOID:
            self.stack.append(tag)
            self.deepest = max(self.deepest, sum(each not in OPTIONAL for each in self.stack))

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append((tag, dict(attrs)))

    def handle_endtag(self, tag: str) -> None:
        while self.stack[-1] != tag:
            assert self.stack.pop() in OPTIONAL, f"</{tag}> closes something else"
        self.stack.pop()

    def handle_data(self, data: str) -> None:
        self.texts.append(data)

    def strange(self) -> set[str]:
        """Tags and attributes that a page has no use for, handlers and styles among them."""
        tags = {tag for tag, _ in self.tags if not TAGS.fullmatch(tag)}
        return tags | {name for _, attributes in self.tags for name in attributes if not ATTRIBUTES.fullmatch(name)}

    def values(self, name: str) -> list[str]:
        return [attributes[name] or "" for _, attributes in self.tags if name in attributes]


def html(report: Report) -> str:
    return render("html", report, Style(), sample.DOCS)


def row(path: str, size: int = 10) -> Row:
    return Row(path, path, size, 0o644, MemberType.FILE, None, "0" * 64)


def report_of(rows: list[Row], *judged: Judged) -> Report:
    return Report((Result(sample.artifact("a.whl", Kind.WHEEL, 100), Package("a", "1"), tuple(rows), judged),))


def judged(path: str | None, level: Level = Level.ERROR, rule: str = "env-file") -> Judged:
    return Judged(Finding(rule, path, "is bad"), level, "f" * 32)


def rectangles(text: str) -> Iterator[tuple[dict[str, str], str]]:
    """Attributes and title of each cell of a map."""
    for shape, title in re.findall(r"<rect ([^>]*)><title>([^<]*)</title>", text):
        yield dict(re.findall(r'([\w-]+)="([^"]*)"', shape)), title


@pytest.mark.parametrize("name", sample.ALL)
def test_a_page_loads_nothing_and_every_link_has_a_target(name: str) -> None:
    text = html(sample.ALL[name]())
    made = Page(text)
    assert text.isascii()
    assert made.stack == [], "every element is closed"
    assert made.strange() == set()
    ids = Counter(made.values("id"))
    assert set(ids.values()) <= {1}
    assert {link.partition("#")[0] for link in made.values("href")} <= {""}
    assert {link[1:] for link in made.values("href")} <= set(ids)
    assert set(made.values("aria-labelledby")) <= set(ids)
    assert "url(" not in text
    assert "@import" not in text


def test_the_policy_names_the_style_and_the_script_by_hash() -> None:
    text = html(sample.mixed())
    [style] = re.findall(r"<style>(.*?)</style>", text, re.DOTALL)
    [script] = re.findall(r"<script>(.*?)</script>", text, re.DOTALL)
    hashes = [base64.b64encode(hashlib.sha256(part.encode()).digest()).decode() for part in (style, script)]
    [policy] = [value for value in Page(text).values("content") if "default-src" in value]
    assert policy.split("; ") == [
        "default-src 'none'",
        f"style-src 'sha256-{hashes[0]}'",
        f"script-src 'sha256-{hashes[1]}'",
        "base-uri 'none'",
        "form-action 'none'",
    ]
    assert text.index("default-src") < text.index("<style>")


def test_the_filter_is_hidden_until_the_script_runs() -> None:
    assert '<p class="filter" hidden>' in html(sample.clean())
    assert not {"fetch", "XMLHttpRequest", "innerHTML", "eval", "import"} & set(re.findall(r"\w+", assets.script()))


@given(name=NAMES)
def test_no_name_gets_out_of_its_place(name: str) -> None:
    report = hostile_report(name)
    made = Page(render("html", report, Style(verbose=2, show_ignored=True), sample.DOCS[:8]))
    assert made.stack == []
    assert made.strange() == set()
    assert [tag for tag, _ in made.tags].count("script") == 1
    assert escape.terminal(report.results[0].artifact.filename) in made.texts
    ET.fromstring(render("svg", report, Style()))  # our own output


@pytest.mark.parametrize(
    "name",
    ["</script><script>alert(1)</script>", "\"' onload=x '\"", "\u202egnp.\u2066", "\udc80\ud800", "x" * 10_000, "]]>"],
)
def test_a_hostile_name_is_shown_as_text(name: str) -> None:
    report = report_of([row(f"a/{name}", 500), row("b", 500)], judged(f"a/{name}"))
    made = Page(html(report))
    shown = escape.name(name.rpartition("/")[2])
    assert any(shown in text for text in made.texts), "in full, in the list"
    assert sum(tag == "script" for tag, _ in made.tags) == 1
    svg = render("svg", report, Style())
    assert "script" not in {element.tag.rpartition("}")[2] for element in ET.fromstring(svg).iter()}
    assert len(svg) < 20_000


def test_the_list_holds_every_member_with_its_size() -> None:
    report = sample.mixed()
    text = html(report)
    for number, result in enumerate(report.results):
        part = text.split('<div class="contents">')[number + 1].split("</div>")[0]
        shown = re.findall(r"<li(?: id=\S+)?><b>([^<]*)</b> ([^<\n]*)", part)
        names = [re.sub(r" (?:&rarr;.*)?$", "", name).rpartition("/")[2] for _, name in shown]
        wanted = Counter(escape.html(escape.name(each.path.rpartition("/")[2])) for each in result.rows)
        assert Counter(names) == wanted
        assert Counter(size for size, _ in shown) == Counter(units.size(each.size) for each in result.rows)


def test_members_with_a_finding_are_linked_both_ways() -> None:
    text = html(report_of([row("a/.env"), row("a/b.py", 9000)], judged("a/.env")))
    assert re.search(r'<a href="#m0-0"><code>a/\.env</code></a>', text)
    assert re.search(r"<li id=m0-0><b>10 B</b> \.env <a class=error href=#f0-0>error</a>", text)
    assert '<li id="f0-0" class="error">' in text
    assert '<a href="#r-env-file">env-file</a>' in text
    assert '<details id="r-env-file">' in text
    assert "<b>9.0 kB</b> a/b.py" not in text


def test_a_finding_about_no_member_is_reported_too() -> None:
    text = html(report_of([row("b.py")], judged(None), judged("not/there")))
    assert "the whole artifact" in text
    assert "<code>not/there</code>" in text


def test_levels_are_words_and_frames() -> None:
    levels = (Level.ERROR, Level.WARNING, Level.INFO)
    report = report_of([row(f"{level}.py", 1000) for level in levels], *(judged(f"{x}.py", x) for x in levels))
    cells = {title: shape for shape, title in rectangles(html(report))}
    frames = [cells[f"{level}.py, 1.0 kB, {level}"] for level in levels]
    assert len({(frame["stroke-width"], frame.get("stroke-dasharray")) for frame in frames}) == 3
    for level in levels:
        assert f'<strong class="{level}">{level}</strong>' in html(report)


def test_a_few_bytes_with_a_finding_are_seen_on_a_map_of_megabytes() -> None:
    rows = [row("pkg/.env", 42), *(row(f"pkg/data/{i}.bin", 10_000_000) for i in range(200))]
    for form in ("html", "svg"):
        text = render(form, report_of(rows, judged("pkg/.env")), Style(), sample.DOCS)
        [shape] = [shape for shape, title in rectangles(text) if title == "pkg/.env, 42 B, error"]
        assert float(shape["width"]) * float(shape["height"]) >= 9


def test_thousands_of_small_findings_do_not_cover_the_map() -> None:
    rows = [row(f"pkg/{i % 7}/{i}.map", 100) for i in range(3000)] + [row("pkg/big.js", 3_000_000)]
    text = html(report_of(rows, *(judged(f"pkg/{i % 7}/{i}.map") for i in range(3000))))
    shapes = list(rectangles(text))
    assert len(shapes) < 200
    assert any(re.search(r"\d+ more, .*, error$", title) for _, title in shapes)


@pytest.mark.parametrize("form", ["html", "svg"])
def test_the_map_is_bounded_and_in_proportion(form: str) -> None:
    sizes = [1, 10, 1000, 5000, 20_000, 20_000, 100_000]
    text = render(form, report_of([row(f"{i}.py", size) for i, size in enumerate(sizes)]), Style(), sample.DOCS)
    areas = {}
    for shape, title in rectangles(text):
        x, y, width, height = (float(shape[key]) for key in ("x", "y", "width", "height"))
        assert 0 <= x <= x + width <= 1200
        assert 0 <= y <= y + height <= 640
        areas[title.partition(",")[0]] = (width + 1) * (height + 1)  # with the gap around it
    assert areas["6.py"] / areas["5.py"] == pytest.approx(5, rel=0.02)
    assert areas["5.py"] / areas["4.py"] == pytest.approx(1, rel=0.02)
    assert sum(areas.values()) == pytest.approx(1200 * (640 if form == "html" else 600), rel=0.01)


@pytest.mark.parametrize("shape", ["equal", "uneven", "deep"])
def test_beyond_ten_thousand_members_each_takes_at_most_120_bytes(shape: str) -> None:
    number = 10_500
    rows = [
        row(
            f"package/{i % 40}/module/{i % 13}/name_of_a_module_{i}.py"
            if shape != "deep"
            else f"package/{'/'.join(str(i)) * 2}/name_of_a_file_{i}.py",
            {"equal": 1000, "uneven": 10 + 100_000_000 // (1 + i), "deep": i}[shape],
        )
        for i in range(number)
    ]
    assert len(html(report_of(rows))) <= 120 * number


def test_names_may_be_deeper_than_browsers_nest_and_python_recurses() -> None:
    path = "/".join("d" * 1500)
    twigs = [row("/".join("d" * depth) + "/x") for depth in range(1, 1500)]
    made = Page(html(report_of([row(path), *twigs])))
    assert made.deepest < 300, "Blink and WebKit flatten what is nested deeper than 512"
    assert sum(text.strip().endswith("x") for text in made.texts) >= 1499


def test_directories_that_hold_nothing_else_are_one_line() -> None:
    text = html(report_of([row("a/b/c/x.py"), row("a/b/c/y.py"), row("d/e/f.py"), row("z")], judged("a/b/c/x.py")))
    assert "<summary><b>20 B</b> a/b/c/ <i>2 files</i> <em class=error>error</em></summary>" in text
    assert "><b>10 B</b> d/e/f.py\n" in text


def test_members_of_one_path_are_all_listed() -> None:
    text = html(report_of([row("a", 1), row("a", 2), row("b", 3), row("a/x", 4)], judged("a")))
    made = Page(text)
    assert max(Counter(made.values("id")).values()) == 1
    assert [text.count(f"<b>{size} B</b> {name}") for size, name in ((1, "a"), (2, "a"), (3, "b"), (4, "a/x"))] == [
        1
    ] * 4


def test_links_say_where_they_lead() -> None:
    link = Row("a", "a", 0, 0o777, MemberType.SYMLINK, "../<b>", "")
    assert "<b>0 B</b> a &rarr; ../&lt;b&gt;" in html(report_of([link]))


def test_several_artifacts_have_an_index() -> None:
    report = sample.mixed()
    made = Page(html(report))
    index = [attributes["href"] for tag, attributes in made.tags if tag == "a"][: len(report.results)]
    assert index == [f"#a{number}" for number in range(len(report.results))]
    assert "<nav" not in html(sample.one_leak())


def test_what_was_not_linted_is_said_before_anything_else() -> None:
    text = html(sample.not_linted())
    first = text.index('<p class="stop"><strong>Not linted.</strong>')
    assert text.index('<h2 id="a0">') < first < text.index("<h3>Findings</h3>")
    assert "<h1>Do not publish</h1>" in text
    assert "<strong>A rule crashed, our bug.</strong> secret: ValueError at scan.py:12" in html(sample.mixed())
    assert '<p class="stop"><strong>Not linted.</strong> nothing to lint' in html(sample.nothing())


def test_what_to_do_is_unfolded_once() -> None:
    text = html(report_of([row("a/x.map"), row("b/y.map")], judged("a/x.map"), judged("b/y.map", Level.WARNING)))
    assert text.count("<li id=") >= 2
    many = html(sample.many_maps())
    opened = re.findall(r"<details open><summary>How to fix</summary>\n(.*?)</details>", many, re.DOTALL)
    assert opened
    assert len(set(opened)) == len(opened)


def test_a_reference_gives_what_is_new_grown_and_gone() -> None:
    before = {"pkg/same.py": 10, "pkg/grown.py": 5, "pkg/less.py": 20, "pkg/gone.py": 77}
    rows = [row("pkg/same.py"), row("pkg/grown.py"), row("pkg/less.py"), row("pkg/new.py")]
    tree = contents(rows, {}, before)
    assert {path: node.change for path, node in tree.members.items()} == {
        "pkg/same.py": Change.SAME,
        "pkg/grown.py": Change.GROWN,
        "pkg/less.py": Change.SHRUNK,
        "pkg/new.py": Change.NEW,
        "pkg/gone.py": Change.GONE,
    }
    assert tree.root.size == 40
    report = report_of(rows)
    held = {path: Held(path, size, None, "") for path, size in before.items()}
    release = Snapshot("a-0.whl", Kind.WHEEL, "a", "0", 100, held)
    text = html(replace(report, results=(replace(report.results[0], release=release),)))
    assert "<p>Compared with a-0.whl: 1 new, 1 gone, 1 grown and 1 shrunk; 72 B less unpacked." in text
    for said in (
        "new.py <i>new</i>",
        "grown.py <i>was 5 B</i>",
        "less.py <i>was 20 B</i>",
        "gone.py <i>gone, was 77 B",
    ):
        assert said in text
    assert "same.py\n" in text
    titles = {title for _, title in rectangles(text)}
    assert {"pkg/new.py, 10 B, new", "pkg/grown.py, 10 B, was 5 B", "pkg/same.py, 10 B, same"} <= titles
    assert Page(text).stack == []


def test_a_file_is_known_again_under_the_name_of_the_next_build() -> None:
    report = report_of([row("a-2.0.dist-info/RECORD", 7), row("x/app.3f2a9c1e.js", 9), row("x/own.js", 1)])
    old = {"a-1.9.dist-info/RECORD": 6, "x/app.0d1e2f3a.js": 8, "x/left.py": 3}
    held = {path: Held(path, size, None, "") for path, size in old.items()}
    release = Snapshot("a-1.9.whl", Kind.WHEEL, "a", "1.9", 100, held)
    result = replace(report.results[0], release=release, package=Package("a", "2.0"))
    assert sizes_before(result) == {"a-2.0.dist-info/RECORD": 6, "x/app.3f2a9c1e.js": 8, "x/left.py": 3}
    assert sizes_before(report.results[0]) is None
    cut = replace(result, not_linted=NotLinted("damaged", "is cut off"))
    assert sizes_before(cut) is None, "what was not read is not gone"
    assert "Compared with" not in html(replace(report, results=(cut,)))


def test_a_page_of_a_run_against_a_release_says_what_changed() -> None:
    old = released(*build(Kind.NPM, {"index.js": "1;\n"}, version="1.0"))
    report = lint(*build(Kind.NPM, {"index.js": "1;\n2;\n", "added.js": "3;\n"}, version="1.1"), reference=old)
    text = html(report)
    assert "1 new" in text
    assert re.search(r"added\.js(?: <a[^\n]*)? <i>new</i>", text)
    assert re.search(r"index\.js(?: <a[^\n]*)? <i>was 3 B</i>", text)


def test_the_heaviest_places_are_all_of_it_and_none_inside_of_another() -> None:
    rows = [row(f"pkg/data/{name}.bin", 100 * (20 - i)) for i, name in enumerate("abcdefghijkl")]
    rows += [row("pkg/code/x.py", 500), row("pkg/code/y.py", 300), row("top.txt", 100)]
    places = heaviest(contents(rows, {}))
    assert len(places) == 9
    assert sum(place.size for place in places) == sum(each.size for each in rows)
    assert sum(place.files for place in places) == 15
    assert [place.path for place in places[:3]] == ["pkg/data/a.bin", "pkg/data/b.bin", "pkg/data/c.bin"]
    assert places[-1].path == ""
    [line] = [x for x in render("markdown", report_of(rows), Style()).splitlines() if "data/a.bin" in x]
    assert line == "| <code>pkg/data/a.bin</code> | 1 | 2.0 kB | \u2588\u2588 11% |"


def test_every_fill_has_one_for_the_dark() -> None:
    used = {shape["fill"] for name in sample.ALL for shape, _ in rectangles(html(sample.ALL[name]()))}
    assert used
    for fill in used | {sort.light for sort in SORTS}:
        assert f'.map [fill="{fill}"]' in assets.style()


def test_the_picture_has_a_map_for_each_artifact_and_no_link() -> None:
    report = sample.mixed()
    drawn = ET.fromstring(render("svg", report, Style()))
    space = "{http://www.w3.org/2000/svg}"
    assert drawn.findall(f".//{space}a") == []
    headings = [element.text or "" for element in drawn.iter(f"{space}text") if element.get("font-size") == "20"]
    assert headings == [escape.terminal(result.artifact.filename) for result in report.results]
    assert float((drawn.get("viewBox") or "").split()[3]) > 1200
