"""What is behind a load balancer: from its forwarding rule to the hosts that serve.

terraform-provider-google docs of each type: forwarding rule → target proxy → URL map → backend
service → instance group or network endpoint group → machines and services.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any, Final

from cloudguard.providers.google.network.routing import Tables
from cloudguard.providers.wires import number
from cloudguard.sources.resource import Resource
from cloudguard.values import Known, Unknown, Value

_PROXIES: Final = tuple(
    f"google_compute_{region}target_{kind}_proxy"
    for region in ("", "region_")
    for kind in ("http", "https", "tcp", "ssl", "grpc")
)
_MAPS: Final = ("google_compute_url_map", "google_compute_region_url_map")
_SERVICES: Final = ("google_compute_backend_service", "google_compute_region_backend_service")
_BUCKET: Final = "google_compute_backend_bucket"
_POOL: Final = "google_compute_target_pool"
_INSTANCE: Final = "google_compute_target_instance"
_GROUP: Final = "google_compute_instance_group"
_GROUPS: Final = (
    _GROUP, "google_compute_instance_group_manager", "google_compute_region_instance_group_manager",
    "google_compute_region_network_endpoint_group", "google_compute_network_endpoint_group",
)  # fmt: skip
_SERVERLESS: Final = (
    ("cloud_run.service", ("google_cloud_run_v2_service", "google_cloud_run_service")),
    ("cloud_function.function",
     ("google_cloudfunctions2_function", "google_cloudfunctions_function")),
)  # fmt: skip
_SERVED: Final = (
    "default_service",
    "path_matcher.default_service",
    "path_matcher.path_rule.service",
    "path_matcher.route_rules.service",
)
Behind = tuple[str, Resource | None]


class Backends:
    """Finds what serves behind a forwarding rule."""

    def __init__(self, tables: Tables) -> None:
        """Look among the hosts of `tables`."""
        self._tables = tables
        self._named = tables.vpcs.named
        self._whole = True

    def of(self, rule: Resource) -> tuple[list[Behind], bool]:
        """Return the hosts behind a rule with their backend service, and whether these are all."""
        self._whole = True
        found: list[Behind] = []
        for path in ("backend_service", "target"):
            value = rule.get(path, None, "not written")
            if isinstance(value, Unknown) or value.value:
                found += self._target(value, rule)
        return _once(found), self._whole

    @staticmethod
    def port(service: Resource | None, host: str, tables: Tables) -> int | None:
        """Return the port on which a backend serves, None where it is not known.

        google_compute_backend_service docs: `port_name` names a named port of the group.
        """
        if service is None:
            return None
        name = service.get("port_name", "http", "google_compute_backend_service docs: http")
        made = tables.vpcs.wiring.hosts[host].within[-1]
        blocks: list[Resource] = []
        for type_ in _GROUPS[:3]:
            for group in tables.vpcs.resources.of(type_):
                named = group.blocks("named_port")
                ours = group.address == made or type_ == _GROUP
                if ours and isinstance(named, Known):
                    blocks += named.value
        for block in blocks:
            said, port = block.get("name"), block.get("port")
            if isinstance(said, Known) and isinstance(name, Known) and said.value == name.value:
                return number(port.value) if isinstance(port, Known) else None
        return None

    def _target(self, value: Value[Any], near: Resource, depth: int = 0) -> Iterator[Behind]:
        types = (*_PROXIES, *_MAPS, *_SERVICES, _BUCKET, _POOL, _INSTANCE)
        found = self._named.find(value, *types, near=near)
        if found is None or depth > len(types):
            self._whole = False
            return
        if found.type in _SERVICES:
            yield from self._service(found)
        elif found.type == _POOL:
            yield from self._machines(found, "instances")
        elif found.type == _INSTANCE:
            yield from self._machines(found, "instance")
        elif found.type in _MAPS:
            for further in _served(found):
                yield from self._target(further, found, depth + 1)
        elif found.type in _PROXIES:
            path = "backend_service" if "tcp" in found.type or "ssl" in found.type else "url_map"
            yield from self._target(found.get(path), found, depth + 1)

    def _service(self, service: Resource) -> Iterator[Behind]:
        blocks = service.blocks("backend")
        if isinstance(blocks, Unknown):
            self._whole = False
            return
        for block in blocks.value:
            group = self._named.find(block.get("group"), *_GROUPS, near=service)
            if group is None:
                self._whole = False
            elif group.type == _GROUP:
                yield from ((host, service) for host, _ in self._machines(group, "instances"))
            elif "endpoint" in group.type:
                yield from ((host, service) for host, _ in self._endpoints(group))
            else:
                yield from ((h, service) for h in self._tables.members.at.get(group.address, ()))

    def _machines(self, group: Resource, path: str) -> Iterator[Behind]:
        names, whole = self._named.each(group.items(path), "google_compute_instance", near=group)
        self._whole = self._whole and whole
        for name in names:
            hosts = self._tables.members.at.get(name, ())
            self._whole = self._whole and bool(hosts)
            yield from ((host, None) for host in hosts[:1])  # the first interface serves

    def _endpoints(self, group: Resource) -> Iterator[Behind]:
        hosts = self._tables.vpcs.wiring.hosts
        for path, types in _SERVERLESS:
            value = group.get(path, None, "not written")
            name = self._named.of(value, *types, near=group)
            if name in hosts:
                yield name, None
                return
        self._whole = False


def _served(map_: Resource) -> Iterator[Value[Any]]:
    for path in _SERVED:
        above, _, last = path.rpartition(".")
        blocks = map_.blocks(above) if above else Known((map_,), map_.source())
        if isinstance(blocks, Unknown):
            yield blocks
            continue
        for block in blocks.value:
            value = block.get(last, None, "not written")
            if isinstance(value, Unknown) or value.value:
                yield value


def _once(found: list[Behind]) -> list[Behind]:
    made: dict[str, Behind] = {}
    for host, service in found:
        made.setdefault(host, (host, service))
    return list(made.values())
