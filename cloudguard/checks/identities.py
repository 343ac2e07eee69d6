"""Identities of people: how they sign in, whether they are used, by whom, with which keys."""

from __future__ import annotations

from collections.abc import Sequence
from fnmatch import fnmatchcase
from typing import TYPE_CHECKING, Final

from cloudguard.assets import Placed
from cloudguard.check import check
from cloudguard.estate import Estate
from cloudguard.values import Known, Unknown
from cloudguard.verdicts import Evidence, Outcome, Verdict, unknown

if TYPE_CHECKING:  # principals are read when a document asks for them
    from cloudguard.identity.powers import Principal

TOPIC: Final = "admin_mfa"
ACCESS: Final = "access_control"
LIFECYCLE: Final = "identity_lifecycle"
OWN: Final = "no password and no lasting key in the account itself"
ROOT: Final = "no access key of the root user"
PERSONAL: Final = "a name that one person has alone"


@check("identities.federated-only", topic=TOPIC, on=Placed)
def federated_only(asset: Placed, estate: Estate) -> Verdict | None:
    """People sign in through the identity provider, with no password or key of the account's own.

    Who leaves is locked out at one place, and that place asks everybody for a second factor.
    """
    principal = estate.powers.human(asset.id)
    if principal is None or principal.kind == "anyone":
        return None
    if principal.kind == "root":
        return _root_key(principal)
    if principal.kind == "federated" and principal.key is None:
        said = Known("who comes here is known elsewhere", principal.at)
        return Verdict(Outcome.PASS, (Evidence(OWN, said),))
    if principal.key is None:
        reason = "whether it has a password or a key of its own is not in this input"
        return Verdict(Outcome.UNKNOWN, (Evidence(OWN, Unknown(reason, principal.at)),))
    if isinstance(principal.key, Unknown):
        return Verdict(Outcome.UNKNOWN, (Evidence(OWN, principal.key),))
    if principal.key.value is not True:
        said = Known("no password and no key", principal.key.source)
        return Verdict(Outcome.PASS, (Evidence(OWN, said),))
    said = Known("a password or key of its own by-passes the single sign-on", principal.key.source)
    return Verdict(Outcome.FAIL, (Evidence(OWN, said),))


@check("identities.unused-removed", topic=LIFECYCLE, on=Placed)
def unused_removed(asset: Placed, estate: Estate, *, inactive_days: int = 90) -> Verdict | None:
    """Whoever has a password or key in the account itself has used it lately.

    What nobody uses nobody watches: it waits for whoever finds its password or key.
    """
    principal = _keeper(asset, estate)
    if principal is None or principal.used is None:
        return None  # only a live account tells: of plans the clauses ask for an attestation
    expected, used = f"used in the last {inactive_days} days", principal.used
    if isinstance(used, Unknown):
        return Verdict(Outcome.UNKNOWN, (Evidence(expected, used),))
    ago = (estate.seen - used.value.day).days
    told = f"last used {ago} days ago"
    if not used.value.ever:
        told = f"never used since it was made {ago} days ago"
    outcome = Outcome.FAIL if ago > inactive_days else Outcome.PASS
    return Verdict(outcome, (Evidence(expected, Known(told, used.source)),))


@check("identities.individual", topic=LIFECYCLE, on=Placed)
def individual(
    asset: Placed, estate: Estate, *, personal_names: Sequence[str] = ()
) -> Verdict | None:
    """Whoever has a password or key in the account itself is named as one person is.

    Where several use one identity, nobody can tell who did what.
    """
    principal = _keeper(asset, estate)
    if principal is None:
        return None
    if not personal_names:
        reason = "how the organisation names what one person uses is not registered"
        return unknown(PERSONAL, reason, principal.at)
    plain = principal.name.strip()
    if not plain or principal.several or plain.lower() == principal.id.lower():
        return unknown(PERSONAL, "its name is known only after apply", principal.at)
    expected = f"a name like {', '.join(personal_names)}"
    named = any(fnmatchcase(plain.casefold(), each.casefold()) for each in personal_names)
    outcome = Outcome.PASS if named else Outcome.FAIL
    return Verdict(outcome, (Evidence(expected, Known(plain, principal.at)),))


@check("privileged.guarded", topic=ACCESS, on=Placed)
def guarded(asset: Placed, estate: Estate, *, privileged_key_days: int = 90) -> Verdict | None:
    """Whoever can become an administrator has no access key, or one that is renewed in time.

    A key that lasts is copied into files and programs, and opens everything from anywhere.
    """
    principal = estate.powers.human(asset.id)
    if principal is None or estate.powers.chain(principal.id) is None:
        return None
    if principal.kind == "root":
        return _root_key(principal)
    if not principal.own:  # what others vouch for has its keys elsewhere
        return None
    expected = f"no access key, or none older than {privileged_key_days} days"
    keyed = principal.keyed
    if keyed is None:
        reason = "whether it has an access key, and how old that is, is not in this input"
        return unknown(expected, reason, principal.at)
    if isinstance(keyed, Unknown):
        return Verdict(Outcome.UNKNOWN, (Evidence(expected, keyed),))
    if keyed.value is None:
        return Verdict(Outcome.PASS, (Evidence(expected, Known("no access key", keyed.source)),))
    old = (estate.seen - keyed.value).days
    outcome = Outcome.FAIL if old > privileged_key_days else Outcome.PASS
    said = Known(f"an access key that is {old} days old", keyed.source)
    return Verdict(outcome, (Evidence(expected, said),))


def _root_key(principal: Principal) -> Verdict:
    """Judge the root user by its access keys: a password it has until somebody deletes it."""
    key = principal.key
    if not isinstance(key, Known):
        doubt = key or Unknown("whether it has an access key was not read", principal.at)
        return Verdict(Outcome.UNKNOWN, (Evidence(ROOT, doubt),))
    said = "the root user has an access key" if key.value else "no access key"
    outcome = Outcome.FAIL if key.value else Outcome.PASS
    return Verdict(outcome, (Evidence(ROOT, Known(said, key.source)),))


def _keeper(asset: Placed, estate: Estate) -> Principal | None:
    """Return the person who has, or may have, a password or key in the account itself."""
    principal = estate.powers.human(asset.id)
    if principal is None or principal.kind != "person":
        return None
    without = isinstance(principal.key, Known) and principal.key.value is False
    return None if without else principal
