"""What a button carries: never state, only which act on which ticket at which revision. At most 64 bytes."""

from dataclasses import dataclass

LONGEST_NUMBER = 18


@dataclass(frozen=True, slots=True)
class ActPress:
    """A press on a ticket's button, drawn when the ticket was at `revision`; `argument` narrows the act."""

    act: str
    ticket_id: int
    revision: int
    argument: str = ""

    def encode(self) -> str:
        return ":".join(("a", self.act, str(self.ticket_id), str(self.revision), self.argument))


@dataclass(frozen=True, slots=True)
class AnswerPress:
    """A press that answers a draft's question: `slot` is the question asked, `choice` the code of the answer."""

    draft_id: int
    revision: int
    slot: str
    choice: str

    def encode(self) -> str:
        return ":".join(("d", str(self.draft_id), str(self.revision), self.slot, self.choice))


@dataclass(frozen=True, slots=True)
class PagePress:
    """A press that turns a list to another page."""

    listing: str
    page: int

    def encode(self) -> str:
        return ":".join(("p", self.listing, str(self.page)))


@dataclass(frozen=True, slots=True)
class CommandPress:
    """A press that does what a command does, typed with `words` behind it."""

    command: str
    words: str = ""

    def encode(self) -> str:
        return ":".join(("c", self.command, self.words))


@dataclass(frozen=True, slots=True)
class FilterPress:
    """A press on the list of all tickets: which page, sifted how (`code`), and which choice is unfolded (`menu`)."""

    page: int
    code: str
    menu: str = ""

    def encode(self) -> str:
        return ":".join(("f", str(self.page), self.code, self.menu))


Press = ActPress | AnswerPress | PagePress | CommandPress | FilterPress


def decode(data: str) -> Press | None:
    """The press that `data` stands for, or None where nobody of ours drew such a button."""
    parts = data.split(":")
    try:
        match parts:
            case ["a", act, ticket, revision, argument]:
                return ActPress(act, _number(ticket), _number(revision), argument)
            case ["d", draft, revision, slot, choice]:
                return AnswerPress(_number(draft), _number(revision), slot, choice)
            case ["c", command, words]:
                return CommandPress(command, words)
            case ["p", listing, page]:
                return PagePress(listing, _number(page))
            case ["f", page, code, menu]:
                return FilterPress(_number(page), code, menu)
    except ValueError:
        return None
    return None


def _number(text: str) -> int:
    """A number as we write them; anybody can send any data, and no database keeps more than 64 bits."""
    if not (text.isascii() and text.isdecimal() and len(text) <= LONGEST_NUMBER):
        raise ValueError("no number of ours")
    return int(text)
