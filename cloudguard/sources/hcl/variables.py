"""Values of the root module's variables, from the first to the last of Terraform's order.

developer.hashicorp.com/terraform/language/values/variables, "Variable Definition Precedence": a
later source replaces the whole value of an earlier one.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Final, TypeAlias

from cloudguard.errors import InputError, UsageError
from cloudguard.sources.hcl import recovery
from cloudguard.sources.hcl.files import RefusedError
from cloudguard.sources.hcl.syntax import Body, Expression, Span, Trouble, Unparsed

EVERY: Final = ""
"""Stands for every variable that has no entry, where a file that may give it was not read."""
PREFIX: Final = "TF_VAR_"
_FIRST: Final = ("terraform.tfvars", "terraform.tfvars.json")
_AUTOMATIC: Final = (".auto.tfvars", ".auto.tfvars.json")


@dataclass(frozen=True, slots=True)
class Given:
    """What a variable is given: an expression, or text that its type turns into a value.

    `origin` tells where from: `prod.tfvars:3`, `--var`, `TF_VAR_name`.
    """

    expression: Expression | None
    text: str | None
    span: Span | None
    origin: str


Parse: TypeAlias = Callable[[str, str], tuple[Body, list[Trouble]]]
Read: TypeAlias = Callable[[Path], str]


def values(
    folder: Path,
    files: tuple[Path, ...],
    given: Sequence[tuple[str, str | Path]],
    environment: Mapping[str, str] | None,
    read: Read,
    parse: Parse | None = None,
) -> tuple[dict[str, Given], list[Trouble]]:
    """Gather what the variables of a root module are given; a wrong `--var` raises UsageError.

    `files` are those of the folder, `given` is `("var", "name=text")` or `("file", path)` in the
    order of the command line. A file of values that is damaged leaves in doubt what stood before
    it, as it may have replaced that: such entries, and EVERY, are `Unparsed`.
    """
    sources = _Sources(read, parse or _native)
    for name, text in (environment or {}).items():
        if name.startswith(PREFIX) and name != PREFIX:
            sources.found[name.removeprefix(PREFIX)] = Given(None, text, None, name)
    for path in _automatic(folder, files):
        try:
            sources.file(path)
        except (InputError, RefusedError) as wrong:
            sources.unread(
                path, wrong.reason if isinstance(wrong, RefusedError) else wrong.what["en"]
            )
    for kind, what in given:
        if kind == "var":
            sources.found.update([_assigned(str(what))])
        else:
            sources.named(Path(what))
    return sources.found, sources.troubles


def _native(text: str, file: str) -> tuple[Body, list[Trouble]]:
    return recovery.parse(text, file)


def _automatic(folder: Path, files: tuple[Path, ...]) -> Iterator[Path]:
    """Yield the files that Terraform reads unasked: by the bytes of their names, as Go sorts."""
    here = {path.name: path for path in files if path.parent == folder}
    yield from (here[name] for name in _FIRST if name in here)
    for name in sorted(here, key=lambda name: name.encode("utf-8", "surrogateescape")):
        if name.endswith(_AUTOMATIC):
            yield here[name]


def _assigned(argument: str) -> tuple[str, Given]:
    """Split what `--var` says; it is never quoted, as it may be a secret."""
    name, equals, text = argument.partition("=")
    if not equals or not name or name != name.rstrip():
        raise UsageError(
            {
                "en": "a name, an equals sign and a value are expected, without a space between.",
                "ja": "「変数名=値」の形で、空白を入れずに指定する必要があります。",
            },
            {"en": "Write --var NAME=VALUE.", "ja": "--var 変数名=値 と書いてください。"},
            "--var",
        )
    return name, Given(None, text, None, "--var")


_REFUSED: Final = {
    "there is no such file": "ファイルがありません",
    "it leads out of the repository": "リポジトリーの外にあります(外のファイルは読みません)",
}


class _Sources:
    """What is found so far: each source replaces what came before it."""

    def __init__(self, read: Read, parse: Parse) -> None:
        self.read, self.parse = read, parse
        self.found: dict[str, Given] = {}
        self.troubles: list[Trouble] = []

    def named(self, path: Path) -> None:
        """Read a file that the user asks for: that it cannot be read is wrong use."""
        try:
            self.file(path)
        except RefusedError as wrong:
            ja = _REFUSED.get(wrong.reason, f"変数ファイルを読めません({wrong.reason})")
            raise InputError(
                {"en": f"{wrong.reason}.", "ja": f"{ja}。"},
                {
                    "en": "Check the path given by --var-file.",
                    "ja": "--var-file のパスを確かめてください。",
                },
                path.as_posix(),
            ) from None

    def file(self, path: Path) -> None:
        text, name = self.read(path), path.as_posix()
        if name.endswith(".json"):
            from cloudguard.sources.hcl.json_syntax import definitions  # few folders have any

            body, troubles = definitions(text, name)
        else:
            body, troubles = self.parse(text, name)
        if lost := _lost(body, troubles):
            self._doubt(lost, path)
        self.troubles += troubles
        self.troubles += [
            Trouble(block.span, "no block is allowed in a file of values") for block in body.blocks
        ]
        for attribute in body.attributes.values():
            if attribute.name != EVERY:
                origin = f"{path.name}:{attribute.span.line}"
                entry = Given(attribute.value, None, attribute.span, origin)
                self.found[attribute.name] = entry

    def unread(self, path: Path, reason: str) -> None:
        """Tell that a file could not be read at all."""
        span = Span(path.as_posix(), 1, 1, 1, 1)
        self.troubles.append(Trouble(span, reason))
        self._doubt(span, path)

    def _doubt(self, span: Span, path: Path) -> None:
        """Take back what stood before a file that may say otherwise where it was not read."""
        reason = f"{path.name}, which may give this variable a value, could not be read whole"
        doubt = Given(Unparsed(reason), None, span, f"{path.name}:{span.line}")
        self.found = dict.fromkeys((*self.found, EVERY), doubt)


def _lost(body: Body, troubles: list[Trouble]) -> Span | None:
    """Return the first place that was not read and of which not even a name is known."""
    named = {a.span for a in body.attributes.values() if isinstance(a.value, Unparsed)}
    return next((trouble.span for trouble in troubles if trouble.span not in named), None)
