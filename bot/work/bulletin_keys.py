"""The keys below bulletins: what the desk can do with a draft, and the files of what went out."""

from bot.work.keys import Key, Rows, in_rows, key
from bot.work.press import CommandPress
from storage.rows import id_of
from storage.tables import BulletinRow

BULLETIN, BULLETINS = "bulletin", "bulletins"


def draft_keys(row: BulletinRow) -> Rows:
    """Each does what the same words behind `/bulletin 编号` do."""
    number = id_of(row)
    keys = [
        _key("修改", f"{number} 改"),
        _key("预览", f"{number} 预览"),
        key("发出", CommandPress(BULLETIN, f"{number} 发出"), "success"),
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


def _key(text: str, words: str) -> Key:
    return key(text, CommandPress(BULLETIN, words))
