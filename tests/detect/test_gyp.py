"""Commands of build files: however they are in each other, no more is looked at than the longest real file holds."""

from __future__ import annotations

import pytest

from pkglint.detect.code import gyp

MANY = "may hide among thousands of others"


@pytest.mark.parametrize("text", ["{'a': '" + "<!(" * 150_000 + "'}", "{'a': '" + "<!(" * 150_000])
def test_commands_in_commands_are_looked_at_up_to_a_bound(text: str, monkeypatch: pytest.MonkeyPatch) -> None:
    looked: list[int] = []
    plain = gyp.suspicion

    def counted(command: str) -> str | None:
        looked.append(len(command))
        return plain(command)

    monkeypatch.setattr(gyp, "suspicion", counted)
    assert [what for _, what in gyp.wrong(text.encode())][-1:] == [MANY]
    assert sum(looked) <= 256 << 10


def test_a_long_build_file_is_read_to_its_end() -> None:
    text = "{'sources': [" + "'<!(node list.js src)', " * 1500 + "'<!(curl example.org)']}"
    assert [what for _, what in gyp.wrong(text.encode())] == ["fetches something"]
