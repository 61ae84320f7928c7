"""One person's turn to speak: who, where and when, and how to answer."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime

from sqlmodel import Session

from bot.chat.incoming import Forward, Where
from bot.chat.replies import NOTHING, Reply, alert, toast
from bot.reports.markup import escape, fill
from bot.rules.outcome import Refused
from bot.work import access, notices
from bot.work.access import Person, Ticket
from bot.work.keys import Rows
from bot.work.offices import Offices
from bot.work.outcome import Done
from bot.work.provenance import Provenance, of_message, passed_on


@dataclass(frozen=True, slots=True)
class Turn:
    """Everything a handler may need. `pressed` is set when a button spoke instead of words.

    `replaces` is the message whose button asked for an answer in its own place: a dialogue walks on in one message.
    `files` holds the content of files that were fetched before the transaction began, by file id; a spreadsheet as the
    .csv it would be saved as, or why it cannot be read. `bot_name` is the bot's own in the messenger, for links; empty
    while it is not known.
    """

    session: Session
    offices: Offices
    person: Person
    where: Where
    now: datetime
    pressed: bool = False
    replaces: int | None = None
    files: Mapping[str, bytes | Refused] = field(default_factory=dict)
    bot_name: str = ""

    @property
    def person_id(self) -> int:
        assert self.person.id is not None
        return self.person.id

    def is_desk(self) -> bool:
        """Whether the person takes tickets in."""
        return "desk" in access.roles(self.session, self.person, self.now)

    def ticket(self, ticket_id: int | None) -> Ticket | None:
        """The ticket of that id, if the person may know of it."""
        found = access.ticket_for(self.session, self.person, ticket_id, self.now) if ticket_id is not None else None
        return None if isinstance(found, Refused) else found

    def provenance(self, forward: Forward | None = None) -> Provenance:
        """Out of which message what is said now will have been kept, and whose words it is."""
        message = of_message(self.where.chat_id, self.where.message_id)
        if forward is None:
            return Provenance(message)
        return passed_on(self.session, self.person, message, forward.author_id)

    def say(self, html: str, keys: Rows | None = None, ticket_id: int | None = None) -> None:
        """Say something to the person in their private chat, wherever they spoke; as a reply where they spoke there."""
        reply_to = None if self.where.in_group or self.pressed else self.where.message_id or None
        notices.say(self.session, self.person, html, keys or [], self.now, reply_to, ticket_id=ticket_id)

    def answer(self, html: str, keys: Rows | None = None, ticket_id: int | None = None) -> None:
        """The same, in place of the message whose button was pressed where a dialogue or a list walks on in it."""
        if self.replaces is None:
            self.say(html, keys, ticket_id)
            return
        notices.say(self.session, self.person, html, keys or [], self.now, ticket_id=ticket_id, replaces=self.replaces)

    def only_in_private(self, sentence: str) -> Reply | None:
        """The answer to what was asked for in a group and is not shown there: the sentence. None in private."""
        if not self.where.in_group:
            return None
        if self.pressed:
            return alert(sentence)
        self.say_here(escape(sentence))
        return NOTHING

    def say_here(self, html: str, ticket_id: int | None = None) -> None:
        """Say something where the person spoke, also in a group: nothing of a citizen."""
        if self.where.in_group:
            notices.say(self.session, self.where.chat_id, html, [], self.now, self.where.message_id or None)
        else:
            self.say(html, ticket_id=ticket_id)

    def tell(self, outcome: Done | Refused, ticket: Ticket | None = None) -> Reply:
        """An act's outcome: under a pressed button as its answer, otherwise as a message that names the ticket."""
        words = outcome.told if isinstance(outcome, Done) else outcome.told()
        if self.pressed:
            return toast(words) if isinstance(outcome, Done) else alert(words)
        self.say_here(headed(escape(words), ticket), outcome.ticket_id if isinstance(outcome, Done) else None)
        return NOTHING


def headed(html: str, ticket: Ticket | None, after: str = "") -> str:
    """What is said about a ticket, `after` something else, says about which, once: several are worked on at a time."""
    if ticket is None or not ticket.number or escape(ticket.number) in after + html:
        return after + html
    return after + fill("<code>{number}</code> ", number=ticket.number) + html
