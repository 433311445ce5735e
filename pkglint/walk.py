"""What grows while one archive is walked: rows, findings, crashes; and what becomes of a rule that raises."""

from __future__ import annotations

import time
from collections import Counter
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field

from pkglint.archive import Unreadable
from pkglint.compare.watch import Watch
from pkglint.detect.secrets.redact import without_secrets
from pkglint.model import Crash, Finding, Row, Scope
from pkglint.model.kept import Kept

MOST_FINDINGS = 10_000  # of one rule in one artifact; nobody reads more, and memory is no budget of an artifact's


@dataclass(slots=True)
class Pass:
    """What grows while one archive is walked. ``prefix`` names the member that it is in, for nested archives.

    ``seconds`` are those of the processor by rule, where they are asked for.
    """

    scopes: list[Scope]
    rows: list[Row] = field(default_factory=list)
    findings: list[Finding] = field(default_factory=list)
    crashes: list[Crash] = field(default_factory=list)
    kept: Kept = field(default_factory=Kept)
    prefix: str = ""
    rehash: Callable[[str], dict[str, str]] | None = None
    tick: Callable[[], None] = lambda: None
    counts: Counter[str] = field(default_factory=Counter)
    watch: Watch | None = None
    seconds: dict[str, float] | None = None

    def run(self, scope: Scope, where: str | None, step: Callable[[], Iterable[Finding]]) -> None:
        """Collect what a rule yields; a rule that raises is reported and the others go on.

        The clock is looked at with each finding and at the end. What is too deep or too large for Python is a fact
        about the artifact: it is then not linted.
        """
        started = time.thread_time() if self.seconds is not None else 0.0
        try:
            for finding in step():
                self.tick()
                self.add(finding)
            self.tick()
        except Unreadable:
            raise
        except RecursionError as error:
            raise Unreadable("too-deep", "holds text that is nested too deep to be read", where) from error
        except MemoryError as error:
            raise Unreadable("out-of-memory", "needs more memory than there is", where) from error
        except Exception as error:  # noqa: BLE001 - any exception of a rule is our bug, shown as such in the report
            said = f"{type(error).__name__} at {_origin(error)}"
            import traceback

            frames = "".join(traceback.format_tb(error.__traceback__)) + type(error).__name__
            self.crashes.append(Crash(scope.rule.id, where, said, frames))
        finally:
            if self.seconds is not None:
                spent = time.thread_time() - started
                self.seconds[scope.rule.id] = self.seconds.get(scope.rule.id, 0.0) + spent

    def add(self, finding: Finding) -> None:
        """Keep a finding; of one rule no more than ``MOST_FINDINGS``, and then one that says so."""
        self.counts[finding.rule] += 1
        count = self.counts[finding.rule]
        if count <= MOST_FINDINGS:
            self.findings.append(without_secrets(finding))
        elif count == MOST_FINDINGS + 1:
            text = f"has more than {MOST_FINDINGS:,} findings of this rule: the others are not reported"
            self.findings.append(Finding(finding.rule, None, text, grade=finding.grade))

    def skipped(self) -> tuple[tuple[str, int], ...]:
        """How many binary members were not searched, by format."""
        total: Counter[str] = sum((Counter(scope.skipped) for scope in self.scopes), Counter())
        return tuple(sorted(total.items()))


def _origin(error: Exception) -> str:
    """File and line that raised: the exception's own message may hold bytes of the artifact and is never shown."""
    import traceback

    frame = traceback.extract_tb(error.__traceback__)[-1]
    return f"{frame.filename.replace(chr(92), '/').rpartition('/')[2]}:{frame.lineno}"
