"""pkglint lints a built wheel, sdist or npm tarball before it is published."""

# No import at run time: `python -m pkglint` runs this while the working directory is still the first place to look.
TYPE_CHECKING = False
if TYPE_CHECKING:
    from pkglint.api import check, load_policy
    from pkglint.model import Artifact, Finding, FindingsError, Judged, Level, NotLinted, Package, Report, Result
    from pkglint.policy import Policy, PolicyError

__version__ = "0.1.0"
__all__ = [
    "Artifact",
    "Finding",
    "FindingsError",
    "Judged",
    "Level",
    "NotLinted",
    "Package",
    "Policy",
    "PolicyError",
    "Report",
    "Result",
    "__version__",
    "check",
    "load_policy",
]
_HOMES = {"check": "api", "load_policy": "api", "Policy": "policy", "PolicyError": "policy"}

if not TYPE_CHECKING:

    def __getattr__(name: str) -> object:
        if name in __all__:
            from importlib import import_module

            return getattr(import_module(f"pkglint.{_HOMES.get(name, 'model')}"), name)
        raise AttributeError(f"module 'pkglint' has no attribute {name!r}")


def __dir__() -> list[str]:
    return sorted(__all__)
