"""What callers get back about a conversation: plain frozen data."""

from dataclasses import dataclass
from datetime import date
from typing import Any, Literal

from knowledge.checking import CheckOutcome
from knowledge.emerging.lifecycle import ClusterStatus
from knowledge.entries.cards import AnswerCard

Mode = Literal["rasa", "direct", "lane"]
"""Who answered: the dialogue, its stand-in, or a lane before either."""

Reply = list[dict[str, Any]]
"""The messages sent back, as the caller wants them repeated for a resent message."""


@dataclass(frozen=True, slots=True)
class BegunInquiry:
    """An inquiry that exists in the database. ``reply`` is set when it was answered before."""

    inquiry_id: int
    reply: Reply | None


@dataclass(frozen=True, slots=True)
class Receipt:
    """What a resident gets for a report: the code, as shown, to ask for its fate."""

    query_code: str
    is_new_cluster: bool


@dataclass(frozen=True, slots=True)
class InquiryOutcome:
    """The outcome of checking an inquiry, and the receipt when it was logged as a report."""

    check: CheckOutcome
    receipt: Receipt | None


@dataclass(frozen=True, slots=True)
class ConversationContext:
    """What follow-up questions of a conversation refer to.

    ``last_entry_ids`` are the entries shown last; empty when the last question had no answer.
    ``open_query_code`` is set when the last question was logged as a report.
    """

    last_entry_ids: tuple[str, ...] = ()
    last_claim: str = ""
    open_query_code: str | None = None
    last_inquiry_id: int | None = None


@dataclass(frozen=True, slots=True)
class GroupAnswer:
    """What the last shown answer says for a group: ``note`` is ``None`` when it says nothing special.

    ``card`` is the answer meant, ``None`` when nothing was shown before.
    """

    note: str | None
    card: AnswerCard | None


@dataclass(frozen=True, slots=True)
class InquiryStatus:
    """What became of a report; ``card`` is set once a rebuttal is public."""

    query_code: str
    asked_on: date
    claim: str
    status: ClusterStatus
    status_label: str
    card: AnswerCard | None
    message: str
