"""Packets as sets, networks as a graph, and what reaches what."""
