"""The whole story of a ticket and the state of its deliveries, as they are read on the phones."""

from datetime import timedelta

from sqlmodel import Session, col, select

from bot.work.chronicle import PAGE_ROOM, Line, pages
from storage.rows import id_of
from storage.tables import Deputy, OutboxRow, Posted, Signature
from tests.chat import playing
from tests.chat.conftest import At
from tests.chat.stage import Stage
from tests.people import MORNING, STRANGER_CHAT


def _story(stage: Stage, who: str = "clerk") -> str:
    """Everything the story says, page after page in the same message."""
    phone = stage.phone(getattr(stage.cast, who))
    phone.say(f"/story {playing.NUMBER}")
    text = phone.answer.text
    while "下一页" in "".join(phone.answer.keys):
        before = len(phone.messages)
        phone.press("下一页", phone.answer)
        assert len(phone.messages) == before
        text += "\n" + phone.answer.text
    return text


def test_the_story_tells_everything_in_order(stage_at: At) -> None:
    text = _story(stage_at("closed"))
    told = (
        "上级平台派单",
        "林晓 登记",
        "林晓 派单：给城建办、东片区",
        "张三 接单：城建办",
        "周敏 先行联系：电话，已联",
        "张三 现场查看",
        "张三 添加佐证材料：现场照片1份",
        "张三 添加记录",
        "现场核实油烟净化器未按时清洗",
        "张三 提交办结报告",
        "吴刚 签批同意：以",
        "林晓 办结上报",
        "林晓 回访：满意",
        "林晓 结案",
    )
    places = [text.find(words) for words in told]
    assert -1 not in places, dict(zip(told, places, strict=True))
    assert places == sorted(places)


def test_the_story_says_which_limits_were_kept_and_by_how_much(stage_at: At) -> None:
    text = _story(stage_at("closed"))
    assert "✔" in text
    assert "先行联系：提前" in text
    assert "二（四）1" in text


def test_what_is_late_and_not_done_stands_at_the_end(stage_at: At) -> None:
    stage = stage_at("dispatched")
    stage.now += timedelta(days=4)
    lines = _story(stage).splitlines()
    assert "还没有办，已超时" in lines[-1]


def test_the_story_tells_who_got_word_and_whether_they_pressed(stage_at: At) -> None:
    text = _story(stage_at("accepted"))
    assert "卡片“新派工单，请城建办接单” → 张三（已点）" in text
    assert "周敏（已送达，未按）" in text


def test_who_does_not_watch_the_deliveries_sees_only_their_own(stage_at: At) -> None:
    stage = stage_at("accepted")
    handler = stage.phone(stage.cast.handler)
    handler.say(f"/story {playing.NUMBER}")
    text = handler.answer.text
    assert "卡片“新派工单，请城建办接单” → 张三（已点）" in text
    assert "周敏（" not in text
    assert "林晓（" not in text
    assert "林晓 派单：给城建办、东片区" in text


def test_who_stood_in_for_somebody_is_told(stage_at: At) -> None:
    stage = stage_at("dispatched")
    away, deputy = stage.cast.handler, stage.cast.other_handler
    times = {"starts_at": MORNING - timedelta(days=1), "ends_at": MORNING + timedelta(days=1)}
    stage.write(
        lambda session: session.add(
            Deputy(office_id=away.office_id, person_id=id_of(away), deputy_id=id_of(deputy), **times)
        )
    )
    stage.phone(deputy).say(f"/accept {playing.NUMBER}")
    assert "钱进（代张三） 接单" in _story(stage)


def test_the_story_hides_the_citizen(stage_at: At) -> None:
    stage = stage_at("accepted")
    handler = stage.phone(stage.cast.handler)
    handler.say("王样英住301室，电话13800001001，已核实", reply_to=handler.card())
    text = _story(stage, "handler")
    assert "已核实" in text
    for secret in ("王样英", "13800001001", "301室"):
        assert secret not in text


def test_a_voided_signature_is_told(stage_at: At) -> None:
    stage = stage_at("signed")

    def void(session: Session) -> None:
        for signature in session.exec(select(Signature)):
            signature.voided_at = stage.now

    stage.write(void)
    assert "吴刚的签批作废" in _story(stage)


def test_a_long_story_has_pages_that_fit_a_message() -> None:
    lines = [Line(MORNING, "●", "张三", "添加记录", "长" * 500) for _ in range(40)]
    found = pages(lines)
    assert [line for page in found for line in page] == lines
    assert len(found) > 1
    assert all(sum(line.room for line in page) <= PAGE_ROOM for page in found)
    assert pages([]) == [[]]


def test_a_long_story_turns_its_pages_in_place(stage_at: At) -> None:
    stage = stage_at("accepted")
    handler = stage.phone(stage.cast.handler)
    for number in range(12):
        handler.say(f"第{number}次核对。" + "情况属实，" * 60, reply_to=handler.card())
    text = _story(stage, "handler")
    assert all(f"第{number}次核对" in text for number in range(12))


def test_the_card_offers_the_story_and_to_the_desk_the_deliveries(stage_at: At) -> None:
    stage = stage_at("accepted")
    handler, clerk = stage.phone(stage.cast.handler), stage.phone(stage.cast.clerk)
    clerk.say(playing.NUMBER)
    assert "全过程" in handler.card().keys
    assert "送达情况" not in handler.card().keys
    assert {"全过程", "送达情况"} <= set(clerk.card().keys)
    handler.press("全过程", handler.card())
    assert "接单" in handler.answer.text


def test_the_deliveries_say_who_got_what_and_what_they_did(stage_at: At) -> None:
    stage = stage_at("accepted")
    informant = stage.phone(stage.cast.informant)
    informant.say("已电话告知", reply_to=informant.card())
    clerk = stage.phone(stage.cast.clerk)
    clerk.say(f"/delivery {playing.NUMBER}")
    text = clerk.answer.text
    assert "张三" in text
    assert "已点（今天" in text
    assert "已回复（今天" in text


def test_who_could_not_be_reached_comes_first_with_who_got_it_instead(stage_at: At) -> None:
    stage = stage_at("dispatched")
    handler, second = stage.cast.handler, stage.cast.second_handler

    def deaf(session: Session) -> None:
        query = select(OutboxRow).where(OutboxRow.person_id == handler.id, OutboxRow.kind == "card")
        row = session.exec(query.order_by(col(OutboxRow.id).desc())).first()
        assert row is not None
        row.state, row.reason, row.given_to = "undeliverable", "对方已停用与助手的聊天", second.id

    stage.write(deaf)
    head = stage.phone(stage.cast.head)
    head.say(f"/delivery {playing.NUMBER}")
    first = head.answer.text.splitlines()[1:4]
    assert "张三" in "".join(first)
    assert "没有送到（对方已停用与助手的聊天），已转给李四" in "".join(first)


def test_the_deliveries_are_for_the_desk_and_leaders_only(stage_at: At) -> None:
    stage = stage_at("accepted")
    handler, stranger = stage.phone(stage.cast.handler), stage.phone(stage.cast.other_head)
    handler.say(f"/delivery {playing.NUMBER}")
    assert "送达情况由派单方" in handler.answer.text
    stranger.say(f"/delivery {playing.NUMBER}")
    assert "没有找到工单" in stranger.answer.text
    stranger.say(f"/story {playing.NUMBER}")
    assert "没有找到工单" in stranger.answer.text
    nobody = stage.phone(STRANGER_CHAT)
    nobody.say(f"/story {playing.NUMBER}")
    assert playing.NUMBER not in nobody.last.text


def test_a_forged_page_of_a_foreign_story_shows_nothing(stage_at: At) -> None:
    stage = stage_at("accepted")
    ticket = playing.the_ticket(stage)
    foreign = stage.phone(stage.cast.other_head)
    reply = foreign.press_data(f"p:story.{ticket.id}:0")
    assert reply.alert
    assert stage.phone(stage.cast.clerk).press_data("p:story.x:0").alert
    assert not [message for message in foreign.messages if "全过程" in message.text]


def test_the_first_press_and_the_first_reply_are_kept(stage_at: At) -> None:
    stage = stage_at("dispatched")
    handler = stage.phone(stage.cast.handler)
    card = handler.card()
    handler.press("全过程", card)
    first = stage.now
    stage.now += timedelta(minutes=5)
    handler.press("全过程", card)
    handler.say("已了解", reply_to=card)
    [posted] = [one for one in stage.rows(Posted) if one.message_id == card.message_id]
    assert posted.pressed_at == first
    assert posted.replied_at is not None
    assert posted.replied_at > first
    row = next(row for row in stage.rows(OutboxRow) if row.id == posted.outbox_id)
    assert (row.kind, row.person_id) == ("card", stage.cast.handler.id)
