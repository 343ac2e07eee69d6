"""The language of OCI policy statements.

OCI documentation, "Policy Syntax", with its pages "Subjects", "Verbs", "Resource-Types",
"Location" and "Conditions"; "Cross-Tenancy Access Policies" for define, endorse and admit; "Deny
Policies" for deny. Case is without meaning, and so are further spaces.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final, TypeAlias

VERBS: Final = ("inspect", "read", "use", "manage")
EFFECTS: Final = ("allow", "deny", "admit", "endorse", "define")
HOLE: Final = "\x00"
"""Stands in a statement for a part of it that is not known."""
_TOKEN: Final = re.compile(
    r"""\s*(?P<token>
        (?<![^\s=({,])/[^/]*/            # a pattern: /HR*/
      | !=|>=|<=|[={}(),<>]
      | (?:'[^']*'|"[^"]*"|[^\s={}(),<>!'"])+
    )""",
    re.VERBOSE,
)
_TENANCY: Final = re.compile(r"^ocid1\.tenancy\.", re.IGNORECASE)


class UnreadableError(Exception):  # what a statement is, not what went wrong
    """A text that is no statement of this language."""


@dataclass(frozen=True, slots=True)
class Atom:
    """A variable that is compared with values: `how` is `=` or `!=`, or another word."""

    variable: str
    how: str
    values: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Group:
    """Conditions of which all or any must hold."""

    every: bool
    parts: tuple[Condition, ...]


Condition: TypeAlias = "Atom | Group"


@dataclass(frozen=True, slots=True)
class Subject:
    """Whom a statement is for: `kind` is group, dynamic-group, service, resource or any."""

    kind: str
    name: str = ""
    by_id: bool = False


@dataclass(frozen=True, slots=True)
class Statement:
    """One statement; `verb` is empty where permissions are listed, `place` where in tenancy."""

    effect: str
    subjects: tuple[Subject, ...] = ()
    verb: str = ""
    permissions: frozenset[str] = frozenset()
    type: str = ""
    place: str = ""
    condition: Condition | None = None
    tenancy: str = ""
    across: str = ""
    """Empty within a tenancy, else `admit` or `endorse`."""
    alias: tuple[str, str] = ("", "")


def parse(text: str) -> Statement:
    """Return what a statement says; raises UnreadableError."""
    return _Reader(list(_tokens(text))).statement()


def plain(token: str) -> str:
    """Return a name without its quotation marks."""
    return re.sub(r"['\"]", "", token)


def conditions(condition: Condition | None) -> Iterator[Atom]:
    """Yield every comparison of a condition."""
    match condition:
        case Atom():
            yield condition
        case Group(parts=parts):
            for part in parts:
                yield from conditions(part)
        case None:
            return


def _tokens(text: str) -> Iterator[str]:
    position = 0
    text = text.rstrip()
    while position < len(text):
        found = _TOKEN.match(text, position)
        if found is None:
            raise UnreadableError(text)
        yield found["token"]
        position = found.end()


class _Reader:
    def __init__(self, tokens: list[str]) -> None:
        self._tokens = tokens
        self._at = 0

    def statement(self) -> Statement:
        effect = self._word()
        across = ""
        if effect not in EFFECTS:
            raise UnreadableError(effect)
        if effect == "define":
            return self._define()
        if effect == "deny" and self._peek() in {"admit", "endorse"}:
            across = self._word()
        elif effect in {"admit", "endorse"}:
            effect, across = "allow", effect
        subjects = self._subjects()
        tenancy = ""
        if across == "admit" and self._peek() == "of":
            self._word()
            tenancy = self._tenancy()
        self._expect("to")
        verb, permissions, type_ = self._action()
        self._expect("in")
        place, other = self._location()
        condition = None
        if self._peek() == "where":
            self._word()
            condition = self._condition()
        if self._at < len(self._tokens):
            raise UnreadableError(self._tokens[self._at])
        return Statement(
            effect, subjects, verb, permissions, type_, place, condition, tenancy or other, across
        )

    def _define(self) -> Statement:
        kind = self._word()
        name = plain(self._next())
        self._expect("as")
        return Statement("define", alias=(f"{kind} {name.lower()}", plain(self._next())))

    def _subjects(self) -> tuple[Subject, ...]:
        kind = self._word()
        if kind in {"any-user", "any-group"}:
            return (Subject("any", kind),)
        if kind not in {"group", "dynamic-group", "service", "resource"}:
            raise UnreadableError(kind)
        found = [self._subject(kind)]
        while self._peek() == ",":
            self._next()
            if self._peek() == kind:
                self._next()
            found.append(self._subject(kind))
        return tuple(found)

    def _subject(self, kind: str) -> Subject:
        token = self._next()
        if token.lower() == "id":
            return Subject(kind, plain(self._next()), by_id=True)
        # "If the policy is for the default identity domain, you can omit its name."
        return Subject(kind, plain(token).removeprefix("Default/").removeprefix("default/"))

    def _tenancy(self) -> str:
        word = self._word()
        if word == "any-tenancy":
            return word
        if word != "tenancy":
            raise UnreadableError(word)
        return plain(self._next())

    def _action(self) -> tuple[str, frozenset[str], str]:
        if self._peek() == "{":
            found = self._permissions()
            return "", found, "" if self._peek() == "in" else self._word()
        verb = self._word()
        if verb not in VERBS and HOLE not in verb:
            # "associate", "contribute" and other words of cross-tenancy policies rule nothing.
            return verb, frozenset(), self._word()
        return verb, frozenset(), self._word()

    def _permissions(self) -> frozenset[str]:
        self._expect("{")
        found: set[str] = set()
        while (word := self._next()) != "}":
            if word != ",":
                found.add(word.upper())
        return frozenset(found)

    def _location(self) -> tuple[str, str]:
        word = self._word()
        if word == "any-tenancy":
            return "", word
        if word == "tenancy":
            follows = self._peek()
            if follows in {None, "where"}:
                return "", ""
            return "", plain(self._next())
        if word != "compartment":
            raise UnreadableError(word)
        token = self._next()
        name = plain(self._next() if token.lower() == "id" else token)
        return ("" if _TENANCY.match(name) else name), ""

    def _condition(self) -> Condition:
        word = self._peek()
        if word in {"all", "any"}:
            self._next()
            self._expect("{")
            parts = [self._condition()]
            while self._peek() == ",":
                self._next()
                parts.append(self._condition())
            self._expect("}")
            return Group(word == "all", tuple(parts))
        variable = self._next().lower()
        how = self._word()
        if how == "not":
            how = f"not {self._word()}"
        if how in {"in", "not in"}:
            self._expect("(")
            values = [plain(self._next())]
            while self._peek() == ",":
                self._next()
                values.append(plain(self._next()))
            self._expect(")")
            return Atom(variable, "=" if how == "in" else "!=", tuple(values))
        if how == "between":
            first = plain(self._next())
            self._expect("and")
            return Atom(variable, how, (first, plain(self._next())))
        if how not in {"=", "!=", "before", "after"}:
            raise UnreadableError(how)
        return Atom(variable, how, (plain(self._next()),))

    def _peek(self) -> str | None:
        return self._tokens[self._at].lower() if self._at < len(self._tokens) else None

    def _next(self) -> str:
        if self._at >= len(self._tokens):
            raise UnreadableError("it ends too soon")
        self._at += 1
        return self._tokens[self._at - 1]

    def _word(self) -> str:
        return self._next().lower()

    def _expect(self, word: str) -> None:
        found = self._word()
        if found != word:
            raise UnreadableError(found)
