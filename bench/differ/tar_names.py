"""Names that readers treat differently. ``@`` stands for the first directory of the old name, ``#`` for the rest."""

from __future__ import annotations

NAMES = (
    b"", b"@", b"@/", b"#", b"/#", b"/@/#", b"//@/#", b"./@/#", b"@/./#", b"@//#", b"@/../#", b"../@/#", b"@/#/",
    b"@/#/.", b"@\\#", b"@/sub\\#", b"@/c:/#", b"c:/@/#", b"@/c:#", b"@/C:\\#", b"\\\\?\\@/#", b"@/\\\\?\\#",
    b"\\@/#", b"@/#\0junk", b"@/#\0/y", b"\0@/#", b"@/#\n", b"@/\n#", b"@\n/#", b"@/# ", b"@/#.", b"@/ #", b"@/#\t",
    b"@/\xff#", b"@/\xc3\xa9#", b"@/e\xcc\x81#", b"@/\xe2\x80\xae#", b"@/\xef\xbb\xbf#", b"@/.gitignore",
    b"@/.npmignore", b"@/package.json", b"@/PKG-INFO", b"@/con", b"@/#;1", b"@/#:x", b"@/%2e%2e/#", b"@/~/#", b"@/*",
    b"@/" + b"a" * 92, b"@/" + b"a" * 93, b"other/#", b".", b"./", b"..", b"/", b"@/node_modules/#", b"@/\x1b[2J#",
    b"@/\x7f#", b"@/\xc2\x85#", b"@/\xed\xa0\x80#", b"@/\xc0\xaf#", b"@/a/../#", b"@/...", b"@/.", b"@/._#",
    b"._@/#", b"@/aux.js", b"@/#/x", b"c:\\@\\#", b"@/c:/c:/#", b"@/././#", b"@/d:",
)  # fmt: skip
PREFIXES = (
    b"package", b"package/lib", b"demo-1.0", b"sub", b"sub/demo-1.0", b"a\nb", b"package\n", b"package\0junk",
    b"\0junk", b"\0" * 130 + b"x", b"x" * 155, b"..", b"/", b"package/", b"./package", b"\xff", b"c:", b"package\\x",
    b"x" * 131, b"\0" * 131 + b"00000000000 00000000000 ", b"x\0" + b"\0" * 129 + b"00000000000 00000000000 ",
    b"a/b/c", b" ", b".", b"\0" * 41 + b"1", b"0" * 40, b"\0\n", b"package\0\nx",
)  # fmt: skip
LINKS = (
    b"x", b"x.py", b"../x", b"/etc/passwd", b"package/index.js", b"demo-1.0/x.py", b"\0junk", b"x\0junk", b"a" * 100,
    b"..", b"", b"c:/x", b"\xff", b"x\ny", b".", b"demo-1.0", b"//x", b"./x.py",
)  # fmt: skip
