"""The evaluation: what the desk enters and takes back, what a head objects to, and how both stay to be seen."""

from collections.abc import Callable
from datetime import date

from sqlmodel import Session

from bot.rules.outcome import Refused
from bot.rules.periods import month_of, year_of
from bot.rules.workflow import State
from bot.work import evaluating
from bot.work.evaluating import Evaluated
from bot.work.outcome import Done
from storage.database import Database
from tests.people import MORNING, Cast, settle_in, settle_under
from tests.work.world import play, shown_to

NOVEMBER, YEAR = month_of(date(2026, 11, 1)), year_of(date(2026, 1, 1))


def _scored(session: Session, cast: Cast, period: object = NOVEMBER) -> Evaluated:
    found = evaluating.evaluated(session, cast.offices, cast.clerk.office_id, period, MORNING)  # type: ignore[arg-type]
    assert not isinstance(found, Refused)
    return next(one for one in found if one.unit_id == cast.unit.id)


def _enter(session: Session, cast: Cast, item: str, **changes: object) -> Done | Refused:
    facts: dict[str, object] = {"unit_id": cast.unit.id, "item": item, "count": 1, "period": NOVEMBER}
    facts |= {"reason": "区热线办简报第3期", "now": MORNING}
    return evaluating.enter(session, cast.offices, cast.clerk, **{**facts, **changes})  # type: ignore[arg-type]


def _in_nanmatou(database: Database, work: Callable[[Session, Cast], None]) -> None:
    database.write_now(lambda session: work(session, settle_under(session, "nanmatou_road")))


def test_a_bonus_counts_until_it_is_taken_back_and_stays_to_be_seen(database: Database) -> None:
    def work(session: Session, cast: Cast) -> None:
        before = _scored(session, cast).score.total
        done = _enter(session, cast, "NM-E.B1", count=2)
        assert isinstance(done, Done)
        assert "加分2分（被区热线办简报、快报等载体正面评价，2项），依据附件2 加分事项（月度）1" in done.told
        assert _scored(session, cast).score.total == before + 2
        assert isinstance(evaluating.take_back(session, cast.clerk, 1, "登记重复", MORNING), Done)
        after = _scored(session, cast)
        assert after.score.total == before
        assert (after.claims[0].taken_back_by, after.claims[0].taken_back_why) == (cast.clerk.id, "登记重复")
        assert evaluating.take_back(session, cast.clerk, 1, "登记重复", MORNING) == Refused("这一项已经撤回过了。")
        assert len(shown_to(session, cast.head, "say")) == 2

    _in_nanmatou(database, work)


def test_the_points_are_the_documents_and_the_year_is_capped(database: Database) -> None:
    def work(session: Session, cast: Cast) -> None:
        for _ in range(2):
            assert isinstance(_enter(session, cast, "NM-E.D8", count=4, period=YEAR), Done)
        assert _scored(session, cast, YEAR).score.deduction == 10
        assert _scored(session, cast).score.deduction == 0
        wrong = _enter(session, cast, "NM-E.D8")
        assert wrong == Refused("被市热线办扣分、约谈、通报是年度事项，请写一年，如“今年”。", "附件2 扣分事项（年度）2")
        assert isinstance(_enter(session, cast, "NM-E.D4", period=YEAR), Refused)

    _in_nanmatou(database, work)


def test_bad_entries_are_refused_in_one_sentence(database: Database) -> None:
    def work(session: Session, cast: Cast) -> None:
        for changes in ({"item": "X"}, {"count": 0}, {"count": 100}, {"reason": " "}, {"unit_id": 999}):
            item = str(changes.pop("item", "NM-E.B1"))
            assert isinstance(_enter(session, cast, item, **changes), Refused)
        other = settle_in(session, "another_office", 3001)
        refused = evaluating.enter(
            session, cast.offices, cast.head, unit_id=cast.unit.id or 0, item="NM-E.B1", count=1, period=NOVEMBER,
            reason="自己加一分吧", now=MORNING,
        )  # fmt: skip
        assert refused == evaluating.ONLY_DESK
        assert isinstance(_enter(session, cast, "NM-E.B1"), Done)
        assert evaluating.take_back(session, other.clerk, 1, "别的单位", MORNING) == Refused(
            "没有这个编号的加分、扣分。"
        )

    _in_nanmatou(database, work)


def test_an_objection_and_its_answer_are_kept_and_told(database: Database) -> None:
    def work(session: Session, cast: Cast) -> None:
        facts = {
            "unit_id": cast.unit.id or 0,
            "about": "NM-E.D4",
            "period": NOVEMBER,
            "text": "录音里有先行联系",
            "now": MORNING,
        }
        assert evaluating.objecting(session, cast.offices, cast.other_head, **facts) == evaluating.ONLY_HEAD  # type: ignore[arg-type]
        assert isinstance(evaluating.objecting(session, cast.offices, cast.head, **facts), Done)  # type: ignore[arg-type]
        assert "申诉第1号（工单办理超过区级时限）：录音里有先行联系" in shown_to(session, cast.clerk, "say")[-1]
        assert evaluating.answer(session, cast.head, 1, True, "我同意自己的", MORNING) == evaluating.ONLY_DESK
        assert isinstance(evaluating.answer(session, cast.clerk, 1, False, "录音时间在时限之后", MORNING), Done)
        (kept,) = _scored(session, cast).objections
        assert (kept.text, kept.answer, kept.upheld) == ("录音里有先行联系", "录音时间在时限之后", False)
        assert "不同意" in shown_to(session, cast.head, "say")[-1]
        again = evaluating.answer(session, cast.clerk, 1, True, "改主意了吧", MORNING)
        assert again == Refused("这个申诉已经答复过了。")

    _in_nanmatou(database, work)


def test_a_played_ticket_scores_for_its_unit(database: Database) -> None:
    def work(session: Session, cast: Cast) -> None:
        player = play(session, cast)
        player.bring_to(State.CLOSED)
        own = _scored(session, cast)
        assert own.figures.volumes[cast.unit.name] == 1
        assert own.figures.answers == {"outcomes": {"实际解决": 1}, "satisfaction": {"满意": 1}}
        assert own.score.base == 100

    _in_nanmatou(database, work)


def test_an_office_without_a_scheme_says_so(database: Database) -> None:
    def work(session: Session) -> None:
        cast = settle_in(session)
        found = evaluating.evaluated(session, cast.offices, cast.clerk.office_id, NOVEMBER, MORNING)
        assert found == evaluating.NO_SCORING

    database.write_now(work)
