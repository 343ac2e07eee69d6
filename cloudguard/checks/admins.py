"""Administrators: who can become one, by which chain, and whether a second factor stands in it."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING, Final

from cloudguard.assets import Placed
from cloudguard.check import check
from cloudguard.estate import Estate
from cloudguard.values import Known, Unknown
from cloudguard.verdicts import Evidence, Outcome, Verdict

if TYPE_CHECKING:  # principals are read when a document asks for them
    from cloudguard.identity.powers import Chain, Principal

TOPIC: Final = "admin_mfa"
ACCESS: Final = "access_control"
SECOND: Final = "every way to power passes a second factor"
OWN: Final = "no password and no lasting key in the account itself"
NAMED: Final = "a name that is not the default one of an administrator"
# What the organisation calls itself as a party: whoever else it names is a contractor.
OURSELVES: Final = frozenset(
    {"self", "own", "municipality", "自治体", "自庁", "本市", "市", "庁内"}
)
# Names that makers and guides give the first administrator.
DEFAULTS: Final = frozenset(
    {
        "admin",
        "administrator",
        "administrators",
        "adm",
        "root",
        "sa",
        "superuser",
        "superadmin",
        "sysadmin",
        "system",
        "manager",
        "owner",
        "user",
        "guest",
        "test",
        "terraform",
        "azureuser",
        "ec2-user",
        "opc",
        "ubuntu",
    }
)


@check("admins.mfa-enforced", topic=TOPIC, on=Placed)
def mfa_enforced(asset: Placed, estate: Estate) -> Verdict | None:
    """Whoever can become an administrator passes a second factor on every way there.

    A stolen password or key alone must not be enough to take over everything.
    """
    return _second_factor(asset, estate)


@check("contractors.mfa-enforced", topic=TOPIC, on=Placed)
def contractors_mfa_enforced(asset: Placed, estate: Estate) -> Verdict | None:
    """A contractor who can become an administrator passes a second factor on every way there.

    What a contractor's staff hold is out of the municipality's sight: a second factor still binds.
    """
    party = estate.party(asset)
    if party is None or (isinstance(party, str) and party.strip().lower() in OURSELVES):
        return None
    found = _second_factor(asset, estate)
    if isinstance(party, Unknown) and found is not None and found.outcome is not Outcome.PASS:
        return Verdict(Outcome.UNKNOWN, (Evidence(SECOND, party), *found.evidence))
    return found


@check("identities.federated-only", topic=TOPIC, on=Placed)
def federated_only(asset: Placed, estate: Estate) -> Verdict | None:
    """People sign in through the identity provider, with no password or key of the account's own.

    Who leaves is locked out at one place, and that place asks everybody for a second factor.
    """
    principal = _person(asset, estate)
    if principal is None or principal.kind == "anyone":
        return None
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


@check("privileged.not-default-name", topic=ACCESS, on=Placed)
def not_default_name(asset: Placed, estate: Estate) -> Verdict | None:
    """An identity with administrator power does not have the name that everybody expects.

    A name that is known is half of what a guesser needs.
    """
    principal = _person(asset, estate)
    if principal is None or principal.kind != "person":
        return None
    chain = estate.powers.chain(principal.id)
    if chain is None:
        return None
    plain = principal.name.strip().lower()
    if not plain or plain == principal.id.lower():
        reason = "its name is known only after apply"
        return Verdict(Outcome.UNKNOWN, (Evidence(NAMED, Unknown(reason, principal.at)),))
    named = Evidence(NAMED, Known(principal.name, principal.at))
    if plain.split("@")[0] not in DEFAULTS:
        return Verdict(Outcome.PASS, (named,))
    if all(step.certain for step in chain.steps):
        return Verdict(Outcome.FAIL, (named,))
    doubt = next(step for step in chain.steps if not step.certain)
    unknown = Unknown(f"whether this is possible is not known: {doubt.how}", doubt.at)
    return Verdict(Outcome.UNKNOWN, (named, Evidence(NAMED, unknown)))


def _person(asset: Placed, estate: Estate) -> Principal | None:
    """Return the principal that an asset is, None for a program, and for what is none."""
    found = estate.powers.principals.get(asset.id)
    return found if found is not None and found.kind != "machine" else None


def _second_factor(asset: Placed, estate: Estate) -> Verdict | None:
    """Judge the chain that tells most of a principal, hop by hop."""
    principal = _person(asset, estate)
    if principal is None:
        return None
    chain = estate.powers.chain(principal.id)
    if chain is None:
        return None
    where = chain.steps[-1].end
    match chain.enforced:
        case Unknown() as unknown:
            first = Evidence(SECOND, unknown)
            return Verdict(Outcome.UNKNOWN, (first, *_told(chain)))
        case Known(True, source):
            passed = Known(f"{asset.id} becomes {where} only with a second factor", source)
            return Verdict(Outcome.PASS, (Evidence(SECOND, passed, 0), *_told(chain)))
        case Known():
            said = Known(f"{asset.id} becomes {where} without a second factor", asset.origin)
            return Verdict(Outcome.FAIL, (Evidence(SECOND, said, 0), *_told(chain)))


def _told(chain: Chain) -> Iterator[Evidence]:
    for number, step in enumerate(chain.steps, 1):
        yield Evidence(SECOND, Known(step.how, step.at), number)
