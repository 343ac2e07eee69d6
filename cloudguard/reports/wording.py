"""What the reports themselves say, in Japanese and English.

Only letters that CP932 has: a Japanese console of Windows shows them all.
"""

from __future__ import annotations

from typing import Final

# An English text that counts has two forms: for one, for any other number.
_SAYINGS: Final[dict[str, dict[str, str | tuple[str, str]]]] = {
    "fail": {"en": "FAIL", "ja": "不適合"},
    "unknown": {"en": "UNKNOWN", "ja": "不明"},
    "pass": {"en": "PASS", "ja": "適合"},
    "absent": {"en": "ABSENT", "ja": "条項なし"},
    "not_applicable": {"en": "N/A", "ja": "対象なし"},
    "critical": {"en": "critical", "ja": "重大"},
    "high": {"en": "high", "ja": "高"},
    "medium": {"en": "medium", "ja": "中"},
    "low": {"en": "low", "ja": "低"},
    "blocks": {"en": "BLOCKS", "ja": "停止"},
    "not_checkable": {"en": "not checkable yet", "ja": "まだ検査できない"},
    "not_read": {"en": "not read", "ja": "読めていない"},
    "unclassified": {"en": "unclassified", "ja": "未分類"},
    "awaiting_attestation": {"en": "awaiting attestation", "ja": "人の確認待ち"},
    "value_missing": {"en": "value missing", "ja": "値が未登録"},
    "other": {"en": "other", "ja": "その他"},
    "sakura": {"en": "Sakura Cloud", "ja": "さくらのクラウド"},
    "profile": {"en": "profile {names}", "ja": "プロファイル {names}"},
    "as_of": {"en": "as of {day}", "ja": "{day} 時点"},
    "input": {
        "en": ("{path}: {kind}, {n} resource", "{path}: {kind}, {n} resources"),
        "ja": "{path}: {kind}、リソース{n}件",
    },
    "plan": {"en": "plan", "ja": "プラン"},
    "hcl": {"en": "HCL", "ja": "HCL"},
    "state": {"en": "state", "ja": "ステート"},
    "snapshot": {"en": "snapshot", "ja": "スナップショット"},
    "export": {"en": "export", "ja": "エクスポート"},
    "findings": {"en": ("{n} finding", "{n} findings"), "ja": "指摘{n}件"},
    "instances": {"en": ("{n} instance", "{n} instances"), "ja": "インスタンス{n}件"},
    "more": {"en": "… and {n} more (-v lists all)", "ja": "…ほか{n}件(-v ですべて)"},
    "more_checks": {
        "en": ("… and {n} more check", "… and {n} more checks"), "ja": "…ほか{n}検査",
    },
    "more_short": {"en": "… and {n} more (-v)", "ja": "…ほか{n}件(-v)"},
    "entries": {"en": "{n} entries, listed by -v", "ja": "{n}件、-v で表示"},
    "more_blocks": {
        "en": ("… and {n} more block (-v lists all)", "… and {n} more blocks (-v lists all)"),
        "ja": "…ほか{n}ブロック(-v ですべて)",
    },
    "found": {"en": "found", "ja": "現状"},
    "because": {"en": "because", "ja": "理由"},
    "why": {"en": "why", "ja": "趣旨"},
    "clauses": {"en": "clauses", "ja": "条項"},
    "remedy": {"en": "remedy", "ja": "対処"},
    "class": {"en": "class", "ja": "区分"},
    "excepted": {"en": "excepted", "ja": "例外"},
    "nothing": {"en": "not known", "ja": "分からない"},
    "none": {"en": "none", "ja": "なし"},
    "among": {"en": "one of {values}", "ja": "{values} のいずれか"},
    "perhaps": {"en": "perhaps {values}", "ja": "{values}の可能性"},
    "evidence": {
        "en": "{found}; expected: {expected}; at {at}",
        "ja": "{found}、期待: {expected}、箇所: {at}",
    },
    "way_yes": {"en": "YES", "ja": "届く"},
    "way_perhaps": {"en": "PERHAPS", "ja": "不明"},
    "way_no": {"en": "NO", "ja": "届かない"},
    "way_gets": {
        "en": "{packet} gets from {start} to {end}.",
        "ja": "{packet} が {start} から {end} に届く。",
    },
    "way_may_get": {
        "en": "{packet} may get from {start} to {end}.",
        "ja": "{packet} が {start} から {end} に届く可能性がある。",
    },
    "way_open": {
        "en": "Whether anything{asked} gets from {start} to {end} is not known.",
        "ja": "{start} から {end} に通信{asked}が届くか分からない。",
    },
    "way_ends": {
        "en": "Nothing{asked} gets from {start} to {end}. It ends at:",
        "ja": "{start} から {end} に通信{asked}は届かない。次のところで止まる:",
    },
    "way_back": {
        "en": "Nothing{asked} is answered from {end} to {start}. Answers end at:",
        "ja": "{end} から {start} に返事{asked}が戻らない。返事は次のところで止まる:",
    },
    "way_none": {
        "en": "Nothing{asked} gets from {start} to {end}: no way leads there.",
        "ja": "{start} から {end} に通信{asked}は届かない。そこへ至る経路がない。",
    },
    "way_service": {"en": " ({service})", "ja": "({service})"},
    "way_passing": {
        "en": "what passes: {services}, from {sources}, to {destinations}",
        "ja": "通るもの: {services}、送信元 {sources}、宛先 {destinations}",
    },
    "way_permitted": {
        "en": "All of it is permitted (network.permitted of cloudguard.yaml).",
        "ja": "すべて許可されている(cloudguard.yaml の network.permitted)。",
    },
    "way_unknown": {"en": "What is not known:", "ja": "分からないこと:"},
    "map_title": {"en": "Zones of {input} ({names})", "ja": "{input} の領域({names})"},
    "map_offending": {"en": "offends", "ja": "違反"},
    "map_open": {"en": "passes", "ja": "通る"},
    "map_unknown": {"en": "not known", "ja": "不明"},
    "map_permitted": {"en": "permitted", "ja": "許可"},
    "map_offends": {"en": "(offends)", "ja": "(違反)"},
    "map_numbered": {"en": "{services} (way {numbers})", "ja": "{services}(経路 {numbers})"},
    "map_public": {"en": "public addresses", "ja": "公開アドレス"},
    "map_between": {"en": "Between zones", "ja": "領域の間"},
    "map_nothing": {
        "en": "Nothing passes between zones.", "ja": "領域の間を通るものはありません。",
    },
    "map_nothing_read": {
        "en": "Not everything was read: in what was, nothing passes between zones.",
        "ja": "一部を読めませんでした。読めた範囲に、領域の間を通るものはありません。",
    },
    "map_ways": {"en": "Ways that offend", "ja": "違反する経路"},
    "map_alike": {"en": "({n} more like it)", "ja": "(同様の経路がほかに{n}件)"},
    "map_more": {"en": "… and {n} more", "ja": "…ほか{n}件"},
    "by_private_line": {"en": "dedicated line", "ja": "専用線"},
    "by_internet_vpn": {"en": "Internet VPN", "ja": "インターネット VPN"},
    "by_peering": {"en": "peering", "ja": "ピアリング"},
    "by_unknown": {"en": "a line of unknown kind", "ja": "種類の分からない線"},
    "door": {"en": "{line} to {leads}", "ja": "{line}、{leads} へ"},
    "in_zone": {"en": "{name} ({zone})", "ja": "{name}({zone})"},
    "no_zone": {"en": "no zone", "ja": "領域なし"},
    "hop": {"en": "{n}. {at}: {told} [{line}]", "ja": "{n}. {at}: {told} [{line}]"},
    "hop_unplaced": {"en": "{n}. {at}: {told}", "ja": "{n}. {at}: {told}"},
    "chain_title": {
        "en": "Administrators of {input} ({names})", "ja": "{input} の管理者({names})",
    },
    "chain_title_one": {
        "en": "How {only} becomes an administrator, in {input} ({names})",
        "ja": "{only} が管理者になる経路({input}、{names})",
    },
    "chain_not_enforced": {"en": "NOT ENFORCED", "ja": "多要素なし"},
    "chain_undetermined": {"en": "NOT DETERMINABLE", "ja": "要証明"},
    "chain_enforced": {"en": "ENFORCED", "ja": "多要素あり"},
    "chain_not_asked": {"en": "PROGRAM", "ja": "プログラム"},
    "chain_state": {"en": "second factor", "ja": "多要素認証"},
    "chain_who": {"en": "who", "ja": "主体"},
    "chain_party": {"en": "party", "ja": "担当"},
    "chain_power": {"en": "administrator of", "ja": "管理者となる範囲"},
    "chain_of": {"en": "party {party}", "ja": "担当 {party}"},
    "chain_party_unknown": {"en": "not known", "ja": "不明"},
    "chain_administrator": {"en": "administrator of {place}", "ja": "{place}の管理者"},
    "chain_key": {"en": "{who}: access key", "ja": "{who}: アクセスキー"},
    "chain_console": {"en": "{who}: console, no MFA", "ja": "{who}: コンソール(MFA なし)"},
    "chain_with": {"en": "{who}: session with MFA", "ja": "{who}: MFA を経たセッション"},
    "chain_role": {"en": "{who}: session", "ja": "{who}: セッション"},
    "chain_api_key": {"en": "{who}: API key", "ja": "{who}: API キー"},
    "chain_token": {"en": "{who}: token", "ja": "{who}: トークン"},
    "chain_token_without": {
        "en": "{who}: session token, no MFA", "ja": "{who}: セッショントークン(MFA なし)",
    },
    "chain_in_console": {"en": "{who}: console", "ja": "{who}: コンソール"},
    "chain_verified": {
        "en": "{who}: console, second factor verified", "ja": "{who}: コンソール(多要素確認済み)",
    },
    "chain_through": {
        "en": "{who}: through the identity provider", "ja": "{who}: ID プロバイダー経由",
    },
    "chain_in_azure": {"en": "{who}: in Azure", "ja": "{who}: Azure にサインイン"},
    "chain_in_entra": {
        "en": "{who}: in Microsoft Entra", "ja": "{who}: Microsoft Entra にサインイン",
    },
    "chain_in": {"en": "{who}: signed in", "ja": "{who}: サインイン後"},
    "chain_becomes": {"en": "{who} becomes {power}", "ja": "{who} が{power}になれる"},
    "chain_asks": {"en": "asks for a second factor", "ja": "多要素認証を求める"},
    "chain_perhaps": {
        "en": "whether this is possible is not known", "ja": "可能かどうか分からない",
    },
    "chain_wanted": {
        "en": "{why} (clauses {clauses})", "ja": "{why}(条項 {clauses})",
    },
    "chain_gap": {
        "en": "{place} may have more administrators: {why}",
        "ja": "{place}の管理者はほかにもいる可能性がある: {why}",
    },
    "chain_nobody": {"en": "nobody", "ja": "該当なし"},
    "chain_nobody_read": {"en": "not everything was read", "ja": "一部を読めていない"},
    "chain_none_read": {
        "en": "Not everything was read: in what was, nobody can become an administrator.",
        "ja": "一部を読めていない。読めた範囲に、管理者になれる主体はない。",
    },
    "chain_none_one_read": {
        "en": "Not everything was read: in what was, no chain leads from {only} to power.",
        "ja": "一部を読めていない。読めた範囲に、{only} から権限に至る経路はない。",
    },
    "chain_none": {
        "en": "Nobody of this input can become an administrator.",
        "ja": "この入力に、管理者になれる主体はない。",
    },
    "chain_none_one": {
        "en": "No chain leads from {only} to power.",
        "ja": "{only} から権限に至る経路はない。",
    },
    "chain_powerless": {
        "en": ("{n} principal without power", "{n} principals without power"),
        "ja": "権限に至らない主体{n}件",
    },
    "chain_more": {"en": "… and {n} more", "ja": "…ほか{n}件"},
    "reason": {"en": " ({reason})", "ja": "({reason})"},
    "line_fail": {
        "en": '{asset} does not meet "{title}"',
        "ja": "{asset} は「{title}」を満たさない",
    },
    "line_unknown": {
        "en": 'unknown: whether {asset} meets "{title}"',
        "ja": "不明: {asset} が「{title}」を満たすか分からない",
    },
    "line_pass": {
        "en": 'pass: {asset} meets "{title}"',
        "ja": "適合: {asset} は「{title}」を満たす",
    },
    "line_also": {"en": "; also: ", "ja": "。ほかに: "},
    "line_excepted": {
        "en": "excepted: {line}; exception: {exception}",
        "ja": "例外: {line}。例外措置: {exception}",
    },
    "line_unread": {"en": "{path}: not read: {reason}", "ja": "{path}: 読めず: {reason}"},
    "line_nothing": {
        "en": "{path}: not understood: {types}",
        "ja": "{path}: 解釈できず: {types}",
    },
    "assumed_class": {
        "en": "{name}, assumed: nothing classifies it",
        "ja": "{name}(どこにも分類がないため仮定)",
    },
    "assumed_of_all": {
        "en": "class {name}, assumed for all findings: nothing classifies what they are about",
        "ja": "区分 {name}(どこにも分類がないため、すべての指摘で仮定)",
    },
    "class_of_all": {"en": "class {name}: all findings", "ja": "区分 {name}(すべての指摘)"},
    "no_findings": {"en": "No findings to show.", "ja": "表示する指摘はありません。"},
    "summary": {"en": "Summary", "ja": "集計"},
    "provider": {"en": "Findings by provider", "ja": "プロバイダー別の指摘"},
    "check": {"en": "Findings by check", "ja": "検査別の指摘"},
    "document": {"en": "Clauses by document", "ja": "文書別の条項"},
    "followed": {"en": "follows {title}, {date}", "ja": "準拠する版: {title}、{date}"},
    "undated": {"en": "not dated", "ja": "日付の記載なし"},
    "version": {"en": "policies {version}", "ja": "版 {version}"},
    "failing": {"en": "failing", "ja": "不適合"},
    "unknown_because": {"en": "unknown because", "ja": "不明の理由"},
    "passing": {"en": "passing", "ja": "適合"},
    "doubt": {"en": "doubt", "ja": "疑義"},
    "blocking": {"en": "What blocks", "ja": "止めているもの"},
    "note": {"en": "note", "ja": "注記"},
    "notice": {"en": "note", "ja": "注意"},
    "values": {"en": "Values judged by", "ja": "判定に用いた値"},
    "set_by_profile": {"en": "the profile's default", "ja": "プロファイルの既定値"},
    "set_by_organisation": {"en": "registered by the organisation", "ja": "団体の登録値"},
    "default_note": {
        "en": "A profile's default is not the document's: it judges findings only, and a clause "
        "that leaves the value open stays unknown until you register yours in cloudguard.yaml.",
        "ja": "プロファイルの既定値は文書の定めではなく、指摘の判定だけに用います。値を定めていない"
        "条項は、cloudguard.yaml に団体の値を登録するまで不明のままです。",
    },
    "missing": {"en": "waiting for your value: {names}", "ja": "登録を待つ値: {names}"},
    "accounting": {
        "en": "Resources {resources} = judged {judged} + excluded {excluded} "
        "+ not understood {not_understood}",
        "ja": "リソース {resources} = 判定 {judged} + 除外 {excluded} "
        "+ 解釈できず {not_understood}",
    },
    "not_understood": {"en": "not understood", "ja": "解釈できず"},
    "excluded": {"en": "excluded", "ja": "除外"},
    "unread": {"en": "not read", "ja": "読めず"},
    "types_more": {
        "en": ("… and {n} more type", "… and {n} more types"), "ja": "…ほか{n}種類",
    },
    "end_0": {
        "en": "Nothing blocks: {fail} failing, {unknown} unknown, {passed} passing.",
        "ja": "何も止めません: 不適合{fail}件、不明{unknown}件、適合{passed}件。",
    },
    "end_0_empty": {
        "en": "Nothing blocks: there was nothing to judge.",
        "ja": "何も止めません: 判定の対象がありませんでした。",
    },
    "end_1": {
        "en": ("Blocked: {n} finding blocks.", "Blocked: {n} findings block."),
        "ja": "止めます: {n}件の指摘が止めています。",
    },
    "end_1_unread": {
        "en": ("Blocked: {n} finding blocks, and not everything was read.",
               "Blocked: {n} findings block, and not everything was read."),
        "ja": "止めます: {n}件の指摘が止めています。読めなかったものもあります。",
    },
    "end_2": {
        "en": "Nothing was judged: nothing that was given could be read.",
        "ja": "何も判定していません: 渡されたものを一つも読めませんでした。",
    },
    "end_3_unread": {
        "en": "Not everything was read: nothing blocks in what was, the rest is not judged.",
        "ja": "一部を読めませんでした: 読めた範囲に止めるものはなく、残りは判定していません。",
    },
    "end_3_nothing": {
        "en": ("Nothing was judged: no type of the {n} resource is understood.",
               "Nothing was judged: none of the types of the {n} resources is understood."),
        "ja": "何も判定していません: リソース{n}件の種類をどれも解釈できませんでした。",
    },
    "end_3_unknown": {
        "en": ("Nothing blocks, but {n} finding is unknown and --fail-on-unknown is set.",
               "Nothing blocks, but {n} findings are unknown and --fail-on-unknown is set."),
        "ja": "止めるものはありませんが、不明が{n}件あります(--fail-on-unknown の指定あり)。",
    },
    "end_4": {
        "en": "cloudguard itself failed in part; what it touches is not judged as passed. "
        "Please report it.",
        "ja": "cloudguard 自体に誤りがありました。関わるものは適合と判定していません。"
        "報告をお願いします。",
    },
    "end_4_blocks": {
        "en": ("cloudguard itself failed in part, and {n} finding blocks. Please report it.",
               "cloudguard itself failed in part, and {n} findings block. Please report it."),
        "ja": "cloudguard 自体に誤りがあり、{n}件の指摘が止めています。誤りの報告をお願いします。",
    },
}  # fmt: skip
_NAMES: Final = {"aws": "AWS", "azure": "Azure", "google": "Google Cloud", "oci": "OCI"}


def say(lang: str, key: str, **parts: object) -> str:
    """Return a saying in a language, filled in; `n` chooses between one and many."""
    saying = _SAYINGS[key][lang]
    if isinstance(saying, tuple):
        saying = saying[0 if parts.get("n") == 1 else 1]
    return saying.format(**parts) if parts else saying


def provider_name(lang: str, provider: str) -> str:
    """Return what a provider is called."""
    return _NAMES.get(provider) or say(lang, provider if provider == "sakura" else "other")


def comma(lang: str, *parts: str) -> str:
    """Return parts as a list in a sentence, the empty ones left out."""
    return ("、" if lang == "ja" else ", ").join(filter(None, parts))
