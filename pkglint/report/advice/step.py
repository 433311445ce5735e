"""One thing to do."""

from __future__ import annotations

from dataclasses import dataclass, replace

from pkglint.edit import Change


@dataclass(frozen=True, slots=True)
class Step:
    """What to do, in which ``file`` of the project, a ``note`` that ends the sentence, and lines to paste.

    ``code`` is escaped already. ``{}`` in ``act`` stands for what it is done to: see :meth:`of`. ``changes`` are the
    same as edits of the project's files, as far as they are certain; ``weak`` is what else there is to do or could be
    done, which is not needed where a change does it.
    """

    act: str
    code: tuple[str, ...] = ()
    file: str = ""
    note: str = ""
    changes: tuple[Change, ...] = ()
    weak: bool = False

    @property
    def say(self) -> str:
        """The sentence, without its full stop."""
        return f"{self.act}{', in ' if self.file else ''}{self.file}{self.note}"

    def of(self, what: str) -> Step:
        """The step done to ``what``: ``it``, ``them``, ``the maps``."""
        return replace(self, act=self.act.format(what))
