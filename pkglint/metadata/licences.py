"""Which licences let everybody read the source: SPDX expressions, classifiers, and the free text of old metadata.

The identifiers are those that the SPDX licence list marks as approved by the Open Source Initiative. A few that are
not software licences or were never submitted (Creative Commons, CC0, PSF) count as well: who chose them wants to be
read. What is answered is always one of our own names, never a value out of the artifact.
"""

from __future__ import annotations

import re

from pkglint.model.lazy import lazy

_OSI = """
0BSD AAL AFL-1.1 AFL-1.2 AFL-2.0 AFL-2.1 AFL-3.0 AGPL-3.0 Apache-1.1 Apache-2.0 APL-1.0 APSL-1.0 APSL-1.1 APSL-1.2
APSL-2.0 Artistic-1.0 Artistic-1.0-cl8 Artistic-1.0-Perl Artistic-2.0 BlueOak-1.0.0 BSD-1-Clause BSD-2-Clause
BSD-2-Clause-Patent BSD-3-Clause BSD-3-Clause-LBNL BSL-1.0 CAL-1.0 CATOSL-1.1 CDDL-1.0 CECILL-2.1 CERN-OHL-P-2.0
CERN-OHL-S-2.0 CERN-OHL-W-2.0 CNRI-Python CPAL-1.0 CPL-1.0 CUA-OPL-1.0 ECL-1.0 ECL-2.0 EFL-1.0 EFL-2.0 Entessa EPL-1.0
EPL-2.0 EUDatagrid EUPL-1.1 EUPL-1.2 Fair Frameworx-1.0 GPL-2.0 GPL-3.0 HPND ICU Intel IPA IPL-1.0 ISC Jam LGPL-2.0
LGPL-2.1 LGPL-3.0 LiLiQ-P-1.1 LiLiQ-R-1.1 LiLiQ-Rplus-1.1 LPL-1.0 LPL-1.02 LPPL-1.3c MirOS MIT MIT-0
MIT-Modern-Variant Motosoto MPL-1.0 MPL-1.1 MPL-2.0 MPL-2.0-no-copyleft-exception MS-PL MS-RL MulanPSL-2.0 Multics
NASA-1.3 Naumen NCSA NGPL Nokia NPOSL-3.0 NTP OCLC-2.0 OFL-1.1 OFL-1.1-no-RFN OFL-1.1-RFN OGTSL OLDAP-2.8 OLFL-1.3
OSC-1.0 OSET-PL-2.1 OSL-1.0 OSL-2.0 OSL-2.1 OSL-3.0 PHP-3.0 PHP-3.01 PostgreSQL Python-2.0 QPL-1.0 RPL-1.1 RPL-1.5
RPSL-1.0 RSCPL SimPL-2.0 SISSL Sleepycat SPL-1.0 UCL-1.0 Unicode-3.0 Unicode-DFS-2015 Unicode-DFS-2016 Unlicense
UPL-1.0 VSL-1.0 W3C Watcom-1.0 Xnet ZPL-2.0 ZPL-2.1 Zlib
"""
_ALSO_READABLE = "CC0-1.0 CC-BY-3.0 CC-BY-4.0 CC-BY-SA-3.0 CC-BY-SA-4.0 MIT-CMU PSF-2.0 WTFPL Python-2.0.1 Libpng X11"
_BY_LOWER = {name.lower(): name for name in (_OSI + _ALSO_READABLE).split()}

# Free text, once the words that carry nothing are gone: "The MIT License (MIT)" is "mit mit".
_FAMILIES = (
    (r"(?:mit|expat)(?: mit)?", "MIT"),
    (r"x11", "X11"),
    (r"isc(?: iscl?)?", "ISC"),
    (r"(?:new|modified|revised|simplified|[0123] clause)? ?bsd(?: (?:new|[0123] ?clause|style|like|bsd))*", "BSD"),
    (r"bsd[ -]?[0123][ -]?clause.*", "BSD"),
    (r"apache(?: (?:software|asl|v?1\.1|v?2(?:\.0)?|apache))*|asl 2(?:\.0)?|al ?2(?:\.0)?", "Apache"),
    (r"(?:gnu )?[al]?gpl ?(?:v?[23](?:\.[01])?)?\+?(?: or (?:later|newer|above))?(?: only)?", "GPL"),
    (r"gnu(?: (?:affero|lesser|library))? general public.*", "GPL"),
    (r"(?:mozilla public|mpl) ?(?:v?[12](?:\.[01])?)?(?: mpl v?[12](?:\.[01])?)?", "MPL"),
    (r"(?:eclipse public|epl) ?(?:v?[12](?:\.0)?)?", "EPL"),
    (r"(?:zope public|zpl) ?(?:v?[12](?:\.[01])?)?", "ZPL"),
    (r"python software foundation|psfl?|psf 2(?:\.0)?|python", "PSF"),
    (
        r"unlicense|public domain|cc0(?: 1\.0)?(?: universal)?|0bsd|zlib|boost(?: software)?(?: 1\.0)?|wtfpl",
        "permissive",
    ),
    (r"historical permission notice and disclaimer(?: hpnd)?|hpnd|postgresql|artistic.*|eupl.*|cddl.*", "OSI-approved"),
)
_FREE_TEXT = tuple((lazy(expression), name) for expression, name in _FAMILIES)
_EMPTY_WORDS = lazy(r"\b(?:the|licen[cs]ed?|version|under|terms|of|software licen[cs]e)\b|[(),;:\"'/]|\s+")
_CLOSED_TEXT = lazy(
    r"proprietary|commercial|confidential|all rights reserved|\bclosed\b|\binternal\b|\beula\b|unlicensed|"
    r"see licen[cs]e|non-?commercial|source[- ]available|busl|business source|elastic|sspl|licenseref",
    re.IGNORECASE,
)
# Licences that keep rights and show the source: their SPDX identifiers, and what people write.
_SHOWN = lazy(
    r"\b(?:busl|business source|elastic-?(?:license)?|sspl|server side public|polyform|fsl|functional source"
    r"|commons clause|confluent community|source[- ]available|fair (?:code|source)|sustainable use|big time public"
    r"|prosperity public|parity public|hippocratic|cc-by-nc|timescale)\b",
    re.IGNORECASE,
)
_TOKEN = lazy(r"\(|\)|[A-Za-z0-9.+:-]+")
_CLASSIFIER = "License :: "
_OPEN_CLASSIFIERS = (
    "License :: OSI Approved",
    "License :: Public Domain",
    "License :: CC0 ",
    "License :: DFSG approved",
)


def open_expression(text: str) -> str:
    """The first open licence that makes an SPDX expression open, empty when it is not open or not an expression.

    ``OR`` needs one side to be open, ``AND`` both; an exception after ``WITH`` only permits more.
    """
    tokens = _TOKEN.findall(text)
    if not tokens or len(tokens) > 500 or re.sub(r"\s+", "", text) != "".join(tokens):
        return ""
    answer, rest = _either(tokens, 0, 0)
    return answer or "" if rest == len(tokens) else ""


def _either(tokens: list[str], at: int, depth: int) -> tuple[str | None, int]:
    answer, at = _both(tokens, at, depth)
    while at < len(tokens) and tokens[at].upper() == "OR":
        other, at = _both(tokens, at + 1, depth)
        answer = answer or other
    return answer, at


def _both(tokens: list[str], at: int, depth: int) -> tuple[str | None, int]:
    answer, at = _single(tokens, at, depth)
    while at < len(tokens) and tokens[at].upper() == "AND":
        other, at = _single(tokens, at + 1, depth)
        answer = answer and other and answer
    return answer, at


def _single(tokens: list[str], at: int, depth: int) -> tuple[str | None, int]:
    if at >= len(tokens) or depth > 20:
        return None, len(tokens) + 1
    if tokens[at] == "(":
        answer, at = _either(tokens, at + 1, depth + 1)
        return (answer, at + 1) if at < len(tokens) and tokens[at] == ")" else (None, len(tokens) + 1)
    answer = _identifier(tokens[at])
    if at + 1 < len(tokens) and tokens[at + 1].upper() == "WITH":
        return answer, at + 3
    return answer, at + 1


def _identifier(token: str) -> str | None:
    bare = token.lower()
    for ending in ("+", "-only", "-or-later"):
        bare = bare.removesuffix(ending)
    return _BY_LOWER.get(bare)


def open_text(text: str) -> str:
    """The family of an open licence that free text such as ``MIT License`` or ``Apache 2.0`` names, else empty.

    Only the first line counts: old metadata often holds the whole licence, whose body says "all rights reserved".
    """
    lines = [line.strip() for line in text.strip().splitlines() if line.strip()]
    if not lines or len(lines[0]) > 120:
        return ""
    if found := open_expression(lines[0]):
        return found
    if closed_text(text):
        return ""
    line = " ".join(lines[0].lower().split())
    parts = re.split(r" (?:and|or) (?!later|newer|above)|[,/|] ?(?!version)| ?& ?", line)
    found_all = [_family(part) for part in parts if part.strip()]
    return found_all[0] if found_all and all(found_all) else _family(lines[0].lower())


def _family(text: str) -> str:
    plain = " ".join(_EMPTY_WORDS.sub(" ", text.replace("-", " ")).split()).strip(" .")
    return next((name for expression, name in _FREE_TEXT if expression.fullmatch(plain)), "")


def closed_text(text: str) -> bool:
    """Whether a licence field says that the software is not open.

    A whole licence in the field is not asked: the text of the BSD licences starts with "all rights reserved".
    """
    lines = [line for line in text.splitlines() if line.strip()]
    return 0 < len(lines) < 4 and _CLOSED_TEXT.search(lines[0]) is not None


def open_classifier(classifiers: tuple[str, ...]) -> str:
    """The first open licence classifier's last part when every licence classifier is open, else empty."""
    licences = [" ".join(c.split()) for c in classifiers if c.startswith(_CLASSIFIER)]
    if licences and all(c.startswith(_OPEN_CLASSIFIERS) for c in licences):
        return "OSI-approved" if licences[0].startswith("License :: OSI") else "public domain"
    return ""


def closed_classifier(classifiers: tuple[str, ...]) -> bool:
    """Whether a classifier says proprietary, or that the package must not be uploaded."""
    return any(c.startswith(("License :: Other/Proprietary", "Private ::")) for c in classifiers)


def source_available(text: str) -> bool:
    """Whether a licence lets everybody read the source and keeps other rights; its first line counts."""
    return _SHOWN.search(text.strip().partition("\n")[0][:200]) is not None
