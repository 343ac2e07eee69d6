"""What can go wrong in use: each error says what happened, where, and what to do."""

from __future__ import annotations


class CloudguardError(Exception):
    """Wrong use, or an input of which nothing is readable.

    `what` is the sentence of what happened, `where` the file or key it happened at,
    `todo` the sentence of what to do; both languages are given as `{"en": …, "ja": …}`.
    """

    def __init__(self, what: dict[str, str], todo: dict[str, str], where: str = "") -> None:
        """Say what happened and what to do, in both languages."""
        super().__init__(f"{where}: {what['en']}" if where else what["en"])
        self.what = what
        self.todo = todo
        self.where = where

    def sentence(self, lang: str) -> str:
        """Return the whole message in one language."""
        at = f"{self.where}: " if self.where else ""
        between = "" if lang == "ja" else " "
        return f"{at}{self.what[lang]}{between}{self.todo[lang]}"


class UsageError(CloudguardError):
    """An option, an argument or the configuration is wrong."""


class InputError(CloudguardError):
    """An input cannot be read at all."""
