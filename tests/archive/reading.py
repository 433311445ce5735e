"""What the tests of the readers share: one walk, reported as plain values."""

from __future__ import annotations

import io
from dataclasses import dataclass, field

from pkglint.archive import Archive, Unreadable, open_archive, open_nested
from pkglint.model import Anomaly, Entry, Level, Limits
from pkglint.model.anomalies import ANOMALIES


@dataclass
class Reading:
    """The members that were reached, what was odd, and how reading ended."""

    raw: list[str] = field(default_factory=list)
    paths: list[str] = field(default_factory=list)
    files: list[str] = field(default_factory=list)
    anomalies: list[Anomaly] = field(default_factory=list)
    error: Unreadable | None = None

    @property
    def codes(self) -> set[str]:
        return {anomaly.code for anomaly in self.anomalies}

    @property
    def refused(self) -> bool:
        """Whether it could not all be read, or something odd is an error by itself."""
        return self.error is not None or any(ANOMALIES[code].level is Level.ERROR for code in self.codes)


def read(filename: str, data: bytes, limits: Limits | None = None, *, nested: bool = False) -> Reading:
    """Walk an archive to its end."""
    reading = Reading()
    archive: Archive | None = None
    try:
        most = limits or Limits()
        archive = open_nested(filename, data, most) if nested else open_archive(filename, io.BytesIO(data), most)
        for entry in archive:
            _note(reading, entry)
    except Unreadable as error:
        reading.error = error
    if archive:
        reading.anomalies = archive.anomalies
    return reading


def _note(reading: Reading, entry: Entry) -> None:
    reading.raw.append(entry.raw)
    reading.paths.append(entry.path)
    if entry.is_file:
        reading.files.append(entry.path)
