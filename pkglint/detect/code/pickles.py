"""What a pickle calls when it is loaded, read from its opcodes. Nothing is ever unpickled.

Sources: PEP 3154 and 574 and the documentation of ``pickletools`` (opcodes), NEP 1 (object arrays of NumPy), the
documentation of torch.save (pickles one behind the other, or in a zip), joblib.dump (zlib around a pickle).
"""

from __future__ import annotations

import warnings
from collections.abc import Iterator

from pkglint.detect.packed import inflated
from pkglint.model.lazy import lazy
from pkglint.model.magic import NUMPY

MOST_STEPS = 400_000  # opcodes that are read
MOST_PICKLES = 50  # one behind the other
_OBJECTS = lazy(rb"'descr': '\|O'")
_BEGINS = lazy(rb"\x80[\x02-\x05]|[(\]}cl][(lpdcq0-9_a-zA-Z.\n]")
_ANY = frozenset({"*"})
# What a module offers that runs code, starts processes, opens files or leads to another machine; ``*`` is all of it.
_DANGER = {
    **dict.fromkeys(("os", "posix", "nt"), _ANY),
    **dict.fromkeys(("subprocess", "pty", "runpy", "commands", "code", "codeop", "popen2", "webbrowser", "pip"), _ANY),
    **dict.fromkeys(("bdb", "pdb", "timeit", "cProfile", "profile", "trace", "idlelib", "antigravity"), _ANY),
    **dict.fromkeys(
        ("builtins", "__builtin__", "__builtins__"),
        frozenset({"exec", "eval", "compile", "__import__", "open", "execfile", "apply", "input", "breakpoint"}),
    ),
    "importlib": frozenset({"import_module", "reload", "__import__"}),
    "socket": frozenset({"socket", "create_connection"}),
    "shutil": frozenset({"rmtree", "move", "copy", "copyfile", "unpack_archive"}),
    "sys": frozenset({"setrecursionlimit", "settrace", "setprofile", "exit"}),
    "ctypes": frozenset({"CDLL", "WinDLL", "PyDLL", "cdll", "windll", "memmove"}),
    "marshal": frozenset({"loads", "load"}),
    "pickle": frozenset({"loads", "load"}),
    "_pickle": frozenset({"loads", "load"}),
    "urllib.request": frozenset({"urlopen", "urlretrieve"}),
    "requests": frozenset({"get", "post", "put", "request"}),
    "requests.api": frozenset({"get", "post", "put", "request"}),
    "torch.hub": frozenset({"load", "load_state_dict_from_url", "download_url_to_file"}),
    "torch.serialization": frozenset({"load"}),
    "numpy.testing._private.utils": frozenset({"runstring"}),
    "asyncio.unix_events": _ANY,
    "multiprocessing.util": frozenset({"spawnv_passfds"}),
    "distutils.file_util": _ANY,
    "_io": frozenset({"open", "FileIO"}),
    "io": frozenset({"open", "FileIO"}),
}
# Values that these modules define, and that people pickle.
_VALUES = frozenset(
    {
        "stat_result", "statvfs_result", "terminal_size", "times_result", "uname_result", "PathLike", "DirEntry",
        "sched_param", "waitid_result", "CompletedProcess", "CalledProcessError", "TimeoutExpired", "SubprocessError",
    }
)  # fmt: skip
_WORDS = tuple(name.encode() for name in _DANGER)
_PROTOCOL = 0x80
_GETS = frozenset({"GET", "BINGET", "LONG_BINGET"})
_PUTS = frozenset({"PUT", "BINPUT", "LONG_BINPUT"})
_ASIDE = frozenset({"MEMOIZE", "FRAME", "PROTO"}) | _PUTS


def calls(data: bytes, suffix: str) -> list[str]:
    """The dangerous things that a file's pickles name, as ``module.name`` of the tables here, sorted.

    ``suffix`` is the file's; it decides whether what is wrapped in zlib or in an array is looked at, too.
    """
    pickle = _pickle_in(data, suffix)
    if not _BEGINS.match(pickle) or not any(word in pickle for word in _WORDS):
        return []
    return sorted({f"{module}.{name}" for module, name in _named(pickle) if _is_dangerous(module, name)})


def _is_dangerous(module: str, name: str) -> bool:
    names = _DANGER.get(module)
    return bool(names) and (names is _ANY or name in (names or ())) and name not in _VALUES and name.isidentifier()


def _pickle_in(data: bytes, suffix: str) -> bytes:
    if data.startswith(NUMPY):
        start = 10 + int.from_bytes(data[8:10], "little")
        return data[start:] if _OBJECTS.search(data, 0, min(start, 4096)) else b""
    if suffix in (".joblib", ".z", ".pklz") and data[:1] == b"x":
        return inflated(data, any_=True)
    return data


def _named(data: bytes) -> Iterator[tuple[str, str]]:
    """Module and name of each global, by opcodes. What begins as text may be text: of that only whole pickles count.

    A pickle with a protocol number that is broken later on runs what stands before.
    """
    at = 0
    for _ in range(MOST_PICKLES):
        found: list[tuple[str, str]] = []
        end = _read(data[at:], found)
        if end or data[at] == _PROTOCOL:
            yield from found
        at += end
        if not end or not _BEGINS.match(data, at):
            return


def _read(data: bytes, found: list[tuple[str, str]]) -> int:
    """Note the globals of one pickle; gives its length, 0 when it has no end."""
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # Python deprecates some escapes in texts of pickles.
            return _walked(data, found)
    except (ValueError, LookupError, OverflowError, UnicodeError):
        return 0


def _walked(data: bytes, found: list[tuple[str, str]]) -> int:
    import pickletools

    pushed: list[object] = []
    memo: dict[object, object] = {}
    for step, (opcode, argument, place) in enumerate(pickletools.genops(data)):
        name = opcode.name
        if name in ("GLOBAL", "INST"):
            found.append(_parted(str(argument)))
        elif name == "STACK_GLOBAL":
            found.append(_last_two(pushed))
        elif name == "STOP":
            return (place or 0) + 1
        if name in _PUTS or name == "MEMOIZE":
            memo[argument if name in _PUTS else len(memo)] = pushed[-1] if pushed else None
        elif name not in _ASIDE:
            pushed.append(memo.get(argument) if name in _GETS else argument)
            del pushed[:-64]
        if step > MOST_STEPS:
            return 0
    return 0


def _parted(argument: str) -> tuple[str, str]:
    module, _, name = argument.partition(" ")
    return module, name


def _last_two(pushed: list[object]) -> tuple[str, str]:
    texts = [item for item in pushed if isinstance(item, str)][-2:]
    return (texts[0], texts[1]) if len(texts) == 2 else ("", "")
