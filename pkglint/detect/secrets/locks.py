"""Lock files and lists of digests, which look like keys: only what proves itself counts in them."""

from __future__ import annotations

from pkglint.model import Entry

_LOCKS = frozenset(
    {
        "package-lock.json", "npm-shrinkwrap.json", "yarn.lock", "pnpm-lock.yaml", "bun.lock", "bun.lockb",
        "deno.lock", "poetry.lock", "uv.lock", "pdm.lock", "pixi.lock", "pipfile.lock", "conda-lock.yml",
        "cargo.lock", "gemfile.lock", "composer.lock", "go.sum", "go.work.sum", "mix.lock", "pubspec.lock",
        "podfile.lock", "package.resolved", "packages.lock.json", "paket.lock", "flake.lock", "gradle.lockfile",
        "buildscript-gradle.lockfile", ".package-lock.json", "pylock.toml", "sha256sums",
        "sha512sums", "shasums256.txt",
    }
)  # fmt: skip
_SUMS = (".sha1", ".sha256", ".sha384", ".sha512", ".md5", ".integrity")


def lists_digests(entry: Entry) -> bool:
    """Whether a member is a lock file or a list of digests, by its name."""
    name = entry.name.lower()
    return name in _LOCKS or name.endswith(_SUMS) or (name.startswith("pylock.") and name.endswith(".toml"))
