"""Where installing a wheel puts its members: which of them land where Python looks for modules and start-up files.

The facts are the wheel specification's (``<name>.data/<scheme>/``) and those of ``site.getsitepackages()``: on Windows
the prefix itself is a site directory, so ``<name>.data/data/x.pth`` is read there although it is in no
``site-packages``. File systems that ignore case make ``Site-Packages`` the same directory.
"""

from __future__ import annotations

from pkglint.model.trees import SITE_DIRECTORIES


def scheme(path: str) -> tuple[str, str]:
    """The install scheme of a member of a wheel (empty for the root), and the rest of its path below the scheme."""
    first, slash, rest = path.partition("/")
    if slash and first.endswith(".data"):
        name, _, below = rest.partition("/")
        return name.lower(), below
    return "", path


def in_install_root(path: str) -> str | None:
    """The path of a wheel's member below the directory that holds the site packages; ``None`` if it is not there."""
    name, below = scheme(path)
    if name in ("", "purelib", "platlib"):
        return below
    if name != "data":
        return None
    parts = below.split("/")
    for index in range(len(parts) - 2, -1, -1):
        if parts[index].lower() in SITE_DIRECTORIES:
            return "/".join(parts[index + 1 :])
    return None


def at_site_directory(path: str) -> bool:
    """Whether a member of a wheel lands directly in a directory that ``site`` searches for start-up files."""
    name, below = scheme(path)
    if name == "data" and below and "/" not in below:
        return True
    inside = in_install_root(path)
    return bool(inside) and "/" not in (inside or "")


def module_files(module: str) -> tuple[str, str]:
    """The two stems from which a dotted module name is loaded, without suffix: a file's and a package's."""
    stem = module.replace(".", "/")
    return stem, f"{stem}/__init__"


def module_stem(path: str) -> str | None:
    """The path of a module without its suffix: ``a/b`` for ``a/b.py``, ``a/b.cpython-311-darwin.so`` and the like."""
    head, _, name = path.rpartition("/")
    stem, dot, suffix = name.rpartition(".")
    if not dot or suffix.lower() not in ("py", "pyc", "so", "pyd"):
        return None
    if suffix.lower() in ("so", "pyd"):
        stem = stem.partition(".")[0]
    return f"{head}/{stem}" if head else stem
