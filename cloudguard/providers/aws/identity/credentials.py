"""What a user signs in with: a password, access keys, devices; and what the API tells of their use.

IAM API Reference: GetLoginProfile, ListAccessKeys, ListMFADevices, GetAccessKeyLastUsed. IAM User
Guide, "AWS Multi-factor authentication in IAM": whoever has a device is asked for it at the
console; an access key signs requests without one.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any, Final

from cloudguard.identity.powers import Use
from cloudguard.providers.aws.identity import sessions
from cloudguard.sources import moments
from cloudguard.sources.resource import Resource
from cloudguard.values import Known, Unknown, Value, any_true

NEVER: Final = "never"


@dataclass(slots=True)
class Credentials:
    """What a user has; None where the input is of a kind that does not tell.

    `console` tells of a password, `may_have_login` also of one that it may have. `key` tells of an
    access key that is active, `keys` are all of them. `devices` counts its second factors.
    """

    console: Value[bool] | None = None
    may_have_login: bool = False
    key: Value[bool] | None = None
    keys: list[Resource] = field(default_factory=list)
    devices: Value[int] | None = None
    used: Value[Use] | None = None
    keyed: Value[date | None] | None = None

    @property
    def lasting(self) -> Value[bool] | None:
        """Return whether it has a password or key, None where no input of its kind tells."""
        told = [each for each in (self.key, self.console) if each is not None]
        if not told:
            return None
        found = any_true(told)
        untold = self.key is None or self.console is None
        return None if untold and _state(found) is False else found

    def add_key(self, key: Resource, *, certain: bool) -> None:
        """Take in an access key that is surely or perhaps the user's."""
        status = key.get("status", "Active", "terraform-provider-aws docs: Active by default")
        if not certain:
            return
        self.keys.append(key)
        if isinstance(status, Known) and status.value == "Inactive":
            return
        if isinstance(status, Unknown):
            self.key = self.key or status
        elif not isinstance(self.key, Known):
            self.key = Known(True, key.source("user"))

    def observe(self, user: Resource) -> None:
        """Take in what the API tells of a user of a live account."""
        if not is_live(user):
            return
        self.console = fact(user, "console")
        self.may_have_login = not (isinstance(self.console, Known) and not self.console.value)
        self.devices = fact(user, "mfa_devices")
        active = fact(user, "access_keys")
        self.key = active.map(bool)
        self.used = self._used(user, active)
        self.keyed = self._keyed(active)

    def _used(self, user: Resource, active: Value[int]) -> Value[Use]:
        if isinstance(active, Unknown):
            return active  # which keys there are was not read
        told = [fact(user, "password_last_used"), *(fact(key, "last_used") for key in self.keys)]
        found = [each if _is(each, NEVER) else _day(each) for each in told]
        for each in found:
            if isinstance(each, Unknown):
                return each
        days = [each for each in found if not _is(each, NEVER)]
        if days:
            return _latest(days).map(Use)
        # Somebody to whom a key was given lately has had no more time than since then.
        made = [_day(fact(each, "created")) for each in (user, *self._active)]
        return _latest(made).map(lambda day: Use(day, ever=False))

    def _keyed(self, active: Value[int]) -> Value[date | None]:
        if isinstance(active, Unknown):
            return active
        if not active.value:
            return Known(None, active.source)
        made = [_day(fact(key, "created")) for key in self._active]
        for each in made:
            if isinstance(each, Unknown):
                return each
        if len(made) < active.value:
            return Unknown("its access keys were not read", active.source)
        return min(made, key=lambda each: each.value if isinstance(each, Known) else date.min)

    @property
    def _active(self) -> list[Resource]:
        """Return the keys that are not surely switched off."""
        return [key for key in self.keys if not _is(key.get("status"), "Inactive")]

    def sessions(self) -> Iterator[tuple[str, bool, bool]]:
        """Yield of a live user the kinds of session, whether each is sure, and by a second factor.

        "Temporary credentials with GetSessionToken": whoever has a key and a device may bring both.
        """
        key, console = _state(self.key), _state(self.console)
        device = _state(self.devices.map(bool)) if self.devices is not None else None
        if key is not False:
            yield sessions.KEY, key is True, False
            yield sessions.TOKEN, key is True, False
        if console is not False and device is not True:
            yield sessions.CONSOLE, console is True and device is False, False
        if device is not False and (key is not False or console is not False):
            sure = device is True and True in (key, console)
            yield sessions.WITH_MFA, sure, True


def is_live(resource: Resource) -> bool:
    """Tell whether a resource was read from the API, which tells more than Terraform has."""
    return isinstance(resource.attributes, dict) and "facts" in resource.attributes


def fact(resource: Resource, name: str) -> Value[Any]:
    """Return what the API told of a resource; unknown where it was not asked, or did not say."""
    found = resource.get(f"facts.{name}", None, "not read")
    if isinstance(found, Known) and found.value is None:
        return Unknown("it was not read", found.source)
    return found


def _day(value: Value[Any]) -> Value[date]:
    """Return the day in Japan of a moment."""
    if isinstance(value, Unknown):
        return value
    text = value.value if isinstance(value.value, str) else ""
    if moments.moment(text) is None:
        return Unknown("it is no date", value.source)
    return Known(date.fromisoformat(moments.day(text)), value.source)


def _latest(days: Sequence[Value[date]]) -> Value[date]:
    """Return the latest of some days, the first that is not known where one is not."""
    for each in days:
        if isinstance(each, Unknown):
            return each
    return max(days, key=lambda each: each.value if isinstance(each, Known) else date.min)


def _is(value: Value[Any], text: str) -> bool:
    return isinstance(value, Known) and value.value == text


def _state(value: Value[bool] | None) -> bool | None:
    return bool(value.value) if isinstance(value, Known) else None
