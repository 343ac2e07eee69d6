"""What a record says, in Japanese and in English."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any, Final

from cloudguard.disposal.record import Entry, File, Paper
from cloudguard.sources import moments

JA: Final = "ja"

STATES: Final = {
    "gone": ("消滅を確認", "gone"),
    "remains": ("残存", "remains"),
    "pending": ("削除待ち", "pending"),
    "not_read": ("未確認", "not read"),
    "unreadable": ("復号不能(鍵を破棄)", "unreadable: key destroyed"),
    "attested": ("証言による", "attested"),
}
METHODS: Final = {
    "delete": ("サービスの標準機能による削除", "deletion by the service"),
    "key": ("鍵の破棄(暗号化消去)", "destruction of the key"),
    "account": ("利用者・アカウントの閉鎖", "account closed"),
    "": ("", ""),
}
ROLES: Final = {
    "before": ("処分前", "before"),
    "after": ("処分後", "after"),
    "audit": ("監査ログ", "audit log"),
    "attestation": ("証言", "attestation"),
}
PAPERS: Final = {
    "permission": ("廃棄・消去の許可", "permission to dispose and erase"),
    "certificate": ("委託事業者が発行した書面", "paper issued by the contractor"),
    "media": (
        "媒体の廃棄を事業者が行う場合: 第三者監査報告書",
        "third-party audit report, where the provider disposes of the media",
    ),
    "exception-reason": (
        "例外: 契約終了時の即時の消去が技術的に困難である理由",
        "exception: why erasure at once is technically infeasible",
    ),
    "exception-specification": (
        "例外: 機器の廃棄時に復元困難な消去を行うことを示す事業者の仕様",
        "exception: the provider's specification of erasure at disposal",
    ),
    "exception-deletion-log": (
        "例外: 標準機能による消去の仕様と実施記録",
        "exception: specification and log of the standard deletion",
    ),
    "account": ("アカウントの閉鎖", "account closed"),
    "asset": ("資産の処分", "asset disposed of"),
}
FILES: Final = {
    "snapshot": ("スナップショット", "snapshot"),
    "state": ("ステート", "state"),
}
KINDS: Final = {"data": ("データ", "data"), "key": ("鍵", "key"), "account": ("利用者", "user")}

_WHY: Final = {
    "present": "存在",
    "pending-deletion": "削除待ち",
    "soft-deleted": "削除済み(復元可能)",
    "unread": "状態不明",
    "it is listed": "一覧にあります",
    "it is listed, and holds objects or versions": "一覧にあり、オブジェクト又は版が残っています",
    "it is listed; disabled is not gone": "一覧にあります(無効化は消去ではありません)",
    "it is listed, and its state was not read": "一覧にあり、状態は読めていません",
    "waits for deletion: it can be restored until then": "削除待ちで、その日まで元に戻せます",
    "deleted, and can be restored until then": "削除済みですが、その日まで元に戻せます",
    "it remains; its key is destroyed": "残っていますが、鍵は破棄されています",
    "no later snapshot of its account was given": "処分後のスナップショットがありません",
    "the collector asked for it nowhere": "収集の対象ではありません",
    "its region is not known": "リージョンが分かりません",
    "its account is not known": "アカウントが分かりません",
    "the snapshot does not name its account": "スナップショットにアカウントがありません",
    "its region was not read": "このリージョンは読んでいません",
    "nothing was asked that would show what lies deleted": "削除済みのものを読んでいません",
    "the deletion of the key was cancelled": "鍵の削除は取り消されています",
    # why a call was not answered whole
    "throttled": "回数の制限",
    "unreachable": "接続不可",
    "unsupported": "未対応",
    "cut short": "途中まで",
    "error": "エラー",
}
_PATTERNS: Final = (
    (
        re.compile(r"(.*); its deletion is scheduled, and no event shows it done"),
        "{0}。削除は予約済みですが、実行の記録がありません",
    ),
    (
        re.compile(r"(.*); versions of the key are scheduled, and others may be there"),
        "{0}。鍵のバージョンの破棄が予約されていますが、他のバージョンは不明です",
    ),
    (
        re.compile(r"(.*); its key is destroyed, which no clause here accepts"),
        "{0}。鍵は破棄されていますが、それを認める条項がありません",
    ),
    (
        re.compile(r"(.+) in (\S+) was read whole, and it is not there"),
        "{1} の {0} をすべて読み、ありませんでした",
    ),
    (re.compile(r"(\S+) in (\S+): denied"), "{1} の {0} が拒否されました"),
    (re.compile(r"(\S+) in (\S+): denied, (.*)"), "{1} の {0} が拒否されました({2})"),
    (re.compile(r"(\S+) in (\S+): (.*)"), "{1} の {0} が読めませんでした({2})"),
    (re.compile(r"(throttled|unreachable|unsupported|cut short|error), (.*)"), "{0}、{1}"),
)


def word(table: dict[str, tuple[str, str]], key: str, lang: str) -> str:
    """Return a word of one of the tables."""
    ja, en = table.get(key, (key, key))
    return ja if lang == JA else en


def both(table: dict[str, tuple[str, str]], key: str) -> str:
    """Return a word in both languages, Japanese first."""
    ja, en = table.get(key, (key, key))
    return f"{ja} / {en}" if en else ja


def why(text: str, lang: str) -> str:
    """Return a reason in a language; English where there is no Japanese."""
    if lang != JA or not text:
        return text
    if text in _WHY:
        return _WHY[text]
    for pattern, ja in _PATTERNS:
        if found := pattern.fullmatch(text):
            return ja.format(*(why(part or "", lang) for part in found.groups()))
    return text


def day(entry: Entry, lang: str) -> str:
    """Return when it was gone: the day of the event, else that by which it was not there."""
    if entry.date or entry.state != "gone":
        return entry.date
    seen = next((moments.day(proof.at) for proof in entry.evidence if proof.kind == "ledger"), "")
    if not seen:
        return ""
    return f"{seen} までに" if lang == JA else f"by {seen}"


def until(entry: Entry, lang: str) -> str:
    """Return by when what is pending is gone, and whether that is in time."""
    if entry.until is None:
        unknown = entry.state == "pending"
        return ("日付不明" if lang == JA else "day not known") if unknown else ""
    if lang == JA:
        late = "" if entry.in_time else "(期限後)"
        return f"{entry.until} まで{late}"
    late = "" if entry.in_time else " (past the deadline)"
    return f"until {entry.until}{late}"


def source(file: File, lang: str) -> str:
    """Return what a file is: what made it, whose it is, when."""
    kind = word(FILES, file.kind, lang)
    parts = [kind, file.account or "", spoken(file.collected_at or ""), file.collector or ""]
    if not file.kept:
        parts.append(
            "一式には入れません(秘密を含み得るため)"
            if lang == JA
            else "not in the bundle: it may hold secrets"
        )
    return ("、" if lang == JA else ", ").join(part for part in parts if part)


def counted(accounting: Mapping[str, Any], lang: str) -> str:
    """Return how many assets were asked for, and how many were not."""
    asked, appeared = accounting["asked"], accounting["appeared"]
    others, none = accounting["of_other_contracts"], accounting["of_no_contract"]
    if lang == JA:
        return (
            f"対象 {asked} 件(うち処分前になかったもの {appeared} 件)。同じ入力にある、"
            f"他の契約のもの {others} 件、どの契約でもないもの {none} 件は対象外です。"
        )
    return (
        f"Asked for: {asked} (of them {appeared} not there before). Not asked for: of other "
        f"contracts {others}, of no contract {none}."
    )


def classes(paper: Paper) -> str:
    """Return the classes of data that a paper may be used for, in both languages."""
    return f"使える区分 / for classes: {'・'.join(paper.classes)}" if paper.classes else ""


def scope(types: int, lang: str) -> str:
    """Return how far a record goes: to the types that were asked for."""
    if lang == JA:
        return (
            f"この記録は、読み取ったアカウントとリージョンの {types} 種別についてのものです。"
            "他のアカウント・リージョン・種別に何があったかは示しません。"
        )
    return (
        f"It speaks of {types} types in the accounts and regions that were read, and of nothing "
        "else there was."
    )


def spoken(text: str) -> str:
    """Return a moment as people in Japan read it."""
    return moments.spoken(text)


def foreign(file: File, lang: str) -> str:
    """Return the warning that a snapshot was not taken from the provider."""
    if lang == JA:
        return f"{file.name} は事業者ではなく {file.endpoint} から読んだもので、証拠になりません。"
    return f"{file.name} was read from {file.endpoint}, not from the provider: it is no evidence."
