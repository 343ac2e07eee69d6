"""Logs: buckets of Cloud Logging, sinks and exclusions, audit logs of data access."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace
from typing import Any, Final

from cloudguard.assets import Asset, Configuration
from cloudguard.assets.logs import AuditTrail, LogDelivery, LogSource, ServiceLog
from cloudguard.assets.storage import Lock, LogStore
from cloudguard.providers.adapter import Adapter
from cloudguard.providers.cells import compiled, is_set
from cloudguard.providers.google.joined import finished
from cloudguard.providers.google.provider import NOT_WRITTEN, Google, fact
from cloudguard.providers.google.rows import JOINED
from cloudguard.providers.table import common_fields, log_assets
from cloudguard.sources.resource import Companions, Resource, Resources
from cloudguard.values import (
    Known,
    Reference,
    Source,
    Unknown,
    Value,
    all_true,
    any_true,
    inherent,
)

_LEVELS: Final = ("project", "folder", "organization", "billing_account")
_OWNERS: Final = {
    "project": "project",
    "folder": "folder",
    "organization": "organization",
    "billing_account": "billing_account",
}
_BUCKETS: Final = tuple(f"google_logging_{level}_bucket_config" for level in _LEVELS)
_SINKS: Final = tuple(f"google_logging_{level}_sink" for level in _LEVELS)
_EXCLUSIONS: Final = tuple(f"google_logging_{level}_exclusion" for level in _LEVELS)
_AUDITS: Final = tuple(f"google_{level}_iam_audit_config" for level in _LEVELS[:3])
# Cloud Logging docs, "Routing and storage overview": the bucket _Required keeps audit logs of
# administration 400 days; neither can be changed.
_REQUIRED: Final = (
    "Cloud Logging docs, Routing and storage overview: _Required keeps 400 days, fixed"
)
_REQUIRED_DAYS: Final = 400
_DEFAULT_DAYS: Final = 30
_DEFAULT: Final = (
    "Cloud Logging docs, Configure custom retention: 0 stands for the default, 30 days"
)
_SINK: Final = "terraform-provider-google docs, google_logging_project_sink"
_EVERYWHERE: Final = "Cloud Audit Logs docs, Overview: recorded in every region"
_OFF: Final = (
    "no audit configuration of this input names it: data access logs are off by default, unless a "
    "folder or the organisation switches them on"
)
_ONE_SERVICE: Final = (
    "access to data is recorded for single services only: whether others hold data is not shown"
)
_ACCESS: Final = ("DATA_READ", "DATA_WRITE")
_SETTINGS: Final = ("google_logging_folder_settings", "google_logging_organization_settings")
_ON: Final = "Cloud Logging docs, Routing and storage overview: the sink _Default is on by default"
_OFF_FOR_NEW: Final = (
    "disable_default_sink switches the sink _Default off for projects made after it: which those "
    "are is not shown"
)
_SHORT: Final = (
    "it goes to the bucket _Default, which keeps 30 days unless it is set: no setting of it is in "
    "this input"
)
_AUDIT: Final = "cloudaudit.googleapis.com"
_SETTING: Final = compiled(
    {
        "always": {"global": "account"},
        "because": "Cloud Logging docs, Routing and storage overview: how a project routes its "
        "logs is a setting of the project as a whole",
    }
)


def _buckets(resources: Resources, google: Google) -> Iterator[Asset]:
    for type_ in _BUCKETS:
        for bucket in resources.of(type_):
            for asset in finished(JOINED.assets(bucket, google), bucket, google):
                if isinstance(asset, LogStore):
                    yield replace(asset, **_kept(bucket, asset))
                else:
                    yield asset


def _kept(bucket: Resource, store: LogStore) -> dict[str, Any]:
    """Return how long a log bucket keeps, whether it is locked, and the names it is known by."""
    name = fact(bucket, "bucket_id")
    changes: dict[str, Any] = {"names": (*store.names, *_paths(bucket))}
    days: Value[int | None] = store.retention_days
    if isinstance(days, Known) and days.value == 0:
        days = Known(_DEFAULT_DAYS, replace(days.source, note=_DEFAULT))
    if isinstance(name, Known) and name.value == "_Required":
        source = bucket.source("bucket_id")
        lock = inherent(Lock("compliance", _REQUIRED_DAYS), source, _REQUIRED)
        return {
            **changes,
            "retention_days": inherent(_REQUIRED_DAYS, source, _REQUIRED),
            "lock": lock,
        }
    if isinstance(name, Unknown) and not _long(days):
        # It may be _Required, which keeps for longer than any other says.
        days = Unknown(name.reason, name.source)
    changes["retention_days"] = days
    locked = fact(bucket, "locked", False, "no lock unless it is set")
    if isinstance(locked, Unknown):
        changes["lock"] = Unknown(locked.reason, locked.source)
    elif locked.value is True:
        changes["lock"] = days.map(lambda kept: Lock("compliance", kept))
        if isinstance(days, Known):
            changes["lock"] = replace(changes["lock"], source=locked.source)
    else:
        changes["lock"] = Known(None, locked.source)
    return changes


def _long(days: Value[int | None]) -> bool:
    return isinstance(days, Known) and days.value is not None and days.value >= _REQUIRED_DAYS


def _paths(bucket: Resource) -> Iterator[str]:
    """Yield the resource name by which sinks refer to a log bucket."""
    level = bucket.type.removeprefix("google_logging_").removesuffix("_bucket_config")
    parts = [bucket.get(name) for name in (_OWNERS[level], "location", "bucket_id")]
    values = [p.value for p in parts if isinstance(p, Known) and isinstance(p.value, str)]
    if len(values) == len(parts):
        owner, location, name = values
        plural = f"{level.replace('billing_account', 'billingAccount')}s"
        yield f"{plural}/{owner.rpartition('/')[2]}/locations/{location}/buckets/{name}"


def _sinks(resources: Resources, google: Google) -> Iterator[Asset]:
    for type_ in _SINKS:
        for sink in resources.of(type_):
            common = common_fields(sink, google, _SETTING)
            yield Configuration(**common)
            yield from log_assets(_routed(sink), [destination(sink, google)], common)


def _routed(sink: Resource) -> Value[bool]:
    """Tell whether a sink is on and lets the audit logs through."""
    disabled = fact(sink, "disabled", False, f"{_SINK}: on unless disabled")
    if isinstance(disabled, Unknown) or disabled.value is True:
        return disabled.map(lambda off: off is not True)
    exclusions = sink.blocks("exclusions")
    if isinstance(exclusions, Unknown):
        return Unknown(exclusions.reason, exclusions.source)
    for exclusion in exclusions.value:
        dropped = _drops_audit_logs(exclusion)
        if isinstance(dropped, Unknown) or dropped.value:
            note = "an exclusion of the sink drops audit logs"
            return replace(dropped.map(lambda found: not found), source=_noted(dropped, note))
    return Known(True, disabled.source)


def _drops_audit_logs(exclusion: Resource) -> Value[bool]:
    disabled = fact(exclusion, "disabled", False, f"{_SINK}: on unless disabled")
    if isinstance(disabled, Unknown) or disabled.value is True:
        return disabled.map(lambda off: off is not True)
    wanted = fact(exclusion, "filter", "", NOT_WRITTEN)
    return wanted.map(lambda text: _AUDIT in str(text))


def _noted(value: Value[Any], note: str) -> Source:
    return replace(value.source, note=note)


def destination(sink: Resource, google: Google) -> Value[Any]:
    """Return the store that a sink sends to: a log bucket, a bucket, a dataset, a topic.

    Logging docs, "Route logs to supported destinations": SERVICE.googleapis.com/ before the name of
    the store, which is known only after apply where the store is made with the sink.
    """
    written = sink.get("destination")
    if isinstance(written, Unknown) and written.around is not None:
        before, name, after = written.around
        if name is not None and before.endswith(_SERVICE) and not after:
            return Known(name, written.source)
    found = google.store_named(written)
    if isinstance(found, Unknown) and not found.among and (made := _MADE_OF.match(found.reason)):
        store = google.resources.by_address.get(made[1])
        if store is not None and store.type in _DESTINATIONS:
            return Known(Reference(made[1], made[2]), replace(found.source, assumed=True))
    return found


_SERVICE: Final = ".googleapis.com/"
# What values.settled and the sources say of a text around one reference.
_MADE_OF: Final = re.compile(r"made of (.+)\.(id|name), known only after apply")
_DESTINATIONS: Final = frozenset(
    {*_BUCKETS, "google_storage_bucket", "google_bigquery_dataset", "google_pubsub_topic"}
)


def _exclusions(resources: Resources, google: Google) -> Iterator[Asset]:
    """Read what a project keeps out of its bucket _Default: audit logs must not be among it."""
    for type_ in _EXCLUSIONS:
        for exclusion in resources.of(type_):
            common = common_fields(exclusion, google, _SETTING)
            yield Configuration(**common)
            dropped = _drops_audit_logs(exclusion)
            if isinstance(dropped, Known) and not dropped.value:
                continue
            note = "the exclusion drops audit logs"
            enabled = dropped.map(lambda found: not found)
            enabled = replace(enabled, source=_noted(dropped, note))
            yield LogSource(**{**common, "names": ()}, enabled=enabled, delivered=enabled)


def _audits(resources: Resources, google: Google) -> Iterator[Asset]:
    for type_ in _AUDITS:
        for audit in resources.of(type_):
            common = common_fields(audit, google, _SETTING)
            yield Configuration(**common)
            shared = {**common, "names": ()}
            enabled = recorded(audit)
            validated = inherent(False, audit.source(), "this log has no digests to validate it by")
            yield AuditTrail(
                **shared,
                enabled=enabled,
                delivered=_delivered(audit, resources),
                every_region=inherent(True, audit.source(), _EVERYWHERE),
                validated=validated,
            )
            if not (isinstance(enabled, Known) and enabled.value is False):
                stores = tuple(_audit_stores(audit, resources, google))
                yield LogDelivery(**shared, destinations=stores, validated=validated)


def _delivered(audit: Resource, resources: Resources) -> Value[bool]:
    """Tell whether what an audit configuration records is kept anywhere.

    Cloud Logging docs, "Routing and storage overview": what nothing routes elsewhere is delivered
    to the bucket _Default, by a sink that can be switched off.
    """
    off = _default_sink_off(audit, resources)
    if isinstance(off, Known) and not off.value:
        return inherent(True, audit.source(), "delivered to the bucket _Default")
    taken = [
        all_true([_routed(sink), _takes_audit(sink, audit)])
        for type_ in _SINKS
        for sink in resources.of(type_)
    ]
    return any_true([*taken, off.map(lambda found: not found)])


def _default_sink_off(audit: Resource, resources: Resources) -> Value[bool]:
    """Tell whether the sink that fills the bucket _Default is switched off."""
    for sink in resources.of("google_logging_project_sink"):
        name = fact(sink, "name")
        if isinstance(name, Known) and name.value == "_Default" and _same(audit, sink):
            return fact(sink, "disabled", False, f"{_SINK}: on unless disabled")
    for type_ in _SETTINGS:
        for settings in resources.of(type_):
            off = fact(settings, "disable_default_sink", False, _ON)
            if isinstance(off, Unknown):
                return Unknown(off.reason, off.source)
            if off.value is True:
                return Unknown(_OFF_FOR_NEW, off.source)
    return inherent(False, audit.source(), _ON)


def recorded(audit: Resource) -> Value[bool]:
    """Tell whether an audit configuration records everybody's access to data.

    Cloud Audit Logs docs, "Enable Data Access audit logs": exempted members leave no trace, and
    each type of log, DATA_READ and DATA_WRITE among them, is switched on by its own entry.
    """
    entries = audit.blocks("audit_log_config")
    if isinstance(entries, Unknown):
        return Unknown(entries.reason, entries.source)
    types: set[Any] = set()
    for entry in entries.value:
        if isinstance(kind := entry.get("log_type", None, NOT_WRITTEN), Unknown):
            return Unknown(kind.reason, kind.source)
        types.add(str(kind.value))
        exempt = entry.get("exempted_members", None, "not written: nobody is exempted")
        if isinstance(exempt, Unknown):
            return Unknown(exempt.reason, exempt.source)
        if is_set(exempt.value):
            members = exempt.value if isinstance(exempt.value, list) else [exempt.value]
            note = f"exempt from it: {', '.join(map(str, members))}"
            return Known(False, replace(exempt.source, note=note))
    if missing := [kind for kind in _ACCESS if kind not in types]:
        return Known(False, replace(entries.source, note=f"not recorded: {', '.join(missing)}"))
    return Known(True, entries.source)


def _recorded_of(project: Resource, audits: Companions) -> Value[bool]:
    """Tell whether access to all data of a project is recorded.

    Cloud Audit Logs docs, "Enable Data Access audit logs": what is set for one service and for
    allServices adds up, and whom either exempts is exempted.
    """
    if not audits:
        return recorded(audits.one()) if audits.possible else Unknown(_OFF, project.source())
    # Another that may speak of this project may exempt somebody.
    may = [
        Unknown(f"{audit.address} may exempt somebody", audit.source()) for audit in audits.possible
    ]
    whole: list[Value[bool]] = []
    for audit in audits.named:
        found = recorded(audit)
        if isinstance(found, Known) and not found.value and "exempt" in found.source.note:
            return found
        service = fact(audit, "service")
        if isinstance(service, Unknown):
            whole.append(Unknown(service.reason, service.source))
        elif service.value == "allServices":
            whole.append(found)
    if whole:
        return all_true([any_true(whole), *may])
    return Unknown(_ONE_SERVICE, audits.named[0].source("service"))


def _audit_stores(
    audit: Resource, resources: Resources, google: Google
) -> Iterator[Value[str | Reference | None]]:
    """Yield where access to data is kept: the bucket _Default, and where sinks send it."""
    found = False
    for type_ in _BUCKETS:
        for bucket in resources.of(type_):
            name = fact(bucket, "bucket_id")
            if isinstance(name, Known) and name.value == "_Default" and _same(audit, bucket):
                off = _default_sink_off(audit, resources)
                if isinstance(off, Unknown):
                    found = True
                    yield Unknown(off.reason, off.source)
                elif not off.value:
                    found = True
                    yield Known(Reference(bucket.address), bucket.source("bucket_id"))
    for type_ in _SINKS:
        for sink in resources.of(type_):
            takes = all_true([_routed(sink), _takes_audit(sink, audit)])
            if isinstance(takes, Unknown):
                found = True
                yield Unknown(takes.reason, takes.source)
            elif takes.value:
                found = True
                yield destination(sink, google)
    if not found:
        yield Unknown(_SHORT, audit.source())


def _takes_audit(sink: Resource, audit: Resource) -> Value[bool]:
    """Tell whether a sink takes the audit logs of what an audit configuration speaks of."""
    wanted = fact(sink, "filter", "", f"{_SINK}: without a filter, everything")
    children = fact(sink, "include_children", False, f"{_SINK}: not by default")
    own: Value[bool] = Known(_same(audit, sink), sink.source("project"))
    takes = wanted.map(lambda text: not text or _AUDIT in str(text))
    return all_true([takes, any_true([own, children])])


def _same(one: Resource, other: Resource) -> bool:
    """Tell whether two resources speak of the same project, folder or organisation.

    One that does not write its project has the provider block's, as all of its block have.
    """
    return bool(_owners(one) & _owners(other)) or not (_owners(one) and _owners(other))


def _owners(resource: Resource) -> set[str]:
    names = ("project", "folder", "org_id", "organization")
    found = [resource.get(name, None, NOT_WRITTEN) for name in names]
    known = [v.value for v in found if isinstance(v, Known) and is_set(v.value)]
    return {v.address if isinstance(v, Reference) else str(v).rpartition("/")[2] for v in known}


def _projects(resources: Resources, google: Google) -> Iterator[Asset]:
    """Read projects, whose audit configuration is another resource."""
    for project in resources.of("google_project"):
        common = common_fields(project, google, _ORGANIZATIONS)
        yield Configuration(**common)
        type_ = "google_project_iam_audit_config"
        audits = resources.about(project, type_, "project", ("project_id", "id", "number"))
        enabled = _recorded_of(project, audits)
        delivered = inherent(True, project.source(), "delivered to the bucket _Default")
        yield ServiceLog(**{**common, "names": ()}, enabled=enabled, delivered=delivered)


_ORGANIZATIONS: Final = compiled(
    {
        "always": {"global": "organizations"},
        "because": "Resource Manager docs, Resource hierarchy: projects have no region",
    }
)

ADAPTERS: Final[tuple[Adapter[Google], ...]] = (
    Adapter(_BUCKETS, (), _buckets),
    Adapter(_SINKS, (), _sinks),
    Adapter(_EXCLUSIONS, (), _exclusions),
    Adapter(_AUDITS, (), _audits),
    Adapter(("google_project",), (), _projects),
)
