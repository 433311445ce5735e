"""Names of npm packages that hold one build each of a program: ``@esbuild/linux-x64``, ``@pnpm/exe.win32-arm64``."""

from __future__ import annotations

import re

# What node calls systems, processors and C libraries (process.platform, process.arch), and what Rust's targets add.
_WORD = re.compile(
    r"""(?<![^-._/])(?:
        aix | android | darwin | freebsd | haiku | linux | linuxmusl | macos | netbsd | openbsd | openharmony | sunos
      | wasi | wasm | wasm32 | win | win32 | windows | arm | arm64 | armv6 | armv7 | armv7l | aarch64 | ia32 | i686
      | loong64 | mips | mips64el | mipsel | ppc | ppc64 | ppc64le | riscv64 | riscv64gc | s390 | s390x | x64 | x86_64
      | x86 | universal | gnu | gnueabi | gnueabihf | glibc | eabi | eabihf | musl | musleabi | musleabihf | msvc
    )(?![^-._/])""",
    re.VERBOSE | re.IGNORECASE,
)


def without_platform(name: str) -> str:
    """A name in a scope, where only its owner can publish, with ``*`` for the words that say a platform; else empty."""
    bare = re.sub(r"\*(?:[-._]\*)+", "*", _WORD.sub("*", name))
    return bare if "*" in bare and name.startswith("@") else ""
