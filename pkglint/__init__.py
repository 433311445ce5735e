"""pkglint lints a built wheel, sdist or npm tarball before it is published."""

# No import at run time: `python -m pkglint` runs this while the working directory is still the first place to look.
TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any

__version__ = "0.1.0"
__all__ = ["Finding", "Report", "__version__", "inspect", "load_policy"]
_HOMES = {"inspect": "engine", "load_policy": "policy", "Finding": "model", "Report": "model"}


def __getattr__(name: str) -> "Any":
    if name in _HOMES:
        from importlib import import_module

        return getattr(import_module(f"pkglint.{_HOMES[name]}"), name)
    raise AttributeError(name)
