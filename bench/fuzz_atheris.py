"""A coverage-guided run over both walkers and all parsers; opt-in, because atheris is no dependency.

    pip install atheris
    python bench/fuzz_atheris.py [CORPUS DIRECTORY] -max_total_time=600 [options of libFuzzer]

The first byte of an input chooses the form: a wheel, a tar whose gzip and checksums are put right first, a gzip file
as it is, or one of ``fixtures.parsers``. Without a corpus directory the recipes, what strict packers write and the
files of examples are put into a temporary one.
"""

from __future__ import annotations

import importlib
import sys
import tempfile
import zlib
from pathlib import Path

from fixtures import mutations
from fixtures.build import gzip_bytes
from fixtures.parsers import PARSERS, pool
from pkglint.archive import content, forward, limits, names, pax, tar, zip_directory
from pkglint.archive import zip as zip_walk

WHEEL, SDIST, NPM, GZIP = range(4)
_MODULES = (content, forward, limits, names, pax, tar, zip_directory, zip_walk)
_PARSERS = tuple(PARSERS.values())
_PACKAGES = ("pkglint.detect.", "pkglint.metadata")
_FILENAMES = ("demo-1.0-py3-none-any.whl", "demo-1.0.tar.gz", "demo-1.0.0.tgz", "demo-1.0.tar.gz")


def one_input(data: bytes) -> None:
    """Read one input; whatever leaves but the three outcomes is a crash for libFuzzer."""
    if not data:
        return
    form, body = data[0] % (len(_FILENAMES) + len(_PARSERS)), data[1:]
    if form >= len(_FILENAMES):
        _PARSERS[form - len(_FILENAMES)].read(body)
        return
    if form in {SDIST, NPM}:
        work = bytearray(body)
        mutations.mend_checksums(work)
        body = gzip_bytes(bytes(work), 1)
    mutations.outcome(_FILENAMES[form], body)


def seeds(folder: Path) -> None:
    """Inputs to start from."""
    for index, (name, data) in enumerate(mutations.samples()):
        form, body = WHEEL, data
        if not name.endswith(".whl"):
            form = NPM if name.endswith(".tgz") else SDIST
            try:
                body = zlib.decompressobj(31).decompress(data)
            except zlib.error:
                form = GZIP
        (folder / str(index)).write_bytes(bytes([form]) + body)
    for form, name in enumerate(PARSERS, len(_FILENAMES)):
        for index, seed in enumerate(pool(name)[:60]):
            (folder / f"{form}-{index}").write_bytes(bytes([form]) + seed.data)


def main() -> None:
    atheris = importlib.import_module("atheris")
    found = [module for name, module in sys.modules.items() if name.startswith(_PACKAGES)]
    for module in (*_MODULES, *found):
        for name, value in list(vars(module).items()):
            if callable(value) and getattr(value, "__module__", "") == module.__name__ and hasattr(value, "__code__"):
                setattr(module, name, atheris.instrument_func(value))
            elif isinstance(value, type) and value.__module__ == module.__name__:
                for key, method in list(vars(value).items()):
                    if hasattr(method, "__code__"):
                        setattr(value, key, atheris.instrument_func(method))
    arguments = list(sys.argv)
    if not any(not argument.startswith("-") for argument in arguments[1:]):
        folder = Path(tempfile.mkdtemp(prefix="pkglint-fuzz-"))
        seeds(folder)
        arguments.append(str(folder))
    atheris.Setup(arguments, one_input)
    atheris.Fuzz()


if __name__ == "__main__":
    main()
