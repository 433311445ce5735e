"""The keys of a policy: what is read, what the JSON Schema says, and what the reference explains."""

from __future__ import annotations

import dataclasses
import re
import typing
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from pkglint.model import ALL_KINDS, Budgets, Level, Limits, Pin, Rule, Visibility
from pkglint.policy.read.errors import suggest
from pkglint.policy.read.node import Node, Source, pairs
from pkglint.policy.read.packages import Packages
from pkglint.policy.read.shapes import (
    MAX_ITEMS,
    NOTHING,
    Choice,
    Day,
    List,
    Number,
    Parsed,
    Patterns,
    Schema,
    Shape,
    Size,
    Text,
    Truth,
    Whole,
)

SIZES = {"max_packed", "max_unpacked", "max_scan", "max_text", "max_extension", "ratio_floor", "member_ratio_floor"}
_LIMITS = {
    "max_packed": "Bytes of the artifact itself.",
    "max_unpacked": "Bytes of all members together.",
    "max_scan": "Bytes of one member that the rules look at; more are hashed and not scanned.",
    "max_text": "The same for a member that is neither an archive nor a source map.",
    "max_members": "Members of one artifact.",
    "max_name": "Bytes of a member's name.",
    "max_depth": "Directories above a member.",
    "max_extension": "Bytes of a pax or long-name header.",
    "max_ratio": "Unpacked bytes for each packed one, over the whole artifact.",
    "ratio_floor": "Bytes that an artifact may unpack to before `max-ratio` counts.",
    "max_member_ratio": "Unpacked bytes for each packed one, in one member.",
    "member_ratio_floor": "Bytes that a member may unpack to before `max-member-ratio` counts.",
    "max_seconds": "Seconds of the processor that one artifact may take.",
}


@dataclass(frozen=True)
class Key:
    """One key of a table: what its value may be, and what it is for."""

    shape: Shape
    doc: str


@dataclass(frozen=True)
class Table:
    """A mapping with known keys. Reads to a dict of :class:`Parsed`, in the order of the text."""

    keys: Mapping[str, Key]
    required: tuple[str, ...] = ()
    synonyms: Mapping[str, str] = field(default_factory=dict)
    noun: str = "key"

    def read(self, node: Node, where: str, source: Source) -> Any:
        if node.kind != "mapping":
            if node.kind != "broken":
                help_ = f"write keys and values: {', '.join(list(self.keys)[:6])}"
                if self.noun == "rule":
                    help_ = "write rules and levels, as in `source-map: error`"
                source.problem(node, f"{where} must be a mapping, not {node.words}", help_)
            return NOTHING
        found: dict[str, Parsed] = {}
        meant = set()
        for name, key_node, value_node in pairs(node, where, source):
            key = self.keys.get(name)
            if key is None:
                help_ = self._help(name)
                meant.add(help_)
                source.problem(key_node, f"unknown {self.noun} `{name[:60]}` in {where}", help_)
                continue
            value = key.shape.read(value_node, name, source)
            if value is not NOTHING:
                found[name] = Parsed(value, key_node if isinstance(value, dict) else value_node)
        present = {key.value for key, _ in node.value}
        for name in self.required:
            if name not in present and f"did you mean `{name}`?" not in meant:
                source.problem(node, f"{where} has no `{name}`", f"add `{name}: ...`")
        return found

    def _help(self, name: str) -> str:
        meant = self.synonyms.get(name)
        return f"did you mean `{meant}`?" if meant else suggest(name, self.keys, f"{self.noun}s")

    def schema(self) -> Schema:
        properties = {name: {**key.shape.schema(), "description": key.doc} for name, key in self.keys.items()}
        schema: Schema = {"type": "object", "additionalProperties": False, "properties": properties}
        return {**schema, "required": list(self.required)} if self.required else schema


LEVELS = Choice(
    {str(level): level for level in (Level.ERROR, Level.WARNING, Level.INFO, Level.NONE)},
    "a level",
    {
        **dict.fromkeys(("off", "no", "false", "ignore", "never", "disabled", "disable", "skip", "allow"), "none"),
        **dict.fromkeys(("warn", "medium"), "warning"),
        **dict.fromkeys(("err", "fatal", "critical", "high", "deny", "on", "yes", "true", "fail"), "error"),
        **dict.fromkeys(("note", "notice", "hint", "low"), "info"),
    },
)
KINDS = Choice(
    {kind.value: kind for kind in ALL_KINDS},
    "a kind of artifact",
    {
        **dict.fromkeys(("whl", "wheels", "bdist_wheel", "bdist"), "wheel"),
        **dict.fromkeys(("tgz", "tarball", "node", "package", "js"), "npm"),
        **dict.fromkeys(("tar.gz", "source", "src", "targz"), "sdist"),
    },
)
REASON = Text("a sentence of ten characters or more", r"\S(.|\n){8,}\S", "say why, so that a reviewer can check it")
SECRET = Text("40 hexadecimal digits in lower case", "^[0-9a-f]{40}$", "`pkglint ignore --pin` writes it")
SHA256 = Text("64 hexadecimal digits in lower case", "^[0-9a-f]{64}$", "`pkglint ignore --pin` writes it")


@dataclass(frozen=True)
class RuleSetting:
    """A level, or a mapping of the level and the rule's options. Reads to a dict of :class:`Parsed` either way."""

    options: Table

    def read(self, node: Node, where: str, source: Source) -> Any:
        if node.kind == "mapping":
            return self.options.read(node, f"the rule {where}", source)
        level = LEVELS.read(node, f"the level of {where}", source)
        return NOTHING if level is NOTHING else {"level": Parsed(level, node)}

    def schema(self) -> Schema:
        return {"oneOf": [LEVELS.schema(), self.options.schema()]}


@dataclass(frozen=True)
class Exceptions:
    """The list of exceptions. Reads to a tuple of dicts of :class:`Parsed`, each with its node under ``""``."""

    entry: Table
    known: Mapping[str, Rule]

    def read(self, node: Node, where: str, source: Source) -> Any:
        if node.kind != "list":
            return List(self.entry, "{rule: ..., paths: [...], reason: ...}").read(node, where, source)
        if len(node.value) > MAX_ITEMS:
            source.problem(node, f"there are {len(node.value):,} exceptions", f"the most is {MAX_ITEMS:,}")
            return NOTHING
        return tuple(self._entry(child, source) for child in node.value)

    def _entry(self, node: Node, source: Source) -> dict[str, Parsed]:
        fields = {key.value: value for key, value in node.value} if node.kind == "mapping" else {}
        rule = fields.get("rule")
        name = rule.value if rule is not None and rule.kind == "text" else ""
        never = name in self.known and self.known[name].pin is Pin.NEVER
        if rule is not None and (rule.written == "*" or never):
            message = f"`{name}` cannot be ignored" if never else '"*" would ignore every rule'
            every = "write one entry for each rule, with its own reason"
            source.problem(rule, message, "remove or renew the exception that it is about" if never else every)
            node = Node(node.kind, tuple((k, v) for k, v in node.value if v is not rule), node.line, node.column)
            return self._without_rule(node, source)
        by_name = name in self.known and self.known[name].pin is Pin.VALUE
        if (
            rule is not None
            and name in self.pinned
            and not {"sha256", *(("secrets",) if by_name else ())} & set(fields)
        ):
            needs = "`secrets` or a sha256" if by_name else "a sha256"
            message = f"an exception for `{name}` needs {needs}: a pattern would let the next one through too"
            source.problem(rule, message, f"`pkglint ignore {name} PATH --pin` adds it")
        found = self.entry.read(node, "the exception", source)
        return {} if found is NOTHING else {**found, "": Parsed(None, node)}

    @property
    def pinned(self) -> list[str]:
        """The rules that no pattern may silence."""
        return [rule.id for rule in self.known.values() if rule.pin.required and rule.pin is not Pin.NEVER]

    def _without_rule(self, node: Node, source: Source) -> dict[str, Parsed]:
        """Read the rest of an entry whose rule has been reported, so that its other problems show too."""
        Table(self.entry.keys, ("reason",), self.entry.synonyms).read(node, "the exception", source)
        return {}

    def schema(self) -> Schema:
        entry = self.entry.schema()
        if self.pinned:
            entry["if"] = {"properties": {"rule": {"enum": self.pinned}}, "required": ["rule"]}
            entry["then"] = {"anyOf": [{"required": ["sha256"]}, {"required": ["secrets"]}]}
        return {"type": "array", "items": entry, "maxItems": MAX_ITEMS}


def kebab(name: str) -> str:
    """``max_size`` to ``max-size``."""
    return name.replace("_", "-")


def options_table(rule: Rule) -> Table:
    """The options of a rule, from the types of its dataclass; ``metadata={"unit": "size"}`` marks sizes."""
    keys = {"level": Key(LEVELS, f"Level of {rule.id}; `none` switches it off.")}
    if rule.options is not None:
        hints = typing.get_type_hints(rule.options)
        for item in dataclasses.fields(rule.options):
            shape = _option_shape(hints[item.name], item.metadata.get("unit", ""))
            keys[kebab(item.name)] = Key(shape, _option_doc(rule.options, kebab(item.name), rule.id))
    return Table(keys, synonyms={"severity": "level"})


def _option_doc(options: type[Any], name: str, rule_id: str) -> str:
    """What the dataclass says of an option: ``name``: and a sentence, in its docstring."""
    found = re.search(rf"``{name}``: (.+?\.)(?=\s|$)", " ".join((options.__doc__ or "").split()))
    return found[1][:1].upper() + found[1][1:] if found else f"An option of {rule_id}."


def _option_shape(hint: Any, unit: str) -> Shape:
    for option in typing.get_args(hint) if type(None) in typing.get_args(hint) else ():
        if option is not type(None):
            hint = option
    shapes: dict[Any, Shape] = {int: Whole(), bool: Truth(), str: Text(), float: Number()}
    if unit == "size":
        return Size()
    if unit == "patterns":
        return Patterns()
    if typing.get_origin(hint) is tuple:
        return List(Text(), "texts", empty=True)
    return shapes[hint]


def rules_table(catalogue: Mapping[str, Rule]) -> Table:
    """Every rule of the catalogue, with its options."""
    return Table(
        {rule.id: Key(RuleSetting(options_table(rule)), rule.summary + ".") for rule in catalogue.values()}, noun="rule"
    )


def budgets_table() -> Table:
    """The keys of ``budgets``."""
    docs = {
        "packed": "The most that the artifact itself may have in bytes.",
        "unpacked": "The most that all members together may have in bytes.",
        "file": "The most that a single member may have in bytes.",
        "files": "The most members that are not directories.",
    }
    names = [f.name for f in dataclasses.fields(Budgets)]
    return Table({name: Key(Whole(1) if name == "files" else Size(), docs[name]) for name in names})


def limits_table() -> Table:
    """The keys of ``limits``: what reading one artifact may cost before it is not linted."""
    keys = {}
    for item in dataclasses.fields(Limits):
        shape: Shape = Size() if item.name in SIZES else Whole(1)
        keys[kebab(item.name)] = Key(shape, _LIMITS[item.name])
    return Table(keys)


def section_keys(catalogue: Mapping[str, Rule]) -> dict[str, Key]:
    """What stands at the top level and, for one kind only, under ``artifacts``."""
    return {
        "rules": Key(rules_table(catalogue), "Levels and options of rules."),
        "budgets": Key(budgets_table(), "Size limits for an artifact."),
        "expected-files": Key(
            Patterns(), "Every file must match one of these gitignore patterns, rooted at the package; `!` excludes."
        ),
        "also-expected-files": Key(
            Patterns(),
            "Patterns that are expected wherever `expected-files` are given; presets, top level and kind add up.",
        ),
        "required-files": Key(Patterns(), "Each of these patterns must match at least one file."),
        "forbidden-files": Key(Patterns(), "No file may match one of these patterns."),
        "generated-files": Key(Patterns(), "With `--source`: files that the build makes, which are in no commit."),
    }


def ignore_table(catalogue: Mapping[str, Rule]) -> Exceptions:
    """The keys of one exception. What is about exceptions is no choice."""
    rules = Choice({name: name for name, rule in catalogue.items() if rule.pin is not Pin.NEVER}, "a rule")
    entry = Table(
        {
            "rule": Key(rules, "Name the rule, as the report does."),
            "paths": Key(Patterns(), "Gitignore patterns of the files that are meant."),
            "artifacts": Key(List(KINDS, "kinds", unique=True), "Only in artifacts of these kinds."),
            "package": Key(Text("a package's name"), "Only in the package of this name."),
            "sha256": Key(SHA256, "Only content with this digest."),
            "reason": Key(REASON, "Say why, in a sentence that a reviewer can check."),
            "expires": Key(Day(), "The last day on which the exception counts."),
            "secrets": Key(List(SECRET, "names of secrets", unique=True), "Only these secrets, wherever they are."),
        },
        ("rule", "reason"),
        {"path": "paths", "files": "paths", "kind": "artifacts", "kinds": "artifacts", "until": "expires"},
    )
    return Exceptions(entry, catalogue)


def policy_table(catalogue: Mapping[str, Rule], presets: tuple[str, ...], *, is_preset: bool = False) -> Table:
    """The whole policy; a preset may also say which presets it ``extends``."""
    section = section_keys(catalogue)
    kinds = Table({k.value: Key(Table(section), f"For {k} only.") for k in ALL_KINDS}, synonyms=KINDS.synonyms)
    preset = List(Choice({name: name for name in presets}, "a preset"), "presets", unique=True, one=True)
    visibility = Choice({"auto": None, **{v.value: v for v in Visibility}}, "a visibility", _VISIBILITY)
    thresholds = {**{str(x): x for x in (Level.ERROR, Level.WARNING, Level.INFO)}, "never": None}
    keys = {
        "version": Key(Version(), "The version of this format: 1."),
        "preset": Key(preset, "What to start from; a list merges left to right."),
        "visibility": Key(visibility, _VISIBLE),
        "fail-on": Key(
            Choice(thresholds, "a threshold", {**LEVELS.synonyms, "none": "never"}), "The lowest level that fails."
        ),
        "new-findings": Key(
            Choice({"error": True, "as-is": False}, "a way to count new findings"),
            "A warning of a rule that was silent on the last release (`--against`), or that is not known "
            "(`--baseline`), is an error, or stays `as-is`.",
        ),
        **section,
        "limits": Key(limits_table(), "Limits for reading; an artifact that exceeds one is not linted."),
        "artifacts": Key(kinds, _KINDS),
        "packages": Key(
            Packages(Table({"visibility": Key(visibility, _VISIBLE), **section, "artifacts": Key(kinds, _KINDS)})),
            "Sections for one package of a workspace, by its name, over all of the above.",
        ),
        "pass-over": Key(Patterns(), "File names to skip beside the artifacts, such as signatures."),
        "ignore": Key(ignore_table(catalogue), "Exceptions, each with its reason."),
    }
    synonyms = {"exclude": "forbidden-files", "include": "expected-files", "severity": "fail-on"}
    if is_preset:
        keys["extends"] = keys.pop("preset")
    else:
        file = Text("a local file", r"^(?![A-Za-z][A-Za-z0-9+.-]*://)\S", "name a file, from the directory of this one")
        keys["extends"] = Key(List(file, "files", unique=True, one=True), "Policies to start from, as local files.")
    return Table(keys, (), synonyms)


_VISIBLE = "Is the source public? `auto` decides from licence and repository URL."
_KINDS = "Sections for one kind of artifact, key by key over the top level."
_VISIBILITY = {"public": "open", "open-source": "open", "private": "closed", "proprietary": "closed"}


@dataclass(frozen=True)
class Version:
    """The number 1."""

    def read(self, node: Node, where: str, source: Source) -> Any:
        if node.kind == "integer" and node.value == 1:
            return 1
        help_ = "write `version: 1`" if re.search("1", node.written) else "this pkglint reads version 1"
        source.problem(node, f"{where} must be the whole number 1, not {node.words}", help_)
        return NOTHING

    def schema(self) -> Schema:
        return {"const": 1, "type": "integer"}
