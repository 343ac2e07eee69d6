"""What a plan for the end of a contract says of its own accord, in both languages."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

_WORDS: Final[Mapping[str, tuple[str, str]]] = {
    # title and head
    "title": ("契約終了時の消去計画", "Plan for the end of the contract"),
    "contract": ("契約", "Contract"),
    "party": ("相手方", "Party"),
    "no_party": ("(契約に記載なし)", "(the contract names none)"),
    "start": ("契約開始日", "Start"),
    "end": ("契約終了日", "End"),
    "grace": ("猶予日数", "Days of grace"),
    "last_write": ("最後の書き込み", "Last write"),
    "service_stop": ("サービス停止", "Service stops"),
    "deadline": ("消去の期限", "Must be gone by"),
    "as_of": ("基準日", "As of"),
    "profile": ("プロファイル", "Profiles"),
    "inputs": ("入力", "Inputs"),
    "accepted": ("認められる消去の方法", "Routes accepted"),
    "by_delete": ("削除", "deletion"),
    "by_key": ("鍵の破棄", "destroying the key"),
    "by_media": ("媒体の廃棄", "disposal of the media"),
    "by_none": ("―", "-"),
    # verdicts
    "in_time": ("期限までに消せる", "in time"),
    "late": ("期限までに消せない", "not in time"),
    "unknown": ("分からない", "not known"),
    "counts": (
        "期限までに消せる {good}件、消せない {bad}件、分からない {open}件",
        "{good} can be gone in time, {bad} cannot, {open} not known",
    ),
    "stores": ("データを持つもの", "What holds data"),
    "of_stores": ("データを持つもの {n}件のうち", "Of {n} that hold data"),
    "end_0": (
        "すべて期限({day})までに消せます。",
        "Everything can be gone by {day}.",
    ),
    "end_1": (
        "期限({day})までに消せないものがあります。",
        "Not everything can be gone by {day}.",
    ),
    "end_3": (
        "期限({day})までに消せないと決まったものはありませんが、分からないものがあります。",
        "Nothing is known to miss {day}, but not everything is known.",
    ),
    "end_excepted": (
        "例外措置を除き、期限({day})までにすべて消せます。",
        "But for approved exceptions, everything can be gone by {day}.",
    ),
    "end_excepted_3": (
        "例外措置のほかは、期限({day})までに消せないものは見つからず、分からないものがあります。",
        "But for approved exceptions nothing is known to miss {day}; not everything is known.",
    ),
    "excepted": ("例外措置: {why}", "Approved exception: {why}"),
    "nothing": (
        "この契約の対象に、データを持つものはありません。covers を確かめてください。",
        "The contract covers nothing that holds data. Check its `covers` in cloudguard.yaml.",
    ),
    # sections
    "section_late": ("期限までに消せないもの", "What cannot be gone in time"),
    "section_unknown": ("分からないもの", "What is not known"),
    "section_conflicts": ("条項どうしの衝突", "Clauses in conflict"),
    "section_work": ("日ごとの作業", "The work, day by day"),
    "section_keys": ("鍵", "Keys"),
    "section_assets": ("対象の資産", "Assets"),
    "section_copies": ("写し", "Copies"),
    "section_possible": ("手で探す写し", "Copies to look for by hand"),
    "section_unread": ("計画に入っていないもの", "What is not in this plan"),
    "overlooked": (
        "解釈できない種類のリソース(データがあれば作業に加える): {types}",
        "resources of types that are not understood (add them where they hold data): {types}",
    ),
    "sheet_unread": ("計画にないもの", "Not planned"),
    "possible_why": (
        "プランやスナップショットには現れない写しです。あれば、作業に加えてください。",
        "No plan or snapshot shows these. Where there are any, add them to the work.",
    ),
    "possible_few": ("ほかに同種 {n}件", "and {n} more of the kind"),
    "gone": ("消える日", "Gone on"),
    "gone_on": ("{day} に消える", "gone on {day}"),
    "gone_from": ("早くて {day}、遅ければ期限なし", "{day} at the earliest, perhaps never"),
    "gone_between": ("{day}から{last}の間", "between {day} and {last}"),
    "gone_never": ("消える日が来ない", "never gone"),
    "route": ("{way}: {gone}", "by {way}: {gone}"),
    "place": ("{asset} [{place}]", "{asset} [{place}]"),
    "media": (
        "媒体の廃棄による消去が認められるため、事業者の廃棄手順の確認(証明)を待つ",
        "disposal of the media is accepted: awaits an attestation of the provider's procedure",
    ),
    "may_belong": (
        "この契約の対象かどうか分からない",
        "whether the contract covers it is not known",
    ),
    "kept_until": ("条項により {day} まで保存する", "a clause wants it kept until {day}"),
    "no_route": ("認められる消去の方法がない", "no accepted route erases it"),
    # keys
    "key_schedule": ("破棄を予約する日", "Schedule on"),
    "key_by": ("予約の期限", "Schedule by"),
    "key_shared": (
        "ほかのデータも使っているため予約しない: {names}",
        "not scheduled, since other data hangs on it: {names}",
    ),
    "key_uncovered": (
        "契約の対象でないため予約しない",
        "not scheduled, since the contract does not cover it",
    ),
    "key_users": ("守るデータ", "Protects"),
    "key_needed": ("この鍵の破棄で消去する", "its destruction erases data"),
    "key_last": ("データの削除後に破棄する", "destroyed after its data is deleted"),
    "key_line": (
        "{key}: {day} に予約、{gone}",
        "{key}: schedule on {day}, {gone}",
    ),
    "key_late": ("(期限より後になる)", " (after the deadline)"),
    "key_perhaps_late": ("(期限より後になることがある)", " (perhaps after the deadline)"),
    "stop_by": (
        "期限に間に合わせるには、サービスを {day} までに止めます(予定は {planned})。",
        "To be in time, the service must stop by {day} (planned: {planned}).",
    ),
    # conflicts
    "conflict_kept": (
        "ログは {until} まで保存({keep})、一方で {deadline} までに消去({erase})。",
        "Logs must stay until {until} ({keep}), but go by {deadline} ({erase}).",
    ),
    "conflict_key": (
        "ログは {until} まで保存({keep})、一方で鍵 {key} とともに {deadline} までに消去({erase})。",
        "Logs must stay until {until} ({keep}), but go by {deadline} with {key} ({erase}).",
    ),
    "conflict_locked": (
        "ログは {until} までロック(定めより長い: {keep})、一方で {deadline} までに消去({erase})。",
        "Logs are locked until {until}, longer than asked ({keep}); gone by {deadline} ({erase}).",
    ),
    "conflict_locked_ever": (
        "ログは無期限にロック(定めより長い: {keep})、一方で {deadline} までに消去({erase})。",
        "Logs are locked for ever, longer than asked ({keep}), but go by {deadline} ({erase}).",
    ),
    "way_shorten": (
        "今後書き込むもののロックの期間を短くする。書き込み済みのものには効かない",
        "shorten the lock of what is written from now on; it does not change what is there",
    ),
    "plan_keeps": (
        "この計画では、保存の期限まで残します。",
        "This plan keeps them for as long as they must be kept.",
    ),
    "no_clause": ("条項なし", "no clause"),
    "ways": ("対処", "Ways out"),
    "way_hand-over": (
        "ログを、この契約の外にある保管先へ引き渡してから消す",
        "hand the logs over to a store outside of this contract, then erase",
    ),
    "way_rekey": (
        "ログを、契約後も残る別の鍵で暗号化し直す",
        "encrypt the logs anew with a key that stays",
    ),
    "way_grace": (
        "契約に猶予を定める(cloudguard.yaml の grace_days)",
        "agree on days of grace (grace_days in cloudguard.yaml)",
    ),
    "way_exception": (
        "例外措置として承認を得て、cloudguard.yaml の exceptions に登録する",
        "have an exception approved, and register it under exceptions in cloudguard.yaml",
    ),
    # parties
    "ours": ("自団体", "Ourselves"),
    "contract_party": ("委託事業者 {name}", "Contractor: {name}"),
    "contract_nobody": ("委託事業者", "Contractor"),
    "named": ("{name}", "{name}"),
    "provider": ("クラウド事業者", "Provider"),
    # steps
    "do_stop-service": ("サービスを停止する", "Stop the service"),
    "do_stop": ("{asset} を止める(切り離す)", "Stop or detach {asset}"),
    "do_stop-copies": ("{asset} の複製・バックアップを止める", "End the copies of {asset}"),
    "do_unprotect": ("{asset} の削除保護を外す", "Lift the deletion protection of {asset}"),
    "do_unlock": ("{asset} のロック・保留を外す", "Lift the lock or hold of {asset}"),
    "do_leave-nothing": (
        "{asset} を、削除時に何も残さない設定にする",
        "Set {asset} to leave nothing behind",
    ),
    "do_empty": ("{asset} の中身を、すべての版とともに消す", "Empty {asset}, all versions with it"),
    "do_delete-copies": ("{asset} の写し({of})を消す", "Delete the copies ({of}) of {asset}"),
    "do_delete-copies_in": (
        "{held_in} にある、{asset} の写し({of})を消す",
        "Delete the copies ({of}) of {asset} in {held_in}",
    ),
    "do_delete": ("{asset} を削除する", "Delete {asset}"),
    "do_delete_tidy": (
        "{asset} を削除する(データは鍵の破棄により消えている)",
        "Delete {asset} (its data is gone with the key)",
    ),
    "do_purge": ("{asset} を完全に消去する", "Purge {asset}"),
    "do_wait": (
        "{asset} を復元できる期間が終わり、消える",
        "{asset} is gone: the days in which it can be restored end",
    ),
    "do_wait_key": ("鍵 {asset} が消える", "The key {asset} is gone"),
    "do_wait_copy": (
        "{asset} の写し({of})が消える",
        "The copies ({of}) of {asset} go by themselves",
    ),
    "do_schedule-key": (
        "鍵 {asset} の破棄を予約する",
        "Schedule the destruction of the key {asset}",
    ),
    "do_stop-logs": (
        "{asset} によるログの配信を止める",
        "Switch off the delivery of logs by {asset}",
    ),
    "do_confirm": (
        "消えたことを確かめ、記録する",
        "Verify that everything is gone, and record it",
    ),
    "do_close": ("{asset} を閉じる(利用者・アカウント)", "Close {asset} (user or account)"),
    "step_day": ("{day}", "{day}"),
    "until": ("{day} まで", "until {day}"),
    "latest": ("遅くとも {day}", "{day} at the latest"),
    "too_late": ("期限に間に合わない", "too late for the deadline"),
    "perhaps_late": ("期限に間に合うか分からない", "perhaps too late for the deadline"),
    "because": ("理由", "Because"),
    "write": ("ソースを変更", "in the source"),
    "follows": ("参照", "page"),
    "fill_in": ("<…> は、確かめて書き入れる", "fill in what stands in <…>"),
    "or": ("または", "or"),
    "more_steps": (
        "…ほか{n}件(-f json か -f xlsx にすべてあります)",
        "… and {n} more (all in -f json and -f xlsx)",
    ),
    "target_note": (
        "terraform destroy -target は、対象に依存するものも消します。計画を確かめてください。",
        "terraform destroy -target destroys what depends on its target too: read its plan first.",
    ),
    "not_run": (
        "cloudguard は何も実行しません。コマンドは確かめてから実行してください。",
        "cloudguard runs none of this. Read each command before you run it.",
    ),
    # copies
    "snapshot": ("スナップショット", "snapshot"),
    "replica": ("レプリカ", "replica"),
    "backup": ("バックアップ", "backup"),
    "version": ("旧版", "version"),
    "export": ("エクスポート", "export"),
    "log": ("ログ", "log"),
    "image": ("イメージ", "image"),
    "cache": ("キャッシュ", "cache"),
    "state": ("ステート", "state"),
    "copy_days": ("{n}日後に自動で消える", "goes by itself after {n} days"),
    "copy_never": ("自動では消えない", "never goes by itself"),
    "copy_with": ("元とともに消える", "goes with its original"),
    "copy_unknown": ("残る日数が分からない", "for how long it stays is not known"),
    "kept_by_provider": ("事業者が保持", "kept by the provider"),
    "somewhere": ("場所が分からない", "a place that is not known"),
    # columns
    "col_no": ("番号", "No."),
    "col_day": ("日付", "Day"),
    "col_latest": ("遅くとも", "Latest"),
    "col_party": ("担当", "Who"),
    "col_what": ("作業", "What to do"),
    "col_how": ("コマンド・変更", "Command or change"),
    "col_page": ("参照ページ", "Page"),
    "col_why": ("理由・注意", "Reasons, notes"),
    "col_after": ("先に行う作業", "After"),
    "col_asset": ("資産", "Asset"),
    "col_type": ("種類", "Type"),
    "col_provider": ("クラウド", "Cloud"),
    "col_verdict": ("判定", "Verdict"),
    "col_route": ("方法", "Route"),
    "col_gone": ("消える日(最早)", "Gone, earliest"),
    "col_gone_last": ("消える日(最遅)", "Gone, latest"),
    "col_delete": ("削除による日", "By deletion"),
    "col_key": ("鍵の破棄による日", "By key"),
    "col_copies": ("写しの数", "Copies"),
    "col_obstacles": ("妨げるもの", "What stands in the way"),
    "col_place": ("ソース", "Source"),
    "col_key_id": ("鍵", "Key"),
    "col_copy": ("写しの種類", "Kind of copy"),
    "col_original": ("元の資産", "Copy of"),
    "col_where": ("場所", "Where"),
    "col_stays": ("残り方", "How it goes"),
    "col_found": ("確認結果", "Found"),
    "col_done": ("実施", "Done"),
    "col_done_on": ("実施日", "Done on"),
    "col_done_by": ("実施者", "Done by"),
    "col_until": ("保存が必要な日", "Keep until"),
    "col_clauses_keep": ("保存を求める条項", "Clauses: keep"),
    "col_clauses_erase": ("消去を求める条項", "Clauses: erase"),
    "col_decision": ("決定", "Decision"),
    "col_users": ("守るデータの数", "Data under it"),
    "col_others": ("契約外で使うもの", "Used outside of the contract"),
    "col_number": ("件数", "Number"),
    # the workbook
    "sheet_cover": ("表紙", "Cover"),
    "sheet_work": ("作業", "Work"),
    "sheet_assets": ("資産", "Assets"),
    "sheet_copies": ("写し", "Copies"),
    "sheet_possible": ("手で探す写し", "Look for"),
    "sheet_keys": ("鍵", "Keys"),
    "sheet_conflicts": ("条項の衝突", "Conflicts"),
    "checked_by": ("確認者", "Checked by"),
    "checked_on": ("確認日", "Date"),
    "approved_by": ("承認者", "Approved by"),
    "approved_on": ("承認日", "Date"),
    "summary": ("まとめ", "Summary"),
    "made_by": ("cloudguard {version} が作成。", "Made by cloudguard {version}."),
    "page_of": ("&P / &N ページ", "Page &P of &N"),
    "see_sheet": ("「{sheet}」シートを参照", "see the sheet {sheet}"),
    "none": ("なし", "none"),
    "steps_n": ("作業 {n}件", "{n} steps"),
}  # fmt: skip


def say(lang: str, key: str, /, **parts: object) -> str:
    """Return a saying in a language, filled in."""
    saying = _WORDS[key][0 if lang == "ja" else 1]
    return saying.format(**parts) if parts else saying


def known(key: str) -> bool:
    """Tell whether there is such a saying."""
    return key in _WORDS
