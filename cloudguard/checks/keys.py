"""How keys are kept."""

from cloudguard.assets.keys import Key
from cloudguard.check import check
from cloudguard.values import Known
from cloudguard.verdicts import Verdict, holds, is_false


@check("keys.rotated", topic="key_management", on=Key)
def rotated(key: Key, *, key_rotation_days: int = 365) -> Verdict:
    """A key is rotated at least as often as the organisation demands.

    The less data lies under one version of a key, the less its loss costs. A kind of key that
    the provider cannot rotate by itself is not judged by this.
    """
    often = holds(
        key.rotation_days,
        lambda days: days is not None and days <= key_rotation_days,
        f"rotated every {key_rotation_days} days or oftener",
    )
    if isinstance(key.rotatable, Known) and key.rotatable.value is True:
        return often
    return is_false(key.rotatable, "rotatable: no") | often
