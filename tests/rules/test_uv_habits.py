"""What uv_build always writes is no finding; the same from somebody else is one."""

from __future__ import annotations

import gzip
import io
import tarfile

import pytest

from fixtures.lint import lint

FILES = {"PKG-INFO": "Metadata-Version: 2.4\nName: demo\nVersion: 1.0\nLicense-Expression: MIT\n", "demo.py": "a = 1\n"}


def sdist(repeated: int) -> bytes:
    """An sdist in which the first files have their size in a pax header too."""
    out = io.BytesIO()
    with tarfile.open(fileobj=out, mode="w", format=tarfile.PAX_FORMAT) as tar:
        for index, (name, text) in enumerate(FILES.items()):
            member = tarfile.TarInfo(f"demo-1.0/{name}")
            member.size = len(text)
            if index < repeated:
                member.pax_headers = {"size": str(len(text))}
            tar.addfile(member, io.BytesIO(text.encode()))
    return gzip.compress(out.getvalue(), mtime=0)


@pytest.mark.parametrize(("repeated", "findings"), [(0, 0), (1, 1), (2, 0)])
def test_a_size_that_every_member_repeats_is_a_habit(repeated: int, findings: int) -> None:
    report = lint("demo-1.0.tar.gz", sdist(repeated))
    assert report.results[0].not_linted is None
    assert sum("pax-size-unneeded" in judged.finding.message for judged in report.findings) == findings
