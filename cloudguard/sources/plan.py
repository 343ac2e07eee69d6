"""Terraform and OpenTofu plans, as `terraform show -json` prints them."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

from cloudguard.errors import InputError
from cloudguard.sources.configuration import Configuration
from cloudguard.sources.resource import Hidden, Resource, Resources
from cloudguard.sources.secrets import Secrets, is_secret, marked, without
from cloudguard.sources.shapes import mapping

DAMAGED = Hidden("damaged: not what Terraform writes there")
GONE = {"delete": "deleted by this plan", "forget": "forgotten by this plan: it stays, unmanaged"}


@dataclass(slots=True)
class Plan:
    """What a plan holds: resources, what it removes, its provider blocks, and its gaps.

    `removed` gives the reason for each address that the plan takes away; `incomplete` says why
    the plan is not the whole truth, `unread` what of it could not be read; `errored` is true
    where planning itself failed.
    """

    resources: Resources
    removed: dict[str, str]
    configuration: Configuration
    incomplete: list[dict[str, str]] = field(default_factory=list)
    unread: list[dict[str, str]] = field(default_factory=list)
    errored: bool = False


def is_plan(document: Any) -> bool:
    """Tell a plan from anything else that is JSON."""
    return isinstance(document, dict) and (
        "planned_values" in document or "resource_changes" in document
    )


def read(document: Mapping[str, Any], where: str) -> Plan:
    """Read the JSON of a plan of format 0.1 to 1.x; raise InputError for another major one."""
    _require_format(document, where)
    changes = {}
    removed: dict[str, str] = {}
    for change in _named(document.get("resource_changes")):
        address = change["address"]
        actions = _actions(mapping(change.get("change")))
        if actions[0] in GONE and len(actions) == 1 and change.get("mode") != "data":
            deposed = f" ({change['deposed']})" if change.get("deposed") else ""
            removed[f"{address}{deposed}"] = GONE[actions[0]]
        elif "deposed" not in change:
            changes[address] = change
    secrets = _secrets(document, changes, mapping(document.get("configuration")))
    configuration = Configuration.of(document, secrets)
    managed, data = _resources(document, changes, configuration)
    resources = Resources(managed, data)
    configuration.bind(resources)
    gaps, unread = _gaps(document)
    return Plan(
        resources,
        {a: why for a, why in removed.items() if a not in resources.by_address},
        configuration,
        gaps,
        unread,
        document.get("errored") is True,
    )


def _require_format(document: Mapping[str, Any], where: str) -> None:
    version = str(document.get("format_version", ""))
    if version.split(".", maxsplit=1)[0] not in {"0", "1"}:
        raise InputError(
            {
                "en": f"the plan has the format version {version or '(none)'!r}; "
                "0.1 to 1.x are understood.",
                "ja": f"プランの形式の版が {version or '(なし)'} です。"
                "読めるのは 0.1 から 1.x です。",
            },
            {
                "en": "Update cloudguard, or make the plan with a Terraform or OpenTofu whose "
                "`show -json` prints format 1.x.",
                "ja": "cloudguard を新しくするか、形式 1.x を出力する Terraform / OpenTofu の "
                "show -json で作り直してください。",
            },
            where,
        )


def _resources(
    document: Mapping[str, Any], changes: Mapping[str, Any], configuration: Configuration
) -> tuple[list[Resource], list[Resource]]:
    managed: list[Resource] = []
    data: dict[str, Resource] = {}
    seen: set[str] = set()
    for module, entry in _walk(_root(document.get("planned_values"))):
        change = changes.get(entry["address"])
        resource = _resource(module, entry, change, configuration)
        seen.add(resource.address)
        if resource.mode == "data":
            data[resource.address] = resource
        else:
            managed.append(resource)
    for address, change in changes.items():
        if address in seen or mapping(change.get("change")).get("after") is None:
            continue
        module = str(change.get("module_address") or "")
        resource = _resource(module, change, change, configuration)
        if resource.mode == "data":
            data[resource.address] = resource
        else:
            managed.append(resource)
    prior = mapping(document.get("prior_state")).get("values")
    for module, entry in _walk(_root(prior)):
        if entry.get("mode") == "data" and entry["address"] not in data:
            resource = _resource(module, entry, None, configuration)
            data[resource.address] = resource
    return managed, list(data.values())


def _resource(
    module: str,
    entry: Mapping[str, Any],
    change: Mapping[str, Any] | None,
    configuration: Configuration,
) -> Resource:
    planned = mapping(change.get("change")) if change else {}
    after = planned.get("after")
    attributes = after if isinstance(after, dict) else mapping(entry.get("values"))
    sound = _is_sound(entry) and (change is None or _is_sound(change))
    sensitive = planned.get("after_sensitive") or entry.get("sensitive_values")
    unknown = planned.get("after_unknown", False)
    provider_name = str(entry.get("provider_name") or "")
    mode = str(entry.get("mode") or "managed")
    return Resource(
        type=str(entry.get("type", "")),
        name=str(entry.get("name", "")),
        address=str(entry.get("address", "")),
        attributes=without(attributes, sensitive, configuration.secrets) if sound else DAMAGED,
        unknown=unknown if isinstance(unknown, dict) else unknown is True,
        module=module,
        index=index if isinstance(index := entry.get("index"), str | int) else None,
        mode=mode,
        provider=provider_name.rsplit("/", 1)[-1],
        provider_key=configuration.provider_key(module, mode, entry),
        action="+".join(_actions(planned)),
        resolve=configuration.resolve,
    )


def _secrets(
    document: Mapping[str, Any], changes: Mapping[str, Any], configuration: Mapping[str, Any]
) -> Secrets:
    """Return every string that the plan marks as sensitive anywhere, and its credentials."""
    found: set[str] = set()
    given: set[str] = set()
    for change in changes.values():
        planned = mapping(change.get("change"))
        marked(planned.get("after"), planned.get("after_sensitive"), found)
        marked(planned.get("before"), planned.get("before_sensitive"), found)
    prior = mapping(document.get("prior_state")).get("values")
    for values in (document.get("planned_values"), prior):
        for _, entry in _walk(_root(values)):
            marked(entry.get("values"), entry.get("sensitive_values"), found)
    declared = mapping(mapping(configuration.get("root_module")).get("variables"))
    for name, variable in mapping(document.get("variables")).items():
        if is_secret(name) or mapping(declared.get(name)).get("sensitive"):
            marked(mapping(variable).get("value"), True, given)  # a mark, not a flag
    for block in mapping(configuration.get("provider_config")).values():
        for name, expression in mapping(mapping(block).get("expressions")).items():
            if is_secret(name):
                marked(mapping(expression).get("constant_value"), True, given)
    return Secrets.of(found, given)


def _walk(root: Mapping[str, Any]) -> Iterator[tuple[str, Mapping[str, Any]]]:
    pending = [root]
    while pending:
        module = pending.pop()
        address = str(module.get("address") or "")
        for entry in _named(module.get("resources")):
            yield address, entry
        pending.extend(reversed(_list(module.get("child_modules"))))


def _root(values: Any) -> Mapping[str, Any]:
    return mapping(mapping(values).get("root_module"))


def _is_sound(entry: Mapping[str, Any]) -> bool:
    """Tell whether a resource, or a change of one, has the shape that Terraform gives it."""
    change = entry.get("change", {})
    if not isinstance(change, dict) or not isinstance(entry.get("values") or {}, dict):
        return False
    marks = (change.get("after_unknown"), change.get("after_sensitive"))
    return (
        isinstance(change.get("after"), dict | None)
        and isinstance(entry.get("sensitive_values"), dict | bool | None)
        and isinstance(entry.get("index"), str | int | float | None)
        and all(isinstance(mark, dict | bool | None) for mark in marks)
        and _actions(change) == (change.get("actions") or ["no-op"])
    )


def _is_damaged(document: Mapping[str, Any]) -> bool:
    """Tell whether anything stands where Terraform would have written a resource."""
    lists = [document.get("resource_changes")]
    modules = [_below(document.get("planned_values"), "root_module")]
    while modules:
        module = modules.pop()
        lists.append(_below(module, "resources"))
        children = _below(module, "child_modules")
        address = _below(module, "address") or "module."
        if not isinstance(children, list | None) or not str(address).startswith("module."):
            return True
        modules += children or []
    return any(
        not isinstance(entries, list | None)
        or len(_named(entries)) < len(entries or ())
        or not all(map(_is_sound, entries or ()))
        for entries in lists
    )


def _below(node: Any, name: str) -> Any:
    """Return what stands under a name, None where nothing does, else the node that has none."""
    return node.get(name) if isinstance(node, dict) else node


def _named(value: Any) -> list[dict[str, Any]]:
    """Return the entries that say which resource they are of."""
    return [
        entry
        for entry in _list(value)
        if isinstance(entry.get("address"), str) and isinstance(entry.get("type"), str)
    ]


def _actions(change: Mapping[str, Any]) -> list[str]:
    actions = change.get("actions")
    sound = isinstance(actions, list) and all(isinstance(action, str) for action in actions)
    return actions if sound and actions else ["no-op"]


def _gaps(document: Mapping[str, Any]) -> tuple[list[dict[str, str]], list[dict[str, str]]]:
    """Return why the plan is not the whole truth, and what of that is unread."""
    gaps, unread = [], []
    if document.get("complete") is False:
        gaps.append(
            {
                "en": "the plan is not complete (-target or deferred changes): what it leaves "
                "out was not judged.",
                "ja": "プランが全体ではありません(-target 又は後回しの変更)。"
                "含まれない部分は判定していません。",
            }
        )
    if document.get("errored") is True:
        unread.append(
            {
                "en": "planning failed part-way (errored): only what it had planned by then was "
                "judged. Mend the error and plan again.",
                "ja": "プランの作成が途中で失敗しています(errored)。"
                "そこまでの分だけを判定しました。"
                "誤りを直して作り直してください。",
            }
        )
    if _is_damaged(document):
        unread.append(
            {
                "en": "parts of the plan are not what Terraform writes there: they were not read. "
                "Make the plan again, and change nothing in it.",
                "ja": "Terraform の出力と形の違う部分があり、そこは読んでいません。"
                "プランを作り直し、加工せずに渡してください。",
            }
        )
    return gaps + unread, unread


def _list(value: Any) -> list[dict[str, Any]]:
    return [item for item in value if isinstance(item, dict)] if isinstance(value, list) else []
