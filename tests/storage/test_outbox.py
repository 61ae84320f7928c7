from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta

from sqlmodel import Session, col, select

from storage import outbox
from storage.database import Database
from storage.rows import id_of
from storage.tables import OutboxRow, Person
from tests.storage.staff import MORNING, OFFICE, hire, waiting_row

LEASE = timedelta(seconds=90)
SECOND = timedelta(seconds=1)


def _add(database: Database, *rows: OutboxRow) -> list[int]:
    def add(session: Session) -> list[int]:
        session.add_all(rows)
        session.flush()
        return [id_of(row) for row in rows]

    return database.write_now(add)


def _hire(database: Database, name: str, chat_id: int | None, *roles: str) -> int:
    return database.write_now(lambda session: hire(session, name, chat_id, *roles))


def _claim(database: Database, row_id: int, chat_id: int, boot_id: str = "first") -> OutboxRow | None:
    return database.write_now(lambda s: outbox.claim(s, row_id, chat_id, boot_id, MORNING, LEASE))


def _row(database: Database, row_id: int) -> OutboxRow:
    return database.read_now(lambda session: session.get_one(OutboxRow, row_id))


def test_due_rows_come_in_the_order_they_were_written_with_the_chat_of_the_moment(database: Database) -> None:
    zhang = _hire(database, "张三", 101)
    first, second, later, group = _add(
        database,
        waiting_row("first", zhang, chat_id=55),
        waiting_row("second", zhang, kind="refresh", chat_id=55),
        waiting_row("later", zhang, not_before=MORNING + SECOND),
        waiting_row("group", chat_id=-7),
    )

    due = database.read_now(lambda session: outbox.due(session, MORNING, 10))

    assert [(row.id, row.chat_id) for row in due] == [(first, 101), (second, 55), (group, -7)]
    assert database.read_now(lambda session: outbox.next_moment(session, MORNING)) == MORNING + SECOND
    assert later not in [row.id for row in due]


def test_rows_for_somebody_who_may_or_can_hear_nothing_have_no_chat(database: Database) -> None:
    away = [_hire(database, name, chat) for name, chat in (("无号", None), ("离职", 102), ("停用", 103))]

    def fall_silent(session: Session) -> None:
        session.get_one(Person, away[1]).active = False
        session.get_one(Person, away[2]).reachable = False

    database.write_now(fall_silent)
    _add(database, *(waiting_row(str(person), person) for person in away))

    due = database.read_now(lambda session: outbox.due(session, MORNING, 10))

    assert [row.chat_id for row in due] == [None, None, None]


def test_planning_the_same_row_twice_says_it_once(database: Database) -> None:
    for _ in range(2):
        rows = [waiting_row("alarm:1:1", chat_id=-7), waiting_row("alarm:1:2", chat_id=-7)]
        database.write_now(lambda session, rows=rows: outbox.put(session, rows))

    keys = database.read_now(lambda session: session.exec(select(OutboxRow.dedupe_key)).all())
    assert sorted(keys) == ["alarm:1:1", "alarm:1:2"]


def test_a_row_is_claimed_once(database: Database) -> None:
    (row_id,) = _add(database, waiting_row("a", chat_id=-7))

    claimed, again = _claim(database, row_id, -7), _claim(database, row_id, -7)

    assert again is None
    assert claimed is not None
    assert (claimed.state, claimed.attempt, claimed.claim_no, claimed.boot_id) == ("sending", 1, 1, "first")


def test_two_rows_are_never_claimed_at_once_for_one_chat(database: Database) -> None:
    first, second = _add(database, waiting_row("a", chat_id=-7), waiting_row("b", chat_id=-7))

    assert _claim(database, first, -7) is not None
    assert _claim(database, second, -7, boot_id="other process") is None
    assert _row(database, second).state == "waiting"


def test_of_many_claiming_at_once_each_row_goes_to_one(database: Database) -> None:
    rows = _add(database, *(waiting_row(f"{n}", chat_id=n) for n in range(1, 31)))
    wanted = [(row_id, number) for number, row_id in enumerate(rows, start=1)] * 4

    with ThreadPoolExecutor(8) as pool:
        claims = list(pool.map(lambda pair: _claim(database, *pair), wanted))

    assert sorted(id_of(claim) for claim in claims if claim) == rows


def test_who_lost_the_claim_cannot_settle_it(database: Database) -> None:
    (row_id,) = _add(database, waiting_row("a", chat_id=-7))
    slow = _claim(database, row_id, -7)
    assert slow is not None
    database.write_now(lambda session: outbox.settle(session, slow, state="waiting"))
    fast = _claim(database, row_id, -7, boot_id="other process")
    assert fast is not None

    assert not database.write_now(lambda session: outbox.settle(session, slow, state="sent", message_id=1))
    assert database.write_now(lambda session: outbox.settle(session, fast, state="sent", message_id=2))
    assert _row(database, row_id).message_id == 2


def test_alone_a_claim_of_another_run_is_an_orphan_at_once(database: Database) -> None:
    mine, other = _add(database, waiting_row("mine", chat_id=1), waiting_row("other", chat_id=2))
    _claim(database, mine, 1, boot_id="this run")
    _claim(database, other, 2, boot_id="crashed run")

    found = database.write_now(lambda s: outbox.orphans(s, "this run", MORNING, alone=True))

    assert [row.id for row in found] == [other]


def test_among_several_processes_a_claim_is_an_orphan_when_its_lease_has_lapsed(database: Database) -> None:
    (row_id,) = _add(database, waiting_row("a", chat_id=1))
    _claim(database, row_id, 1, boot_id="other process")

    def orphans_at(moment: timedelta) -> list[int | None]:
        return database.write_now(
            lambda s: [row.id for row in outbox.orphans(s, "this run", MORNING + moment, alone=False)]
        )

    assert orphans_at(LEASE) == []
    assert orphans_at(LEASE + SECOND) == [row_id]


def test_folding_ends_only_what_still_waits(database: Database) -> None:
    leader = _hire(database, "王正", 101)
    rows = _add(
        database, *(waiting_row(f"{n}", leader, kind="escalation", not_before=MORNING + n * SECOND) for n in range(3))
    )
    said = _claim(database, rows[0], 101)
    assert said is not None
    gone = _add(database, waiting_row("closed", leader, kind="escalation", state="obsolete", reason="工单已了结"))

    listed = database.read_now(lambda session: [row.id for row in outbox.companions(session, said, MORNING)])
    database.write_now(lambda session: outbox.fold(session, [*rows[1:], *gone], rows[0], MORNING))

    assert listed == rows[1:]
    states = [(_row(database, row_id).state, _row(database, row_id).folded_into) for row_id in [*rows[1:], *gone]]
    assert states == [("folded", rows[0]), ("folded", rows[0]), ("obsolete", None)]


def test_a_leaders_escalations_gather_until_the_next_push_is_allowed(database: Database) -> None:
    leader = _hire(database, "王正", 101)
    sent = waiting_row("sent", leader, kind="escalation", state="sent", ended_at=MORNING)
    rows = _add(database, sent, waiting_row("next", leader, kind="escalation"), waiting_row("other", leader))

    def hold(session: Session) -> None:
        last = outbox.last_digest_at(session, leader)
        assert last == MORNING
        outbox.hold_digests(session, leader, last + timedelta(minutes=10))

    database.write_now(hold)

    assert _row(database, rows[1]).not_before == MORNING + timedelta(minutes=10)
    assert _row(database, rows[2]).not_before == MORNING


def test_handing_over_keeps_the_words_and_remembers_who_was_passed_over(database: Database) -> None:
    zhang, li = _hire(database, "张三", 101), _hire(database, "李四", 102)
    (row_id,) = _add(database, waiting_row("alarm:1:1", zhang, kind="reminder", payload={"stage": "due"}))

    new_id = database.write_now(
        lambda session: outbox.hand_over(session, session.get_one(OutboxRow, row_id), li, MORNING, MORNING + SECOND)
    )

    new = _row(database, new_id)
    assert (new.person_id, new.kind, new.office_id, new.state) == (li, "reminder", OFFICE, "waiting")
    assert (new.created_at, new.not_before) == (MORNING, MORNING + SECOND)
    assert _row(database, row_id).given_to == li
    assert new.payload == {"stage": "due", "passed_over": [zhang]}


def test_nothing_waits_when_the_outbox_is_empty(database: Database) -> None:
    assert database.read_now(lambda session: outbox.due(session, MORNING, 10)) == []
    assert database.read_now(lambda session: outbox.next_moment(session, MORNING)) is None
    assert database.read_now(lambda s: s.exec(select(OutboxRow).where(col(OutboxRow.id) > 0)).first()) is None
