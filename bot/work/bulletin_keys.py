"""The keys below bulletins: what the desk can do with a draft, and the files of what went out."""

from collections.abc import Sequence

from bot.rules.bulletin_rules import Bulletin
from bot.work.keys import Key, Rows, in_rows, key
from bot.work.press import CommandPress
from storage.rows import id_of
from storage.tables import BulletinRow

BULLETIN, BULLETINS = "bulletin", "bulletins"
MOST_KEYS = 8


def draft_keys(row: BulletinRow, fingerprint: str) -> Rows:
    """Each does what the same words behind `/bulletin 编号` do; sending is bound to the text that stands above."""
    number = id_of(row)
    keys = [
        _key("修改", f"{number} 改"),
        _key("预览成稿", f"{number} 预览"),
        key("发出", CommandPress(BULLETIN, f"{number} 发出 {fingerprint}"), "success"),
        key("作废", CommandPress(BULLETIN, f"{number} 作废"), "danger"),
    ]
    return [*in_rows(keys, 2), *file_keys(row)]


def file_keys(row: BulletinRow) -> Rows:
    """The bulletin as files."""
    number = id_of(row)
    return [[_key("Word", f"{number} Word"), _key("Excel", f"{number} Excel")]]


def see_draft_key(row: BulletinRow) -> Key:
    """Opens the draft."""
    return _key("看通报初稿", f"{id_of(row)}")


def list_keys() -> Rows:
    return [[key("通报一览", CommandPress(BULLETINS))]]


def list_row_keys(drafts: Sequence[BulletinRow], begun: Sequence[Bulletin]) -> Rows:
    """A key for each draft, and for each bulletin that the desk may begin."""
    opened = [_key(f"{row.id}. {row.title}", f"{id_of(row)}") for row in drafts[:MOST_KEYS]]
    return [*in_rows(opened, 1), *in_rows([_key(f"发起{one.name}", one.id) for one in begun], 2)]


def _key(text: str, words: str) -> Key:
    return key(text, CommandPress(BULLETIN, words))
