"""The table of what a reader can notice: code -> the rule that judges it, how much it weighs, and what it means.

Readers emit the codes (:class:`pkglint.model.Anomaly`), integrity rules turn them into findings; neither knows the
other, both know this table. ``text`` is the middle of a sentence whose subject is the member, or the archive where
the anomaly has no path. At most :data:`MOST_PER_CODE` anomalies of a code are kept; one without path then says how
many more there were.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import NamedTuple

from pkglint.model.terms import Level

MOST_PER_CODE = 200


class Meaning(NamedTuple):
    """What a code stands for. A rule may lower a single case where its page says so (links in an sdist)."""

    rule: str
    level: Level
    text: str


_E, _W, _I = Level.ERROR, Level.WARNING, Level.INFO
_AMBIGUOUS = "ambiguous-archive"

_ZIP = {
    "zip-comment": (_I, "ends with a comment, which no packer of wheels writes"),
    "zip-comment-binary": (_E, "ends with a comment that holds unprintable bytes, room for a second archive"),
    "zip-deflate-trailing": (_E, "has bytes after the end of its compressed data that no reader shows"),
    "zip-descriptor-bad": (_E, "has a data descriptor that contradicts the central directory"),
    "zip-directory-attribute": (_E, "is a directory by its name or by its attributes, but not by both"),
    "zip-directory-data": (_E, "is a directory that holds data"),
    "zip-entry-count": (_E, "holds another number of members than its end record says"),
    "zip-extra-duplicate": (_E, "has the same extra field twice, and readers choose differently"),
    "zip-extra-unknown": (_E, "has an extra field that no packer writes, and some readers make a link of such a file"),
    "zip-header": (_E, "has a header field that no packer writes: some readers skip or refuse such a member"),
    "zip-name-version": (_E, "has a name that ends like a version of VMS, which unzip cuts off"),
    "zip-extra-malformed": (_E, "has extra fields that do not add up to their length"),
    "zip-flags-mismatch": (_E, "has different flags in its local header and in the central directory"),
    "zip-gap": (_E, "stands after bytes that belong to no member: a streaming reader finds what is hidden there"),
    "zip-local-mismatch": (_E, "has another size or checksum in its local header than in the central directory"),
    "zip-method-mismatch": (_E, "has another compression method in its local header than in the central directory"),
    "zip-multidisk": (_E, "claims to be one part of an archive on several disks"),
    "zip-multiple-ends": (_E, "has more than one end record, so readers may choose different directories"),
    "zip-name-encoding": (_E, "has a name that is not ASCII and is not marked as UTF-8"),
    "zip-name-mismatch": (_E, "has another name in its local header than in the central directory"),
    "zip-patched": (_E, "claims to be a patch for another file"),
    "zip-unicode-path": (_E, "carries a second name in an extra field that only some readers use"),
    "zip-zip64-extensible": (_E, "has a zip64 end record with data that nothing defines"),
    "zip-zip64-extra": (_E, "has zip64 fields that do not match its sizes"),
    "zip-zip64-mismatch": (_E, "has a zip64 end record that contradicts the plain one (CVE-2025-8291)"),
}

_TAR = {
    "kinds": (_E, "is the manifest of an sdist, in what npm takes for a package of its own"),
    "kinds-sdist": (
        _I,
        "is the manifest of an npm package: npm installs this sdist too, and its scripts are not judged",
    ),
    "zip-and-tar": (_E, "is a zip and a tar archive at the same time, and each reader sees its own"),
    "gnu-consecutive": (_E, "has two GNU long names in a row"),
    "gnu-format": (_I, "is in the GNU format, not in the POSIX one that packers write today"),
    "gnu-longname": (_E, "has a GNU long name that is not one NUL-terminated string"),
    "gzip-flags": (_E, "has gzip header fields that no packer writes"),
    "gzip-second-member": (_E, "goes on after its first gzip member: some readers stop there, npm and GNU tar do not"),
    "gzip-trailing": (_E, "has bytes after the end of its gzip stream"),
    "gzip-zero-padding": (_W, "is padded with zero bytes after its gzip stream"),
    "pax-and-gnu": (_E, "is named by a pax header and by a GNU long name"),
    "pax-charset": (_E, "has a pax header in another character set, which readers ignore or not"),
    "pax-consecutive": (_E, "has two pax headers in a row, and readers keep one or both"),
    "pax-duplicate-key": (_E, "has a pax header that says the same thing twice"),
    "pax-empty": (_E, "has an empty pax header, at which pnpm, yarn and uv give up"),
    "pax-empty-value": (_E, "has a pax header that takes its name or size away"),
    "pax-global-override": (_E, "has a global pax header that sets names or sizes of other members"),
    "pax-hides-name": (_E, "has an unsafe name that a pax header covers up"),
    "pax-key": (_E, "has a pax key that is not ASCII"),
    "pax-nul": (_E, "has a NUL byte in a pax header, where readers cut differently"),
    "pax-path-differs": (_I, "has a pax name that is not the long form of its plain one"),
    "pax-size-mismatch": (
        _E,
        "has another size in its pax header than in its own: what follows is read in two ways (CVE-2025-62518)",
    ),
    "pax-size-unneeded": (_I, "repeats its size in a pax header"),
    "pax-unknown-key": (_E, "has a pax key that nothing defines, and some readers obey any"),
    "pax-value": (_E, "has a pax value that no packer writes"),
    "tar-checksum-form": (_E, "has a checksum in a form that no packer writes: npm skips it and reads on in its data"),
    "tar-cut-name": (_I, "is a file whose plain name was cut behind a slash, as Go's packer does with foreign letters"),
    "tar-data-after-end": (_E, "has data after its end marker, which some readers extract"),
    "tar-dangling-extension": (_E, "ends with an extension header that belongs to no member"),
    "tar-device": (_E, "has a device number that no packer writes: npm or pip skip it or stop there"),
    "tar-header": (_E, "has a header that no packer writes"),
    "tar-junk-after-nul": (_E, "has bytes behind the end of a header field"),
    "tar-link-name": (_E, "is a regular file with a link target"),
    "tar-magic": (_E, "has a header that is neither POSIX nor GNU"),
    "tar-mode": (_E, "is of one type by its mode and of another by its header"),
    "tar-mixed-format": (_E, "mixes the POSIX and GNU formats"),
    "tar-name-encoding": (_E, "has a name or a link target that is not UTF-8"),
    "tar-no-end": (_E, "ends without an end marker"),
    "tar-number": (_E, "has a header number in a form that no packer writes"),
    "tar-owner": (_E, "has an owner's name with control characters or with bytes behind its end"),
    "tar-padding": (_E, "has data in the padding behind it"),
    "tar-payload": (_E, "is not a regular file and holds data: readers differ on where the next member starts"),
    "tar-plain-name": (_E, "has a header without a name of its own, or with a directory's: some readers stop there"),
    "tar-prefix": (_E, "has bytes where its header has no prefix, and some readers join them to the name"),
    "tar-short-end": (_W, "ends with one zero block instead of two"),
    "tar-size": (_E, "is not a multiple of 512 bytes long"),
    "tar-typeflag": (_E, "has a type that nothing defines: readers take it for a file or skip it"),
    "tar-v7": (_I, "has the type of a file from before POSIX"),
}

_OTHERS = {
    "zip-data-descriptor": ("upload-reject", _E, "has its size behind its data (a data descriptor): PyPI refuses it"),
    "zip-entry-comment": ("upload-reject", _E, "has a comment of its own: PyPI refuses it"),
    "name-absolute": ("unsafe-path", _E, "has an absolute path"),
    "name-backslash": ("unsafe-path", _E, "has a backslash in its name, a separator on Windows"),
    "name-component": ("unsafe-path", _E, "has an empty or `.` component in its path"),
    "name-dotdot": ("unsafe-path", _E, "has `..` in its path, which leads out of the directory it is unpacked to"),
    "name-drive": ("unsafe-path", _E, "has a drive letter in its path"),
    "name-empty": ("unsafe-path", _E, "has no name"),
    "name-trailing-slash": ("unsafe-path", _E, "is a file whose name ends with a slash"),
    "name-bidi": ("unprintable-name", _E, "has characters in its name that turn the direction of text"),
    "name-control": ("unprintable-name", _E, "has control characters in its name"),
    "name-invisible": ("unprintable-name", _E, "has invisible characters in its name"),
    "name-not-utf8": ("unprintable-name", _E, "has a name that is not UTF-8"),
    "symlink": ("link", _E, "is a symbolic link"),
    "symlink-outside": ("link", _E, "is a symbolic link that leads out of the artifact"),
    "hardlink": ("link", _E, "is a hard link"),
    "hardlink-missing": ("link", _E, "is a hard link to no file before it: pip, uv and GNU tar stop there"),
    "hardlink-outside": ("link", _E, "is a hard link that leads out of the artifact"),
    "special": ("special-file", _E, "is a device, a pipe or a record of a backup tool"),
    "sparse": ("special-file", _E, "is a sparse file, which readers unpack differently or not at all"),
    "duplicate": ("duplicate-path", _E, "is in the archive twice: which one counts depends on the reader"),
    "duplicate-directory": ("duplicate-path", _I, "is a directory that is listed twice"),
    "file-and-directory": ("duplicate-path", _E, "is a file and also the directory of other members"),
    "collision": ("path-collision", _W, "overwrites a member whose name differs only in case or in equivalent letters"),
    "collision-canonical": ("path-collision", _E, "has the name of another member, in another Unicode form of it"),
    "collision-npmignore": (
        "path-collision",
        _I,
        "is beside a .npmignore: npm renames it to that, so that one of the two is lost",
    ),
    "name-long": ("reserved-name", _W, "has a path of more than 200 characters, too long for Windows"),
    "name-component-long": ("reserved-name", _W, "has a name of more than 255 bytes, too long for most file systems"),
    "name-reserved": ("reserved-name", _W, "has a name that Windows reserves for a device"),
    "name-trailing": ("reserved-name", _W, "has a name with a leading space or a trailing dot or space"),
    "name-windows": ("reserved-name", _W, "has a character in its name that Windows forbids"),
    "roots": ("multiple-roots", _E, "is under a second top directory: installers merge or refuse it"),
    "root-none": ("multiple-roots", _E, "is outside the top directory: npm drops it"),
    "mode-setid": ("file-mode", _E, "runs with its owner's rights (setuid or setgid)"),
    "mode-sticky": ("file-mode", _W, "has the sticky bit"),
    "mode-world-writable": ("file-mode", _W, "is writable for everybody"),
}

ANOMALIES: Mapping[str, Meaning] = {
    **{code: Meaning(_AMBIGUOUS, level, text) for code, (level, text) in (*_ZIP.items(), *_TAR.items())},
    **{code: Meaning(*meaning) for code, meaning in _OTHERS.items()},
}


def codes_of(rule: str) -> frozenset[str]:
    """The codes that ``rule`` judges."""
    return frozenset(code for code, meaning in ANOMALIES.items() if meaning.rule == rule)
