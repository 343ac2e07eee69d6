"""Who may reach data without being known: permissions, lists and rules that let everyone in."""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import replace
from typing import Any, Final

from cloudguard.providers.google.provider import NOT_WRITTEN, Google, fact
from cloudguard.sources.resource import Resource
from cloudguard.values import Known, Reference, Unknown, Value

# IAM docs, "Principal identifiers": anybody on the internet; anybody with any Google account. Such
# grants take no condition (IAM docs, "IAM Conditions overview").
EVERYONE: Final = frozenset({"allusers", "allauthenticatedusers"})
# By the type of a store, the attribute by which permissions on it name it.
_VIA: Final = {
    "google_artifact_registry_repository": "repository",
    "google_bigquery_connection": "connection_id",
    "google_bigquery_dataset": "dataset_id",
    "google_bigquery_table": "table_id",
    "google_bigtable_instance": "instance",
    "google_cloud_tasks_queue": "name",
    "google_colab_runtime_template": "runtime_template",
    "google_compute_disk": "name",
    "google_compute_image": "image",
    "google_compute_instant_snapshot": "name",
    "google_compute_region_disk": "name",
    "google_compute_snapshot": "name",
    "google_data_fusion_instance": "name",
    "google_dataplex_task": "task_id",
    "google_dataproc_cluster": "cluster",
    "google_dataproc_metastore_service": "service_id",
    "google_gke_backup_backup_plan": "name",
    "google_healthcare_dataset": "dataset_id",
    "google_notebooks_instance": "instance_name",
    "google_notebooks_runtime": "runtime_name",
    "google_privateca_ca_pool": "ca_pool",
    "google_pubsub_topic": "topic",
    "google_secret_manager_regional_secret": "secret_id",
    "google_secret_manager_secret": "secret_id",
    "google_secure_source_manager_instance": "instance_id",
    "google_sourcerepo_repository": "repository",
    "google_spanner_database": "database",
    "google_storage_bucket": "bucket",
    "google_workbench_instance": "name",
}
# Where a type has its own name, if not in `name`.
_CALLED: Final = {
    "google_artifact_registry_repository": "repository_id",
    "google_bigquery_connection": "connection_id",
    "google_bigquery_dataset": "dataset_id",
    "google_bigquery_table": "table_id",
    "google_dataplex_task": "task_id",
    "google_dataproc_metastore_service": "service_id",
    "google_secret_manager_regional_secret": "secret_id",
    "google_secret_manager_secret": "secret_id",
    "google_secure_source_manager_instance": "instance_id",
    "google_secure_source_manager_repository": "repository_id",
}
# What else opens a store, or a part of it: permissions on what it is part of, on parts of it, and
# the attribute by which these name it.
_BESIDES: Final[Mapping[str, tuple[tuple[str, str, str], ...]]] = {
    "google_bigtable_instance": (
        ("google_bigtable_table", "instance_name", ""),
        ("google_bigtable_table", "instance", ""),  # its name before version 7
    ),
    "google_container_registry": (("google_storage_bucket", "bucket", ""),),
    "google_healthcare_dataset": tuple(
        (f"google_healthcare_{kind}_store", f"{kind}_store_id", "dataset")
        for kind in ("consent", "dicom", "fhir", "hl7_v2")
    ),
    "google_pubsub_topic": (("google_pubsub_subscription", "subscription", "topic"),),
    "google_secure_source_manager_instance": (
        ("google_secure_source_manager_repository", "repository_id", "instance"),
    ),
    "google_spanner_database": (("google_spanner_instance", "instance", "-instance"),),
    "google_storage_bucket": (("google_storage_managed_folder", "bucket", ""),),
}
_LEVELS: Final = ("google_project", "google_folder", "google_organization")
_SERVICES: Final = {
    "artifact": "artifactregistry",
    "secret": "secretmanager",
    "cloud": "cloudtasks",
    "container": "storage",
}
_BASIC: Final = frozenset({"owner", "editor", "viewer", "reader", "writer", "admin"})
_MAY: Final = "it may let everyone in: whom it names is not known"
_MAY_BE_PART: Final = "it lets everyone in, and may belong to this: what it names is not known"
_MAY_BE_IT: Final = "it lets everyone in, and may name this: what it names is not known"
# Organization Policy docs, "Restricting identities by domain": members of other domains, and so
# everyone, cannot be granted anything; what was granted before stays.
_DOMAINS: Final = (
    "iam.allowedPolicyMemberDomains",
    "iam.managed.allowedPolicyMembers",
)
_REFUSED: Final = "an organisation policy of this input on members may refuse what is granted"
POLICIES: Final = "google_org_policy_policy"


def opened(own: Value[bool], resource: Resource, google: Google) -> Value[bool]:
    """Tell whether everyone is let into a store, `own` being what the service does by itself."""
    found = list(_granted(resource, google))
    if isinstance(own, Unknown) or own.value is True:
        found.append(own)
    return held_back(decided(found, own), google)


def decided(found: Iterable[Value[bool]], own: Value[bool]) -> Value[bool]:
    """Return the first that surely lets everyone in, else one that may, else what holds anyway."""
    values = list(found)
    sure = (v for v in values if isinstance(v, Known) and v.value is True)
    return next(sure, next((v for v in values if isinstance(v, Unknown)), own))


def held_back(public: Value[bool], google: Google) -> Value[bool]:
    """Take what is granted to everyone for doubtful where a policy of the hierarchy forbids it."""
    if isinstance(public, Known) and public.value is True:
        for constraint in _DOMAINS:
            if any(enforcing(constraint, google)):
                return Unknown(_REFUSED, public.source)
    return public


def enforcing(constraint: str, google: Google) -> Iterator[Resource]:
    """Yield the organisation policies that set a constraint, or may; dry runs apart."""
    for policy in google.resources.of(POLICIES):
        name = policy.get("name")
        if isinstance(name, Known) and isinstance(name.value, str):
            told = name.value.rpartition("/")[2]
        else:
            after = name.around[2] if isinstance(name, Unknown) and name.around else ""
            told = after.rpartition("/")[2] if "/" in after else constraint
        spec = policy.blocks("spec")
        if told == constraint and (isinstance(spec, Unknown) or spec.value):
            yield policy


def _granted(resource: Resource, google: Google) -> Iterator[Value[bool]]:
    """Yield what lets everyone into a store, and what may."""
    via = _VIA.get(resource.type)
    if via is not None:
        yield from granted(resource.type, via, resource, google)
    for base, path, parent in _BESIDES.get(resource.type, ()):
        for subject, sure in _subjects(base, parent, resource, google):
            for lets in granted(base, path, subject, google):
                yield lets if sure else Unknown(f"{subject.address}: {_MAY_BE_PART}", lets.source)
    if via is not None or resource.type in _BESIDES:
        yield from _above(resource, google)


def _subjects(
    base: str, parent: str, resource: Resource, google: Google
) -> Iterator[tuple[Resource, bool]]:
    """Yield what permissions name: the store itself, its parts, what it is part of; if surely."""
    if not parent:
        yield resource, True
        return
    for each in google.resources.of(base):
        if parent.startswith("-"):  # the whole, which the store names
            named = names(resource.get(parent[1:], None, NOT_WRITTEN), each, google)
        else:  # a part, which names the store
            named = names(each.get(parent), resource, google)
        if named is not False:
            yield each, named is True


def _plain(value: Value[Any]) -> Any:
    return value.value if isinstance(value, Known) else None


def granted(base: str, via: str, subject: Resource, google: Google) -> Iterator[Value[bool]]:
    """Yield the permissions on a resource that let everyone in, and those that may."""
    for grant, lets in openings(base, google):
        named = names(grant.get(via), subject, google)
        if named is True:
            yield lets
        elif named is None:
            yield Unknown(f"{grant.address}: {_MAY_BE_IT}", grant.source(via))


def openings(base: str, google: Google) -> list[tuple[Resource, Value[bool]]]:
    """Return the permissions on a type of resource that let everyone in, or may."""
    if base not in google.openings:
        each = [
            (grant, lets_in(grant, google))
            for kind in ("member", "binding", "policy")
            for grant in google.resources.of(f"{base}_iam_{kind}")
        ]
        google.openings[base] = [
            (grant, lets) for grant, lets in each if isinstance(lets, Unknown) or lets.value is True
        ]
    return google.openings[base]


def names(value: Value[Any], subject: Resource, google: Google) -> bool | None:
    """Tell whether an attribute names a resource, None where it may."""
    if isinstance(value, Unknown):
        if value.around is not None and isinstance(value.around[1], Reference):
            return value.around[1].address == subject.address
        if not value.among:
            return None
        each = {names(known, subject, google) for known in value.among}
        return False if each == {False} else None
    if isinstance(value.value, Reference):
        return value.value.address == subject.address
    if not isinstance(value.value, str) or not value.value:
        return False
    short = value.value.rpartition("/")[2]
    if short in {name.rpartition("/")[2] for name in google.names(subject)}:
        return True
    called = fact(subject, _CALLED.get(subject.type, "name"))
    if isinstance(called, Unknown):
        return None
    return isinstance(called.value, str) and called.value.rpartition("/")[2] == short


def lets_in(grant: Resource, google: Google) -> Value[bool]:
    """Tell whether a permission lets everyone in."""
    if grant.type.endswith("_iam_member"):
        return _noted(_among(grant, "member"), grant)
    if grant.type.endswith("_iam_binding"):
        return _noted(_among(grant, "members"), grant)
    return _by_document(grant, google)


def _noted(lets: Value[bool], grant: Resource) -> Value[bool]:
    role = grant.get("role", None, NOT_WRITTEN)
    if isinstance(lets, Known) and lets.value and isinstance(role, Known) and role.value:
        return replace(lets, source=replace(lets.source, note=f"{role.value} for everyone"))
    return lets


def _among(block: Resource, path: str) -> Value[bool]:
    """Tell whether everyone is among the members that an attribute lists."""
    found = block.items(path)
    if isinstance(found, Unknown):
        return _whom(found)
    each = [_whom(member) for member in found.value]
    return decided(each, Known(False, found.source))


def _whom(member: Value[Any]) -> Value[bool]:
    """Tell whether a member is everyone: what Google Cloud names by itself is somebody."""
    if isinstance(member, Known):
        if isinstance(member.value, Reference):
            if _OF_GOOGLE.search(member.value.address):
                return Known(False, member.source)
            return Unknown(_MAY, member.source)
        return Known(_everyone(member.value), member.source)
    if member.around is not None and _begins_otherwise(member.around[0]):
        return Known(False, member.source)
    each = [_whom(known) for known in member.among]
    if each and all(isinstance(v, Known) and v.value is False for v in each):
        return Known(False, member.source)
    return Unknown(_MAY, member.source)


_OF_GOOGLE: Final = re.compile(r"(?:^|\.)google_\w+\.")


def _everyone(member: Any) -> bool:
    return isinstance(member, str) and member.strip().lower() in EVERYONE


def _begins_otherwise(text: str) -> bool:
    """Tell whether a text whose rest is not known begins as no word for everyone does."""
    return not any(word.startswith(text.lower()) for word in EVERYONE)


def _by_document(grant: Resource, google: Google) -> Value[bool]:
    """Tell whether a whole policy lets everyone in: a JSON text, or a data source that makes it."""
    found = grant.get("policy_data")
    if isinstance(found, Unknown):
        return Unknown(_MAY, found.source)
    if isinstance(found.value, Reference):
        made = google.resources.by_address.get(found.value.address)
        bindings = made.blocks("binding") if made is not None else None
        if not isinstance(bindings, Known):
            return Unknown(_MAY, found.source)
        each = [_noted(_among(binding, "members"), binding) for binding in bindings.value]
        return decided(each, Known(False, found.source))
    try:
        document = json.loads(str(found.value))
        members = [m for b in document.get("bindings", []) for m in b.get("members", [])]
    except (ValueError, AttributeError, TypeError, RecursionError):
        return Unknown("not a policy that can be read", found.source)
    return Known(any(_everyone(member) for member in members), found.source)


def _above(resource: Resource, google: Google) -> Iterator[Value[bool]]:
    """Yield what a project, a folder or an organisation grants to everyone on all it holds."""
    account = google.account(resource)
    for level in _LEVELS:
        for grant, lets in openings(level, google):
            role = grant.get("role", None, "a whole policy, with roles of several kinds")
            fits = _fits(role, resource)
            if fits is False:
                continue
            same = _holds(grant, account) if level == "google_project" else None
            if same is False:
                continue
            if fits and same:
                yield lets
            else:
                yield Unknown(f"{grant.address}: {_MAY_BE_IT}", grant.source("role"))


def _holds(grant: Resource, account: Value[str]) -> bool | None:
    """Tell whether a permission on a project is one on that of a store, None where it may be."""
    project = grant.get("project", None, NOT_WRITTEN)
    if not isinstance(project, Known) or not isinstance(account, Known):
        return None
    if not isinstance(project.value, str) or not project.value:
        return None
    return project.value.removeprefix("projects/") == account.value


def _fits(role: Value[Any], resource: Resource) -> bool | None:
    """Tell whether a role holds for the service of a store, None where it may."""
    if isinstance(role, Unknown) or not isinstance(role.value, str):
        return None
    name = role.value.rpartition("/")[2]
    if name in _BASIC:
        return True
    if not role.value.startswith("roles/"):  # one of the organisation's own
        return None
    service = resource.type.removeprefix("google_").partition("_")[0]
    return name.partition(".")[0] == _SERVICES.get(service, service)


# Firebase docs, "Security Rules": what no rule allows is denied; `allow read;` has no condition.
_ALLOWED: Final = re.compile(r"\ballow\s+[\w\s,]+?(?::\s*if\s+true\s*)?;")
_RELEASE: Final = "google_firebaserules_release"
_RULES: Final = (
    "security rules of this input decide who reads without a permission: their conditions are not "
    "judged"
)


def ruled(resource: Resource, google: Google, *, release: str) -> Iterator[Value[bool]]:
    """Yield whether security rules let everyone into a database or a bucket."""
    for found in google.resources.of(_RELEASE):
        name = found.get("name")
        if isinstance(name, Known) and not str(name.value).rpartition("releases/")[2].startswith(
            release
        ):
            continue
        ruleset = found.get("ruleset_name")
        rules = google.named(_plain(ruleset), found)
        text = fact(rules, "source.files.content") if rules is not None else ruleset
        written = str(text.value) if rules is not None and isinstance(text, Known) else ""
        if _ALLOWED.search(_without_comments(written)):
            yield Known(True, replace(text.source, note="a rule allows without a condition"))
        else:
            yield Unknown(_RULES, resource.source())


def _without_comments(text: str) -> str:
    return re.sub(r"//[^\n]*|/\*.*?\*/", " ", text, flags=re.DOTALL)
