"""Out of which message something was kept, and whose words it was: own, said anew, or passed on from somebody else."""

from collections.abc import Mapping
from dataclasses import asdict, dataclass
from typing import Any

from sqlmodel import Session

from storage import staff
from storage.tables import Event, Person


@dataclass(frozen=True, slots=True)
class Provenance:
    """`message` is the chat and number of the message, empty where unknown; it stays the same when it is edited.

    `corrected`: said anew by editing. `forwarded`: passed on; `author` names whose it was where that is a colleague.
    """

    message: str = ""
    corrected: bool = False
    forwarded: bool = False
    author: str = ""

    def data(self) -> dict[str, Any]:
        """What an event keeps of it: nothing of the ordinary."""
        return {name: value for name, value in asdict(self).items() if value}

    @property
    def mark(self) -> str:
        """`转发自李四`, `转发`, `更正`, or nothing for words of one's own."""
        if self.forwarded:
            return f"转发自{self.author}" if self.author else "转发"
        return "更正" if self.corrected else ""


OWN = Provenance()


def of_message(chat_id: int, message_id: int) -> str:
    """How a message is called where something was kept out of it."""
    return f"{chat_id}:{message_id}"


def passed_on(session: Session, person: Person, message: str, author_chat: int | None) -> Provenance:
    """What `person` forwarded: the author is named only if they are staff of the same office."""
    author = staff.person_of_chat(session, author_chat) if author_chat is not None else None
    named = author is not None and author.office_id == person.office_id
    return Provenance(message, forwarded=True, author=author.name if author and named else "")


def kept_in(data: Mapping[str, Any]) -> Provenance:
    """The provenance that an event or a draft kept."""
    return Provenance(**{name: data[name] for name in ("message", "corrected", "forwarded", "author") if name in data})


def told(event: Event) -> str:
    """The words of an event with their mark, as a story shows them."""
    mark = kept_in(event.data).mark
    return f"{mark}：{event.text}" if mark and event.text else event.text
