"""Whether a package is open source, and why: one sentence that the report repeats.

Open means an open licence AND a public repository, and nothing that says private: ``npm init`` writes an open licence
into everything, so that the licence alone proves nothing.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Any, NamedTuple

from pkglint.metadata.forges import npm_shorthand, public_forge
from pkglint.metadata.headers import Headers
from pkglint.metadata.licences import (
    closed_classifier,
    closed_text,
    open_classifier,
    open_expression,
    open_text,
    source_available,
)
from pkglint.metadata.npm import Manifest
from pkglint.model import Visibility


class Answer(NamedTuple):
    """A judgement with its reason; ``presumed`` when one of two is known: an open licence, or a public repository.

    ``readable`` says that it is closed by a licence under which the source is shown in a public repository.
    """

    visibility: Visibility
    reason: str
    presumed: bool = False
    readable: bool = False


# "All rights reserved." and "Proprietary License" say what is meant; longer text names exceptions and other licences.
_FEW_WORDS = 4


def python_visibility(headers: Headers) -> Answer:
    """Open or closed by METADATA or PKG-INFO, and the reason."""
    classifiers = headers.all("classifier")
    expression, free_text = headers.get("license-expression"), headers.get("license")
    if any(c.startswith("Private ::") for c in classifiers):
        return Answer(Visibility.CLOSED, "a classifier says that it must not be uploaded")
    if closed_classifier(classifiers):
        return Answer(Visibility.CLOSED, "a classifier says that the licence is proprietary")
    if expression:
        licence = open_expression(expression)
    elif closed_text(free_text) and not _outweighed(free_text, classifiers):
        shown = source_available(free_text) and any(_python_addresses(headers))
        return Answer(Visibility.CLOSED, "the licence field says that it is not open", readable=shown)
    else:
        licence = open_classifier(classifiers) or open_text(free_text)
    said = bool(expression or free_text or any(c.startswith("License ::") for c in classifiers))
    answer = _judge(licence, said, _python_addresses(headers))
    return answer._replace(readable=_is_shown(answer, expression or free_text) and any(_python_addresses(headers)))


def _is_shown(answer: Answer, licence: str) -> bool:
    return answer.visibility is Visibility.CLOSED and source_available(licence)


def _outweighed(free_text: str, classifiers: tuple[str, ...]) -> bool:
    """Whether an expression says more, or an open classifier: against a sentence of prose, not against one word."""
    prose = len(free_text.split()) > _FEW_WORDS
    return bool(open_expression(free_text) or (prose and open_classifier(classifiers)))


def npm_visibility(manifest: Manifest) -> Answer:
    """Open or closed by package.json, and the reason."""
    if manifest.data.get("private") is True:
        return Answer(Visibility.CLOSED, "package.json is marked private")
    if manifest.table("publishConfig").get("access") == "restricted":
        return Answer(Visibility.CLOSED, "package.json publishes with restricted access")
    stated = list(npm_licences(manifest))
    text = stated[0].strip() if len(stated) == 1 else " OR ".join(f"({s})" for s in stated)
    if text.upper().startswith("SEE LICEN"):
        reason = "the licence field points to a file (SEE LICENSE IN)"
        return Answer(Visibility.CLOSED, reason, readable=any(_npm_addresses(manifest)))
    if text.upper() == "UNLICENSED":
        return Answer(Visibility.CLOSED, "the licence field says UNLICENSED")
    answer = _judge(open_expression(text) or open_text(text), bool(stated), _npm_addresses(manifest))
    return answer._replace(readable=_is_shown(answer, text) and any(_npm_addresses(manifest)))


def npm_licences(manifest: Manifest) -> Iterator[str]:
    """Every licence that package.json names, in the forms of today (``license``) and of npm 1 (``licenses``)."""
    for key in ("license", "licenses", "licence"):
        value = manifest.data.get(key)
        for item in value if isinstance(value, list) else [value]:
            text = item.get("type") or item.get("name") if isinstance(item, dict) else item
            if isinstance(text, str) and text.strip():
                yield text


def _judge(licence: str, said: bool, hosts: Iterable[str]) -> Answer:
    host = next((h for h in hosts if h), "")
    if not licence:
        reason = "the licence is not one that is known to be open" if said else "the metadata names no licence"
        return Answer(Visibility.CLOSED, reason, presumed=bool(host))
    if not host:
        return Answer(
            Visibility.CLOSED,
            f"the licence is open ({licence}), but the metadata names no public repository",
            presumed=True,
        )
    return Answer(
        Visibility.OPEN, f"the licence is open ({licence}) and the metadata names a public repository ({host})"
    )


def _python_addresses(headers: Headers) -> Iterator[str]:
    for value in headers.all("project-url"):
        yield public_forge(value.partition(",")[2])
    for name in ("home-page", "download-url"):
        yield public_forge(headers.get(name))


def _npm_addresses(manifest: Manifest) -> Iterator[str]:
    repository: Any = manifest.data.get("repository")
    for item in repository if isinstance(repository, list) else [repository]:
        address = item.get("url") if isinstance(item, dict) else item
        if isinstance(address, str):
            yield public_forge(address) or npm_shorthand(address)
    yield public_forge(manifest.text("homepage"))
    bugs = manifest.data.get("bugs")
    address = bugs.get("url") if isinstance(bugs, dict) else bugs
    yield public_forge(address) if isinstance(address, str) else ""
