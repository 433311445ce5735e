"""What the documentation site adds to the pages: references made from the commands, links, files at fixed addresses."""

from __future__ import annotations

import json
import re
from pathlib import Path
from types import SimpleNamespace

import click
import pytest

from pkglint.cli import COMMANDS
from pkglint.policy.read.schema import SCHEMA_ID
from pkglint.report.kit import tool
from tools import site, versions
from tools.cli_page import cli_page, commands, manual

ROOT = Path(__file__).parents[2]
EVERY = [(words, option) for words, command in commands() for option in command.params]


def test_every_command_and_option_is_in_the_reference_and_in_the_manual() -> None:
    page, roff = cli_page(), manual().replace("\\-", "-")
    assert {words.split()[1] for words, _ in commands()} == set(COMMANDS)
    for words, option in EVERY:
        if isinstance(option, click.Option) and not option.hidden:
            section = page.partition(f"## {words}\n")[2].partition("\n## ")[0]
            assert all(f"`{name}" in section for name in option.opts), (words, option.opts)
            assert option.opts[-1] in roff.partition(f'.SH "{words.upper()}"')[2].partition(".SH ")[0]


def test_no_line_of_the_manual_is_a_command_by_accident() -> None:
    known = re.compile(r"\.(TH|SH|B|PP|TP|nf|fi)\b")
    assert [line for line in manual().splitlines() if line[:1] in (".", "'") and not known.match(line)] == []


def test_a_link_out_of_the_pages_leads_to_the_repository() -> None:
    text = "[a](../fixtures/x.txt) [b](rules/x.md) [c](../../up.md)"
    page = SimpleNamespace(file=SimpleNamespace(src_uri="incidents.md"))
    assert site.on_page_markdown(text, page) == f"[a]({site.SOURCE}fixtures/x.txt) [b](rules/x.md) [c](../../up.md)"


def test_the_page_for_what_is_not_there_leads_on() -> None:
    config = {"site_url": "https://example.org/"}
    made = site.on_post_template("<h1>404 - Not found</h1>", "404.html", config)
    assert 'href="https://example.org/"' in made
    assert site.on_post_template("<urlset>", "sitemap.xml", config) == "<urlset>"


def test_the_menu_of_versions_is_named_by_what_it_shows(monkeypatch: pytest.MonkeyPatch) -> None:
    page = '{"select.version": "Select version"}'
    assert site.on_post_page(page) == page
    monkeypatch.setenv("DOCS_TITLE", "0.3")
    assert site.on_post_page(page) == '{"select.version": "Version 0.3, select another"}'


def test_schema_and_entry_stand_at_their_addresses(tmp_path: Path) -> None:
    site.on_post_build({"site_dir": str(tmp_path), "site_url": f"{tool.SITE}/"})
    schema = json.loads((tmp_path / site.SCHEMA).read_text("utf-8"))
    entry = json.loads((tmp_path / "schema/schemastore.json").read_text("utf-8"))
    assert schema["$id"] == SCHEMA_ID == entry["url"]
    assert f'"{tool.SITE}/"]' in (ROOT / "mkdocs.yml").read_text("utf-8")
    assert tool.SITE == versions.SITE


@pytest.mark.parametrize("page", sorted(path.name for path in (ROOT / "docs").glob("*.md")))
def test_every_page_is_in_the_menu(page: str) -> None:
    assert re.search(rf"[ :]{re.escape(page)}$", (ROOT / "mkdocs.yml").read_text("utf-8"), re.MULTILINE)


def test_the_newest_tag_of_each_minor_version_is_built() -> None:
    tags = ["v0.1.0", "v0.9.1", "v0.10.0", "v0.10.2", "v1.0.0rc1", "nightly", "v-1", "0.3.0"]
    assert versions.releases(tags) == {"0.10": "v0.10.2", "0.9": "v0.9.1", "0.1": "v0.1.0"}
    assert versions.menu(versions.releases(tags))[0] == {"version": "0.10", "title": "0.10", "aliases": ["latest"]}
    assert versions.menu({}) == [{"version": "dev", "title": "dev", "aliases": ["latest"]}]


def test_an_address_without_a_version_leads_to_the_latest_one(tmp_path: Path) -> None:
    for name in ("index.html", "rules/secret/index.html", "404.html", "sitemap.xml", "schema/policy-1.json"):
        (tmp_path / "latest" / name).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / "latest" / name).write_text(name)
    assert versions.lead(tmp_path) == 2
    assert 'url=latest/"' in (tmp_path / "index.html").read_text()
    page = (tmp_path / "rules/secret/index.html").read_text()
    assert 'location.replace("../../latest/rules/secret/" + location.hash)' in page
    assert (tmp_path / "404.html").read_text() == "404.html"
    assert (tmp_path / site.SCHEMA).is_file()
