"""One folding for fingerprints, patterns and releases."""

from __future__ import annotations

import pytest

from pkglint.compare.step import follows, step
from pkglint.model import Kind
from pkglint.model.fold import fold, unpaired


@pytest.mark.parametrize(
    ("path", "folded"),
    [
        ("demo-1.0.dist-info/METADATA", "demo-*.dist-info/METADATA"),
        ("a1.0.js", "a1.0.js"),
        ("demo/x.cpython-312-x86_64-linux-gnu.so", "demo/x.*.so"),
        ("demo/x.cp312-win_amd64.pyd", "demo/x.*.pyd"),
        ("demo/__pycache__/x.cpython-312.pyc", "demo/__pycache__/x.*.pyc"),
        ("demo/__pycache__/x.cpython-312.opt-1.pyc", "demo/__pycache__/x.*.opt-1.pyc"),
        ("demo.libs/libx-1a2b3c4d.so.1.2", "demo.libs/libx-*.so.*"),
        ("dist/index-Dk8aa_x1.js", "dist/index-*.js"),
        ("dist/abnf-N423BO3Z-Dk8aa-_x.js", "dist/abnf-*-*.js"),
        ("dist/main.0123456789abcdef.css", "dist/main.*.css"),
        ("static/0a1b2c3d4e5f6.js", "static/*.js"),
        ("1a2b3c4d5e__mypyc.so", "*__mypyc.so"),
    ],
)
def test_what_changes_from_build_to_build_is_open(path: str, folded: str) -> None:
    assert fold(path, "1.0") == folded


@pytest.mark.parametrize(
    "path",
    [
        "dist/a-polyfill.js",
        "dist/foo.DataView.js",
        "internationalization.js",
        "es2015polyfill.js",
        "README-JAPANESE.txt",
        "lib/deadbeef.js",
        "jquery-3.7.1.min.js",
        "log-20240101.json",
        "date-2024-01-01.json",
        "demo/Dk8aa_x1.py",
    ],
)
def test_words_stay(path: str) -> None:
    assert fold(path, "1.0") == path


def test_a_new_name_of_the_same_file_is_paired_once_and_in_its_directory() -> None:
    came = {"s/main.ABCDEF.js", "s/main.GHIJKL.js", "t/main.MNOPQR.js", "s/plain.js"}
    went = {"s/main.UVWXYZ.js", "s/other.js"}
    assert unpaired(came, went) == {"s/main.GHIJKL.js", "t/main.MNOPQR.js", "s/plain.js"}


@pytest.mark.parametrize(
    ("old", "new", "kind", "how"),
    [
        ("1.2.3", "1.2.4", Kind.NPM, "patch"),
        ("1.2", "1.2.1", Kind.WHEEL, "patch"),
        ("1.2", "1.2.post1", Kind.WHEEL, "patch"),
        ("1.2.3", "1.2.3", Kind.WHEEL, "patch"),
        ("1.2.3", "1.3.0", Kind.NPM, "minor"),
        ("1.2.3", "2.0.0", Kind.NPM, "major"),
        ("1.2.3", "1.2.4-rc.1", Kind.NPM, "minor"),
        ("1.2.3", "1.2.4rc1", Kind.WHEEL, "minor"),
        ("1.2.3", "1.2.4.dev7", Kind.WHEEL, "minor"),
        ("1.2.3", "unknown", Kind.WHEEL, "minor"),
    ],
)
def test_steps(old: str, new: str, kind: Kind, how: str) -> None:
    assert step(old, new, kind) == how


PYTHON = ["1.0.dev1", "1.0a1", "1.0rc1", "1.0", "1.0.post1", "1.0.1", "1.9", "1.10", "2.0"]
NPM = ["1.0.0-alpha", "1.0.0-alpha.1", "1.0.0-beta.2", "1.0.0-beta.11", "1.0.0", "1.0.1", "1.10.0"]


@pytest.mark.parametrize(("versions", "kind"), [(PYTHON, Kind.WHEEL), (NPM, Kind.NPM)])
def test_order(versions: list[str], kind: Kind) -> None:
    for index, low in enumerate(versions):
        assert not follows(low, low, kind)
        for high in versions[index + 1 :]:
            assert follows(low, high, kind), (low, high)
            assert not follows(high, low, kind), (low, high)
