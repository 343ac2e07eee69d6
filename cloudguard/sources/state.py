"""States of Terraform and OpenTofu: `terraform.tfstate`, and one that `show -json` printed.

In both everything is known: what is null is not set. Neither holds a provider block.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, Final, NoReturn

from cloudguard.errors import InputError
from cloudguard.sources.plan import DAMAGED, is_plan
from cloudguard.sources.resource import Resource, Resources
from cloudguard.sources.secrets import Secrets, without
from cloudguard.sources.shapes import mapping
from cloudguard.sources.state_entries import Entry, of_file, of_values, secrets_in
from cloudguard.sources.state_providers import StateProviders

VERSION: Final = 4  # of the file, since Terraform 0.12
# Keys of the printed form; an empty state has the first alone.
_SHOWN: Final = frozenset({"format_version", "terraform_version", "values", "checks"})


@dataclass(slots=True)
class State:
    """What a state holds, to be used as a `Plan` is: it removes nothing and was never planned."""

    resources: Resources
    removed: dict[str, str]
    configuration: StateProviders
    incomplete: list[dict[str, str]] = field(default_factory=list)
    unread: list[dict[str, str]] = field(default_factory=list)
    errored: bool = False


def is_state(document: Any) -> bool:
    """Tell a state, also one that cannot be read, from anything else that is JSON."""
    if not isinstance(document, dict) or is_plan(document):
        return False
    if "encrypted_data" in document or "root_module" in mapping(document.get("values")):
        return True
    if "format_version" in document:
        return document.keys() <= _SHOWN
    file = isinstance(document.get("version"), int)
    return file and not document.keys().isdisjoint({"lineage", "serial", "terraform_version"})


def read(document: Mapping[str, Any], where: str) -> State:
    """Read a state file of version 4, or a state as printed in format 0.1 to 1.x.

    Raises InputError, saying what to do, for older files, encrypted ones, and the file in which
    `terraform init` notes where the state really lies.
    """
    if "encrypted_data" in document:
        _refuse_encrypted(where)
    if "version" in document and "format_version" not in document:
        _require_version(document, where)
        entries, damaged = of_file(document)
        outputs = document.get("outputs")
    else:
        _require_format(document, where)
        entries, damaged = of_values(document.get("values"))
        outputs = mapping(document.get("values")).get("outputs")
    secrets = secrets_in(entries, outputs)
    resources = [_resource(entry, secrets) for entry in entries]
    held = Resources(
        [r for r in resources if r.mode != "data"], [r for r in resources if r.mode == "data"]
    )
    providers = StateProviders()
    providers.bind(held)
    damaged = damaged or any(entry.attributes is DAMAGED for entry in entries)
    unread = [_DAMAGE] if damaged else []
    return State(held, {}, providers, list(unread), unread)


def _resource(entry: Entry, secrets: Secrets) -> Resource:
    readable = isinstance(entry.attributes, dict)
    return Resource(
        type=entry.type,
        name=entry.name,
        address=entry.address,
        attributes=without(entry.attributes, entry.marks, secrets)
        if readable
        else entry.attributes,
        module=entry.module,
        index=entry.index if isinstance(entry.index, str | int) else None,
        mode=entry.mode,
        provider=entry.provider,
        provider_key=entry.provider_key,
    )


# What cannot be read

_DAMAGE: Final = {
    "en": "parts of the state are not what Terraform writes there: they were not read. "
    "Take the state again, and change nothing in it.",
    "ja": "Terraform の出力と形の違う部分があり、そこは読んでいません。"
    "ステートを取り直し、加工せずに渡してください。",
}
_PULL: Final = {
    "en": "Run `terraform state pull > state.json`, or `terraform show -json > state.json`, in the "
    "initialised folder (OpenTofu: `tofu`).",
    "ja": "初期化済みのフォルダーで `terraform state pull > state.json` 又は "
    "`terraform show -json > state.json` を実行して渡してください(OpenTofu は `tofu`)。",
}


def _require_version(document: Mapping[str, Any], where: str) -> None:
    version = document.get("version")
    if "backend" in document and not document.get("resources"):
        raise InputError(
            {
                "en": "this file only notes where the state lies (a backend): it holds no "
                "resources.",
                "ja": "ステートの保管先(バックエンド)の控えで、リソースを含みません。",
            },
            _PULL,
            where,
        )
    if version == VERSION:
        return
    said = version if isinstance(version, int) else "?"
    old = isinstance(version, int) and version < VERSION
    raise InputError(
        {
            "en": f"the state file has version {said}; version {VERSION} is understood.",
            "ja": f"ステートファイルの版が {said} です。読めるのは {VERSION} です。",
        },
        {
            "en": f"Terraform 0.12 or later writes version {VERSION}. {_PULL['en']}",
            "ja": f"版 {VERSION} は Terraform 0.12 以降が書きます。{_PULL['ja']}",
        }
        if old
        else _UPDATE,
        where,
    )


def _require_format(document: Mapping[str, Any], where: str) -> None:
    version = str(document.get("format_version", ""))
    if version.split(".", maxsplit=1)[0] not in {"0", "1"}:
        raise InputError(
            {
                "en": f"the state has the format version {version or '(none)'!r}; "
                "0.1 to 1.x are understood.",
                "ja": f"ステートの形式の版が {version or '(なし)'} です。"
                "読めるのは 0.1 から 1.x です。",
            },
            _UPDATE,
            where,
        )


_UPDATE: Final = {
    "en": "Update cloudguard, or take the state with an older Terraform or OpenTofu.",
    "ja": "cloudguard を新しくするか、より古い Terraform / OpenTofu で取り出してください。",
}


def _refuse_encrypted(where: str) -> NoReturn:
    raise InputError(
        {
            "en": "it is encrypted by OpenTofu.",
            "ja": "OpenTofu によって暗号化されています。",
        },
        {
            "en": "Run `tofu show -json > state.json` in the initialised folder, where the key is "
            "configured (of a plan: `tofu show -json tfplan > plan.json`).",
            "ja": "鍵を設定した初期化済みのフォルダーで `tofu show -json > state.json` を実行して"
            "渡してください(プランなら `tofu show -json tfplan > plan.json`)。",
        },
        where,
    )
