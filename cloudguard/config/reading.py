"""A YAML tree held against config.schema.json: plain data, and every problem with its place.

The schema is the one list of keys, for editors and for this program. `Reader` knows the words
of JSON Schema that it uses (`WORDS`), and four of its own: `x-folder` (a folder that exists),
`x-order` (dates of which none lies before the one it follows), `x-text` (a text of a form of its
own: see `forms`), `x-what` (what unknown keys are).
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from datetime import date
from pathlib import Path
from typing import Any, Final

import yaml

from cloudguard.config import nodes
from cloudguard.config.forms import FORMS
from cloudguard.config.problems import Problem, quoted, suggestion
from cloudguard.values import Source

WORDS: Final = frozenset(
    {"$ref", "additionalProperties", "anyOf", "const", "enum", "format", "items", "maximum",
     "minItems", "minProperties", "minimum", "not", "pattern", "properties", "required", "type",
     "uniqueItems", "x-folder", "x-order", "x-text"}
)  # fmt: skip
"""The words of a schema that decide what is valid; all others describe."""
KINDS: Final = {
    "object": ("keys with values", "キーと値の組"),
    "array": ("a list", "一覧"),
    "string": ("text", "文字列"),
    "integer": ("a whole number", "整数"),
    "number": ("a number with a point", "小数"),
    "boolean": ("true or false", "真偽値"),
    "null": ("nothing", "空"),
}
_DATE: Final = re.compile(r"\d{4}-\d{2}-\d{2}", re.ASCII)


class Reader:
    """One file as it is read: what it says, where it says so, and what is wrong."""

    def __init__(self, file: str, folder: Path, schema: Mapping[str, Any]) -> None:
        """Prepare to read `file`; relative folders in it start at `folder`."""
        self.file = file
        self.folder = folder
        self.problems: list[Problem] = []
        self._definitions: Mapping[str, Any] = schema["$defs"]
        self._places: dict[str, tuple[int, int]] = {}

    def source(self, path: str) -> Source:
        """Return the place of what was read at a path such as `rules[0].set`."""
        line, column = self._places.get(path, (0, 0))
        return Source(Path(self.file).name, path, self.file, line, column)

    def complain(self, path: str, en: str, ja: str) -> None:
        """Report what is wrong at a path that was read."""
        self.problems.append(Problem(self.file, *self._places[path], en, ja))

    def read(self, node: yaml.Node, schema: Mapping[str, Any], path: str = "") -> Any:
        """Return what a node says, without the parts that are wrong; None where all of it is."""
        self._places[path] = nodes.place(node)
        schema = self._resolved(schema)
        branches = [self._resolved(branch) for branch in schema.get("anyOf", (schema,))]
        kind = nodes.kind(node)
        fitting = next((branch for branch in branches if branch["type"] == kind), None)
        if fitting is None:
            self._wrong_type(node, kind, [branch["type"] for branch in branches], path)
            return None
        match node:
            case yaml.MappingNode():
                return self._mapping(node, fitting, path)
            case yaml.SequenceNode():
                return self._list(node, fitting, path)
            case yaml.ScalarNode() if kind == "integer":
                return self._number(node, fitting, path)
            case yaml.ScalarNode() if kind == "boolean":
                return node.value.lower() == "true"
            case yaml.ScalarNode():
                return self._text(node, fitting, path)
            case _:
                raise TypeError(f"not a YAML node: {node!r}")

    def _resolved(self, schema: Mapping[str, Any]) -> Mapping[str, Any]:
        if "$ref" not in schema:
            return schema
        return self._resolved(self._definitions[schema["$ref"].removeprefix("#/$defs/")])

    def _mapping(
        self, node: yaml.MappingNode, schema: Mapping[str, Any], path: str
    ) -> dict[str, Any]:
        properties: Mapping[str, Any] = schema.get("properties", {})
        others = schema.get("additionalProperties", False)
        found: dict[str, Any] = {}
        seen: dict[str, tuple[int, int]] = {}
        for key_node, value_node in node.value:
            if not isinstance(key_node, yaml.ScalarNode):
                self._add(key_node, "a key must be text.", "キーは文字列で書いてください。")
                continue
            key: str = key_node.value
            if key in seen:
                line = seen[key][0]
                self._add(
                    key_node,
                    f"{quoted(key)} is given twice, first in line {line}.",
                    f"{quoted(key)} が重複しています(最初は {line} 行目)。",
                )
                continue
            seen[key] = nodes.place(key_node)
            inner = properties.get(key) or others
            if not inner:
                self._unknown_key(key_node, path, schema)
                continue
            value = self.read(value_node, inner, f"{path}.{key}" if path else key)
            if value is not None:
                found[key] = value
        self._required(node, schema, seen, path)
        self._in_order(schema, found, path)
        return found

    def _required(
        self, node: yaml.Node, schema: Mapping[str, Any], seen: Mapping[str, object], path: str
    ) -> None:
        where_en, where_ja = _within(path)
        for key in schema.get("required", ()):
            if key not in seen:
                self._add(
                    node,
                    f"the key `{key}` is missing{where_en}.",
                    f"{where_ja}キー `{key}` がありません。",
                )
        if len(seen) < schema.get("minProperties", 0):
            keys = ", ".join(f"`{key}`" for key in schema.get("properties", {}))
            self._add(
                node,
                f"nothing is given{where_en}{f': give one of {keys}' * bool(keys)}.",
                f"{where_ja}何も指定されていません{f'({keys} のいずれか)' * bool(keys)}。",
            )
        excluding = schema.get("not", {}).get("required", ())
        if excluding and all(key in seen for key in excluding):
            both = " and ".join(f"`{key}`" for key in excluding)
            self._add(
                node,
                f"{both} exclude each other{where_en}: keep one.",
                f"{where_ja}{both.replace(' and ', ' と ')} は同時に指定できません。",
            )

    def _in_order(self, schema: Mapping[str, Any], found: Mapping[str, Any], path: str) -> None:
        for first, last in [schema["x-order"]] if "x-order" in schema else []:
            if first in found and last in found and found[last] < found[first]:
                self.complain(
                    f"{path}.{last}",
                    f"`{last}` lies before `{first}`.",
                    f"`{last}` が `{first}` より前の日付です。",
                )

    def _unknown_key(self, key: yaml.ScalarNode, path: str, schema: Mapping[str, Any]) -> None:
        en, ja = nodes.hint(key.value, 1)
        if not en:
            en, ja = suggestion(key.value, schema.get("properties", {}))
        where_en, where_ja = _within(path)
        what_en, what_ja = schema.get("x-what", ("key", "キー"))
        self._add(
            key,
            f"unknown {what_en} {quoted(key.value)}{where_en}: {en}",
            f"{where_ja}{what_ja} {quoted(key.value)} は使えません。{ja}",
        )

    def _list(self, node: yaml.SequenceNode, schema: Mapping[str, Any], path: str) -> list[Any]:
        if len(node.value) < schema.get("minItems", 0):
            self._add(node, f"{_named(path)} is an empty list.", f"{_named(path)} が空の一覧です。")
        found: list[Any] = []
        for number, item in enumerate(node.value):
            value = self.read(item, schema["items"], f"{path}[{number}]")
            if schema.get("uniqueItems") and value is not None and value in found:
                self._add(
                    item,
                    f"{quoted(str(value))} stands twice in {_named(path)}.",
                    f"{_named(path)} に {quoted(str(value))} が重複しています。",
                )
            found.append(value)
        return found

    def _number(self, node: yaml.ScalarNode, schema: Mapping[str, Any], path: str) -> int | None:
        number = int(node.value)
        if "const" in schema and number != schema["const"]:
            wanted = schema["const"]
            self._add(
                node,
                f"{_named(path)} is {number}: this program reads {wanted}.",
                f"{_named(path)} が {number} です。このプログラムが読めるのは {wanted} です。",
            )
            return None
        least, most = schema.get("minimum", number), schema.get("maximum", number)
        if not least <= number <= most:
            self._add(
                node,
                f"{_named(path)} is {number}: it must be from {least} to {most}.",
                f"{_named(path)} が {number} です。{least} から {most} までで指定してください。",
            )
            return None
        return number

    def _text(
        self, node: yaml.ScalarNode, schema: Mapping[str, Any], path: str
    ) -> str | date | Path | None:
        text: str = node.value
        if schema.get("format") == "date":
            return self._date(node, path)
        if "pattern" in schema and not re.search(schema["pattern"], text):
            self._add(node, f"{_named(path)} is blank.", f"{_named(path)} が空白です。")
            return None
        if "enum" in schema and text not in schema["enum"]:
            self._unfit(node, path, suggestion(text, schema["enum"]))
            return None
        if "x-text" in schema and (wrong := FORMS[schema["x-text"]](text)) is not None:
            self._unfit(node, path, wrong)
            return None
        if schema.get("x-folder"):
            folder = self.folder / text
            if not folder.is_dir():
                self._add(
                    node,
                    f"there is no folder {quoted(text)} beside this file.",
                    f"このファイルから見て、フォルダー {quoted(text)} がありません。",
                )
            return folder
        return text

    def _unfit(self, node: yaml.ScalarNode, path: str, said: tuple[str, str]) -> None:
        named, text, (en, ja) = _named(path), quoted(node.value), said
        self._add(node, f"{named} is {text}: {en}", f"{named} が {text} です。{ja}")

    def _date(self, node: yaml.ScalarNode, path: str) -> date | None:
        if _DATE.fullmatch(node.value):
            try:
                return date.fromisoformat(node.value)
            except ValueError:
                pass
        self._add(
            node,
            f"{_named(path)} is {quoted(node.value)}: write a day as YYYY-MM-DD.",
            f"{_named(path)} が {quoted(node.value)} です。日付は YYYY-MM-DD で書いてください。",
        )
        return None

    def _wrong_type(self, node: yaml.Node, kind: str, wanted: list[str], path: str) -> None:
        wanted = list(dict.fromkeys(wanted))
        found_en, found_ja = KINDS.get(kind, (f"a value with the tag {quoted(kind)}",) * 2)
        en = " or ".join(KINDS[each][0] for each in wanted)
        ja = "か".join(KINDS[each][1] for each in wanted)
        scalar = isinstance(node, yaml.ScalarNode) and kind in {"integer", "number", "boolean"}
        quote = scalar and "string" in wanted
        hint_en, hint_ja = nodes.hint(node.value, 1) if kind == "string" else ("", "")
        self._add(
            node,
            f"{_named(path)} must be {en}, and is {found_en}{': put it in quotes' * quote}. "
            f"{hint_en}".rstrip(),
            f"{_named(path)} は{ja}で書いてください({found_ja}になっています"
            f"{'。引用符で囲んでください' * quote})。{hint_ja}",
        )

    def _add(self, node: yaml.Node, en: str, ja: str) -> None:
        self.problems.append(Problem(self.file, *nodes.place(node), en, ja))


def _named(path: str) -> str:
    return quoted(path or "cloudguard.yaml")


def _within(path: str) -> tuple[str, str]:
    return (f" in {quoted(path)}", f"{quoted(path)} に、") if path else ("", "")
