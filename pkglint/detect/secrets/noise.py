"""Telling a value that somebody made up from one that a machine drew: samples, placeholders, patterns."""

from __future__ import annotations

import hashlib
import math
import re
from collections import Counter

from pkglint.model.lazy import lazy
from pkglint.model.trees import in_test_tree

WORDS = lazy(
    rb"example|sample|placeholder|dummy|fake|your|change.?me|replace|redacted|insert|xxxx|0000|1234567|"
    rb"abcdef|foobar|deadbeef|test|secret|token|password|asdf|qwert",
    re.IGNORECASE,
)
_CUT = (b"...", "…".encode())  # what a document leaves out
ENOUGH = 256  # bytes that show a pattern; few tokens are longer
_SPOKEN = lazy(rb"[a-z]+(?:[-_.]{1,2}[a-z]+)*|[A-Z]+(?:[-_.]{1,2}[A-Z]+)*")  # two hyphens: names in style sheets
# The name of a constant: words that may end in a number, as minifiers put them into a list of names.
_CONSTANT = lazy(rb"_{0,2}[A-Z]{2,40}[0-9]{0,3}(?:_[A-Z]{2,40}[0-9]{0,3}){2,12}")
_HEX = lazy(rb"[0-9a-f]+|[0-9A-F]+")

# Words of a path. What ends in `test` says so as well (`greentest`), but for words that mean something else.
_TRIAL = lazy(
    r"[a-z]*tests?|(?:unit)?tests?(?:data|keys?|certs?|case|suite|ing|ed|er|server)s?|unittesting"
    r"|(?:dummy|mock|fake|fixture|snakeoil)[a-z]*|dummies|demos|samples?|tutorials?|playgrounds?"
)
_OTHER_WORDS = (
    "latest contest attest protest detest greatest fastest shortest lightest smartest neatest hottest wettest "
    "backtest speedtest pentest abtest loadtest stresstest bloodtest crashtest drugtest litmustest lambdatest"
)
_NO_TRIAL = frozenset(word + end for word in _OTHER_WORDS.split() for end in ("", "s"))
_PATH_WORDS = lazy(r"[A-Z]{1,60}(?![a-z])|[A-Z]?[a-z]{1,60}")
_LESSON = lazy(r"docs?|documentation|tutorials?|lessons?|examples?")
# Visual Studio makes it for trying out an app; what is published is signed with another.
_TEMPORARY = "_temporarykey.pfx"

# SHA-256 of keys that their makers publish for everybody: the emulators of Azure Storage and Cosmos DB.
_PUBLIC_SAMPLES = frozenset(
    {
        "0011cc25eb4320717494d2703e8cba85",
        "aa6547439583c3a275d4542a0df6c1ad",
    }
)


def entropy(body: bytes) -> float:
    """Shannon's entropy in bits per byte, 0 for an empty body."""
    size = len(body)
    return -sum(n / size * math.log2(n / size) for n in Counter(body).values())


def made_up(body: bytes) -> bool:
    """Whether ``body``, the random part of a token, was written by a person: a word, a sequence, repeated, cut."""
    if (
        body.endswith(_CUT)
        or WORDS.search(body)
        or _SPOKEN.fullmatch(body)
        or _CONSTANT.fullmatch(body)
        or is_public_sample(body)
    ):
        return True
    return _patterned(body)


def is_public_sample(body: bytes) -> bool:
    """Whether this very value is published as a sample by its maker."""
    return hashlib.sha256(body).hexdigest()[:32] in _PUBLIC_SAMPLES


def _patterned(body: bytes) -> bool:
    """Low entropy, neighbours in sequence, or one part repeated. Bounds are far from what 20 random characters do."""
    body = body[:ENOUGH]
    size = len(body)
    if size < 8:
        return True
    is_hex = _HEX.fullmatch(body) is not None
    if entropy(body) < min(2.8 if is_hex else 3.2, math.log2(size) - 1):
        return True
    for step, share in ((1, 0.5 if is_hex else 0.35), (2, 0.6)):
        near = sum(-1 <= b - a <= 1 for a, b in zip(body, body[step:], strict=False))
        if near > share * (size - step):
            return True
    return any(body[period:] == body[:-period] for period in range(1, size // 2 + 1))


def is_for_trial(path: str) -> bool:
    """Whether a path says that what it holds was made for tests, in words that are wider than the usual trees."""
    if in_test_tree(path) or path.lower().endswith(_TEMPORARY):
        return True
    words = (word.lower() for word in _PATH_WORDS.findall(path))
    return any(_TRIAL.fullmatch(word) and word not in _NO_TRIAL for word in words)


def is_lesson(path: str) -> bool:
    """Whether a directory above ``path`` shows how something is used: ``docs_src``, ``tutorial-2``."""
    return any(_LESSON.fullmatch(word.lower()) for word in _PATH_WORDS.findall(path.rpartition("/")[0]))
