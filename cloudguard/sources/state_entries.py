"""The objects of a state in its two forms, and which of their values are secret.

The file is described by hashicorp/terraform, internal/states/statefile/version4.go, the printed
form by developer.hashicorp.com/terraform/internals/json-format.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any, Final

from cloudguard.sources.plan import DAMAGED
from cloudguard.sources.resource import Hidden
from cloudguard.sources.secrets import LONG_ENOUGH, Secrets, is_secret, marked
from cloudguard.sources.shapes import mapping

FLAT: Final = Hidden("written before Terraform 0.12 and never since: `terraform apply` renews it")
BARE: Final = Hidden("the state holds no attributes of it")

# version4.go, "provider": module.a.provider["registry.terraform.io/hashicorp/aws"].osaka, in
# Terraform 0.12 provider.aws.osaka; OpenTofu adds the key of a provider block with for_each.
_PROVIDER: Final = re.compile(
    r'(?:(?P<module>module\..+)\.)?provider(?:\["(?P<full>[^"]+)"\]|\.(?P<short>[\w-]+))'
    r"(?:\.(?P<alias>[\w-]+(?:\[.+\])?))?"
)
# Terraform writes down what a provider's schema calls sensitive only since 1.10, and a provider
# may not call it so: these hold secrets under names that do not say so (schemas of
# hashicorp/aws 5.100.0, hashicorp/random 3.6; a remote state marks nothing of the other root's).
_WITHHELD: Final[Mapping[str, tuple[str, ...]]] = {
    "random_password": ("result", "bcrypt_hash"),
    "terraform_remote_state": ("outputs",),
    "aws_api_gateway_api_key": ("value",),
    "aws_appsync_api_key": ("key",),
    "aws_cloudwatch_event_connection": ("auth_parameters",),
    "aws_dms_certificate": ("certificate_pem", "certificate_wallet"),
    "aws_glue_connection": ("athena_properties", "connection_properties"),
    "aws_grafana_workspace_api_key": ("key",),
    "aws_grafana_workspace_service_account_token": ("key",),
    "aws_kms_ciphertext": ("plaintext",),
    "aws_kms_external_key": ("key_material_base64",),
    "aws_kms_replica_external_key": ("key_material_base64",),
    "aws_kms_secrets": ("plaintext",),
    "aws_opsworks_application": ("app_source",),
    "aws_opsworks_stack": ("custom_cookbooks_source",),
    "aws_pinpoint_apns_channel": ("certificate",),
    "aws_pinpoint_apns_sandbox_channel": ("certificate",),
    "aws_pinpoint_apns_voip_channel": ("certificate",),
    "aws_pinpoint_apns_voip_sandbox_channel": ("certificate",),
    "aws_pinpoint_gcm_channel": ("service_json",),
    "aws_s3_object_copy": ("customer_key", "source_customer_key"),
    "aws_sns_platform_application": ("platform_principal",),
    "aws_ssm_parameter": ("value", "insecure_value"),
    "aws_ssm_parameters_by_path": ("values",),
    "aws_transfer_server": ("host_key",),
    "aws_vpn_connection": (
        "customer_gateway_configuration", "tunnel1_preshared_key", "tunnel2_preshared_key",
    ),
}  # fmt: skip
_HOLDS_ONE: Final = re.compile(
    r"connection_?string|kube_?(admin_)?config|sas_url|(primary|secondary|shared)_key$|plaintext"
    r"|key_material|pre_?shared",
    re.IGNORECASE,
)


# Put out beside a secret, and part of every ARN: the name of a region or a zone, an account's id.
_PUBLIC: Final = re.compile(r"[a-z]{2,4}(-[a-z]+)+-\d[a-z]?|\d{12}")


@dataclass(frozen=True, slots=True)
class Entry:
    """One object of a state, in whichever form it was written."""

    type: str
    name: str
    module: str
    mode: str
    index: Any
    deposed: str
    provider: str
    provider_key: str
    attributes: Any
    marks: Any

    @property
    def address(self) -> str:
        """Return the address as Terraform writes it; a deposed object is one of its own."""
        module = f"{self.module}." if self.module else ""
        data = "data." if self.mode == "data" else ""
        deposed = f" (deposed {self.deposed})" if self.deposed else ""
        return f"{module}{data}{self.type}.{self.name}{_key(self.index)}{deposed}"


# The file


def of_file(document: Mapping[str, Any]) -> tuple[list[Entry], bool]:
    """Return the objects of a state file, and whether anything in it is damaged."""
    resources, damaged = _objects(document.get("resources"))
    entries: list[Entry] = []
    for resource in resources:
        instances, astray = _objects(resource.get("instances"))
        named = _is_named(resource)
        entries += [_of_instance(resource, instance) for instance in instances if named]
        damaged = damaged or astray or not named
    return entries, damaged


def _of_instance(resource: Mapping[str, Any], instance: Mapping[str, Any]) -> Entry:
    # OpenTofu 1.9 names the provider at the instance where instances have different ones.
    provider, key = _provider(instance.get("provider") or resource.get("provider"))
    attributes = instance.get("attributes")
    paths = _paths(instance.get("sensitive_attributes"))
    if attributes is None:
        attributes = FLAT if instance.get("attributes_flat") else BARE
    elif not isinstance(attributes, dict) or paths is None:
        attributes = DAMAGED
    withheld = [[name] for name in _WITHHELD.get(resource["type"], ())]
    return _entry(
        resource,
        index=instance.get("index_key"),
        deposed=instance.get("deposed"),
        provider=provider,
        provider_key=key,
        attributes=attributes,
        marks=_marks(attributes, [*(paths or []), *withheld]),
    )


def _provider(written: Any) -> tuple[str, str]:
    """Return the name of a provider, and its block's key as a plan writes it."""
    found = _PROVIDER.fullmatch(written) if isinstance(written, str) else None
    if found is None:
        return "", str(written or "")
    name = found["short"] or found["full"].rsplit("/", 1)[-1]
    module = f"{found['module']}:" if found["module"] else ""
    return name, f"{module}{name}.{found['alias']}" if found["alias"] else f"{module}{name}"


def _paths(written: Any) -> list[list[Any]] | None:
    """Return the paths of sensitive attributes as lists of steps; None where they are damaged."""
    if not isinstance(written, list | None):
        return None
    paths = []
    for path in written or ():
        if not isinstance(path, list) or not all(isinstance(step, dict) for step in path):
            return None
        # {"type": "get_attr", "value": NAME}, {"type": "index", "value": {"value": KEY, …}}
        steps = [step.get("value") for step in path]
        paths.append([step.get("value") if isinstance(step, dict) else step for step in steps])
    return paths


def _marks(node: Any, paths: list[list[Any]]) -> Any:
    """Return marks in the shape of a node: a path that leads nowhere marks all it might mean."""
    if not paths:
        return None
    if any(not path for path in paths):
        return True
    if isinstance(node, dict) and all(isinstance(path[0], str) for path in paths):
        names = dict.fromkeys(path[0] for path in paths)
        return {n: _marks(node.get(n), [p[1:] for p in paths if p[0] == n]) for n in names}
    if isinstance(node, list) and all(_is_position(path[0], len(node)) for path in paths):
        return [
            _marks(item, [p[1:] for p in paths if p[0] == number])
            for number, item in enumerate(node)
        ]
    return True


def _is_position(step: Any, size: int) -> bool:
    return isinstance(step, int) and not isinstance(step, bool) and 0 <= step < size


# The printed form


def of_values(values: Any) -> tuple[list[Entry], bool]:
    """Return the objects of a printed state, and whether anything in it is damaged."""
    if values is None:
        return [], False  # an empty state has none
    root = mapping(values).get("root_module")
    entries, damaged = [], not isinstance(root, dict)
    modules = [mapping(root)]
    while modules:
        module = modules.pop()
        address = module.get("address", "")
        resources, unnamed = _objects(module.get("resources", []))
        children, astray = _objects(module.get("child_modules", []))
        named = [entry for entry in resources if _is_named({**entry, "module": address})]
        entries += [_of_value(entry, address) for entry in named]
        modules += reversed(children)
        damaged = damaged or unnamed or astray or len(named) < len(resources)
    return entries, damaged


def _objects(found: Any) -> tuple[list[dict[str, Any]], bool]:
    """Return the objects of a list, and whether anything else stands there."""
    objects = [item for item in found if isinstance(item, dict)] if isinstance(found, list) else []
    return objects, not isinstance(found, list) or len(objects) < len(found)


def _of_value(entry: Mapping[str, Any], module: str) -> Entry:
    attributes = entry.get("values")
    marks = entry.get("sensitive_values")
    if attributes is None:
        attributes = BARE
    elif not isinstance(attributes, dict) or not isinstance(marks, dict | bool | None):
        attributes = DAMAGED
    withheld = dict.fromkeys(_WITHHELD.get(entry["type"], ()), True)
    # The printed form names the provider and not which of its blocks.
    provider = str(entry.get("provider_name") or "").rsplit("/", 1)[-1]
    return _entry(
        {**entry, "module": module},
        index=entry.get("index"),
        deposed=entry.get("deposed_key"),
        provider=provider,
        provider_key=provider,
        attributes=attributes,
        marks=marks if marks is True else {**mapping(marks), **withheld},
    )


# Both


def _entry(
    named: Mapping[str, Any],
    *,
    index: Any,
    deposed: Any,
    provider: str,
    provider_key: str,
    attributes: Any,
    marks: Any,
) -> Entry:
    if isinstance(index, float) and index.is_integer():
        index = int(index)
    sound = isinstance(index, str | int | None) and not isinstance(index, bool)
    return Entry(
        type=named["type"],
        name=named["name"],
        module=named.get("module") or "",
        mode=str(named.get("mode") or "managed"),
        index=index,
        deposed=deposed if isinstance(deposed, str) else "",
        provider=provider,
        provider_key=provider_key,
        attributes=attributes if sound and isinstance(deposed, str | None) else DAMAGED,
        marks=marks,
    )


def _is_named(entry: Any) -> bool:
    """Tell an entry that says which resource it is of."""
    named = mapping(entry)
    return all(isinstance(named.get(name), str) for name in ("type", "name")) and _is_module(
        named.get("module")
    )


def _is_module(address: Any) -> bool:
    return not address or (isinstance(address, str) and address.startswith("module."))


def _key(index: Any) -> str:
    """Write an instance key as hashicorp/terraform, internal/addrs/instance_key.go does."""
    if index is None:
        return ""
    if not isinstance(index, str):
        return f"[{index}]" if isinstance(index, int) else "[?]"
    text = re.sub(r'["\\]', r"\\\g<0>", index)
    for sign, written in (("\n", "\\n"), ("\r", "\\r"), ("\t", "\\t")):
        text = text.replace(sign, written)
    return f'["{text.replace("${", "$${").replace("%{", "%%{")}"]'


def secrets_in(entries: Iterable[Entry], outputs: Any) -> Secrets:
    """Return the strings that are marked, stand under the name of a secret, or are put out as one.

    Whole resources are put out as sensitive because one attribute is: their own marks decide.
    """
    found: set[str] = set()
    given: set[str] = set()
    by_id: dict[Any, list[Any]] = {}
    for entry in entries:
        if isinstance(entry.attributes, dict):
            marked(entry.attributes, entry.marks, found)
            given.update(_credentials(entry.attributes))
            if isinstance(name := entry.attributes.get("id"), str):
                by_id.setdefault(name, []).append(entry.attributes)
    named = outputs.items() if isinstance(outputs, dict) else [("", outputs)]
    for name, output in named:
        if not isinstance(output, dict) or output.get("sensitive") or is_secret(name):
            _put_out(mapping(output).get("value", output), by_id, given)
    return Secrets.of(found | given, given)


def _credentials(node: Any) -> Iterator[str]:
    """Yield the strings under names of secrets that are long enough to be known by themselves."""
    if isinstance(node, list):
        for item in node:
            yield from _credentials(item)
    elif isinstance(node, dict):
        for name, value in node.items():
            if not isinstance(value, str):
                yield from _credentials(value)
            elif _is_credential(name, value):
                yield value


def _is_credential(name: str, value: str) -> bool:
    named = is_secret(name) or _HOLDS_ONE.search(name) is not None
    return named and len(value) >= LONG_ENOUGH and not value.startswith("arn:")


def _put_out(node: Any, resources: Mapping[Any, list[Any]], found: set[str]) -> None:
    if isinstance(node, dict):
        name = node.get("id")
        if isinstance(name, str) and node in resources.get(name, ()):
            return
        for item in node.values():
            _put_out(item, resources, found)
    elif isinstance(node, list):
        for item in node:
            _put_out(item, resources, found)
    elif not (isinstance(node, str) and _PUBLIC.fullmatch(node)):
        marked(node, True, found)
