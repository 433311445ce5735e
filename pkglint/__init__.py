"""pkglint lints a built wheel, sdist or npm tarball before it is published."""

__version__ = "0.1.0"
