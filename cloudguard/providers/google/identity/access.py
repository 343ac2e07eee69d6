"""Access levels that ask how somebody signed in, and which groups are bound to them.

Access Context Manager docs, "Custom access level specification": `claims.crd_str` tells the
strength of a sign-in. GcpUserAccessBinding: it holds for the Cloud console and the APIs of Google
Cloud, for the members of one group.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from typing import Final

from cloudguard.providers.google.identity.members import Member, Members
from cloudguard.providers.google.provider import Google, fact
from cloudguard.sources.resource import Resource
from cloudguard.values import Known, Reference, Source, Unknown

_LEVEL: Final = "google_access_context_manager_access_level"
_BINDING: Final = "google_access_context_manager_gcp_user_access_binding"
# "mfa: user authenticated with any of the methods in this table except pwd"; the others are such.
_STRONG: Final = re.compile(
    r"^\(*\s*request\.auth\.claims\.crd_str\.(mfa|hwk|swk|otp|push|sms)(\s*==\s*true)?\s*\)*$"
)
_LOOSE: Final = re.compile(r"\|\||\?|!\s*\(")


class Access:
    """The groups of one input whose members must have signed in with a second factor."""

    def __init__(self, google: Google, members: Members) -> None:
        """Read the bindings of groups to access levels."""
        self._google = google
        self._bound: dict[str, Source] = {}
        domains = (fact(r, "domain") for r in google.resources.of("data.google_organization"))
        self._domains = {str(d.value).lower() for d in domains if isinstance(d, Known) and d.value}
        bindings = google.resources.of(_BINDING)
        for binding in bindings:
            group = members.group(binding.get("group_key", None, "required"))
            at = self._asks(binding)
            if group is not None and at is not None:
                self._bound[group] = at
        # Whoever is of several groups needs the level of one of them: a weaker one lets in.
        if len(self._bound) < len(bindings):
            self._bound = {}

    def asked(self, member: Member, groups: Iterable[str]) -> Source | None:
        """Return where it is written that a user of groups needs a second factor, if anywhere.

        "Secure the Google Cloud console and the Google Cloud APIs": the users of the group "who
        are also members of your organization" must satisfy the level; whoever is not, need not.
        """
        domain = member.id.rpartition("@")[2]
        if member.sort != "user" or domain not in self._domains:
            return None
        return next((self._bound[group] for group in groups if group in self._bound), None)

    def asks_some(self, member: Member) -> Source | None:
        """Return where it is written that a group's members of the organisation need one."""
        return self._bound.get(member.id) if member.sort == "group" else None

    def _asks(self, binding: Resource) -> Source | None:
        """Return the expression that asks for a second factor of whoever is bound.

        GcpUserAccessBinding: settings of single applications stand beside the level of all.
        """
        scoped = binding.blocks("scoped_access_settings")
        if binding.doubt or isinstance(scoped, Unknown) or scoped.value:
            return None
        items = binding.items("access_levels")
        if isinstance(items, Unknown) or len(items.value) != 1:
            return None
        found = items.value[0]
        if isinstance(found, Unknown):
            return None
        level = self._level(found.value)
        if level is None or level.doubt:
            return None
        basic = level.blocks("basic")
        expression = level.get("custom.expr.expression", None, "not written")
        if isinstance(basic, Unknown) or basic.value or isinstance(expression, Unknown):
            return None
        return expression.source if asks(expression.value) else None

    def _level(self, name: object) -> Resource | None:
        if isinstance(name, Reference):
            found = self._google.resources.by_address.get(name.address)
            return found if found is not None and found.type == _LEVEL else None
        for level in self._google.resources.of(_LEVEL):
            called = level.get("name", None, "required")
            if isinstance(called, Known) and called.value == name:
                return level
        return None


def asks(expression: object) -> bool:
    """Tell whether an expression holds only for a sign-in with a second factor."""
    if not isinstance(expression, str) or _LOOSE.search(expression):
        return False
    return any(_STRONG.match(part.strip()) for part in expression.split("&&"))
