"""Who may become an administrator on Google Cloud, by which chain, with or without 2SV.

What Google Workspace or an identity provider asks of a sign-in is in no resource of Google Cloud:
such a chain is unknown, with the attestation that it wants.
"""

from __future__ import annotations

from cloudguard.identity.powers import Powers
from cloudguard.providers.google.identity.graph import Graph
from cloudguard.providers.google.provider import Google


def read(google: Google, powers: Powers) -> None:
    """Read the principals of an input, and the steps from them to power."""
    Graph(google, powers).draw()
