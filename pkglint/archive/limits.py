"""The one place where limits are enforced: every byte, member and name is charged to a :class:`Meter`."""

from __future__ import annotations

import time

from pkglint.archive.errors import LimitExceeded, Unreadable
from pkglint.model import Limits
from pkglint.model.units import approximate

_BETWEEN = 0.02  # seconds of the wall clock: no thread has worked for longer than those that have passed


class Meter:
    """What reading one artifact has cost so far.

    A nested archive has its own meter with the outer one as ``parent``: what it costs is charged to both, and the
    clock is the outer one's. It counts the processor time of this thread: a busy machine costs no verdict.
    """

    __slots__ = ("_looked", "_parent", "deadline", "depth", "limits", "members", "packed", "unpacked")

    def __init__(self, limits: Limits, packed: int, parent: Meter | None = None) -> None:
        self.limits = limits
        self.packed = packed
        self.members = 0
        self.unpacked = 0
        self.deadline: float = parent.deadline if parent else time.thread_time() + limits.max_seconds
        self.depth: int = parent.depth + 1 if parent else 0
        self._parent = parent
        self._looked = 0.0
        if packed > limits.max_packed:
            most = approximate(limits.max_packed)
            raise _exceeded("max-packed", limits.max_packed, f"is {approximate(packed)} large, more than {most}")

    def count(self, members: int = 1) -> None:
        """Charge members."""
        self.members += members
        self.expect(self.members)
        if self._parent:
            self._parent.count(members)

    def expect(self, members: int) -> None:
        """Refuse at once what an end record already promises to exceed."""
        most = self.limits.max_members
        if members > most:
            raise _exceeded("max-members", most, f"holds more than {most:,} members")

    def promise(self, unpacked: int) -> None:
        """Refuse at once what the headers of a zip already promise to exceed.

        A nested archive that would pack the artifact too well is not opened, and the others are.
        """
        self._check_total(self.unpacked + unpacked)
        if self._parent:
            try:
                self._parent.promise(unpacked)
            except LimitExceeded as error:
                if error.key != "max-ratio":
                    raise
                raise Unreadable(error.code, f"with it the artifact {error.text}") from error

    def inflate(self, size: int) -> None:
        """Charge unpacked bytes, and look at the clock."""
        self.unpacked += size
        self._check_total(self.unpacked)
        self.tick()
        if self._parent:
            self._parent.inflate(size)

    def tick(self) -> None:
        """Look at the clock only. That of the processor is asked of the system, which costs more than a short rule."""
        now = time.perf_counter()
        if now - self._looked < _BETWEEN:
            return
        self._looked = now
        if time.thread_time() > self.deadline:
            most = self.limits.max_seconds
            raise _exceeded("max-seconds", most, f"takes more than {most} seconds of the processor")

    def member(self, path: str, unpacked: int, packed: int) -> None:
        """Check the ratio of one member, while it is inflated or from what its headers promise."""
        most = self.limits.max_member_ratio
        if unpacked > self.limits.member_ratio_floor and unpacked > most * max(packed, 1):
            text = f"holds a member that unpacks to more than {most} times its packed size"
            raise self._too_dense("max-member-ratio", most, text, path)

    def name(self, raw: bytes) -> None:
        """Check the length and depth of a member's name."""
        limits = self.limits
        if len(raw) > limits.max_name:
            text = f"holds a member with a name of {approximate(len(raw))}, more than {approximate(limits.max_name)}"
            raise _exceeded("max-name", limits.max_name, text)
        depth = raw.count(b"/")
        if depth > limits.max_depth:
            text = f"holds a member {depth} directories deep, more than {limits.max_depth}"
            raise _exceeded("max-depth", limits.max_depth, text)

    def extension(self, size: int) -> None:
        """Check the size of an extension header before it is read."""
        most = self.limits.max_extension
        if size > most:
            text = f"holds an extension header of {approximate(size)}, more than {approximate(most)}"
            raise _exceeded("max-extension", most, text)

    def _check_total(self, unpacked: int) -> None:
        limits = self.limits
        if unpacked > limits.max_unpacked:
            raise _exceeded(
                "max-unpacked", limits.max_unpacked, f"unpacks to more than {approximate(limits.max_unpacked)}"
            )
        if unpacked > limits.ratio_floor and unpacked > limits.max_ratio * max(self.packed, 1):
            text = f"unpacks to more than {limits.max_ratio} times its packed size"
            raise self._too_dense("max-ratio", limits.max_ratio, text)

    def _too_dense(self, key: str, limit: int, text: str, path: str | None = None) -> Unreadable:
        """Test data that is mostly zeros is a reason to leave a nested archive alone, and not the whole artifact."""
        error = _exceeded(key, limit, text, path)
        return Unreadable(error.code, error.text, path) if self._parent else error


def _exceeded(key: str, limit: int, text: str, path: str | None = None) -> LimitExceeded:
    code = "limit-" + key.removeprefix("max-")
    return LimitExceeded(code, f"{text} (`limits: {{{key}: ...}}` raises this limit)", path, key=key, limit=limit)
