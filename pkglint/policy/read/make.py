"""Settings to the frozen :class:`Policy`, and a policy with a command's options over it."""

from __future__ import annotations

import dataclasses
import hashlib
from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from enum import Enum
from typing import TYPE_CHECKING, Any

from pkglint.metadata.names import normalize
from pkglint.model import Budgets, Expectations, Kind, Level, Limits, Pin, Rule
from pkglint.policy.judge.model import Ignore, KindPolicy, Origin, Policy, Setting, Settings
from pkglint.policy.judge.patterns import Patterns
from pkglint.policy.read.errors import PolicyError, Problem, suggest
from pkglint.policy.read.layers import Layer, all_kinds, merge

if TYPE_CHECKING:
    from pkglint.policy.read.shapes import Parsed

PACKAGES = "packages"


def make(layers: Sequence[Layer], catalogue: Mapping[str, Rule], source: str | None, presets: Sequence[str]) -> Policy:
    """The policy that these layers make, the last one on top."""
    entries = [entry for layer in layers for entry in layer.ignores]
    policy = Policy(
        source=source,
        presets=tuple(presets),
        ignores=tuple(_ignore(index, entry, catalogue) for index, entry in enumerate(entries)),
    )
    return settle(policy, merge(layers), all_kinds(layers), catalogue)


def settle(
    policy: Policy, settings: Settings, kind_settings: Mapping[Kind, Settings], catalogue: Mapping[str, Rule]
) -> Policy:
    """``policy`` with everything that follows from its settings made anew."""
    kinds: dict[Kind | None, KindPolicy] = {None: _kind_policy(settings, catalogue)}
    kinds.update({kind: _kind_policy(found, catalogue) for kind, found in kind_settings.items()})
    limits = {path[1].replace("-", "_"): s.value for path, s in settings.items() if path[0] == "limits"}
    others = {name: each for name, each in policy.packages.items() if each.source != policy.source}
    policy = dataclasses.replace(policy, packages={})
    made = dataclasses.replace(
        policy,
        packages={**_packages(policy, settings, kind_settings, catalogue), **others},
        visibility=_value(settings, "visibility", None),
        fail_on=_value(settings, "fail-on", Level.ERROR),
        limits=Limits(**limits),
        pass_over=Patterns(_value(settings, "pass-over", ())),
        raises_new=_value(settings, "new-findings", True),
        kinds=kinds,
        settings=settings,
        kind_settings=kind_settings,
    )
    return dataclasses.replace(made, digest=_digest(made))


def _packages(
    policy: Policy, settings: Settings, kind_settings: Mapping[Kind, Settings], catalogue: Mapping[str, Rule]
) -> dict[str, Policy]:
    """The policy of each package that has a section: its own section over all that is said of every package."""
    found = {}
    general = {path: setting for path, setting in settings.items() if path[0] != PACKAGES}
    for name in dict.fromkeys(path[1] for path in settings if path[0] == PACKAGES):
        own = {path[2:]: setting for path, setting in settings.items() if path[:2] == (PACKAGES, name)}
        top = {path: setting for path, setting in own.items() if path[0] != "artifacts"}
        kinds = {}
        for kind, said in kind_settings.items():
            narrow = {path[2:]: setting for path, setting in own.items() if path[:2] == ("artifacts", kind.value)}
            wide = {path: setting for path, setting in top.items() if path[0] != "visibility"}
            kinds[kind] = merge([Layer(said), Layer(wide), Layer(narrow)])
        found[normalize(name)] = settle(policy, merge([Layer(general), Layer(top)]), kinds, catalogue)
    return found


def with_packages(policy: Policy, own: Mapping[str, Policy]) -> Policy:
    """The policy with those that packages have in files of their own, by the names of the packages."""
    if not own:
        return policy
    named = {normalize(name): each for name, each in own.items()}
    digests = repr((policy.digest, sorted((name, each.digest) for name, each in named.items())))
    digest = hashlib.sha256(digests.encode("utf-8", "surrogatepass")).hexdigest()
    return dataclasses.replace(policy, packages={**policy.packages, **named}, digest=digest)


def _value(settings: Settings, key: str, default: Any) -> Any:
    found = settings.get((key,))
    return default if found is None else found.value


def _ignore(index: int, entry: Mapping[str, Parsed], catalogue: Mapping[str, Rule]) -> Ignore:
    def get(key: str) -> Any:
        return entry[key].value if key in entry else None

    paths, rule = get("paths"), get("rule")
    return Ignore(
        index=index,
        line=None if entry[""].value else entry[""].node.line,
        inherited=bool(entry[""].value),
        rule=rule,
        reason=get("reason"),
        paths=Patterns(paths) if paths else None,
        kinds=get("artifacts") or (),
        package=get("package"),
        sha256=get("sha256"),
        secrets=get("secrets") or (),
        expires=get("expires"),
        whole=catalogue[rule].pin is Pin.ARTIFACT,
        needs=catalogue[rule].needs,
    )


def _kind_policy(settings: Settings, catalogue: Mapping[str, Rule]) -> KindPolicy:
    levels: dict[str, Level] = {}
    options: dict[str, dict[str, Any]] = {}
    budgets = {}
    for path, setting in settings.items():
        if path[0] == "rules":
            if path[2] == "level":
                levels[path[1]] = setting.value
            else:
                options.setdefault(path[1], {})[path[2].replace("-", "_")] = setting.value
        elif path[0] == "budgets":
            budgets[path[1]] = setting.value
    made = {}
    for rule_id, values in options.items():
        kind_of_options = catalogue[rule_id].options
        if kind_of_options is not None:
            made[rule_id] = kind_of_options(**values)
    return KindPolicy(levels, made, _expectations(settings, Budgets(**budgets)))


def _expectations(settings: Settings, budgets: Budgets) -> Expectations:
    def patterns(key: str, also: str = "") -> Patterns | None:
        found = _value(settings, key, None)
        return None if found is None else Patterns((*_value(settings, also, ()), *found))

    return Expectations(
        # What is always expected comes first, so that a policy's own `!` may take it back.
        expected=patterns("expected-files", "also-expected-files"),
        required=patterns("required-files"),
        forbidden=patterns("forbidden-files"),
        generated=patterns("generated-files"),
        budgets=budgets,
    )


def _digest(policy: Policy) -> str:
    """The sha256 of what counts, in hex: the same for two texts that say the same."""
    sections: list[Any] = [
        sorted((path, _plain(s.value)) for path, s in settings.items())
        for settings in (policy.settings, *policy.kind_settings.values())
    ]
    ignores = [
        tuple(_plain(getattr(i, f.name)) for f in dataclasses.fields(i) if f.name not in ("index", "line"))
        for i in policy.ignores
    ]
    return hashlib.sha256(repr((sections, ignores)).encode("utf-8", "surrogatepass")).hexdigest()


def _plain(value: Any) -> Any:
    if isinstance(value, (tuple, list)):
        return tuple(_plain(v) for v in value)
    if isinstance(value, Patterns):
        return value.sources
    return str(value) if isinstance(value, (Enum, date)) else value


def with_overrides(
    policy: Policy,
    catalogue: Mapping[str, Rule],
    *,
    fail_on: str | None = None,
    select: Iterable[str] = (),
    ignore: Iterable[str] = (),
    no_ignores: bool = False,
    limits: Iterable[str] = (),
) -> Policy:
    """The policy with a command's options over it; what is not given stays.

    ``fail_on`` is a level or ``never``; ``select`` leaves only these rules, ``ignore`` leaves these out;
    ``limits`` are ``NAME=VALUE`` as in a policy. Raises :class:`PolicyError` with the option in place of a file.
    """
    chosen, dropped = tuple(select), tuple(ignore)
    problems = [
        Problem(option, None, None, f"unknown rule `{name}`", suggest(name, catalogue, "rules"))
        for option, names in (("--select", chosen), ("--ignore", dropped))
        for name in names
        if name not in catalogue
    ]
    changed = _limit_settings(limits, problems)
    if problems:
        raise PolicyError(problems)
    if fail_on is not None:
        level = None if fail_on == "never" else Level[fail_on.upper()]
        changed["fail-on",] = Setting(level, fail_on, Origin("--fail-on"))
    unselected = [name for name in catalogue if chosen and name not in chosen]
    for option, names in (("--select", unselected), ("--ignore", dropped)):
        changed.update({("rules", n, "level"): Setting(Level.NONE, "none", Origin(option)) for n in names})
    policy = dataclasses.replace(policy, silent=policy.silent.union(unselected, dropped))
    if no_ignores:
        policy = dataclasses.replace(policy, ignores=())
    sections = {path: setting for path, setting in changed.items() if path[0] == "rules"}
    changed.update(_in_packages(policy.settings, sections))
    kind_settings = {kind: {**found, **sections} for kind, found in policy.kind_settings.items()}
    return settle(policy, {**policy.settings, **changed}, kind_settings, catalogue)


def _in_packages(settings: Settings, sections: Settings) -> dict[tuple[str, ...], Setting]:
    """An option counts more than what a policy says of one package."""
    changed: dict[tuple[str, ...], Setting] = {}
    for name in {path[1] for path in settings if path[0] == PACKAGES}:
        changed.update({(PACKAGES, name, *path): setting for path, setting in sections.items()})
    for path in settings:
        if path[0] == PACKAGES and path[2] == "artifacts" and path[4:] in sections:
            changed[path] = sections[path[4:]]
    return changed


def _limit_settings(limits: Iterable[str], problems: list[Problem]) -> dict[tuple[str, ...], Setting]:
    found: dict[tuple[str, ...], Setting] = {}
    given_limits = tuple(limits)
    if not given_limits:
        return found
    from pkglint.policy.read.from_yaml import scalar
    from pkglint.policy.read.node import Source
    from pkglint.policy.read.shapes import NOTHING
    from pkglint.policy.read.tables import limits_table

    table = limits_table()
    for given in given_limits:
        name, _, written = (part.strip() for part in given.partition("="))
        if name not in table.keys:
            message = f"unknown limit `{name}`"
            problems.append(Problem("--limit", None, None, message, suggest(name, table.keys, "limits")))
            continue
        source = Source("--limit", "")
        value = table.keys[name].shape.read(scalar(written, 1, 1), name, source)
        problems += [Problem("--limit", None, None, p.message, p.help) for p in source.problems]
        if value is not NOTHING:
            found["limits", name] = Setting(value, written, Origin("--limit"))
    return found
