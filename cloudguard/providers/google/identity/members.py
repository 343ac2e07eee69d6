"""Whom the members of a Google Cloud policy name, and who asks them for a second factor.

IAM docs, "Principal identifiers": one form for allow policies, another for deny policies.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any, Final, Literal, TypeAlias

from cloudguard.providers.google.provider import NOT_WRITTEN, Google, fact
from cloudguard.sources.resource import Resource
from cloudguard.values import Known, Reference, Source, Unknown, Value

Sort: TypeAlias = Literal[
    "user", "group", "domain", "anyone", "machine", "workforce", "workload", "pool", "unknown"
]

ACCOUNT: Final = "google_service_account"
GROUP: Final = "google_cloud_identity_group"
WORKSPACE: Final = (
    "Google Workspace or Cloud Identity decides: attest that 2-step verification is enforced"
)
WORKFORCE: Final = (
    "the identity provider of the workforce pool decides: attest that it requires MFA"
)
WORKLOAD: Final = (
    "the identity provider of the workload identity pool decides: attest who may get its tokens"
)
NOBODY_KNOWN: Final = (
    "whom it names is known only after apply: attest that 2-step verification is enforced"
)
_EVERYONE: Final = frozenset({"allusers", "allauthenticatedusers"})
_KINDS: Final[dict[str, Sort]] = {
    "user": "user",
    "group": "group",
    "domain": "domain",
    "serviceaccount": "machine",
    "projectowner": "domain",
    "projecteditor": "domain",
    "projectviewer": "domain",
}
_POOL: Final = re.compile(r"/(?P<kind>workforcePools|workloadIdentityPools)/(?P<pool>[^/]+)/?")
_ATTRIBUTE: Final = re.compile(r"attribute\.[^/]+(?=/)")
_NAMED: Final = re.compile(r"attribute\.\w+|google\.subject")
_UNLIKE: Final = re.compile(r"[\w.]+\s*!=\s*(?:'[^']*'|\"[^\"]*\")")
# GitHub Docs, "OpenID Connect reference"; GitLab Docs, "OpenID Connect (OIDC) authentication using
# ID tokens"; HCP Terraform, "Workload identity tokens"; Buildkite, "Buildkite CLI oidc"; CircleCI,
# "OpenID Connect tokens": claims that tell one's own from a stranger's, and of GitHub and GitLab
# those whose value anybody chooses.
_OWN: Final = re.compile(
    r"\b(sub|subject|repository|repository_id|repository_owner|repository_owner_id|enterprise"
    r"|enterprise_id|actor|actor_id|workflow_ref|job_workflow_ref|namespace_id|namespace_path"
    r"|project_id|project_path|user_id|user_login|user_email|terraform_\w+|organization_\w+"
    r"|pipeline_slug)\b|oidc\.circleci\.com"
)
# CircleCI: the audience is the organisation; of all others whoever asks for a token names it.
_AUDIENCE: Final = re.compile(r"\b(assertion\.)?aud\b")
_ANYBODY: Final = re.compile(
    r"assertion\.(ref|ref_type|ref_protected|environment|event_name|workflow|head_ref|base_ref"
    r"|runner_environment|repository_visibility|pipeline_source|iss)"
)
_DENIED: Final = re.compile(
    r"^(?:deleted:)?(?:principal://goog/subject/(?P<user>[^?]+)|principalSet://goog/group/(?P<group>[^?]+)"
    r"|principal://iam\.googleapis\.com/projects/-/serviceAccounts/(?P<account>[^?]+))"
)
ALL: Final = "principalSet://goog/public:all"
# Issuers that vouch for anybody's workloads: IAM docs, "Configure Workload Identity Federation with
# deployment pipelines", asks for an attribute condition with each of these.
_FOR_EVERYBODY: Final = (
    "token.actions.githubusercontent.com",
    "gitlab.com",
    "app.terraform.io",
    "agent.buildkite.com",
    "oidc.circleci.com",
)


@dataclass(frozen=True, slots=True)
class Member:
    """Someone whom a policy names; `id` is the node, `name` what people call it."""

    id: str
    sort: Sort
    name: str
    at: Source
    resource: str = ""
    """The address of the service account or group, where it is in this input."""

    @property
    def is_person(self) -> bool:
        """Tell whether people stand behind it."""
        return self.sort not in {"machine", "workload"}

    def second_factor(self) -> Value[bool]:
        """Return whether its sign-in passes one, or who decides."""
        match self.sort:
            case "anyone" | "machine":
                return Known(False, self.at)
            case "workforce":
                return Unknown(WORKFORCE, self.at)
            case "workload" | "pool":
                return Unknown(WORKLOAD, self.at)
            case "unknown":
                return Unknown(NOBODY_KNOWN, self.at)
            case "user" | "group" | "domain":
                return Unknown(WORKSPACE, self.at)


class Members:
    """Reads whom the words of policies name, as seen from one input."""

    def __init__(self, google: Google) -> None:
        """Index service accounts and groups by their addresses."""
        self._google = google
        self.accounts = {r.address: self._account(r) for r in google.resources.of(ACCOUNT)}
        self._emails: dict[str, str] = {}
        self.groups: dict[str, str] = {}
        for resource in google.resources.of(ACCOUNT):
            for email in self.mails(resource):
                self._emails[email] = resource.address
        for resource in google.resources.of(GROUP):
            found = fact(resource, "group_key.id", None)
            if isinstance(found, Known) and isinstance(found.value, str):
                self.groups[found.value.lower()] = resource.address

    def read(self, value: Value[Any]) -> Member:
        """Return whom a member of an allow policy names."""
        if isinstance(value, Unknown):
            return self._partly(value)
        if isinstance(value.value, Reference):
            found = self._resource(value.value, value.source)
            return found or _nobody(value.source)
        return self._told(str(value.value), value.source)

    def account(self, value: Value[Any]) -> Member:
        """Return the service account that an attribute names by id, name or address."""
        if isinstance(value, Known) and isinstance(value.value, str):
            text = value.value.rpartition("/")[2]
            return self._told(f"serviceAccount:{text}", value.source)
        found = self.read(value)
        return found if found.sort == "machine" else _nobody(value.source)

    def group(self, value: Value[Any]) -> str | None:
        """Return the node of a group that an attribute names by its id, None where unknown."""
        if isinstance(value, Unknown):
            inner = value.around[1] if value.around is not None else None
            among = {k.value.address for k in value.among if isinstance(k.value, Reference)}
            address = inner.address if inner is not None else among.pop() if among else ""
        else:
            found = value.value
            address = found.address if isinstance(found, Reference) else ""
            if not address:
                return self._keyed(found)
        resource = self._google.resources.by_address.get(address)
        return address if resource is not None and resource.type == GROUP else None

    def _keyed(self, key: Any) -> str | None:
        """Return the group of a key, as `groups/KEY` is what the group itself is called."""
        for resource in self._google.resources.of(GROUP):
            name = resource.get("name", None, NOT_WRITTEN)
            if isinstance(name, Known) and name.value in (key, f"groups/{key}"):
                return resource.address
        return f"group:{key}" if key else None

    def _told(self, text: str, source: Source) -> Member:
        if text.lower() in _EVERYONE:
            return Member("anyone", "anyone", text, source)
        kind, colon, name = text.partition(":")
        if text.startswith(("principal://", "principalSet://")):
            return self._pooled(text, source)
        sort = _KINDS.get(kind.lower()) if colon else None
        if sort is None:
            return Member(text, "unknown", text, source)
        if sort == "machine":
            return self._machine(name, source)
        if sort == "group":
            address = self.groups.get(name.lower(), "")
            return Member(address or f"group:{name.lower()}", "group", text, source, address)
        return Member(f"{kind.lower()}:{name.lower()}", sort, text, source)

    def _machine(self, name: str, source: Source) -> Member:
        address = self._emails.get(name.lower(), "")
        node = address or f"serviceAccount:{name.lower()}"
        return Member(node, "machine", f"serviceAccount:{name}", source, address)

    def _pooled(self, text: str, source: Source) -> Member:
        found = _POOL.search(text)
        if found is None or found["kind"] == "workforcePools":
            return Member(text, "workforce" if found else "unknown", text, source)
        attribute = _ATTRIBUTE.search(text)
        if not text.endswith("/*") and attribute is None:
            return Member(text, "workload", text, source)
        opened = self._opened(found["pool"], attribute[0] if attribute else "")
        if opened is None:
            return Member(text, "pool", text, source)
        if opened:
            return Member("anyone", "anyone", text, source)
        return Member(text, "workload", text, source)

    def _opened(self, pool: str, attribute: str) -> bool | None:
        """Tell whether anybody's pipeline gets in, None where it may.

        With `attribute` whether anybody's can have the value of it that is named.
        """
        seen: list[bool | None] = []
        for provider in self._google.resources.of("google_iam_workload_identity_pool_provider"):
            named = self._pool(provider.get("workload_identity_pool_id", None, "required"))
            if named is not None and named != pool:
                continue
            issuer = fact(provider, "oidc.issuer_uri")
            if named is None or provider.doubt or isinstance(issuer, Unknown):
                seen.append(None)
            elif not any(host in str(issuer.value) for host in _FOR_EVERYBODY):
                seen.append(False)
            else:
                seen.append(_for_anybody(provider, attribute))
        if True in seen:
            return True
        if not seen:  # of a pool that is elsewhere a value names some, as far as anybody can tell
            return False if attribute else None
        return None if None in seen else False

    def _pool(self, value: Value[Any]) -> str | None:
        """Return what a pool is called, None where that is not known."""
        found = value.value if isinstance(value, Known) else None
        if isinstance(found, Reference):
            target = self._google.resources.by_address.get(found.address)
            called = target.get("workload_identity_pool_id") if target is not None else None
            found = called.value if isinstance(called, Known) else None
        return found if isinstance(found, str) else None

    def _partly(self, value: Unknown) -> Member:
        """Return whom a text names that is known in part: `"user:${var.name}@example.com"`."""
        before, inner, after = value.around or ("", None, "")
        kind, colon, rest = before.partition(":")
        sort = _KINDS.get(kind.lower()) if colon else None
        if inner is not None and sort in {"machine", "group"} and not rest and not after:
            found = self._resource(inner, value.source)
            if found is not None and found.sort == sort:
                return found
        if sort == "machine":
            return Member(f"{before}{inner}{after}", "machine", f"{before}…{after}", value.source)
        if sort is not None:
            return Member(f"{before}{inner}{after}", sort, f"{before}…{after}", value.source)
        pooled = _POOL.search(before)
        if pooled and pooled["kind"] == "workforcePools":
            return Member(f"{before}{inner}{after}", "workforce", before, value.source)
        return _nobody(value.source)

    def _resource(self, name: Reference, source: Source) -> Member | None:
        target = self._google.resources.by_address.get(name.address)
        if target is None:
            return None
        if target.type == ACCOUNT:
            return Member(
                name.address, "machine", self.accounts[name.address], source, name.address
            )
        if target.type == GROUP:
            return Member(name.address, "group", name.address, source, name.address)
        if target.type.endswith("default_service_account"):
            return Member(name.address, "machine", name.address, source)
        return None

    @staticmethod
    def _account(resource: Resource) -> str:
        match resource.get("account_id", None, "required"):
            case Known(str() as name):
                return f"serviceAccount:{name}"
            case _:
                return resource.address

    def mails(self, resource: Resource) -> Iterator[str]:
        """Yield what a service account is called by, as far as an input tells."""
        found = resource.get("email", None, NOT_WRITTEN)
        if isinstance(found, Known) and isinstance(found.value, str):
            yield found.value.lower()
        name, project = resource.get("account_id"), self._google.account(resource)
        if isinstance(name, Known) and isinstance(name.value, str) and isinstance(project, Known):
            yield f"{name.value}@{project.value}.iam.gserviceaccount.com".lower()


def _for_anybody(provider: Resource, attribute: str) -> bool | None:
    """Tell whether a provider lets anybody's pipeline in, by its condition and its mapping."""
    condition = fact(provider, "attribute_condition")
    mapping = fact(provider, "attribute_mapping")
    if isinstance(condition, Unknown):
        return None
    known = mapping.value if isinstance(mapping, Known) and isinstance(mapping.value, dict) else {}
    written = {str(k): v for k, v in known.items() if isinstance(v, str)}
    text = str(condition.value or "")
    issuer = fact(provider, "oidc.issuer_uri")
    if isinstance(issuer, Known) and "circleci" in str(issuer.value):
        text = _AUDIENCE.sub("organization_id", text)
    limited = _limited(_NAMED.sub(lambda found: written.get(found[0], found[0]), text))
    if limited is not False or not attribute:
        return None if limited is None else not limited
    value = written.get(attribute)
    if value is None:
        return None
    if _OWN.search(value):
        return False
    return True if _ANYBODY.fullmatch(value.strip()) else None


def _limited(condition: str) -> bool | None:
    """Tell whether a condition holds a provider to some owners, None where that is not plain.

    IAM docs, "Configure Workload Identity Federation with deployment pipelines": a condition on
    the owner, by number where names can be taken again.
    """
    plain = _UNLIKE.sub("", condition)
    if "||" in plain and "&&" in plain:
        return None if _OWN.search(plain) else False
    found = [bool(_OWN.search(part)) for part in plain.split("||")]
    return all(found)


def denied(text: str) -> str | None:
    """Return the node that a principal of a deny policy names, None where it names no single one.

    IAM docs, "Principal identifiers", "Principal types for deny policies".
    """
    found = _DENIED.match(text)
    if found is None:
        return text if text == ALL or _POOL.search(text) else None
    if found["user"]:
        return f"user:{found['user'].lower()}"
    if found["group"]:
        return f"group:{found['group'].lower()}"
    return f"serviceAccount:{found['account'].lower()}"


def _nobody(source: Source) -> Member:
    return Member(f"{source.address} {source.path} not known", "unknown", source.address, source)
