"""Raw names become logical paths in one place, and what is odd about them is reported once."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pkglint.archive.forward import Notes
from pkglint.archive.names import Listing, fold
from pkglint.model import Kind, MemberType
from pkglint.model.anomalies import ANOMALIES

FILE, DIRECTORY = MemberType.FILE, MemberType.DIRECTORY


def placed(kind: Kind | None, *names: str) -> tuple[list[str], set[str]]:
    """The logical paths of members (a trailing slash makes a directory) and the codes of what is odd."""
    notes = Notes()
    listing = Listing(kind, notes)
    paths = [listing.place(name, DIRECTORY if name.endswith("/") else FILE) for name in names]
    listing.close()
    return paths, {anomaly.code for anomaly in notes.kept}


@pytest.mark.parametrize(
    ("kind", "names", "paths", "codes"),
    [
        (Kind.WHEEL, ["demo/a.py", "demo/"], ["demo/a.py", "demo"], set()),
        (Kind.SDIST, ["demo-1.0/", "demo-1.0/a.py", "demo-1.0/d/"], [".", "a.py", "d"], set()),
        (Kind.SDIST, ["demo-1.0/a", "other/b"], ["a", "other/b"], {"roots"}),
        (Kind.NPM, ["package/a", "other/b"], ["a", "b"], {"roots"}),
        (Kind.NPM, ["node/index.d.ts"], ["index.d.ts"], set()),
        (Kind.NPM, ["package/a", "b"], ["a", "b"], {"root-none"}),
        (Kind.NPM, ["/etc/passwd"], ["etc/passwd"], {"name-absolute"}),
        (Kind.NPM, ["./package/.env"], [".env"], {"name-component"}),
        (None, ["x/a", "y/b", "c"], ["x/a", "y/b", "c"], set()),
        (Kind.WHEEL, ["demo//.env"], ["demo/.env"], {"name-component"}),
        (Kind.WHEEL, ["a/../b"], ["a/../b"], {"name-dotdot"}),
        (Kind.WHEEL, ["a", "a"], ["a", "a"], {"duplicate"}),
        (Kind.WHEEL, ["a/", "a/"], ["a", "a"], {"duplicate-directory"}),
        (Kind.WHEEL, ["a", "a/b"], ["a", "a/b"], {"file-and-directory"}),
        (Kind.WHEEL, ["a/b", "a"], ["a/b", "a"], {"file-and-directory"}),
        (Kind.WHEEL, ["A", "a"], ["A", "a"], {"collision"}),
        (Kind.WHEEL, ["A/x", "a"], ["A/x", "a"], {"collision"}),
        (Kind.WHEEL, ["ﬁle", "file"], ["ﬁle", "file"], {"collision"}),
        (Kind.WHEEL, ["é", "e\u0301"], ["é", "e\u0301"], {"collision-canonical"}),
        (Kind.WHEEL, ["\udce9"], ["\udce9"], {"name-not-utf8"}),
        (Kind.WHEEL, [""], ["."], {"name-empty"}),
        (Kind.WHEEL, ["con.txt"], ["con.txt"], {"name-reserved"}),
        (Kind.WHEEL, ["console.py", "auxiliary/x", "null"], ["console.py", "auxiliary/x", "null"], set()),
        (Kind.WHEEL, ["naïve.py", "中文/文件.txt"], ["naïve.py", "中文/文件.txt"], set()),
        (Kind.WHEEL, ["a b/c (1).txt", "[id]/[...slug].js", "@scope/x+y~z"], None, set()),
    ],
)
def test_place(kind: Kind | None, names: list[str], paths: list[str] | None, codes: set[str]) -> None:
    assert placed(kind, *names) == (paths or names, codes)


@given(
    st.lists(st.text(st.characters(blacklist_categories=[]), max_size=30), max_size=6), st.sampled_from([None, *Kind])
)
def test_any_name_has_a_path_and_known_codes(names: list[str], kind: Kind | None) -> None:
    paths, codes = placed(kind, *names)
    assert all(paths)
    assert not any(path.startswith("/") for path in paths)
    assert codes <= ANOMALIES.keys()


@given(st.text(st.characters(blacklist_categories=["Cs"])))
def test_fold_is_idempotent_enough(name: str) -> None:
    assert fold(name) == fold(fold(name))


@given(st.text(st.sampled_from("aA.b/ \u0301é"), max_size=12))
def test_names_that_fold_together_collide(name: str) -> None:
    other = name.swapcase()
    paths, codes = placed(Kind.WHEEL, "demo/" + name.strip("/ .") + "x", "demo/" + other.strip("/ .") + "x")
    assert paths[0] == paths[1] or codes & {"collision", "collision-canonical", "file-and-directory"}
