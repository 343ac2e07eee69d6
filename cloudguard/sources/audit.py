"""Audit logs of clouds: who scheduled, cancelled or ended the life of what, and when.

Read are CloudTrail (files of a trail, and `aws cloudtrail lookup-events`), Key Vault logs and the
activity log of Azure, Cloud Audit Logs of Google, OCI Audit. What failed counts for nothing.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any, Final

import msgspec

from cloudguard.errors import InputError
from cloudguard.sources.moments import day
from cloudguard.sources.reading import unpacked
from cloudguard.sources.shapes import mapping

SCHEDULED: Final = "scheduled"
CANCELLED: Final = "cancelled"
DESTROYED: Final = "destroyed"
DELETED: Final = "deleted"


@dataclass(frozen=True, slots=True)
class Event:
    """One thing that was done, successfully.

    `subjects` are the ARNs, ids and names that the event gives for what it was done to, `until`
    the day on which what was scheduled takes effect.
    """

    provider: str
    name: str
    kind: str
    time: str
    id: str
    actor: str
    subjects: frozenset[str]
    service: str = ""
    region: str = ""
    until: str | None = None


@dataclass(frozen=True, slots=True)
class AuditLog:
    """A file of audit events: those that end something, of how many."""

    path: str
    digest: str
    events: tuple[Event, ...]
    records: int


def read(path: str) -> AuditLog:
    """Read a log; raise InputError where it is none that is known."""
    raw, digest = unpacked(path)
    try:
        records = list(_records(_documents(raw, path)))
    except RecursionError:
        records = []
    if not records:
        raise InputError(
            {
                "en": "it holds no audit events that are known.",
                "ja": "読み取れる監査ログの記録がありません。",
            },
            {
                "en": "Give a file of CloudTrail, Key Vault or activity logs, Cloud Audit Logs or "
                "OCI Audit, as JSON or JSON lines, gzip or not.",
                "ja": "CloudTrail、Key Vault ログ、アクティビティログ、Cloud Audit Logs、"
                "OCI Audit の JSON(行ごとも可、gzip 可)を指定してください。",
            },
            path,
        )
    found = (event for record in records if (event := _event(record)) is not None)
    ordered = tuple(sorted(found, key=lambda event: (event.time, event.id)))
    return AuditLog(path, digest, ordered, len(records))


def _documents(raw: bytes, path: str) -> list[Any]:
    try:
        return [msgspec.json.decode(raw)]
    except (msgspec.DecodeError, RecursionError, UnicodeDecodeError):
        pass
    try:
        return [msgspec.json.decode(line) for line in raw.splitlines() if line.strip()]
    except (msgspec.DecodeError, RecursionError, UnicodeDecodeError):
        raise InputError(
            {
                "en": "it is neither JSON nor JSON lines.",
                "ja": "JSON でも、行ごとの JSON でもありません。",
            },
            {
                "en": "Give the log as the provider delivers it.",
                "ja": "事業者が出力したままのログを指定してください。",
            },
            path,
        ) from None


_LISTS: Final = ("Records", "Events", "records", "value", "data", "entries")


def _records(documents: list[Any]) -> Iterator[Mapping[str, Any]]:
    for document in documents:
        if isinstance(document, list):
            yield from _records(document)
        elif isinstance(document, dict):
            inner = next((n for n in _LISTS if isinstance(document.get(n), list)), None)
            if inner:
                yield from _records(document[inner])
            elif isinstance(text := document.get("CloudTrailEvent"), str):
                yield from _records(_quietly(text))  # of lookup-events
            elif _kind_of(document):
                yield document


def _quietly(text: str) -> list[Any]:
    try:
        return [msgspec.json.decode(text)]
    except (msgspec.DecodeError, RecursionError):
        return []


def _kind_of(record: Mapping[str, Any]) -> str:
    if "eventName" in record and "eventSource" in record:
        return "aws"
    if "protoPayload" in record:
        return "google"
    if "operationName" in record:
        return "azure"
    inner = mapping(record.get("data"))
    return "oci" if _either(inner, "eventName", "event-name") else ""


def _event(record: Mapping[str, Any]) -> Event | None:
    match _kind_of(record):
        case "aws":
            return _aws(record)
        case "google":
            return _google(record)
        case "azure":
            return _azure(record)
        case _:
            return _oci(record)


# CloudTrail. AWS KMS Developer Guide, "Logging AWS KMS API calls with CloudTrail":
# ScheduleKeyDeletion, CancelKeyDeletion, and DeleteKey, written by KMS when the window has passed.

_KMS: Final = {
    "ScheduleKeyDeletion": SCHEDULED,
    "CancelKeyDeletion": CANCELLED,
    "DeleteKey": DESTROYED,
    "DeleteImportedKeyMaterial": DELETED,
}
_ENDS: Final = re.compile(r"^(Delete|Deregister|Terminate)")


def _aws(record: Mapping[str, Any]) -> Event | None:
    name, service = str(record["eventName"]), str(record["eventSource"]).partition(".")[0]
    kind = _KMS.get(name) if service == "kms" else DELETED if _ENDS.match(name) else None
    if kind is None or record.get("errorCode"):
        return None
    if kind == DESTROYED and record.get("eventType") != "AwsServiceEvent":
        return None  # only KMS itself destroys a key
    asked, answered = (
        mapping(record.get("requestParameters")),
        mapping(record.get("responseElements")),
    )
    who = mapping(record.get("userIdentity"))
    arns = [mapping(entry).get("ARN") for entry in record.get("resources") or ()]
    details = mapping(record.get("serviceEventDetails"))
    said = [*arns, *_strings(asked), details.get("keyId")]
    if service == "kms":
        said.append(answered.get("keyId"))
    subjects = frozenset(text for text in said if isinstance(text, str) and text)
    return Event(
        "aws", name, kind, str(record.get("eventTime", "")), str(record.get("eventID", "")),
        str(who.get("arn") or who.get("invokedBy") or ""), subjects, service,
        str(record.get("awsRegion", "")), _day(answered.get("deletionDate")),
    )  # fmt: skip


def _strings(node: Any, depth: int = 5) -> Iterator[str]:
    """Yield the strings of what was asked: some operations take lists of ids within objects."""
    if isinstance(node, str):
        yield node
    elif depth and isinstance(node, (dict, list)):
        for inner in node.values() if isinstance(node, dict) else node:
            yield from _strings(inner, depth - 1)


_MONTHS: Final = (
    "Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec",
)  # fmt: skip
_SPELT: Final = re.compile(
    r"([A-Z][a-z]{2}) (\d{1,2}), (\d{4}),? (\d{1,2}):(\d\d):\d\d(?: ([AP]M))?"
)
_NOON: Final = 12


def _day(text: Any) -> str | None:
    """Return the day in Japan of `Apr 12, 2021 18:58:30 PM` as of `2021-04-12T18:58:30Z`."""
    if not isinstance(text, str):
        return None
    if found := _SPELT.match(text):
        month, date, year, hour, minute, half = found.groups()
        if month not in _MONTHS:
            return None
        late = half == "PM" and int(hour) < _NOON
        text = (
            f"{year}-{_MONTHS.index(month) + 1:02}-{int(date):02}"
            f"T{int(hour) + (_NOON if late else 0):02}:{minute}:00+00:00"
        )
    return day(text) if re.match(r"\d{4}-\d\d-\d\d", text) else None


# Azure. "Azure Key Vault logging" (operations KeyDelete, KeyPurge, KeyRecover …) and the activity
# log (Microsoft.KeyVault/locations/deletedVaults/purge/action).

_VAULT: Final = {
    "KeyPurge": DESTROYED,
    "SecretPurge": DESTROYED,
    "VaultPurge": DESTROYED,
    "KeyDelete": SCHEDULED,
    "KeyRecover": CANCELLED,
    "microsoft.keyvault/locations/deletedvaults/purge/action": DESTROYED,
    "microsoft.keyvault/locations/deletedmanagedhsms/purge/action": DESTROYED,
}
_IN_VAULT: Final = re.compile(r"^https://([\w-]+)\.[\w.-]+/(?:deleted)?(\w+?)s?/([\w-]+)")


def _azure(record: Mapping[str, Any]) -> Event | None:
    operation = record["operationName"]
    name = str(mapping(operation).get("value") or operation)
    kind = _VAULT.get(name) or _VAULT.get(name.lower())
    if kind is None and name.lower().endswith("/delete"):
        kind = DELETED
    more = mapping(record.get("properties"))
    result = record.get("resultType") or mapping(record.get("status")).get("value") or ""
    if kind is None or str(result).lower() not in {"success", "succeeded"}:
        return None
    subjects = {str(record.get("resourceId") or "").lower()}
    for uri in (more.get("id"), more.get("requestUri")):
        if isinstance(uri, str):
            subjects.add(uri.partition("?")[0])
            if found := _IN_VAULT.match(uri):
                subjects.add(f"https://{found[1]}.vault.azure.net/{found[2]}s/{found[3]}")
    claims = mapping(mapping(record.get("identity")).get("claim"))
    actor = record.get("caller") or claims.get("appid") or ""
    time = record.get("time") or record.get("eventTimestamp") or ""
    return Event(
        "azure", name, kind, str(time), str(record.get("correlationId") or ""), str(actor),
        frozenset(subjects - {""}),
    )  # fmt: skip


# Google Cloud. "Cloud Key Management Service audit logging"; REST reference,
# cryptoKeyVersions.destroy: it is destroyed at destroyTime, until then restore reverses it.

_GOOGLE: Final = {"DestroyCryptoKeyVersion": SCHEDULED, "RestoreCryptoKeyVersion": CANCELLED}


def _google(record: Mapping[str, Any]) -> Event | None:
    payload = mapping(record["protoPayload"])
    method = str(payload.get("methodName") or "")
    last = method.rpartition(".")[2]
    kind = _GOOGLE.get(last)
    if kind is None and last.lower().startswith("delete"):
        kind = DELETED
    if kind is None or mapping(payload.get("status")).get("code"):
        return None
    name = str(payload.get("resourceName") or "")
    who = mapping(payload.get("authenticationInfo")).get("principalEmail") or ""
    answered = mapping(payload.get("response"))
    return Event(
        "google", method, kind, str(record.get("timestamp") or ""),
        str(record.get("insertId") or ""), str(who), frozenset({name} - {""}),
        until=_day(answered.get("destroyTime")),
    )  # fmt: skip


# OCI. "Contents of an Audit Log Event"; the Key Management API's operations of these names.

_OCI: Final = {
    "ScheduleKeyDeletion": SCHEDULED,
    "ScheduleKeyVersionDeletion": SCHEDULED,
    "ScheduleVaultDeletion": SCHEDULED,
    "CancelKeyDeletion": CANCELLED,
    "CancelKeyVersionDeletion": CANCELLED,
    "CancelVaultDeletion": CANCELLED,
}


def _oci(record: Mapping[str, Any]) -> Event | None:
    data = mapping(record.get("data"))
    name = str(_either(data, "eventName", "event-name"))
    kind = _OCI.get(name) or (DELETED if name.startswith("Delete") else None)
    response = mapping(data.get("response"))
    if kind is None or not str(response.get("status") or "").startswith("2"):
        return None
    who = mapping(data.get("identity"))
    payload = mapping(response.get("payload"))
    time = _either(record, "eventTime", "event-time") or response.get("responseTime") or ""
    return Event(
        "oci", name, kind, str(time), str(_either(record, "eventId", "event-id") or ""),
        str(_either(who, "principalId", "principal-id") or ""),
        frozenset({str(_either(data, "resourceId", "resource-id") or "")} - {""}),
        until=_day(payload.get("timeOfDeletion")),
    )  # fmt: skip


def _either(node: Mapping[str, Any], *names: str) -> Any:
    return next((node[name] for name in names if node.get(name)), None)
