"""One thing to do."""

from __future__ import annotations

from dataclasses import dataclass, replace


@dataclass(frozen=True, slots=True)
class Step:
    """What to do, in which ``file`` of the project, a ``note`` that ends the sentence, and lines to paste.

    ``code`` is escaped already. ``{}`` in ``act`` stands for what it is done to: see :meth:`of`.
    """

    act: str
    code: tuple[str, ...] = ()
    file: str = ""
    note: str = ""

    @property
    def say(self) -> str:
        """The sentence, without its full stop."""
        return f"{self.act}{', in ' if self.file else ''}{self.file}{self.note}"

    def of(self, what: str) -> Step:
        """The step done to ``what``: ``it``, ``them``, ``the maps``."""
        return replace(self, act=self.act.format(what))

    def inside(self, place: str, code: tuple[str, ...]) -> Step:
        """The step where ``place`` stands in the file already, and only ``code`` is to be added there."""
        return replace(self, act=f"{self.act}, in {place} too", file="", code=code)
