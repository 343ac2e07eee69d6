"""What an asset belongs to: by the organisation's rules, else by its own tags."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cache, cached_property
from typing import Final, TypeAlias

from cloudguard import zoning
from cloudguard.assets import Asset
from cloudguard.config import (
    FIELDS,
    HIGHEST,
    UNKNOWN,
    Assign,
    Config,
    Contract,
    Globs,
    Network,
    Problem,
    Rule,
    complaint,
    modules,
    plain,
    quoted,
    suggestion,
)
from cloudguard.findings import Membership, Text
from cloudguard.values import Source, Unknown

CLASS: Final = "class"
ZONE: Final = "zone"
CONTRACT: Final = "contract"
_NAMES: Final = {CLASS: "data_class"}  # the others are called alike in the file and in findings
_KINDS: Final = {
    CLASS: ("class of the document", "文書が定める重要性分類"),
    ZONE: ("zone of the document", "文書が定めるネットワーク領域"),
    CONTRACT: ("contract of the configuration", "設定にある契約"),
}


@dataclass(frozen=True, slots=True)
class _Hidden:
    """A value that is there and cannot be read, and why."""

    reason: str


_Word: TypeAlias = "str | _Hidden | None"


@dataclass(frozen=True, slots=True)
class _Traits:
    """What of an asset decides where it belongs; assets that share it belong together.

    `tags` has, in the order of the tags that the configuration names, their values.
    """

    id: str
    type: str
    provider: str
    account: _Word
    tags: tuple[_Word, ...]


@dataclass(frozen=True, slots=True)
class _Decision:
    membership: Membership
    reasons: Mapping[str, Text]


class Memberships:
    """The memberships of the assets of one run, as its configuration gives them.

    A rule's word counts more than a tag's. What a rule or tag that cannot be read might give is
    not assigned, unless nothing else could come of it.
    """

    def __init__(
        self, config: Config, classes: Sequence[str], zones: Mapping[str, Text] | None = None
    ) -> None:
        """Prepare for documents with these classes, the highest first, and these zones.

        Raise UsageError where the configuration names a class or zone that they do not have;
        without any, every name is taken as it is.
        """
        self._config = config
        self._contracts = {contract.id: contract for contract in config.contracts}
        self._names = {
            CLASS: _classes(classes),
            ZONE: zoning.names(zones or {}),
            CONTRACT: {plain(id_): id_ for id_ in self._contracts},
        }
        self._check()
        self._unclassified, self._supposed = self._without_class(classes)
        asked = {tag for rule in config.rules for tag in rule.match.tags}
        self._tags = tuple(sorted(asked | {a.tag for a in config.assign.values()}))
        self._places = {tag: number for number, tag in enumerate(self._tags)}
        self._rules = cache(self._rules_of)
        self._decided: dict[_Traits, _Decision] = {}

    def of(self, asset: Asset) -> Membership:
        """Return what an asset belongs to."""
        return self._decision(asset).membership

    def reasons(self, asset: Asset) -> Mapping[str, Text]:
        """Return, by field of `Membership`, why it was not given, and what it counts as."""
        return self._decision(asset).reasons

    def area(self, asset: Asset) -> str | None:
        """Return the zone of an asset, with its tenant where it has one."""
        member = self._decision(asset).membership
        return zoning.key(member.zone, member.tenant)

    def zone_may_be(self, asset: Asset) -> bool:
        """Tell whether an asset without a zone may have one that cannot be read."""
        decision = self._decision(asset)
        return decision.membership.zone is None and ZONE in decision.reasons

    def area_of_account(self, account: str, provider: str) -> str | None:
        """Return the zone that the rules give to a whole account, None where they do not.

        A rule that speaks of no account says nothing of one that is not in the input; one that
        asks for more than the account gives a zone to a part of it.
        """
        zones = self._given_to(ZONE, account, provider)
        tenants = self._given_to("tenant", account, provider)
        if len(zones) > 1 or len(tenants) > 1:
            return None
        return zoning.key(zones.pop(), tenants.pop())

    def _given_to(self, field: str, account: str, provider: str) -> set[str | None]:
        """Return what the rules may give to an account as a whole."""
        found: set[str | None] = set()
        for rule in self._config.rules:
            match = rule.match
            if field not in rule.gives or not match.account or not _any(match.account, account):
                continue
            if match.provider and not _any(match.provider, provider):
                continue
            found.add(self._canonical(field, rule.gives[field]))
            if not (match.address or match.module or match.type or match.tags):
                return found
        return found | {None}

    def party(self, asset: Asset) -> str | Unknown | None:
        """Return who answers for an asset; unknown where what would say so cannot be read."""
        decision = self._decision(asset)
        if decision.membership.party is None and "party" in decision.reasons:
            return Unknown("who answers for it cannot be read", asset.origin)
        return decision.membership.party

    def tenant(self, asset: Asset) -> str | Unknown | None:
        """Return whose an asset is: its own tenant, else its contract's; unknown where not read."""
        decision = self._decision(asset)
        if (tenant := decision.membership.tenant) is not None:
            return tenant
        if "tenant" in decision.reasons:
            return Unknown("whose it is cannot be read", asset.origin)
        contract = self._contracts.get(decision.membership.contract or "")
        return None if contract is None else contract.tenant

    def contract(self, asset: Asset) -> Contract | Unknown | None:
        """Return the contract that covers an asset; unknown where what would say so is."""
        decision = self._decision(asset)
        given = decision.membership.contract
        if given is None and CONTRACT in decision.reasons:
            return Unknown("which contract covers it cannot be told", asset.origin)
        return None if given is None else self._contracts.get(given)

    @cached_property
    def network(self) -> Network:
        """Return what is declared of networks, its zones as the documents write them."""
        return zoning.named(self._config.network, self._names[ZONE])

    def _decision(self, asset: Asset) -> _Decision:
        traits = self._traits(asset)
        if (decision := self._decided.get(traits)) is None:
            decision = self._decided[traits] = self._decide(traits)
        return decision

    def _traits(self, asset: Asset) -> _Traits:
        account = asset.account
        tags: tuple[_Word, ...]
        if isinstance(asset.tags, Unknown):
            tags = (_Hidden(asset.tags.reason),) * len(self._tags)
        else:
            tags = tuple(_word(asset.tags.value.get(tag)) for tag in self._tags)
        known = _Hidden(account.reason) if isinstance(account, Unknown) else account.value
        return _Traits(asset.id, asset.type, asset.provider, known, tags)

    def _decide(self, traits: _Traits) -> _Decision:
        """Let each field be given by the first rule that matches, else by its tag."""
        given: dict[str, str] = {}
        reasons: dict[str, Text] = {}
        matching = [
            (rule, self._matches(rule, traits))
            for rule in self._rules(traits.provider, traits.type)
        ]
        for field in FIELDS:
            name = _NAMES.get(field, field)
            value, reason = self._field(field, matching, traits)
            if value is not None:
                given[name] = value
            elif reason is not None:
                reasons[name] = reason
        assumed = frozenset(_NAMES.get(field, field) for field in FIELDS) - given.keys()
        if "data_class" in assumed:
            reasons["data_class"] = _joined(reasons.get("data_class"), self._supposed)
            if self._unclassified is not None:
                given["data_class"] = self._unclassified
        return _Decision(Membership(**given, assumed=assumed), reasons)

    def _field(
        self, field: str, matching: Sequence[tuple[Rule, bool | Text]], traits: _Traits
    ) -> tuple[str | None, Text | None]:
        """Return the value of a field; else why there is none, where more is known than that."""
        possible: list[str | None] = []
        doubts: list[Text] = []
        for rule, matches in matching:
            if field not in rule.gives or matches is False:
                continue
            possible.append(self._canonical(field, rule.gives[field]))
            if matches is True:
                break
            doubts.append(matches)
        else:
            value, reason = self._by_tag(field, traits)
            possible.append(value)
            doubts += [reason] if reason is not None else []
        if len(set(possible)) == 1 and possible[0] is not None:
            return possible[0], None
        return None, doubts[0] if doubts else None

    def _by_tag(self, field: str, traits: _Traits) -> tuple[str | None, Text | None]:
        if (assign := self._config.assign.get(field)) is None:
            return None, None
        word = traits.tags[self._places[assign.tag]]
        if isinstance(word, _Hidden):
            return None, _unreadable(
                f"tag {quoted(assign.tag)}", f"タグ {quoted(assign.tag)}", word
            )
        if word is None or not word.strip():
            return None, None
        meant = _meaning(assign, word)
        value = None if meant is None else self._canonical(field, meant)
        if value is not None:
            return value, None
        tag, said = quoted(assign.tag), quoted(word)
        if meant is None:
            return None, {
                "en": f"its tag {tag} says {said}, which the configuration does not list.",
                "ja": f"タグ {tag} の値 {said} は設定の一覧にありません。",
            }
        en, ja = _KINDS[field]
        return None, {
            "en": f"its tag {tag} says {said}, which is no {en}.",
            "ja": f"タグ {tag} の値 {said} は、{ja}ではありません。",
        }

    def _matches(self, rule: Rule, traits: _Traits) -> bool | Text:
        """Tell whether a rule matches; else what would have to be known to tell."""
        match = rule.match
        if match.address and not _any(match.address, traits.id):
            return False
        if match.module and not any(_any(match.module, m) for m in modules(traits.id)):
            return False
        doubt: Text | None = None
        asked = [(match.account, traits.account, "account", "アカウント")] if match.account else []
        for tag, globs in match.tags.items():
            shown = quoted(tag)
            asked.append((globs, traits.tags[self._places[tag]], f"tag {shown}", f"タグ {shown}"))
        for globs, word, en, ja in asked:
            if isinstance(word, _Hidden):
                doubt = doubt or _undecided(rule, en, ja, word)
            elif word is None or not _any(globs, word):
                return False
        return doubt or True

    def _rules_of(self, provider: str, type_: str) -> tuple[Rule, ...]:
        """Return the rules that may match a type: most rules name what few assets are."""
        return tuple(
            rule
            for rule in self._config.rules
            if (not rule.match.provider or _any(rule.match.provider, provider))
            and (not rule.match.type or _any(rule.match.type, type_))
        )

    def _canonical(self, field: str, word: str) -> str | None:
        """Return a class or zone as its document writes it; None for what it does not have."""
        names = self._names.get(field)
        return names.get(plain(word)) if names else word.strip()

    def _without_class(self, classes: Sequence[str]) -> tuple[str | None, Text]:
        """Return what an unclassified asset counts as, and how a finding says so."""
        said = self._config.unclassified
        if plain(said) == UNKNOWN or (plain(said) == HIGHEST and not classes):
            return None, {
                "en": "nothing gives it a data class: it counts as unclassified.",
                "ja": "重要性分類を示すものがないため、未分類として扱います。",
            }
        if plain(said) == HIGHEST:
            highest = classes[0]
            return highest, {
                "en": f"nothing gives it a data class: it counts as the highest, {highest}.",
                "ja": f"重要性分類を示すものがないため、最上位の {highest} として扱います。",
            }
        value = self._canonical(CLASS, said)
        return value, {
            "en": f"nothing gives it a data class: the configuration counts it as {value}.",
            "ja": f"重要性分類を示すものがないため、設定に従い {value} として扱います。",
        }

    def _check(self) -> None:
        """Raise what the file could not know: classes and zones that no document has."""
        if problems := list(self._strangers()):
            raise complaint(*problems)

    def _strangers(self) -> Iterator[Problem]:
        config = self._config
        said: list[tuple[str, str, Source]] = [
            (field, word, rule.origin)
            for rule in config.rules
            for field, word in rule.gives.items()
        ]
        for field, assign in config.assign.items():
            said += [(field, word, assign.origin) for word in assign.values.values()]
        said += [(CLASS, word, c.origin) for c in config.contracts for word in c.classes]
        if plain(config.unclassified) not in {HIGHEST, UNKNOWN}:
            said.append((CLASS, config.unclassified, config.unclassified_origin))
        for field, word, origin in said:
            if self._canonical(field, word) is None:
                en, ja = suggestion(word, list(dict.fromkeys(self._names[field].values())))
                kind_en, kind_ja = _KINDS[field]
                said_at, name = quoted(origin.path), quoted(word)
                en = f"{name} in {said_at} is no {kind_en}: {en}"
                ja = f"{said_at} の {name} は、{kind_ja}ではありません。{ja}"
                yield Problem(origin.file, origin.line, origin.column, en, ja)
        yield from zoning.strangers(config.network, self._names[ZONE])


def _classes(classes: Collection[str]) -> dict[str, str]:
    return {plain(name): name for name in classes}


def _meaning(assign: Assign, word: str) -> str | None:
    """Return what a tag's value means; None where `values` does not list it."""
    if not assign.values or word in assign.values:
        return assign.values.get(word, word)
    return {plain(said): meant for said, meant in assign.values.items()}.get(plain(word))


def _word(value: object) -> _Word:
    if value is None or isinstance(value, str):
        return value
    reason = getattr(value, "reason", None)  # what a source withholds inside the map says why
    return _Hidden(reason if isinstance(reason, str) else "it is not text")


def _any(globs: Globs, text: str) -> bool:
    return any(glob.matches(text) for glob in globs)


def _undecided(rule: Rule, en: str, ja: str, hidden: _Hidden) -> Text:
    at = f"{rule.origin.path}, line {rule.origin.line}"
    return {
        "en": f"a rule ({at}) may match: the {en} cannot be read ({hidden.reason}).",
        "ja": f"規則({rule.origin.path}、{rule.origin.line} 行目)に一致するか不明です: "
        f"{ja} を読めません({hidden.reason})。",
    }


def _unreadable(en: str, ja: str, hidden: _Hidden) -> Text:
    return {
        "en": f"its {en} cannot be read ({hidden.reason}).",
        "ja": f"{ja} を読めません({hidden.reason})。",
    }


def _joined(first: Text | None, then: Text) -> Text:
    return then if first is None else {lang: f"{first[lang]} {then[lang]}" for lang in then}
