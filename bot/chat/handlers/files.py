"""Files: evidence for the card replied to, the dialogue under way or a ticket still to be named; tables of tickets."""

from bot.chat.dialogues import engine
from bot.chat.dialogues.catalogue import dialogue_of
from bot.chat.dialogues.dialogue import Scene
from bot.chat.dialogues.unfiled import ITEMS, PROVENANCE, UNFILED, candidates
from bot.chat.handlers import administration, importing
from bot.chat.incoming import Attachment, Unkept
from bot.chat.reading import numbers_in
from bot.chat.replies import NOTHING, Reply
from bot.chat.turn import Turn
from bot.reports.markup import escape, fill
from bot.rules.outcome import Refused
from bot.rules.paper import NO_PICTURE, SIGNED_PAPER, is_picture
from bot.work import access, albums, evidence, posted, purposes, staff
from bot.work.access import Ticket
from bot.work.card_keys import purpose_key
from bot.work.evidence import LARGEST_FILE, PURPOSES, EvidenceItem
from bot.work.keys import Rows
from bot.work.outcome import Done

TABLES = (".csv", ".xlsx", ".xls")
SEND_TABLES = frozenset({"desk", "administrator"})
SEND_ROSTERS = frozenset({"administrator"})
LARGEST_ROSTER = 5 * 1024 * 1024
TOO_LARGE = "文件有{size}MB，超过20MB，我收不了。请压缩、截短，或分成几份再发。"
NOT_FETCHED = "文件没有取到，请再发一次。"
NOWHERE = "您现在没有可以添加材料的工单。"
UNKEPT_WORDS = "这种消息存不进工单，请发文字、照片、语音、视频或文件。"


def hear(turn: Turn, heard: Attachment) -> Reply:
    """A file in private."""
    if heard.size > LARGEST_FILE:
        turn.say(escape(TOO_LARGE.format(size=f"{heard.size / 1024 / 1024:.0f}")))
        return NOTHING
    home = albums.home_of(turn.session, turn.person, heard.album)
    if home is not None:
        return _keep(turn, heard, home.ticket_id, home.purpose)
    spoken = posted.spoken_of(turn.session, heard.where.chat_id, heard.where.reply_to)
    if spoken is not None:
        return _keep(turn, heard, spoken.ticket_id)
    if is_table(heard) and access.roles(turn.session, turn.person, turn.now) & SEND_TABLES:
        return _read_table(turn, heard)
    named = _named_in(turn, heard.caption)
    if named is not None:
        return _keep(turn, heard, named.id or 0)
    return _for_dialogue(turn, heard) or _ask_which(turn, heard)


def hear_in_group(turn: Turn, heard: Attachment, ticket_id: int) -> Reply:
    """A file that replies to a card in a group."""
    if heard.size > LARGEST_FILE:
        turn.say_here(escape(TOO_LARGE.format(size=f"{heard.size / 1024 / 1024:.0f}")))
        return NOTHING
    return _keep(turn, heard, ticket_id)


def unkept(turn: Turn, heard: Unkept) -> Reply:
    turn.say(escape(UNKEPT_WORDS))
    return NOTHING


def is_table(heard: Attachment) -> bool:
    """A table of tickets or of staff."""
    return heard.kind == "document" and heard.name.lower().endswith(TABLES)


def _read_table(turn: Turn, heard: Attachment) -> Reply:
    # Only administrators send rosters: theirs alone must be read to know what it is.
    if not administration.is_administrator(turn):
        return importing.table(turn, heard)
    content = turn.files.get(heard.file_id)
    if content is None:
        turn.say(escape(NOT_FETCHED))
        return NOTHING
    if isinstance(content, Refused):
        return turn.tell(content)
    if not turn.is_desk() or staff.is_roster(content):
        return administration.roster(turn, content)
    return importing.table(turn, heard)


def _keep(turn: Turn, heard: Attachment, ticket_id: int, purpose: str | None = None) -> Reply:
    """One file is one act; what it is evidence of is guessed where nobody said, and can be corrected by a key."""
    ticket = access.ticket_for(turn.session, turn.person, ticket_id, turn.now)
    if isinstance(ticket, Refused):
        return turn.tell(ticket)
    served = purpose or purposes.guess(turn.session, ticket, heard.kind, heard.caption)
    provenance = turn.provenance(heard.forward)
    given = evidence.give(
        turn.session,
        turn.offices,
        turn.person_id,
        ticket_id,
        items=(_item(heard),),
        purpose=served,
        caption=heard.caption,
        provenance=provenance,
        now=turn.now,
    )
    if isinstance(given, Refused):
        return turn.tell(given)
    keys = _corrections(turn, ticket, heard, served) if purpose is None else []
    if heard.album:
        albums.acknowledge(turn.session, turn.person, ticket, heard.album, keys, turn.now, provenance.mark)
    elif given.told:
        _acknowledge(turn, ticket, given, keys)
    return NOTHING


def _acknowledge(turn: Turn, ticket: Ticket, given: Done, keys: Rows) -> None:
    html = fill("工单 <code>{number}</code>：{told}", number=ticket.number, told=given.told)
    if turn.where.in_group:
        turn.say_here(html)
    else:
        turn.say(html, keys, ticket.id)


def _corrections(turn: Turn, ticket: Ticket, heard: Attachment, purpose: str) -> Rows:
    given = purposes.newest(turn.session, ticket.id or 0, turn.person_id)
    others = purposes.others(heard.kind, purpose)
    return [[purpose_key(ticket, given.id or 0, other, PURPOSES[other])] for other in others] if given else []


def _named_in(turn: Turn, caption: str) -> Ticket | None:
    """The one ticket whose number stands in the caption."""
    for number in numbers_in(caption):
        found = access.find(turn.session, turn.person, number, turn.now)
        if len(found) == 1:
            return found[0]
    return None


def _for_dialogue(turn: Turn, heard: Attachment) -> Reply | None:
    """What is sent in the middle of a dialogue about a ticket belongs to that ticket."""
    draft = engine.with_floor(turn)
    if draft is None or draft.ticket_id is None:
        return None
    ticket = access.ticket_for(turn.session, turn.person, draft.ticket_id, turn.now)
    if isinstance(ticket, Refused):
        return None
    purpose = dialogue_of(draft.kind).purpose(Scene(turn, draft, ticket))
    if purpose == SIGNED_PAPER and not is_picture(heard.kind, heard.name):
        turn.say(escape(NO_PICTURE))
        return NOTHING
    named = purposes.named_in(heard.caption, heard.kind)
    asked = purpose if purpose and purposes.can_serve(heard.kind, purpose) else None
    return _keep(turn, heard, draft.ticket_id, named or asked)


def _ask_which(turn: Turn, heard: Attachment) -> Reply:
    if not candidates(turn, with_files=True):
        turn.say(escape(NOWHERE))
        return NOTHING
    floor = engine.with_floor(turn)
    waiting = floor if floor and floor.kind == UNFILED.kind else None
    earlier = list(waiting.slots.get(ITEMS, ())) if waiting else []
    item = {**_fields(_item(heard)), "caption": heard.caption, PROVENANCE: turn.provenance(heard.forward).data()}
    start = {ITEMS: [*earlier, item]}
    if waiting is not None and heard.album and any(one["album"] == heard.album for one in earlier):
        # The rest of an album about which the question stands already.
        engine.add(turn, waiting, start)
        return NOTHING
    return engine.begin(turn, UNFILED, None, start=start)


def _item(heard: Attachment) -> EvidenceItem:
    return EvidenceItem(heard.kind, heard.file_id, heard.unique_id, heard.name, heard.size, heard.album)


def _fields(item: EvidenceItem) -> dict[str, object]:
    return {name: getattr(item, name) for name in ("kind", "file_id", "unique_id", "name", "size", "album")}
