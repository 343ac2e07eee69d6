"""Who may become an administrator on AWS, by which chain, with or without a second factor."""

from __future__ import annotations

from cloudguard.identity.powers import Powers
from cloudguard.providers.aws.identity import entries
from cloudguard.providers.aws.identity.anywhere import anywhere
from cloudguard.providers.aws.identity.centre import Centre
from cloudguard.providers.aws.identity.directory import Directory
from cloudguard.providers.aws.identity.graph import Graph
from cloudguard.providers.aws.identity.root import root
from cloudguard.providers.aws.identity.ways import Ways
from cloudguard.providers.aws.provider import Aws


def read(aws: Aws, powers: Powers) -> None:
    """Read the principals of an input, and the steps from them to power."""
    graph = Graph(Directory(aws), powers)
    ways = Ways(graph)
    entries.users(graph, ways)
    entries.roles(graph, ways)
    Centre(graph).draw(ways)
    anywhere(graph)
    root(graph)
