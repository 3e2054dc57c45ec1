"""Reading questions for the desk and recording what became of them. Functions take the session first, never commit."""

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import ColumnElement, Select, exists, func, select
from sqlalchemy.orm import InstrumentedAttribute, Session, aliased

from knowledge.entries.models import Entry
from knowledge.errors import NotFound
from knowledge.inquiries.models import Feedback, Inquiry
from knowledge.questions.kinds import Handling, Reason
from knowledge.questions.models import QuestionHandling
from knowledge.questions.views import AskedQuestion, Mark, NearEntry

MOST_READ = 300
"""The newest questions of a reason that are read and grouped for one page: grouping compares them with one another,
and more than this is not worked through in a sitting."""

UNSURE_BELOW = 0.90
"""A direct answer less probable than this is worth a look. Direct answers begin at 0.69 to 0.82 by how much the entries
say (thresholds.toml) and end at 0.995, so this takes the nearer half above the highest limit. Chosen by hand on
2026-11-26: it decides what editors look at, never what residents are told."""


def newest(session: Session, reason: Reason, *, since: datetime, limit: int = MOST_READ) -> list[AskedQuestion]:
    """Questions of one reason nobody has dealt with, asked from ``since`` on, the newest first."""
    ids = list(session.scalars(_ids(reason, since).limit(limit)))
    return read(session, ids)


def read(session: Session, inquiry_ids: Sequence[int]) -> list[AskedQuestion]:
    """These questions, in this order; unknown ids and messages that asked nothing are left out."""
    query = (
        select(Inquiry, Entry.title, Entry.edition, QuestionHandling.outcome)
        .outerjoin(Entry, Entry.id == Inquiry.top_entry_id)
        .outerjoin(QuestionHandling, QuestionHandling.inquiry_id == Inquiry.id)
        .where(Inquiry.id.in_(inquiry_ids), Inquiry.outcome.is_not(None))
    )
    found = {
        inquiry.id: _view(inquiry, title, edition, handling)
        for inquiry, title, edition, handling in session.execute(query)
    }
    return [found[one] for one in dict.fromkeys(inquiry_ids) if one in found]


def load(session: Session, inquiry_ids: Sequence[int]) -> list[AskedQuestion]:
    """These questions. Raises ``NotFound`` when one does not exist."""
    found = read(session, inquiry_ids)
    missing = set(inquiry_ids) - {question.inquiry_id for question in found}
    if missing or not found:
        raise NotFound("inquiry", min(missing, default=0))
    return found


def handle(
    session: Session, inquiry_ids: Sequence[int], outcome: Handling, *, entry_id: str | None, actor: str, now: datetime
) -> None:
    """Record what became of questions, in place of what was recorded before."""
    for inquiry_id in inquiry_ids:
        session.merge(QuestionHandling(inquiry_id=inquiry_id, outcome=outcome, entry_id=entry_id, actor=actor, at=now))


def marks(session: Session) -> list[Mark]:
    """Every question marked as answered wrongly, once per wording; the latest mark counts."""
    query = (
        select(Inquiry.text, QuestionHandling.entry_id)
        .join(QuestionHandling, QuestionHandling.inquiry_id == Inquiry.id)
        .where(QuestionHandling.outcome == Handling.WRONG)
        .order_by(QuestionHandling.at, QuestionHandling.inquiry_id)
    )
    latest: dict[str, str | None] = {}
    for text, entry_id in session.execute(query):
        latest[text] = entry_id
    return [Mark(text, entry_id) for text, entry_id in latest.items() if text.strip()]


def _ids(reason: Reason, since: datetime) -> Select[int]:
    if reason is Reason.UNHELPFUL:
        return _voted_down(since)
    query = select(Inquiry.id).where(Inquiry.created_at >= since, *_conditions(reason), _is_open(Inquiry.id))
    return query.order_by(Inquiry.created_at.desc(), Inquiry.id.desc())


def _conditions(reason: Reason) -> list[ColumnElement[bool]]:
    if reason is Reason.UNMATCHED:
        return [Inquiry.outcome == "unmatched", Inquiry.scope == "food_safety"]
    if reason is Reason.CLARIFIED:
        later = aliased(Inquiry)
        # Choosing one of the offered is a message of its own, that asks nothing and shows a card.
        chosen = exists().where(
            later.conversation_id == Inquiry.conversation_id,
            later.id > Inquiry.id,
            later.outcome.is_(None),
            later.shown_entry_ids.is_not(None),
        )
        return [Inquiry.outcome == "clarify", ~chosen]
    return [Inquiry.outcome == "answer", Inquiry.probability < UNSURE_BELOW]


def _voted_down(since: datetime) -> Select[int]:
    """The question each 没用 was about: the last one its conversation had asked by then."""
    asked = (
        select(func.max(Inquiry.id))
        .where(
            Inquiry.conversation_id == Feedback.conversation_id,
            Inquiry.outcome.is_not(None),
            Inquiry.created_at <= Feedback.created_at,
        )
        .correlate(Feedback)
        .scalar_subquery()
    )
    voted = (
        select(asked.label("inquiry_id"), Feedback.created_at.label("voted_at"))
        .where(Feedback.helpful.is_(False), Feedback.created_at >= since)
        .subquery()
    )
    query = select(voted.c.inquiry_id).where(voted.c.inquiry_id.is_not(None), _is_open(voted.c.inquiry_id))
    return query.order_by(voted.c.voted_at.desc())


def _is_open(inquiry_id: ColumnElement[int] | InstrumentedAttribute[int]) -> ColumnElement[bool]:
    return ~exists().where(QuestionHandling.inquiry_id == inquiry_id)


def _view(inquiry: Inquiry, title: str | None, edition: int | None, handling: Handling | None) -> AskedQuestion:
    nearest = None
    if inquiry.top_entry_id is not None and title is not None and edition is not None:
        nearest = NearEntry(inquiry.top_entry_id, title, edition)
    return AskedQuestion(
        inquiry_id=inquiry.id,
        text=inquiry.text,
        claim=inquiry.claim or inquiry.text,
        asked_at=inquiry.created_at,
        outcome=inquiry.outcome or "",
        probability=inquiry.probability,
        nearest=nearest,
        handling=handling,
    )
