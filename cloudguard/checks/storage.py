"""How data lies: encrypted, by which cipher, under whose key."""

from cloudguard.assets.keys import Key, KeyUse
from cloudguard.assets.storage import DiskDefault, Store
from cloudguard.check import check
from cloudguard.estate import Estate
from cloudguard.values import Reference
from cloudguard.verdicts import Outcome, Verdict, decides, is_false, is_true, one_of

AT_REST = "encryption_at_rest"


@check("storage.encrypted", topic=AT_REST, on=Store)
def encrypted(store: Store) -> Verdict:
    """Data at rest is encrypted.

    Whoever gets hold of the disk, the snapshot or the file reads nothing without the key.
    """
    return is_true(store.encrypted, "encrypted")


@check("storage.encrypted-with-approved-algorithm", topic=AT_REST, on=Store)
def encrypted_with_approved_algorithm(
    store: Store, *, approved_algorithms: tuple[str, ...] = ("AES-256",)
) -> Verdict:
    """Data at rest is encrypted with a cipher that the organisation approves.

    A cipher outside the organisation's list may be broken within the life of the data.
    """
    return is_true(store.encrypted, "encrypted") & one_of(store.algorithm, approved_algorithms)


@check("account.disks-encrypted-by-default", topic=AT_REST, on=DiskDefault)
def disks_encrypted_by_default(default: DiskDefault) -> Verdict:
    """New disks of the account are encrypted even when nothing says so.

    A disk that somebody creates by hand, or a service for itself, names no encryption.
    """
    return is_true(default.encrypted, "encrypted by default")


@check("storage.encrypted-with-own-key", topic="key_management", on=Store)
def encrypted_with_own_key(store: Store, estate: Estate) -> Verdict:
    """Data is encrypted with a key that the customer holds.

    Only a key of one's own can be destroyed at the end of a contract, and data with it.
    """

    def held(key: KeyUse | None) -> Outcome:
        if key is None or key.holder == "provider":
            return Outcome.FAIL
        if key.holder == "customer":
            return Outcome.PASS
        name = key.name
        found = estate.find(Key, name if isinstance(name, Reference) else str(name))
        return Outcome.PASS if found else Outcome.UNKNOWN

    return is_true(store.encrypted, "encrypted") & decides(
        store.key, held, "a key that the customer holds"
    )


@check("exposure.not-public", topic="internet_exposure", on=Store)
def not_public(store: Store) -> Verdict:
    """Nobody reads or changes data without being known.

    What is open to everyone is found by everyone, and residents' data with it.
    """
    return is_false(store.public, "not open to everyone")
