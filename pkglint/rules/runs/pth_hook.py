"""A .pth file runs code whenever Python starts.

## Why it matters

Python reads every `.pth` file that is directly in a site-packages directory, at every start, whatever program is
run. A line that starts with `import` followed by a space or a tab is executed. Nobody has to import the package: to
install it is enough. LiteLLM 1.82.8 stole credentials from a single line of 34,628 characters in such a file, and the
file was listed in RECORD with the right hash.

Versions of Python disagree on where a line ends. From 3.13 on (and 3.12.4) a form feed, a vertical tab, U+0085, U+2028
or U+2029 ends one, and a byte order mark is skipped; from 3.15 on an indented import line runs as well. The rule reads
the file as each of them does and says which ones run it. Older patch releases of 3.10 to 3.12 also read names that
start with a dot.

Files with this suffix deeper in a package, such as PyTorch weights, are never read at start-up and are left alone.

## How to fix

Move the code into a module that users import. If the package cannot do without the hook (setuptools, coverage), pin
the very content with an ignore: any other content fails again.
"""

from __future__ import annotations

from collections.abc import Iterator

from pkglint.detect.code import startup
from pkglint.detect.code.namespaces import is_namespace_hook
from pkglint.metadata.roots import at_site_directory
from pkglint.model import Entry, Example, Finding, Fix, FixAction, Kind, Level, Pin, Rule, Scope, level


def _wants(entry: Entry) -> bool:
    return entry.is_file and entry.name.endswith(".pth") and at_site_directory(entry.path)


def _visit(entry: Entry, scope: Scope) -> Iterator[Finding]:
    pth = startup.read(entry.content.data)
    if pth.cut and not pth.runs:
        text = f"is longer than {startup.MOST >> 10} KiB, and was not read to its end: no start-up file is"
        yield scope.found(entry, text, fix=Fix(FixAction.PIN, (entry.path,)))
    if not pth.runs:
        return
    pythons = tuple(p for p in startup.ALL if any(p in line.pythons for line in pth.runs))
    acts = list(dict.fromkeys(act for line in pth.runs for act in startup.actions(line.text)))
    modules = list(dict.fromkeys(name for line in pth.runs for name in startup.imported(line.text)))
    namespace = all(is_namespace_hook(line.text) for line in pth.runs)
    yield scope.found(
        entry,
        _NAMESPACE if namespace else _message(entry, pth, pythons, acts, modules),
        line=pth.runs[0].number,
        fix=Fix(
            FixAction.PIN, (entry.path,), _WITHOUT if namespace else "Move the code into a module that users import."
        ),
        details={
            "lines": pth.most,
            "longest": max(len(line.text) for line in pth.runs),
            "does": acts,
            "imports": modules,
            "pythons": [] if pythons == startup.ALL else list(pythons),
        },
        grade=Level.WARNING if namespace else None,
    )


_NAMESPACE = "runs code whenever Python starts: the line with which setuptools makes a namespace package"
_WITHOUT = "Make a namespace package without a file (PEP 420): leave namespace_packages out of the settings."


def _message(entry: Entry, pth: startup.Pth, pythons: tuple[str, ...], acts: list[str], modules: list[str]) -> str:
    text = "runs code whenever Python starts"
    if pth.most > 1:
        text += f" ({pth.most} lines)"
    if acts:
        text += f": it {', '.join(acts)}"
    elif modules:
        text += f": it imports {', '.join(modules[:3])}{' and more' if len(modules) > 3 else ''}"
    if pythons != startup.ALL:
        text += f" ({startup.versions(pythons)})"
    if entry.name.startswith("."):
        text += "; newer patch releases skip a name that starts with a dot"
    return text


_SETUPTOOLS = (
    "import sys, types, os;p = os.path.join(sys._getframe(1).f_locals['sitedir'], *('demo',));"
    "importlib = __import__('importlib.util');__import__('importlib.machinery');m = sys.modules.setdefault('demo', "
    "importlib.util.module_from_spec(importlib.machinery.PathFinder.find_spec('demo', [os.path.dirname(p)])));"
    "m = m or sys.modules.setdefault('demo', types.ModuleType('demo'));"
    "mp = (m or []) and m.__dict__.setdefault('__path__',[]);(p not in mp) and mp.append(p)\n"
)

RULE = Rule(
    id="pth-hook",
    summary="A .pth file runs code whenever Python starts",
    levels=level(Level.ERROR),
    grades="warning for the line, word for word, with which setuptools makes a namespace package",
    kinds=(Kind.WHEEL,),
    wants=_wants,
    visit=_visit,
    examples=(
        Example("a line that imports a module", {"demo.pth": "import demo_hook\n"}, 1),
        Example("the line of setuptools for a namespace package", {"demo-1.0-nspkg.pth": _SETUPTOOLS}, 1),
        Example("hidden behind comments and paths", {"demo.pth": "# nothing\nsub\nimport\tos; os.getpid()\n"}, 1),
        Example("a form feed ends a line from Python 3.13 on", {"demo.pth": "# nothing\x0cimport os\n"}, 1),
        Example("so does U+2028", {"demo.pth": "sub\u2028import os\n"}, 1),
        Example("a byte order mark hides the line from other readers", {"demo.pth": "\ufeffimport os\n"}, 1),
        Example("an indented line runs from Python 3.15 on", {"demo.pth": "  import os\n"}, 1),
        Example("carriage returns alone", {"demo.pth": "# nothing\rimport os\r"}, 1),
        Example("in the purelib scheme", {"demo-1.0.data/purelib/demo.pth": "import os\n"}, 1),
        Example(
            "in the data scheme, aimed at site-packages",
            {"demo-1.0.data/data/lib/python3.11/site-packages/demo.pth": "import os\n"},
            1,
        ),
        Example("in the prefix, which is a site directory on Windows", {"demo-1.0.data/data/x.pth": "import os\n"}, 1),
        Example("weights deep in a package", {"demo/weights/model.pth": b"PK\x03\x04import os\n"}),
        Example("text deep in a package", {"demo/hooks/late.pth": "import os\n"}),
        Example("only paths", {"demo.pth": "sub\nimportant\n#import os\nimport\n"}, also=("pth-file",)),
        Example("code that no Python executes, for its NUL", {"demo.pth": "import os\0\n"}, also=("pth-file",)),
        Example("the data scheme elsewhere", {"demo-1.0.data/data/share/demo/x.pth": "import os\n"}),
        Example("UTF-16, which no Python decodes", {"demo.pth": "import os\n".encode("utf-16")}, also=("pth-file",)),
    ),
    pin=Pin.DRAFT,
)
