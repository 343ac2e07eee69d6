"""Clouds: only those that ガバメントクラウド has adopted."""

from cloudguard.assets.clouds import CloudUse
from cloudguard.check import check
from cloudguard.verdicts import Verdict, one_of

TOPIC = "supplier_contract"


@check("clouds.adopted", topic=TOPIC, on=CloudUse)
def adopted(cloud: CloudUse) -> Verdict:
    """Every cloud in use is one that ガバメントクラウド has adopted.

    What was never examined for it may keep data under other laws, and by other rules.
    """
    return one_of(cloud.standing, ("adopted", "adopted on condition"))
