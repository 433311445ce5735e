"""Code inside of pages and notebooks is taken out where it stands."""

from __future__ import annotations

import json

from pkglint.detect.code.embedded import Piece, pieces


def test_scripts_of_a_page_keep_their_places() -> None:
    page = b"<p>eval(1)\n<script>a()</script>\n<SCRIPT type=module>b()\n</SCRIPT ><script type='application/json'>c"
    (script,) = pieces(page, ".html")
    assert script.suffix == ".js"
    assert script.code.split() == [b"a()", b"b()"]
    assert script.code.find(b"b()") == page.find(b"b()")
    assert pieces(b"<p>no code</p>", ".svg") == []


def test_a_script_without_an_end_reaches_to_the_end_of_its_page() -> None:
    (script,) = pieces(b"<script>a();\n" * 3, ".html")
    assert script.code.count(b"a();") == 3


def test_many_scripts_are_one_pass() -> None:
    assert pieces(b"<script>" * 200_000, ".html")


def test_cells_are_one_module_and_their_commands_a_script() -> None:
    cells = [
        {"cell_type": "code", "source": ["import os\n", "!pip install a\n", "%time f()\n", "x?"]},
        {"cell_type": "markdown", "source": "!echo"},
        {"cell_type": "code", "source": "%%bash\nls -l\n"},
        {"cell_type": "code", "source": "%%writefile a.txt\nimport zlib"},
    ]
    book = json.dumps({"cells": cells}).encode()
    assert pieces(book, ".ipynb") == [
        Piece(".py", b"import os\npass\npass\npass"),
        Piece(".sh", b"ls -l\n\npip install a"),
    ]


def test_other_languages_and_other_files_have_no_pieces() -> None:
    cells = [{"cell_type": "code", "source": "x <- 1"}]
    assert pieces(json.dumps({"cells": cells, "metadata": {"kernelspec": {"language": "R"}}}).encode(), ".ipynb") == []
    for text in (b"", b"[]", b"{", b'{"cells": 1}', b'{"cells": [1, {"cell_type": "code"}]}', b"[" * 100_000):
        assert pieces(text, ".ipynb") == []
