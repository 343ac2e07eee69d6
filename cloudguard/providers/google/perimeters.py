"""Service perimeters: what keeps requests to services away from whoever a permission lets in.

VPC Service Controls docs, "Overview", "Service perimeter details and configuration": of the
projects in an enforced perimeter, what is asked of its restricted services from outside is stopped,
whatever IAM allows. "Dry run mode": the dry run configuration (`spec`) only logs. "Ingress and
egress rules": a rule admits what its source, identity, service and project fit. "Share across
perimeters with bridges": a bridge restricts no service. "VPC accessible services" limits what
networks inside may ask, and keeps nobody out. A perimeter judges where a request comes from, which
no permission tells: it can leave in doubt who gets in, and is never taken for proof of no way.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from typing import Any, Final

from cloudguard.assets.grants import Grant, Grantee
from cloudguard.providers.google.provider import Google
from cloudguard.providers.grants import at
from cloudguard.sources.resource import Resource
from cloudguard.values import Known, Reference, Unknown, Value

_ONE: Final = "google_access_context_manager_service_perimeter"
_SEVERAL: Final = f"{_ONE}s"
_ADDED: Final = f"{_ONE}_resource"
_PROJECT: Final = re.compile(r"^projects/(?P<name>[^/]+)$")
# VPC Service Controls docs, "Supported products and limitations": the names of services by the
# start of the types of what is theirs; of others any service may be theirs.
_SERVICES: Final = {
    "artifact_registry": "artifactregistry",
    "bigquery": "bigquery",
    "bigtable": "bigtable",
    "cloud_run": "run",
    "cloudfunctions": "cloudfunctions",
    "cloudfunctions2": "cloudfunctions",
    "compute": "compute",
    "kms": "cloudkms",
    "logging": "logging",
    "pubsub": "pubsub",
    "secret_manager": "secretmanager",
    "service_account": "iam iamcredentials",
    "spanner": "spanner",
    "sql": "sqladmin",
    "storage": "storage",
    "storage_transfer": "storagetransfer",
}


@dataclass(frozen=True, slots=True)
class Perimeter:
    """An enforced perimeter: what is inside, and of which services it stops requests.

    `projects` and `services` hold what is known; where not `whole` there may be more.
    """

    address: str
    projects: frozenset[str]
    whole: bool
    services: frozenset[str]
    every_service: bool
    admits: bool

    def doubt(self, grant: Grant, grantee: Grantee) -> str:
        """Return why a grantee may be kept out, "" where this perimeter surely keeps out none."""
        if self.admits or not self._restricts(grant):
            return ""
        account = grant.account
        inside = isinstance(account, Known) and account.value in self.projects
        if not inside and self.whole and isinstance(account, Known):
            return ""
        if inside and grantee.kind == "account" and str(grantee.name) in self.projects:
            return ""
        return f"the service perimeter {self.address} may stop it"

    def _restricts(self, grant: Grant) -> bool:
        if self.every_service:
            return True
        type_ = grant.type.removeprefix("google_")
        own = {
            f"{service}.googleapis.com"
            for prefix, services in _SERVICES.items()
            if type_ == prefix or type_.startswith(f"{prefix}_")
            for service in services.split()
        }
        return bool(self.services & own) if own else bool(self.services)


def perimeters(google: Google) -> tuple[Perimeter, ...]:
    """Return the perimeters of an input that may stop anything."""
    found = {one.address: _read(one, one.address, google) for one in google.resources.of(_ONE)}
    others = list(_added(found, google))
    for several in google.resources.of(_SEVERAL):
        blocks = several.blocks("service_perimeters")
        if isinstance(blocks, Unknown):
            others.append(_unread(several.address))
        else:
            others += [_read(block, several.address, google) for block in blocks.value]
    return tuple(one for one in (*found.values(), *others) if one is not None)


def _added(found: Mapping[str, Perimeter | None], google: Google) -> Iterator[Perimeter | None]:
    """Yield the perimeters to which projects are added one by one.

    Of a perimeter that is not in this input the services are not known.
    """
    for added in google.resources.of(_ADDED):
        named = added.get("perimeter_name")
        name = named.value if isinstance(named, Known) else added.address
        address = name.address if isinstance(name, Reference) else str(name)
        projects, whole = _projects(added, "resource", google)
        around = found.get(address, _unread(address))
        yield around and replace(around, projects=around.projects | projects, whole=whole)


def _unread(address: str) -> Perimeter:
    return Perimeter(address, frozenset(), False, frozenset(), True, admits=False)


def _read(one: Resource, address: str, google: Google) -> Perimeter | None:
    """Return what a perimeter enforces: its status alone."""
    status = one.blocks("status")
    if isinstance(status, Unknown):
        return _unread(address)
    projects: set[str] = set()
    services: set[str] = set()
    whole, every_service, admits = True, False, False
    for block in status.value:
        names, all_known = _projects(block, "resources", google)
        projects |= names
        whole = whole and all_known
        for service in at(block, "restricted_services"):
            if isinstance(service, Unknown):
                every_service = True
            else:
                services.add(str(service.value))
        admits = admits or _admits(block)
    if not (services or every_service):
        return None
    return Perimeter(
        address, frozenset(projects), whole, frozenset(services), every_service, admits=admits
    )


def _admits(status: Resource) -> bool:
    """Tell whether a rule surely lets in whoever asks whatever, from wherever."""
    rules = status.blocks("ingress_policies")
    if isinstance(rules, Unknown):
        return False
    wanted = (
        ("ingress_from.identity_type", "ANY_IDENTITY"),
        ("ingress_from.sources.access_level", "*"),
        ("ingress_to.resources", "*"),
        ("ingress_to.operations.service_name", "*"),
    )
    return any(
        all(
            any(isinstance(said, Known) and said.value == word for said in at(rule, path))
            for path, word in wanted
        )
        for rule in rules.value
    )


def _projects(block: Resource, path: str, google: Google) -> tuple[frozenset[str], bool]:
    """Return the ids of the projects that are named, and whether these are all.

    A perimeter names projects by number: of one that is written so the id is not known.
    """
    found = [(_project(value, google), value) for value in at(block, path)]
    names = frozenset(name for name, _ in found if name)
    return names, all(name is not None for name, _ in found)


def _project(value: Value[Any], google: Google) -> str | None:
    """Return the id of a project, "" for what is none, None where it is not known."""
    named: Reference | None = None
    if isinstance(value, Unknown):
        named = value.around[1] if value.around and value.around[0] == "projects/" else None
    elif isinstance(value.value, Reference):
        named = value.value
    else:
        text = str(value.value)
        if text.startswith("//"):
            return ""  # a network
        found = _PROJECT.match(text)
        return _numbers(google).get(found["name"]) if found else None
    target = google.resources.by_address.get(named.address) if named else None
    if target is None or target.type != "google_project":
        return None
    said = target.get("project_id")
    return said.value if isinstance(said, Known) and isinstance(said.value, str) else None


def _numbers(google: Google) -> dict[str, str]:
    """Return the ids of the projects of this input by number, where that is known."""
    both = (
        (project.get("number"), project.get("project_id"))
        for type_ in ("google_project", "data.google_project")
        for project in google.resources.of(type_)
    )
    return {
        str(number.value): str(name.value)
        for number, name in both
        if isinstance(number, Known) and isinstance(name, Known)
        if number.value and not isinstance(name.value, Reference)
    }


def doubted(grants: Iterable[Grant], google: Google) -> Iterator[Grant]:
    """Leave in doubt those whom a perimeter may keep out."""
    around = perimeters(google)
    for grant in grants:
        to = tuple(_doubted(one, grant, around) for one in grant.to)
        yield grant if to == grant.to else replace(grant, to=to)


def _doubted(one: Value[Grantee], grant: Grant, around: tuple[Perimeter, ...]) -> Value[Grantee]:
    if isinstance(one, Unknown):
        return one
    reasons = (perimeter.doubt(grant, one.value) for perimeter in around)
    reason = next(filter(None, reasons), "")
    return Known(replace(one.value, doubt=reason), one.source) if reason else one
