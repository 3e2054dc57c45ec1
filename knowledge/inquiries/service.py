"""Recording inquiries and reading conversations back. Functions take the session first and never commit."""

from datetime import datetime

from sqlalchemy import or_, select
from sqlalchemy.orm import Session

from knowledge.checking import CheckOutcome
from knowledge.emerging.intake import receipt_of
from knowledge.entries.models import Entry
from knowledge.errors import NotFound
from knowledge.inquiries.models import Feedback, Inquiry
from knowledge.inquiries.views import BegunInquiry, ConversationContext, Mode, Reply
from knowledge.matching.types import Scope


def begin(
    session: Session,
    *,
    conversation_id: str,
    message_id: str | None,
    text: str,
    channel: str,
    now: datetime,
) -> BegunInquiry:
    """Record a message, or find it again. ``text`` must be masked already."""
    if message_id is not None:
        known = session.scalar(
            select(Inquiry).where(
                Inquiry.channel == channel,
                Inquiry.conversation_id == conversation_id,
                Inquiry.message_id == message_id,
            )
        )
        if known is not None:
            return BegunInquiry(known.id, known.reply)
    inquiry = Inquiry(
        channel=channel,
        conversation_id=conversation_id,
        message_id=message_id,
        text=text,
        created_at=now,
        claim="",
    )
    session.add(inquiry)
    session.flush()
    return BegunInquiry(inquiry.id, None)


def load(session: Session, inquiry_id: int) -> Inquiry:
    """The inquiry. Raises ``NotFound``."""
    inquiry = session.get(Inquiry, inquiry_id)
    if inquiry is None:
        raise NotFound("inquiry", inquiry_id)
    return inquiry


def record_outcome(inquiry: Inquiry, check: CheckOutcome, *, claim: str) -> None:
    """Keep what was decided; ``claim`` must be masked."""
    top = check.top_candidate
    inquiry.outcome = check.outcome
    inquiry.scope = check.scope.value
    inquiry.claim = claim
    inquiry.top_entry_id = top.entry_id if top is not None else None
    inquiry.probability = top.probability if top is not None else None
    inquiry.revision = check.revision
    inquiry.shown_entry_ids = [card.entry_id for card in check.cards] or None


def finish(inquiry: Inquiry, *, reply: Reply, intent: str | None, mode: Mode, now: datetime) -> None:
    """Keep the reply. Cards in it become what follow-up questions refer to."""
    inquiry.reply = reply
    inquiry.intent = intent
    inquiry.mode = mode
    inquiry.answered_at = now
    shown = [message["card"]["entry_id"] for message in reply if message.get("card")]
    if shown:
        inquiry.shown_entry_ids = list(dict.fromkeys(shown))


def last_asked(session: Session, conversation_id: str) -> Inquiry | None:
    """The last message of a conversation that asked something or was shown an entry.

    Greetings, follow-ups, buttons and small talk since do not count.
    """
    return session.scalar(
        select(Inquiry)
        .where(
            Inquiry.conversation_id == conversation_id,
            or_(
                Inquiry.outcome.is_not(None) & (Inquiry.scope != Scope.OFF_TOPIC.value),
                Inquiry.shown_entry_ids.is_not(None),
            ),
        )
        .order_by(Inquiry.id.desc())
        .limit(1)
    )


def context(session: Session, conversation_id: str) -> ConversationContext:
    """What a follow-up refers to: the message ``last_asked`` gives."""
    last_id = session.scalar(
        select(Inquiry.id)
        .where(Inquiry.conversation_id == conversation_id)
        .order_by(Inquiry.id.desc())
        .limit(1)
    )
    asked = last_asked(session, conversation_id)
    if asked is None:
        return ConversationContext(last_inquiry_id=last_id)
    receipt = receipt_of(session, asked.id)
    return ConversationContext(
        last_entry_ids=tuple(asked.shown_entry_ids or ()),
        last_claim=asked.claim,
        open_query_code=receipt.query_code if receipt is not None else None,
        last_inquiry_id=last_id,
    )


def vote(session: Session, *, conversation_id: str, entry_id: str, helpful: bool, now: datetime) -> None:
    """Record a vote in place of an earlier one. Raises ``NotFound`` for an unknown entry."""
    if session.get(Entry, entry_id) is None:
        raise NotFound("entry", entry_id)
    feedback = session.scalar(
        select(Feedback).where(Feedback.conversation_id == conversation_id, Feedback.entry_id == entry_id)
    )
    if feedback is None:
        feedback = Feedback(conversation_id=conversation_id, entry_id=entry_id)
        session.add(feedback)
    feedback.helpful = helpful
    feedback.created_at = now
