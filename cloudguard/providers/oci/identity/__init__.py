"""Who may become an administrator on OCI, by which chain, with or without a second factor.

`request.user.mfaTotpVerified` counts where the tenancy surely has no identity domains. Where it
has them, or nothing tells, their sign-on policy decides, which wants an attestation.
"""

from __future__ import annotations

from cloudguard.identity.powers import Powers
from cloudguard.providers.oci.identity.graph import Graph
from cloudguard.providers.oci.provider import Oci


def read(oci: Oci, powers: Powers) -> None:
    """Read the principals of an input, and the steps from them to power."""
    Graph(oci, powers).draw()
