"""Who may become an administrator on Azure, by which chain, with or without a second factor."""

from __future__ import annotations

from cloudguard.identity.powers import Powers
from cloudguard.providers.azure.identity.assignments import Assignments
from cloudguard.providers.azure.identity.entra import Entra
from cloudguard.providers.azure.identity.graph import Graph
from cloudguard.providers.azure.provider import Azure


def read(azure: Azure, powers: Powers) -> None:
    """Read the principals of an input, and the steps from them to power."""
    graph = Graph(azure, powers)
    Assignments(graph).draw()
    Entra(graph).draw()
    graph.others()
