"""What the office's own rules say: `/rules 退单几天`, with the clause, or honestly nothing."""

from bot.chat.replies import NOTHING, Reply
from bot.chat.turn import Turn
from bot.reports.markup import one_line
from bot.reports.render import render
from bot.work.rule_search import answers, ways_of_asking

SHOWN_OF_QUESTION = 40
LONGEST_LINE = 160


def show(turn: Turn, question: str) -> Reply:
    """The articles that answer, best first, out of the rulebook that new tickets are born under."""
    rulebook = turn.offices.present_law(turn.person.office_id).rulebook
    found = answers(rulebook, question) if question.strip() else ()
    values = {
        "question": one_line(question, SHOWN_OF_QUESTION),
        "document": rulebook.document,
        "office": rulebook.name,
        "examples": list(ways_of_asking(rulebook)),
        "answers": [
            {
                "id": answer.article.id,
                "name": answer.article.name,
                "clause": answer.article.clause,
                "lines": [one_line(line, LONGEST_LINE) for line in answer.lines],
                "more": answer.more,
                "assumed": answer.article.assumed and one_line(answer.article.assumed, LONGEST_LINE),
            }
            for answer in found
        ],
    }
    turn.say_here(render("cards/rules.html.j2", values))
    return NOTHING
