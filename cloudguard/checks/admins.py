"""Administrators: who can become one, by which chain, and whether a second factor stands in it."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping
from typing import TYPE_CHECKING, Final

from cloudguard.assets import Placed
from cloudguard.check import check
from cloudguard.estate import Estate
from cloudguard.values import Known, Unknown
from cloudguard.verdicts import Evidence, Outcome, Verdict, every, unknown

if TYPE_CHECKING:  # principals are read when a document asks for them
    from cloudguard.identity.powers import Chain, Principal

TOPIC: Final = "admin_mfa"
ACCESS: Final = "access_control"
SECOND: Final = "every way to power passes a second factor"
_EVERYONE: Final = ""
_SHOWN: Final = 6
THEIRS: Final = "credentials of administrators that no contractor can set"
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


@check("privileged.not-default-name", topic=ACCESS, on=Placed)
def not_default_name(asset: Placed, estate: Estate) -> Verdict | None:
    """An identity with administrator power does not have the name that everybody expects.

    A name that is known is half of what a guesser needs.
    """
    principal = estate.powers.human(asset.id)
    if principal is None or not principal.own:
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


@check("privileged.limited-to-few", topic=ACCESS, on=Placed)
def limited_to_few(
    asset: Placed, estate: Estate, *, most_administrators: int = 3
) -> Verdict | None:
    """Few identities of this input can become an administrator of the same place.

    Each is one more password to steal and one more person to err. Who else has power there by
    other means than this input is for people to attest.
    """
    principal = estate.powers.human(asset.id)
    if principal is None or principal.kind == "root":  # each account has one
        return None
    expected = f"at most {most_administrators} administrators"
    judged = [
        _few(principal, chain, estate, most_administrators, expected)
        for chain in estate.powers.chains(principal.id)
    ]
    return every(judged) if judged else None


def _few(principal: Principal, chain: Chain, estate: Estate, most: int, expected: str) -> Verdict:
    place = chain.steps[-1].end
    if estate.powers.surely(principal.id, place) is None:
        doubt = next(step for step in chain.steps if not step.certain)
        reason = f"whether this is possible is not known: {doubt.how}"
        return unknown(expected, reason, doubt.at)
    sure = estate.derived(_sure)[place]
    if len(sure) > most or _EVERYONE in sure:
        return Verdict(Outcome.FAIL, (Evidence(expected, _listed(sure, principal)),))
    possible, several = estate.derived(_possible)[_provider(principal, estate)]
    if several is not None:
        reason = (
            f"how many people are behind {several.name} is not in this input: "
            "attest that they are few"
        )
        return unknown(expected, reason, several.at)
    if len(possible) > most:
        reason = f"{len(possible)} identities may become administrators"
        return unknown(expected, reason, principal.at)
    return Verdict(Outcome.PASS, (Evidence(expected, _listed(possible, principal)),))


def _listed(names: Mapping[str, str], principal: Principal) -> Known[list[str]]:
    """Return the first of some names, and how many there are where that is not all."""
    first = sorted(names.values())[:_SHOWN]
    return Known(first if len(names) <= _SHOWN else [*first, f"… ({len(names)})"], principal.at)


def _sure(estate: Estate) -> Mapping[str, Mapping[str, str]]:
    """Return by place the names of those who surely administer it, by identity."""
    powers = estate.powers
    found: dict[str, dict[str, str]] = defaultdict(dict)
    for principal in powers.principals.values():
        for place in powers.places if principal.kind not in {"machine", "root"} else ():
            if powers.surely(principal.id, place) is not None:
                everyone = {_EVERYONE: "anyone"} if principal.kind == "anyone" else {}
                found[place] |= everyone or _named(principal)
    return found


def _possible(estate: Estate) -> Mapping[str, tuple[Mapping[str, str], Principal | None]]:
    """Return by provider who may administer anything there, and one behind whom any number stands.

    One place lies in another (a project in an organisation), and which, an input may not tell:
    whoever administers anything may administer all.
    """
    people: dict[str, dict[str, str]] = defaultdict(dict)
    several: dict[str, Principal] = {}
    for principal in estate.powers.principals.values():
        if principal.kind in {"machine", "root"} or estate.powers.chain(principal.id) is None:
            continue
        provider = _provider(principal, estate)
        people[provider] |= _named(principal)
        if principal.identities is None:
            several.setdefault(provider, principal)
    return {name: (found, several.get(name)) for name, found in people.items()}


def _named(principal: Principal) -> dict[str, str]:
    people = principal.identities or ()
    return {each: principal.name if len(people) == 1 else each for each in people}


def _provider(principal: Principal, estate: Estate) -> str:
    found = estate.find(Placed, principal.id)
    return found[0].provider if found else ""


@check("privileged.not-set-by-contractors", topic=ACCESS, on=Placed)
def not_set_by_contractors(asset: Placed, estate: Estate) -> Verdict | None:
    """A contractor cannot set or change the credentials of an administrator.

    Who sets a password or key can sign in with it, and then nobody can tell who it was.
    """
    principal = estate.powers.principals.get(asset.id)
    party = estate.party(asset)
    if principal is None or party is None:
        return None
    if isinstance(party, str) and party.strip().lower() in OURSELVES:
        return None
    found = _hold(principal, estate)
    if isinstance(party, Unknown) and found.outcome is not Outcome.PASS:
        return Verdict(Outcome.UNKNOWN, (Evidence(THEIRS, party), *found.evidence))
    return found


def _hold(principal: Principal, estate: Estate) -> Verdict:
    """Judge what a principal gets to: power itself, or a session of an administrator."""
    powers = estate.powers
    if (place := powers.surely(principal.id)) is not None:
        return _set(principal, f"every {place}")
    sessions, near = estate.derived(_privileged)
    if principal.id in near:
        for surely in (True, False):
            reached = powers.reached(principal.id, surely=surely)
            owners = {sessions[node] for node in reached & sessions.keys()} - {principal.id}
            if owners and surely:
                return _set(principal, min(owners))
            if owners:
                reason = f"whether it can set the credentials of {min(owners)} is not known"
                return unknown(THEIRS, reason, principal.at)
    said = Known("no credential of an administrator is in its reach", principal.at)
    return Verdict(Outcome.PASS, (Evidence(THEIRS, said),))


def _set(principal: Principal, whose: str) -> Verdict:
    said = Known(f"{principal.id} can set the credentials of {whose}", principal.at)
    return Verdict(Outcome.FAIL, (Evidence(THEIRS, said, 0),))


def _privileged(estate: Estate) -> tuple[Mapping[str, str], frozenset[str]]:
    """Return the sessions of people with power, and power itself, with whose credentials begin it.

    And the nodes from which steps may lead there.
    """
    powers = estate.powers
    people = {
        found.id
        for found in powers.principals.values()
        if found.own and powers.chain(found.id) is not None
    }
    sessions = {place: f"every {place}" for place in powers.places}
    for node in {step.end for steps in powers.steps.values() for step in steps}:
        parts = node.split(" ")
        starts = (" ".join(parts[:count]) for count in range(1, len(parts) + 1))
        if owner := next((start for start in starts if start in people), None):
            sessions[node] = owner
    return sessions, frozenset(powers.leading(sessions)) | sessions.keys()


def _second_factor(asset: Placed, estate: Estate) -> Verdict | None:
    """Judge the chain that tells most of a principal, hop by hop."""
    principal = estate.powers.human(asset.id)
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
