"""Logs: the Logging service, Audit, and the service connectors that carry them further."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any, Final

from cloudguard.assets import Asset, Configuration
from cloudguard.assets.logs import AuditTrail, LogDelivery, LogSource
from cloudguard.providers.adapter import Adapter
from cloudguard.providers.cells import is_set
from cloudguard.providers.oci.joined import joined
from cloudguard.providers.oci.provider import Oci
from cloudguard.providers.table import common_fields
from cloudguard.sources.resource import Resource, Resources
from cloudguard.values import Known, Reference, Source, Unknown, Value, inherent, settled

LOG: Final = "oci_logging_log"
_GROUP: Final = "oci_logging_log_group"
_CONNECTOR: Final = "oci_sch_service_connector"
_AUDIT: Final = "oci_audit_configuration"
# OCI documentation, "Creating a Connector with a Logging Source": the log groups that stand for
# the audit log of a compartment, and of those within it.
_AUDIT_GROUPS: Final = frozenset({"_Audit", "_Audit_Include_Subcompartment"})
# Of each kind of target the argument that names the store; the other kinds keep nothing.
_TARGETS: Final = {
    "objectStorage": "target.bucket",
    "loggingAnalytics": "target.log_group_id",
    "streaming": "target.stream_id",
}
ENABLED: Final = "default, unconfirmed: a log is enabled unless is_enabled is false"
_ACTIVE: Final = "default, unconfirmed: a connector is active unless its state says otherwise"
_ALWAYS: Final = (
    "Oracle, Audit FAQ: the calls to all public endpoints of a tenancy are recorded, and this "
    "cannot be turned off"
)
_NO_DIGESTS: Final = "this log has no digests to validate it by"
_PARTLY: Final = (
    "a task filters what the connector passes on: whether all of it arrives, no one sees"
)
_NOT_WRITTEN: Final = "not written"


class _Connectors:
    """The service connectors of one input, by the logs and the log groups they read."""

    def __init__(self, resources: Resources) -> None:
        self._all = [c for c in resources.of(_CONNECTOR) if _reads_logs(c) is not False]

    def of(self, log: Resource) -> Iterator[Value[Any]]:
        """Yield where connectors carry a log: those that name it, or its whole group."""
        group = log.get("log_group_id")
        for connector in self._all:
            yield from _carried_if(connector, lambda source: _names(source, log, group))

    def of_audit(self) -> Iterator[Value[Any]]:
        """Yield where connectors carry the audit log."""
        for connector in self._all:
            yield from _carried_if(connector, _is_audit)


def _carried_if(
    connector: Resource, names: Callable[[Resource], bool | None]
) -> Iterator[Value[Any]]:
    """Yield where a connector carries what it names; None stands for what it may name."""
    blocks = connector.blocks("source.log_sources")
    named = [names(b) for b in blocks.value] if isinstance(blocks, Known) else [None]
    if True in named and _reads_logs(connector):
        yield from _carried(connector)
    elif True in named or None in named:
        reason = f"{connector.address} may carry it: what it reads is not known"
        yield Unknown(reason, connector.source())


def _is_audit(source: Resource) -> bool | None:
    group = source.get("log_group_id", None, _NOT_WRITTEN)
    if isinstance(group, Unknown):
        return None
    return isinstance(group.value, str) and group.value in _AUDIT_GROUPS


def _reads_logs(connector: Resource) -> bool | None:
    """Tell whether a connector reads logs, None where that is not known."""
    kind = settled(connector.get("source.kind"))
    return kind.value == "logging" if isinstance(kind, Known) else None


def _names(source: Resource, log: Resource, group: Value[Any]) -> bool | None:
    """Tell whether a connector's source is this log, or the whole of its group; None: perhaps."""
    own = source.get("log_id", None, "not written: the whole group")
    if isinstance(own, Unknown):
        return None
    if own.value is not None:
        return _same(own.value, log)
    named = source.get("log_group_id", None, _NOT_WRITTEN)
    if isinstance(named, Unknown) or isinstance(group, Unknown):
        return None
    left, right = named.value, group.value
    if isinstance(left, Reference) and isinstance(right, Reference):
        return left.address == right.address
    return bool(left) and bool(left == right)


def _same(name: Any, resource: Resource) -> bool:
    if isinstance(name, Reference):
        return name.address == resource.address
    written = resource.attributes if isinstance(resource.attributes, dict) else {}
    return is_set(name) and name == written.get("id")


def _carried(connector: Resource) -> Iterator[Value[Any]]:
    """Yield the store a connector delivers to, if it surely runs and keeps what it passes on."""
    state = settled(connector.get("state", "ACTIVE", _ACTIVE))
    if isinstance(state, Known) and state.value != "ACTIVE":
        return
    store = _store(connector)
    if store is None:
        return
    if isinstance(state, Unknown):
        yield Unknown(state.reason, state.source)
        return
    tasks = connector.blocks("tasks")
    if isinstance(tasks, Unknown) or tasks.value:
        yield Unknown(_PARTLY, connector.source("tasks"))
        return
    yield store


def _store(connector: Resource) -> Value[Any] | None:
    """Return what keeps what a connector passes on, None where nothing does."""
    kind = settled(connector.get("target.kind"))
    if isinstance(kind, Unknown):
        return Unknown(kind.reason, kind.source)
    path = _TARGETS.get(str(kind.value))
    return connector.get(path, None, _NOT_WRITTEN) if path else None


def _logs(resources: Resources, oci: Oci) -> Iterator[Asset]:
    connectors = _Connectors(resources)
    for log in resources.of(LOG):
        common = common_fields(log, oci)
        yield from joined().assets(log, oci)
        enabled = settled(log.get("is_enabled", True, ENABLED))
        shared = {**common, "names": ()}
        yield LogSource(
            **shared,
            enabled=enabled,
            delivered=inherent(True, log.source(), "a log keeps what it records"),
        )
        # Also of a log that is switched off: what it has recorded is kept where it went.
        yield _delivery(shared, log, connectors.of(log))


def _delivery(
    shared: dict[str, Any], store: Resource, further: Iterator[Value[Any]]
) -> LogDelivery:
    """Return the ways of a log that its own store keeps, and connectors carry further."""
    own = Known(Reference(store.address), store.source())
    digests = inherent(False, store.source(), _NO_DIGESTS)
    return LogDelivery(**shared, destinations=(own, *further), validated=digests)


def _audit(resources: Resources, oci: Oci) -> Iterator[Asset]:
    connectors = _Connectors(resources)
    for audit in resources.of(_AUDIT):
        yield from joined().assets(audit, oci)
        shared = {**common_fields(audit, oci), "names": ()}
        always = inherent(True, audit.source(), _ALWAYS)
        yield AuditTrail(
            **shared,
            enabled=always,
            delivered=always,
            every_region=always,
            validated=inherent(False, audit.source(), _NO_DIGESTS),
        )
        yield _delivery(shared, audit, connectors.of_audit())


def _connectors(resources: Resources, oci: Oci) -> Iterator[Asset]:
    for connector in resources.of(_CONNECTOR):
        common = common_fields(connector, oci)
        yield Configuration(**common)
        shared = {**common, "names": ()}
        reads = settled(connector.get("source.kind"))
        if isinstance(reads, Unknown):
            # It may carry logs: where to, and whether all of them, is then not known either.
            perhaps = Unknown(reads.reason, reads.source)
            yield LogSource(**shared, enabled=perhaps, delivered=perhaps)
            yield _to((perhaps,), shared, connector)
        elif reads.value == "logging":
            yield from _carrying(connector, shared)


def _carrying(connector: Resource, shared: dict[str, Any]) -> Iterator[Asset]:
    state = settled(connector.get("state", "ACTIVE", _ACTIVE))
    store = _store(connector)
    nowhere: Value[bool] = Known(False, connector.source("target.kind", _KEEPS_NOTHING))
    yield LogSource(
        **shared,
        enabled=state.map(lambda found: found == "ACTIVE"),
        delivered=store.map(is_set) if store is not None else nowhere,
    )
    # Also of one that is stopped: what it has carried is kept where it went.
    if store is not None:
        yield _to((store,), shared, connector)


def _to(stores: tuple[Value[Any], ...], shared: dict[str, Any], connector: Resource) -> LogDelivery:
    digests = inherent(False, connector.source(), _NO_DIGESTS)
    return LogDelivery(**shared, destinations=stores, validated=digests)


_KEEPS_NOTHING: Final = (
    "OCI documentation, Overview of Connector Hub: only Object Storage, Streaming and Log "
    "Analytics keep what they are sent"
)


def named_log(log: Resource) -> Value[bool]:
    """Return whether a log that names a service records."""
    return settled(log.get("is_enabled", True, ENABLED))


def nothing_named(source: Source) -> Unknown:
    """Return that no log of this input names a service: it may be made elsewhere."""
    return Unknown("no log of this input names it", source)


ADAPTERS: Final[tuple[Adapter[Oci], ...]] = (
    Adapter((LOG,), (), _logs),
    Adapter((_AUDIT,), (), _audit),
    Adapter((_CONNECTOR,), (), _connectors),
)
